"""A criterion on a participant's history reads its ledgers, and leaves the declaration itself out."""

from scorers.contract.arguments import filled
from scorers.contract.criterion import Params
from scorers.contract.history import History
from scorers.contract.verdict import Hit, Unknown
from scorers.families.participants import Lodging, ParticipantHistory
from scorers.ledgers.withdrawals import RECALLS
from tests.factories import DAY, T0, declaration, withdrawn
from tests.scorers.families.example import hit, lacking, verdicts

WEEK = 7


class RecalledThisWeek(ParticipantHistory[Params]):
    """The participant recalled another declaration within a week."""

    code = "XX-007"
    group = "XX"
    title = "Recalled within a week"
    inputs = ("declaration.participant_id", "declaration.withdrawn.withdrawn_at")
    forms = ("documentary_check",)
    texts = ".recalled = { $count } recalled."
    reads = (RECALLS,)

    def answer(self, ask: Lodging, history: History, params: Params) -> Hit | Unknown | None:
        """Hit on any."""
        found = [one for one in history.window(RECALLS, ask.t, WEEK) if one.ref != ask.declaration_id]
        if not found:
            return self.sees(WEEK, history, ask.t)
        return Hit("recalled", tuple(one.shown("withdrawal") for one in found), arguments=filled(count=len(found)))


STORY = [declaration("D1", T0), withdrawn("D1", T0), declaration("D2", T0 + DAY)]


def test_what_others_show_hits() -> None:
    """The recalled declaration itself is none."""
    assert [one.ref for one in hit(verdicts(RecalledThisWeek(), STORY, "declaration:D2")).evidence] == ["D1"]
    assert verdicts(RecalledThisWeek(), STORY, "declaration:D1") == {}


def test_a_week_that_was_not_seen_whole_is_unknown() -> None:
    assert lacking(verdicts(RecalledThisWeek(), STORY, "declaration:D1", T0)) == ("coverage",)
