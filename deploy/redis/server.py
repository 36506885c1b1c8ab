"""One Redis server, without a disk."""

from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path

from deploy.ports import HOST
from deploy.redis.binary import redis_server
from deploy.service import Service

RIGHTS = "~* +@connection +@read +@write +@transaction +eval"
"""What Kordon needs of Redis, and not more."""


class Redis(Service):
    """A Redis that is empty at every start.

    Args:
        port: for clients; a free one if None.
        users: their passwords; anybody may come in if None.
    """

    name = "redis"
    ready_line = "Ready to accept connections"
    ready_seconds = 15.0

    def __init__(self, port: int | None = None, users: Mapping[str, str] | None = None) -> None:
        super().__init__(port)
        self._users = users

    @property
    def url(self) -> str:
        """Where clients connect, `redis://host:port/0`; the same over restarts."""
        return f"redis://{HOST}:{self.port}/0"

    def prepare(self, folder: Path) -> None:
        """Write who may come in."""
        lines = [] if self._users is None else ["user default off"]
        for name, password in (self._users or {}).items():
            lines.append(f"user {name} on #{sha256(password.encode()).hexdigest()} {RIGHTS}")
        _users_file(folder).write_text("".join(f"{line}\n" for line in lines))

    def command(self, folder: Path) -> list[str]:
        """Return the server's command."""
        settings = {"bind": HOST, "port": str(self.port), "dir": str(folder), "save": "", "appendonly": "no"}
        options = (word for name, value in settings.items() for word in (f"--{name}", value))
        return [str(redis_server()), str(_users_file(folder)), *options]


def _users_file(folder: Path) -> Path:
    return folder / "redis.conf"
