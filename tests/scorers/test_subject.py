"""The step of a subject: which questions it answers anew."""

import pytest

from scorers.catalogue.discovery import CATALOGUE
from scorers.parameters.document import version_of
from scorers.state.keys import SEP
from tests import factories as make
from tests.scorers.judging import Judging, judged, kept

T0, HOUR = make.T0, make.HOUR
NOTICE = make.notice("N1", T0 - HOUR, transit_id="T0")
STORY = [make.transit("T0", T0 - 2 * HOUR, carrier_id="C1"), NOTICE, make.transit("T1", T0, carrier_id="C1")]
ARRIVED = make.arrived("T1", T0 + HOUR, office_id="O2")


@pytest.fixture
def answered(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Codes of the criteria that answer a question, as they do."""
    codes: list[str] = []
    for code in (*CATALOGUE.by_code, *CATALOGUE.indicators):
        criterion = CATALOGUE.answering(code)

        def noted(*given: object, code: str = code, answer: object = criterion.answer) -> object:
            codes.append(code)
            return answer(*given)  # type: ignore[operator]  # the method itself

        monkeypatch.setattr(criterion, "answer", noted)
    return codes


def hit(judging: Judging) -> bool:
    """Whether the notice counts against the carrier's transit."""
    return judging.hit("transit:T1", "1") is not None


def test_what_a_change_does_not_touch_is_answered_as_before(answered: list[str]) -> None:
    """An arrival leaves the notices as they were and puts one question more; a notice taken back concerns both."""
    judging = judged(STORY)
    assert hit(judging)
    answered.clear()
    judging.feed(ARRIVED)
    assert answered.count("1") == 1
    assert hit(judging)
    answered.clear()
    judging.feed(make.cancel(NOTICE))
    assert answered.count("1") == 2
    assert not hit(judging)


def test_a_question_of_other_parameters_is_answered_anew(answered: list[str]) -> None:
    """The answer of before was by the parameters of before."""
    judging = judged(STORY)
    document = b"[criteria.1]\nmin_notices = 2\n"
    judging.engine.parameters(version_of(document), document)
    answered.clear()
    judging.feed(ARRIVED)
    assert answered.count("1") == 2
    assert not hit(judging)


def test_contributions_that_do_not_keep_their_answers_are_answered_anew() -> None:
    """As an earlier release left them."""
    judging = judged(STORY)
    for _, contribution in kept(judging.engine.subjects, f"C{SEP}"):
        contribution.verdicts, contribution.learned = (), {}
    judging.feed(ARRIVED)
    assert hit(judging)
