"""The step of a subject: which questions it answers anew."""

import pytest

from scorers.catalogue.discovery import CATALOGUE
from scorers.parameters.document import version_of
from scorers.state.keys import SEP
from scorers.subjects.dossier import AT_HAND
from scorers.times.local_time import local_date
from tests import factories as make
from tests.scorers.judging import Judging, judged, kept

T0, HOUR, DAY = make.T0, make.HOUR, make.DAY
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
    for key, contribution in kept(judging.engine.subjects, f"C{SEP}"):
        contribution.verdicts, contribution.learned = (), {}
        judging.engine.subjects.put(key, contribution)
    judging.feed(ARRIVED)
    assert hit(judging)


# -- what ends -------------------------------------------------------------------------------------------------------

LONG_AFTER = T0 + 2_000 * DAY


def places(judging: Judging, kind: str = "carrier") -> set[str]:
    """Kinds of records that are kept of subjects of a kind."""
    return {key.split(SEP)[0] for key, _ in kept(judging.engine.subjects) if f"{SEP}{kind}:" in key}


@pytest.mark.parametrize("loads", [AT_HAND // 2, AT_HAND * 2], ids=["few", "many"])
def test_a_notice_concerns_each_load_that_was_asked_about(loads: int) -> None:
    """However many there are, and of none that has meanwhile another carrier; at last nothing is left of any."""
    opened = [make.transit(f"L{number}", T0 + number * HOUR, carrier_id="C1") for number in range(loads)]
    judging = judged(opened)
    assert ("A" in places(judging)) is (loads > AT_HAND)
    judging.feed(make.transit_amended(opened[3], T0 + 5 * HOUR, carrier_id="C2"))
    judging.feed(make.transit("T0", T0 - 2 * HOUR, carrier_id="C1"), NOTICE)
    struck = {number for number in range(loads) if judging.hit(f"transit:L{number}", "1")}
    assert struck == set(range(loads)) - {3}
    judging.until(LONG_AFTER)
    assert places(judging) == set()


def test_a_question_ends_with_what_it_may_still_learn(answered: list[str]) -> None:
    """A notice that comes after that has nobody answered again."""
    judging = judged([make.transit("T1", T0, carrier_id="C1")]).until(T0 + 1_000 * DAY)
    answered.clear()
    judging.feed(make.transit("T0", T0 - 2 * HOUR, carrier_id="C1"), NOTICE)
    assert answered.count("1") == 1  # of T0 itself, which is opened only now


def test_shelves_end_too() -> None:
    """Prices stand on shelves, of which nothing is left when no question can reach them."""
    item = {"item_no": 1, "goods_code": "8517120000", "origin_country": "CN", "customs_value": 100.0, "net_kg": 1.0}
    day = local_date(T0, "Asia/Almaty").isoformat()
    rate = make.fact("ref.fx_rate", t=T0 - DAY, currency="KZT", date=day, rate_to_usd=0.002)
    lodged = make.declaration("D1", T0, items=[item], invoice_currency="KZT", delivery_terms="CIP")
    judging = judged([rate, lodged, make.released("D1", T0 + HOUR)])
    assert places(judging, "price") >= {"H", "P"}
    judging.until(LONG_AFTER)
    assert places(judging, "price") == set()
