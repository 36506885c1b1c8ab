"""How the command ends: exit codes, and errors that say what to do next."""

from schemas.errors import KordonError

OK, FAILED, USAGE, INVALID, ABSENT = 0, 1, 2, 3, 4


class CommandFailed(KordonError):
    """The command could not do what it was asked. Operator: do what the message says."""
