"""An event is named by its source and its id, from the event to the evidence of an alert."""

from msgspec import structs

from scorers.contract.event_names import named, parts
from tests import factories as f
from tests.scorers.judging import judged


def test_source_and_id_come_apart_again() -> None:
    assert parts(named("/posts/korday", "7c 1e")) == ("/posts/korday", "7c 1e")


def test_an_event_kept_by_an_earlier_release_has_no_source() -> None:
    assert parts("7c1e") == (None, "7c1e")
    assert named("", "7c1e") == "7c1e"


def test_an_alert_names_source_and_id_of_what_it_rests_on() -> None:
    """Also of events of other cases, which came here through a history; ids alone are unique in their source only."""
    first, load = (f.transit(name, f.T0 + n * f.DAY, carrier_id="C1") for n, name in enumerate(("T1", "T2")))
    notice = structs.replace(f.notice("N1", f.T0 + 1, transit_id="T1"), source="/posts/korday", id="1")
    opened = structs.replace(load, source="/posts/dostyk", id="1")
    [alert] = judged([first, notice, opened]).alerts("1")
    assert [(found["source"], found["event_id"]) for found in alert["evidence"]] == [("/posts/korday", "1")]
    assert alert["evidence_event_ids"] == ["1"]
    assert (alert["trigger_source"], alert["trigger_event_id"]) == ("/posts/dostyk", "1")
