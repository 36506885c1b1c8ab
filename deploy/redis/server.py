"""One Redis server, without a disk."""

from pathlib import Path

from deploy.ports import HOST
from deploy.redis.binary import redis_server
from deploy.service import Service


class Redis(Service):
    """A Redis that is empty at every start."""

    name = "redis"
    ready_line = "Ready to accept connections"
    ready_seconds = 15.0

    @property
    def url(self) -> str:
        """Where clients connect, `redis://host:port/0`; the same over restarts."""
        return f"redis://{HOST}:{self.port}/0"

    def prepare(self, folder: Path) -> None:
        """It takes its settings from its command."""

    def command(self, folder: Path) -> list[str]:
        """Return the server's command."""
        settings = {"bind": HOST, "port": str(self.port), "dir": str(folder), "save": "", "appendonly": "no"}
        return [str(redis_server()), *(word for name, value in settings.items() for word in (f"--{name}", value))]
