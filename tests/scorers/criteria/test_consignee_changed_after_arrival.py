"""Tests of criterion 67."""

from itertools import permutations

import pytest

from schemas.envelope import Event
from scorers.contract.verdict import Unknown
from tests import factories as f
from tests.scorers.judging import judged, sentence

T0, DAY, HOUR = f.T0, f.DAY, f.HOUR
OPENED = f.transit("T1", T0, consignee_id="K1", consignee_name="Alatau Trade LLP", consignee_country="KZ")
ENTERED = f.crossing("X1", T0 + DAY, transit_id="T1")


def changed(t: int = T0 + 2 * DAY, **fields: object) -> Event:
    """An amendment of transit T1, by its carrier."""
    new = {"consignee_id": "K2", "consignee_name": "Steppe Logistics", "initiator": "carrier"}
    return f.transit_amended(OPENED, t, **{**new, **fields})


@pytest.mark.parametrize("rows", list(permutations([[OPENED, changed()], [ENTERED]])))
def test_hit_in_any_order(rows: tuple[list[Event], ...]) -> None:
    """Another consignee after the entry is a hit on the new one, whether the crossing is known early or late."""
    judging = judged(event for row in rows for event in row)
    hit = judging.hit("transit:T1", "67")
    assert hit is not None
    assert [evidence.event_id for evidence in hit.evidence] == [changed().id, ENTERED.id]
    assert judging.verdicts("transit:T1", "67")[0].subject_id == "K2"


def test_what_the_alert_says() -> None:
    """Who was named before and who after, by name and number as far as stated."""
    hit = judged([OPENED, ENTERED, changed(consignee_id=None)]).hit("transit:T1", "67")
    assert hit is not None
    assert sentence("67", hit) == (
        "After the goods of transit T1 had arrived, the carrier had the consignee changed"
        " from Alatau Trade LLP (K1) to Steppe Logistics."
    )
    implicit = judged([OPENED, DECLARED]).hit("declaration:D1", "67", "implicit")
    assert implicit is not None
    assert sentence("67", implicit) == (
        "Transit T1 names Alatau Trade LLP (K1) as consignee, the declaration Other (K3), and no amendment says why."
    )


@pytest.mark.parametrize(("offset", "hits"), [(-1, False), (0, True)])
def test_change_lodged_before_the_border(offset: int, *, hits: bool) -> None:
    """A change before the entry is a miss; an earlier crossing that turns up late makes it a hit."""
    for rows in permutations([[OPENED, changed(T0 + DAY + offset)], [ENTERED]]):
        judging = judged(event for row in rows for event in row)
        assert bool(judging.hit("transit:T1", "67")) is hits
        assert judging.unknown("transit:T1", "67") is None
    assert judging.feed(f.crossing("X2", T0 + HOUR, transit_id="T1")).hit("transit:T1", "67")


def test_arrival_at_a_border_office() -> None:
    """Without a crossing a transit opened at a border office arrived when it was opened; else that is unknown."""
    border = f.fact("ref.office", key="B1", border=True)
    opened = f.transit("T1", T0, consignee_id="K1", departure_office_id="B1")
    amended = f.transit_amended(opened, T0 + HOUR, consignee_id="K2", initiator="carrier")
    judging = judged([opened, amended])
    assert judging.unknown("transit:T1", "67") == Unknown(("crossing.recorded.crossed_at",))
    assert judging.feed(border).hit("transit:T1", "67")
    outwards = f.crossing("X1", T0, transit_id="T1", direction="out")
    assert judged([opened, amended, outwards]).unknown("transit:T1", "67")
    entered = f.crossing("X2", T0 + DAY, transit_id="T1")
    assert judged([border, opened, amended, entered]).verdicts("transit:T1", "67") == []


def test_change_initiated_by_the_consignee() -> None:
    """A change that somebody else asked for is a miss, whoever handed it in."""
    for initiator in ("consignee", "declarant", "customs"):
        for rows in permutations([[OPENED, changed(initiator=initiator)], [ENTERED]]):
            judging = judged(event for row in rows for event in row)
            assert judging.verdicts("transit:T1", "67") == []


