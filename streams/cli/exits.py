"""How the command ends: exit codes, and errors that say what to do next."""

from schemas.errors import KordonError

OK, FAILED, USAGE, INVALID, ABSENT = 0, 1, 2, 3, 4


class DependencyAbsent(KordonError):
    """Kafka or Redis does not answer. Operator: start it, or correct KORDON_BOOTSTRAP or KORDON_REDIS_URL."""


class CommandFailed(KordonError):
    """The command could not do what it was asked. Operator: do what the message says."""
