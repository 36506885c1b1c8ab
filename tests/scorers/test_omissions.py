"""What a publisher never carries is unknown to every criterion, and no statement that there is none (ruling 36)."""

from typing import Any

import pytest

from schemas.envelope import Event
from tests import factories as f
from tests.scorers.judging import judged

PAPERS: dict[str, Any] = {"documents": [{"type": "cmr", "number": "W-1"}], "vehicle_ids": ["V1"]}


def omitting(*paths: str) -> str:
    """A parameter document that says what the source of these events never carries."""
    return f'[engine.sources."/test"]\nomits = {list(paths)}'


@pytest.mark.parametrize("criterion", ["62", "63", "67"])
def test_a_declaration_whose_publisher_names_no_transits(criterion: str) -> None:
    """A transit may have brought its goods all the same, unless one was looked for by its waybill in vain."""
    for lodged, until, unknown in ((f.declaration("D1"), 0, True), (f.declaration("D1", **PAPERS), 60, False)):
        at = f.T0 + until * f.DAY
        assert bool(judged([lodged], omitting("transit_id")).until(at).unknown("declaration:D1", criterion)) is unknown
        assert judged([lodged]).until(at).unknown("declaration:D1", criterion) is None


@pytest.mark.parametrize(
    ("opened", "unknown"),
    [
        (f.transit("T1", carnet_holder_id="P1"), True),
        (f.transit("T1", carnet_holder_id="P1", regime="national"), False),
    ],
)
def test_a_transit_whose_publisher_names_no_carnets(opened: Event, *, unknown: bool) -> None:
    """It may be under one, unless its regime says that it is not."""
    assert bool(judged([opened], omitting("carnet_no")).unknown("transit:T1", "4")) is unknown
    assert judged([opened]).unknown("transit:T1", "4") is None