def test_change_initiated_by_nobody_knows_whom() -> None:
    """Who asked for a change is not stated: unknown after the entry, a miss before it and when nothing changed."""
    unknown = judged([OPENED, ENTERED, changed(initiator=None)]).unknown("transit:T1", "67")
    assert unknown == Unknown(("transit.amended.initiator",))
    assert judged([OPENED, ENTERED, changed(T0 + HOUR, initiator=None)]).verdicts("transit:T1", "67") == []
    same = f.transit_amended(OPENED, T0 + 2 * DAY, change_kind="seal_change")
    assert judged([OPENED, ENTERED, same]).verdicts("transit:T1", "67") == []


def test_consignees_that_can_not_be_compared() -> None:
    """A number in the place of a name may mean the same consignee; what is stated nowhere did not change."""
    bare = f.transit("T1", T0, consignee_name="Alatau Trade")
    numbered = f.transit_amended(bare, T0 + 2 * DAY, consignee_id="K1", consignee_name=None, initiator="carrier")
    unknown = judged([bare, ENTERED, numbered]).unknown("transit:T1", "67")
    assert unknown == Unknown(("transit.consignee_id",))
    nameless = f.transit("T1", T0)
    sealed = f.transit_amended(nameless, T0 + 2 * DAY, initiator="carrier", change_kind="seal_change")
    assert judged([nameless, ENTERED, sealed]).verdicts("transit:T1", "67") == []


def test_change_that_an_earlier_amendment_made() -> None:
    """What the declarant changed the carrier does not, until that is taken back and only the carrier says it."""
    theirs = changed(initiator="declarant")
    sealed = f.transit_amended(theirs, T0 + 3 * DAY, initiator="carrier", changed_fields=["seals"])
    judging = judged([OPENED, ENTERED, theirs, sealed])
    assert judging.verdicts("transit:T1", "67") == []
    assert judging.feed(f.cancel(theirs, version=4)).statuses("67") == ["raised"]


@pytest.mark.parametrize("listed", [None, [], ["seals"], ["consignee_id", "consignee_name"]])
def test_contents_decide(listed: list[str] | None) -> None:
    """Another consignee in the content is a change, whatever the amendment lists; the same one is none."""
    assert judged([OPENED, ENTERED, changed(changed_fields=listed)]).statuses("67") == ["raised"]
    same = f.transit_amended(OPENED, T0 + 2 * DAY, initiator="carrier", changed_fields=listed)
    assert judged([OPENED, ENTERED, same]).statuses("67") == []


def test_opening_corrected_after_the_change() -> None:
    """A correction of the opening leaves what was amended after it."""
    judging = judged([OPENED, ENTERED, changed(), f.amend(OPENED, version=3, freight_amount=7.0)])
    assert judging.hit("transit:T1", "67")
    assert judging.statuses("67") == ["raised"]


def test_typing_error_corrected() -> None:
    """A name spelled better, or a number added, is no change; another name under the same number is."""
    spelled = changed(consignee_id="k-1", consignee_name="Alatau Trades")
    assert judged([OPENED, ENTERED, spelled]).verdicts("transit:T1", "67") == []
    assert judged([ENTERED, OPENED, spelled], "[criteria.67]\nname_similarity = 1.0").hit("transit:T1", "67")
    bare = f.transit("T1", T0, consignee_name="Alatau Trade")
    numbered = f.transit_amended(bare, T0 + 2 * DAY, consignee_id="K1", initiator="carrier")
    assert judged([bare, ENTERED, numbered]).verdicts("transit:T1", "67") == []
    assert judged([OPENED, ENTERED, changed(consignee_id="K1")]).hit("transit:T1", "67")


def test_cancelled_amendment() -> None:
    """A cancelled amendment changed nothing."""
    judging = judged([OPENED, ENTERED, changed()])
    assert judging.hit("transit:T1", "67")
    assert judging.feed(f.cancel(changed())).verdicts("transit:T1", "67") == []
    assert judging.statuses("67") == ["withdrawn"]
    judging = judged([OPENED, f.cancel(changed()), changed(), ENTERED])
    assert judging.verdicts("transit:T1", "67") == []


