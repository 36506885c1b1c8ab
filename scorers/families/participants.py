"""What the history of a declaration's participant shows when it lodges the declaration.

The family asks the participant at the registration and tells it which declaration that is, since what happened to that
one does not count. A criterion reads its ledgers in `answer`.
"""

from collections.abc import Iterator

from scorers.contract.case import Case, subject_key
from scorers.contract.criterion import Ask, Criterion, ParamsT
from scorers.contract.verdict import Unknown


class Lodging(Ask, frozen=True, tag="ask.lodging"):
    """A declaration is lodged, by its id."""

    declaration_id: str


class ParticipantHistory(Criterion[ParamsT, Lodging]):
    """One question to the participant; `answer` is the rule."""

    kind = "stream"
    subject = "participant"
    cases = ("declaration",)

    def asks(self, case: Case, params: ParamsT) -> Iterator[tuple[str, Lodging] | Unknown]:
        """Ask the participant at the registration."""
        key = subject_key("participant", case.content.participant_id)
        yield key, Lodging(self.code, case.t, case.trigger, declaration_id=case.id)
