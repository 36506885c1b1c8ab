"""What can go wrong between this folder and the machine it runs on."""


class DeployError(Exception):
    """The root of this folder's errors. Its text ends with the way out; show it without a traceback."""


class PortBusy(DeployError):
    """Somebody else listens on the port that was asked for: choose another, or leave the choice to us."""


class DownloadFailed(DeployError):
    """A registry could not be reached or sent something else: check network, proxy, certificates or mirror."""


class UnsupportedPlatform(DeployError):
    """No binary is published for this machine: bring your own server, or use deploy/compose.yaml."""


class ServiceFailed(DeployError):
    """A server ended or was not ready in time: its last log lines are in the text."""
