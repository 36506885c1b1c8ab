"""Ports on the loopback address."""

import socket

from deploy.errors import PortBusy

HOST = "127.0.0.1"


def free_ports(count: int) -> list[int]:
    """Return `count` different ports that nobody listens on now.

    Somebody may take one before it is used; whoever starts a server has to look whether it came up.
    """
    probes = [socket.socket() for _ in range(count)]
    try:
        for probe in probes:
            probe.bind((HOST, 0))
        return [probe.getsockname()[1] for probe in probes]
    finally:
        for probe in probes:
            probe.close()


def require_free(port: int, option: str) -> None:
    """Check a port that a person chose by `option`.

    Raises:
        PortBusy: if somebody listens on it.
    """
    with socket.socket() as probe:
        # As servers do, so that connections still winding down do not count as busy.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            message = f"port {port} is not free ({error.strerror}): give {option} another one, or leave it out"
            raise PortBusy(message) from error
