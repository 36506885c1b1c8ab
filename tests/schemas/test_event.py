import pytest

from schemas.event import new_event
from schemas.events import DeclarationAmended, DeclarationWithdrawn
from tests.factories import T0


def test_time_is_that_of_the_payload() -> None:
    data = DeclarationWithdrawn(declaration_id="D1", withdrawn_at=T0)
    event = new_event(data, id="e", source="/s", member_state="KZ", time=T0 + 5)
    assert event.time == T0
    assert event.entity_id == "D1"


def test_time_must_be_given_where_the_payload_has_none() -> None:
    data = DeclarationAmended(declaration_id="D1", registered_at=T0, office_id="O1", participant_id="P1")
    with pytest.raises(ValueError, match="pass time"):
        new_event(data, id="e", source="/s", member_state="KZ")
    assert new_event(data, id="e", source="/s", member_state="KZ", time=T0 + 5).time == T0 + 5