def test_cancelled_crossing() -> None:
    """Without the entry nobody knows whether the goods had arrived, and no alert stands on it."""
    judging = judged([OPENED, ENTERED, changed()]).feed(f.cancel(ENTERED))
    assert judging.unknown("transit:T1", "67") == Unknown(("crossing.recorded.crossed_at",))
    assert judging.statuses("67") == ["withdrawn"]


def test_change_whose_opening_is_not_known() -> None:
    """A carrier's change of the consignee can not be judged before the content that it changed is known."""
    for fields in (["consignee_id"], ["seals"], None):
        amended = changed(changed_fields=fields)
        assert judged([ENTERED, amended]).unknown("transit:T1", "67") == Unknown(("transit.consignee_id",))


DECLARED = f.declaration("D1", T0 + 3 * DAY, transit_id="T1", consignee_id="K3", consignee_name="Other")


@pytest.mark.parametrize("events", list(permutations([OPENED, DECLARED])))
def test_implicit_change_seen_only_in_the_declaration(events: tuple[Event, ...]) -> None:
    """A declaration for another consignee is a low hit on the declaration's one, unless that is switched off."""
    judging = judged(events)
    hit = judging.hit("declaration:D1", "67", "implicit")
    assert hit is not None
    assert hit.severity == "low"
    assert judging.verdicts("declaration:D1", "67")[0].subject_id == "K3"
    assert judged(events, "[criteria.67]\nimplicit = false").verdicts("declaration:D1", "67") == []


def test_implicit_change_explained_by_an_amendment() -> None:
    """An amendment of the transit that names the declaration's consignee explains it, also when it comes late."""
    judging = judged([OPENED, DECLARED])
    explained = changed(consignee_id="K3", consignee_name="Other", initiator="declarant")
    assert judging.feed(explained).verdicts("declaration:D1", "67") == []
    assert judging.feed(f.cancel(explained)).hit("declaration:D1", "67", "implicit")
    assert judged([DECLARED, OPENED, explained]).verdicts("declaration:D1", "67") == []
    assert judged([OPENED, changed(initiator="declarant"), DECLARED]).hit("declaration:D1", "67", "implicit")


def test_declared_for_the_consignee_that_an_amendment_replaced() -> None:
    """A declaration that keeps to the consignee of the opening differs by the amendment, which is judged itself."""
    kept = f.declaration("D1", T0 + 3 * DAY, transit_id="T1", consignee_id="K1")
    for rows in permutations([[OPENED, changed()], [ENTERED], [kept]]):
        judging = judged(event for row in rows for event in row)
        assert judging.verdicts("declaration:D1", "67") == []
        assert judging.hit("transit:T1", "67")


def test_implicit_unknown() -> None:
    """Without a consignee on either side the implicit limb is unknown."""
    bare = f.declaration("D1", T0 + 3 * DAY, transit_id="T1")
    unknown = judged([OPENED, bare]).unknown("declaration:D1", "67")
    assert unknown == Unknown(("declaration.consignee_id",), "implicit")
    for events in ([f.transit("T1"), DECLARED], [DECLARED]):
        unknown = judged(events).unknown("declaration:D1", "67")
        assert unknown == Unknown(("transit.consignee_id",), "implicit")
    assert judged([f.declaration("D1", consignee_id="K3")]).verdicts("declaration:D1", "67") == []


def test_implicit_alert_of_a_transit_taken_back() -> None:
    """An alert that rests on the transit does not stand when the transit, or its consignee, is taken back."""
    for correction in (f.cancel(OPENED), f.amend(OPENED, consignee_id=None, consignee_name=None)):
        judging = judged([OPENED, DECLARED])
        assert judging.statuses("67") == ["raised"]
        assert judging.feed(correction).statuses("67") == ["withdrawn"]
