"""What no enabled criterion reads is neither put nor asked; read again, a ledger is unknown until it is covered."""

from schemas.event import Event
from scorers.catalogue.discovery import CATALOGUE
from scorers.catalogue.loading import load
from scorers.contract.verdict import Unknown
from scorers.exchange.messages import Parameters
from scorers.parameters.document import version_of
from scorers.subjects.step import step
from tests import factories as make
from tests.scorers.judging import Judging, judged, kept

T0, DAY = make.T0, make.DAY
ALL_BUT = "disabled = [{}]"
WITHOUT_1 = 'disabled = ["1"]'
ONLY_1 = ALL_BUT.format(", ".join(f'"{code}"' for code in CATALOGUE.by_code if code != "1"))


def names(judging: Judging) -> set[str]:
    """Ledgers that anything was put into."""
    return {name for _, said in kept(judging.engine.subjects, "C") for name, _ in said.entries}


def switched(judging: Judging, document: str) -> Judging:
    judging.engine.parameters(version_of(document.encode()), document.encode())
    return judging


def undelivered(number: int, t: int) -> list[Event]:
    """A load of the carrier C1 that did not arrive."""
    opened = make.transit(f"U{number}", t, carrier_id="C1")
    return [opened, make.notice(f"N{number}", t + DAY, transit_id=f"U{number}")]


def test_what_nobody_reads_is_neither_put_nor_asked() -> None:
    """One criterion and the indicators leave only their own ledgers, and only their own questions."""
    stories = [*undelivered(1, T0), make.declaration("D1", T0, carrier_id="C1", items=[])]
    judging = judged(stories, ONLY_1)
    reading = {ledger.name for ledger in CATALOGUE.by_code["1"].reads}
    own = {ledger.name for code in CATALOGUE.indicators for ledger in CATALOGUE.answering(code).reads}
    assert reading <= names(judging) <= reading | own
    asked = {ask.criterion for _, said in kept(judging.engine.subjects, "C") for ask in said.asks}
    assert asked <= {"1", *CATALOGUE.indicators}
    assert len(names(judged(stories))) > len(names(judging))


def test_a_member_state_that_reads_it_is_enough() -> None:
    """What an overlay enables is filled for all."""
    params = load(b'disabled = ["1"]\n[states.KZ]\nenabled = ["1"]\n')
    ledger = CATALOGUE.by_code["1"].reads[0]
    assert ledger.name in CATALOGUE.read_by(params)
    assert ledger.name not in CATALOGUE.read_by(load(WITHOUT_1.encode()))


def test_enabled_later_it_is_unknown_until_covered() -> None:
    """What came before was not noted: silence about it would say that there was nothing."""
    judging = judged(undelivered(1, T0), WITHOUT_1).until(T0 + 10 * DAY)
    switched(judging, "").feed(make.transit("T1", T0 + 20 * DAY, carrier_id="C1"))
    unknown = judging.unknown("transit:T1", "1")
    assert isinstance(unknown, Unknown)
    assert unknown.missing == ("coverage",)
    judging.feed(*undelivered(2, T0 + 21 * DAY), make.transit("T2", T0 + 23 * DAY, carrier_id="C1"))
    assert judging.hit("transit:T2", "1") is not None, "what is there counts although not all is"
    judging.feed(make.transit("T3", T0 + 800 * DAY, carrier_id="C1"))
    assert not judging.verdicts("transit:T3", "1"), "the whole window has been seen"


def test_what_was_always_read_is_covered() -> None:
    """Another criterion that is switched changes nothing for it."""
    judging = switched(judged([], 'disabled = ["2"]').until(T0), "").feed(make.transit("T1", T0 + DAY, carrier_id="C1"))
    assert judging.unknown("transit:T1", "1") is None


def test_each_partition_of_cases_says_since_when() -> None:
    """Of several times the latest holds, whatever came first."""
    for order in ((1, 2), (2, 1)):
        judging = judged(())
        for number in order:
            fed = {"notices_of_carrier": T0 + number * DAY}
            step(judging.engine.subjects, Parameters(version_of(b""), b"", 0, fed))
        judging.feed(make.transit("T1", T0 + 2 * DAY + 365 * DAY - 1, carrier_id="C1"))
        assert judging.unknown("transit:T1", "1") is not None
        judging.feed(make.transit("T2", T0 + 2 * DAY + 365 * DAY, carrier_id="C1"))
        assert judging.unknown("transit:T2", "1") is None
