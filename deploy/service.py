"""What a broker and a Redis have in common: ports, an empty folder, a command, a log line that says ready."""

import tempfile
from abc import ABC, abstractmethod
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import ClassVar, Self

from deploy.errors import ServiceFailed
from deploy.guarded import Guarded
from deploy.ports import free_ports, require_free

# Between looking for free ports and opening them, somebody else may have taken one.
TRIES = 3
PORT_TAKEN = "already in use"


class Service(ABC):
    """A server on the loopback address that lives as long as its `with` block, empty at its first start.

    It ends with this process, even if this process is killed, and leaves nothing behind.

    Args:
        port: for clients; a free one if None.

    Raises:
        PortBusy: if `port` is taken.
        DownloadFailed: if the server is not on this machine yet and cannot be had.
        UnsupportedPlatform: if nobody publishes the server for this machine.
        ServiceFailed: if the server does not come up; with its log.
    """

    name: ClassVar[str]
    ready_line: ClassVar[str]
    ready_seconds: ClassVar[float]
    extra_ports: int = 0

    def __init__(self, port: int | None = None) -> None:
        self._chosen_port = port
        self._ports: list[int] = []
        self._process: Guarded | None = None

    @abstractmethod
    def prepare(self, folder: Path) -> None:
        """Write what the command needs into its new folder."""

    @abstractmethod
    def command(self, folder: Path) -> list[str]:
        """Return the command that serves from the folder."""

    def environment(self) -> Mapping[str, str] | None:
        """Return the command's environment; None is ours."""
        return None

    @property
    def port(self) -> int:
        """Where clients connect; the same over restarts."""
        return self._ports[0]

    @property
    def folder(self) -> Path:
        """Everything the server writes; there from the first start until `stop`."""
        return self._started().folder

    @property
    def running(self) -> bool:
        """Whether the server's process runs; a frozen one does."""
        return self._process is not None and self._process.running

    def start(self) -> None:
        """Start and wait until clients can connect; after `kill` or `halt`, with the same port and folder."""
        if self._process is not None:
            self._launch(self._process)
            return
        if self._chosen_port is not None:
            require_free(self._chosen_port, self.name)
        for try_number in range(1, TRIES + 1):
            try:
                self._start_fresh()
            except ServiceFailed as error:
                if try_number == TRIES or PORT_TAKEN not in str(error):
                    raise
            else:
                return

    def kill(self) -> None:
        """End the server as a power cut would; `start` goes on with what is on its disk."""
        self._started().kill()

    def halt(self) -> None:
        """Shut the server down in order; `start` goes on with what is on its disk."""
        self._started().halt()

    def freeze(self) -> None:
        """Stop the server's clock: connections stay open, nobody answers."""
        self._started().freeze()

    def thaw(self) -> None:
        """End a `freeze`."""
        self._started().thaw()

    def stop(self) -> None:
        """End the server and remove its folder. May be called twice; `start` then begins anew."""
        if self._process is not None:
            self._process.stop()
            self._process = None

    def log_tail(self, lines: int = 40) -> str:
        """Return the last lines of the log; an empty text before the first start and after `stop`."""
        return self._process.log_tail(lines) if self._process else ""

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self.stop()

    def _started(self) -> Guarded:
        if self._process is None:
            raise ServiceFailed(f"{self.name} has not been started: call start(), or use `with`")
        return self._process

    def _start_fresh(self) -> None:
        chosen = [] if self._chosen_port is None else [self._chosen_port]
        self._ports = [*chosen, *free_ports(1 + self.extra_ports - len(chosen))]
        self._process = Guarded(self.name, Path(tempfile.mkdtemp(prefix=f"kordon-{self.name}-")))
        try:
            self.prepare(self._process.folder)
            self._launch(self._process)
        except BaseException:
            self.stop()
            raise

    def _launch(self, process: Guarded) -> None:
        before = process.log.stat().st_size if process.log.exists() else 0

        def ready() -> bool:
            with process.log.open("rb") as log:
                log.seek(before)
                return self.ready_line.encode() in log.read()

        process.start(self.command(process.folder), env=self.environment())
        process.wait_until(ready, self.ready_seconds)
