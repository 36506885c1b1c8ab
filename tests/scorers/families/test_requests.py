"""A criterion of requests says which documents were asked for."""

from typing import Any

from schemas.envelope import Event
from scorers.families.requests import RequestsFailed, UnansweredRequests
from tests import factories as f
from tests.factories import DAY, T0, declaration, request_closed
from tests.scorers.families.example import hit, lacking, verdicts


class PartialCounts(RequestsFailed, frozen=True):
    """As ever, but that half an answer is none."""

    partial_counts: bool = True


class NoPurpose(UnansweredRequests[PartialCounts]):
    """The participant does not say what goods are for."""

    code = "XX-008"
    group = "XX"
    title = "No word on what goods are for"
    texts = """
        .this_declaration = { $count } on this declaration.
        .in_window = { $count } in { $days } days.
    """
    documents = "purpose_and_characteristics"


def request(**fields: Any) -> Event:
    return f.request(**{"kind": "purpose_and_characteristics", "declaration_id": "D1", **fields})


def test_half_an_answer_is_none() -> None:
    """The declaration that was asked about is hit by itself, the next one by the history."""
    story = [declaration("D1"), request(), request_closed(outcome="partial"), declaration("D2", T0 + DAY)]
    assert hit(verdicts(NoPurpose(), story, "declaration:D1"), "P1").why == "this_declaration"
    assert hit(verdicts(NoPurpose(), story, "declaration:D2")).why == "in_window"


def test_other_documents_and_no_deadline() -> None:
    """What else was asked for does not count; silence without a deadline is unknown."""
    other = request(kind="technical_documentation")
    assert verdicts(NoPurpose(), [declaration(), other, request_closed(outcome="refused")], "declaration:D1") == {}
    assert lacking(verdicts(NoPurpose(), [declaration(), request()], "declaration:D1"), "P1") == (
        "request.issued.deadline_at",
    )
