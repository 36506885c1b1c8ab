"""Tests of criterion 35."""

from itertools import permutations

import pytest

from schemas.envelope import Event
from tests.factories import DAY, HOUR, T0, amend, cancel, declaration, withdrawn
from tests.scorers.judging import Judging, alone, judged, sentence

NOW = T0 + 100 * DAY
KEY = "declaration:D9"


def now(t: int = NOW) -> Event:
    return declaration("D9", t)


def earlier(number: int = 1, participant: str = "P1") -> Event:
    return declaration(f"D{number}", T0 + number * HOUR, participant_id=participant)


def gone(number: int = 1, reason: str | None = "declarant_request", t: int = T0 + DAY) -> Event:
    return withdrawn(f"D{number}", t, reason_code=reason)


def test_earlier_withdrawal() -> None:
    """A withdrawal of another declaration is a hit, in every order of arrival."""
    for order in permutations([earlier(), gone(), now()]):
        hit = judged(order).hit(KEY, "35")
        assert hit is not None
        assert hit.severity == "medium"
        assert [evidence.ref for evidence in hit.evidence] == ["D1"]


def test_withdrawal_before_its_registration_arrives() -> None:
    """A withdrawal of an unknown declaration waits until the registration says whose it was."""
    room = Judging().feed(gone(), now())
    assert room.verdicts(KEY, "35") == []
    assert room.feed(earlier()).hit(KEY, "35") is not None
    assert Judging().feed(gone(), earlier(), now()).hit(KEY, "35") is not None
    other = Judging().feed(gone(), now(), earlier(participant="P2"))
    assert other.hit(KEY, "35") is None


def test_nothing_withdrawn() -> None:
    """Without a withdrawal, and with only its own, a declaration is a miss."""
    assert judged([earlier(), now()]).verdicts(KEY, "35") == []
    assert judged([now(), withdrawn("D9", NOW)]).verdicts(KEY, "35") == []
    assert judged([now(), withdrawn("D9", NOW + DAY)]).verdicts(KEY, "35") == []


@pytest.mark.parametrize("reason", ["technical_duplicate", "goods_not_arrived"])
def test_excluded_reasons(reason: str) -> None:
    """Withdrawals that are nobody's fault do not count."""
    assert judged([earlier(), gone(reason=reason), now()]).verdicts(KEY, "35") == []


def test_reason_not_stated() -> None:
    """A withdrawal without a reason leaves the question open, unless others suffice."""
    unknown = judged([earlier(), gone(reason=None), now()]).unknown(KEY, "35")
    assert unknown is not None
    assert unknown.missing == ("declaration.withdrawn.reason_code",)
    hit = judged([earlier(), gone(reason=None), earlier(2), gone(2), now()]).hit(KEY, "35")
    assert hit is not None
    assert [evidence.ref for evidence in hit.evidence] == ["D2"]


def test_window_boundaries() -> None:
    """A withdrawal counts from its own instant until, and without, the window's length after it."""
    at = T0 + DAY
    for t, expected in ((at, True), (at + 180 * DAY - 1, True), (at + 180 * DAY, False)):
        assert (judged([earlier(), gone(t=at), now(t)]).hit(KEY, "35") is not None) is expected
    assert judged([earlier(), gone(t=at + 1), now(at)]).hit(KEY, "35") is None


def test_severity_by_share() -> None:
    """A share from `high_share` of at least `min_n` registrations, this one included, is high."""

    def severity(lodged: int, recalled: int) -> str:
        events = [declaration(f"E{n}", T0 + n * HOUR) for n in range(lodged - 1)]
        events += [withdrawn(f"E{n}", T0 + 30 * DAY, reason_code="declarant_request") for n in range(recalled)]
        hit = judged([*events, now()]).hit(KEY, "35")
        assert hit is not None
        return hit.severity

    assert severity(20, 2) == "high"
    assert severity(20, 1) == "medium"
    assert severity(21, 2) == "medium"
    assert severity(19, 5) == "medium"
    assert severity(70, 7) == "high"
    assert severity(71, 7) == "medium"


def test_large_importer() -> None:
    """One withdrawal among a thousand is no grave matter; many are counted whole and named only in part."""
    room = judged([*(declaration(f"E{n}", T0 + n * 60_000) for n in range(999)), now()], alone("35"))
    one = room.feed(withdrawn("E0", T0 + DAY, reason_code="declarant_request")).hit(KEY, "35")
    assert one is not None
    assert one.severity == "medium"
    assert "withdrew 1 of 1,000" in sentence("35", one)
    late = T0 + 90 * DAY
    room.feed(*(withdrawn(f"E{n}", late, reason_code="declarant_request") for n in range(1, 100)))
    many = room.hit(KEY, "35")
    assert many is not None
    assert many.severity == "high"
    assert "withdrew 100 of 1,000" in sentence("35", many)
    assert len(many.evidence) == 10


def test_withdrawal_cancelled_by_the_office() -> None:
    """A withdrawal that was taken back does not count, in every order of arrival."""
    for order in permutations([earlier(), gone(), cancel(gone()), now()]):
        assert judged(order).verdicts(KEY, "35") == []
    room = judged([earlier(), gone(), now()])
    assert room.hit(KEY, "35") is not None
    assert room.feed(cancel(gone())).verdicts(KEY, "35") == []


def test_same_instant() -> None:
    """At one instant its own withdrawal does not count, another one does."""
    for order in permutations([earlier(), gone(t=NOW), now(), withdrawn("D9", NOW, reason_code="declarant_request")]):
        hit = judged(order).hit(KEY, "35")
        assert hit is not None
        assert [evidence.ref for evidence in hit.evidence] == ["D1"]
        assert "withdrew 1 of 2" in sentence("35", hit)


def test_corrected_reason() -> None:
    """A corrected reason counts as corrected."""
    for order in permutations([earlier(), gone(), amend(gone(), reason_code="technical_duplicate"), now()]):
        assert judged(order).verdicts(KEY, "35") == []


def test_min_withdrawals() -> None:
    """Fewer withdrawals than the parameter asks for are a miss."""
    events = [earlier(), gone(), now()]
    assert judged(events, "[criteria.35]\nmin_withdrawals = 2").verdicts(KEY, "35") == []
    assert judged([*events, earlier(2), gone(2)], "[criteria.35]\nmin_withdrawals = 2").hit(KEY, "35") is not None


def test_coverage() -> None:
    """A window that was not seen whole is unknown, unless what was seen is enough."""
    unseen = Judging(coverage_start=T0).feed(now()).unknown(KEY, "35")
    assert unseen is not None
    assert unseen.missing == ("coverage",)
    assert Judging(coverage_start=T0).feed(earlier(), gone(), now()).hit(KEY, "35") is not None
