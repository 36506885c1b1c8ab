"""Sources that fall silent, and the criteria they leave blind (R-08)."""

from scorers.catalogue.loading import load
from scorers.partition.sources import Source, blind_counts, sources
from scorers.state.store import MemoryStore
from tests.factories import DAY, HOUR, T0, declaration, fact
from tests.scorers.judging import Judging, judged


def told(document: str, at: int, **heard: int) -> dict[str, Source]:
    """Sources by name, as of `at`, by a parameter document."""
    return {source.name: source for source in sources(load(document.encode()), lambda name: heard.get(name, 0), at)}


def test_each_source_names_what_goes_blind_without_it() -> None:
    """The registers of debts and of cases by default; the indicator of the category goes by both."""
    found = told("", T0, treasury=T0)
    assert list(found) == ["courts", "treasury"]
    assert found == {
        "treasury": Source("treasury", T0, False, ("ref.debt",), ("category", "13", "27")),
        "courts": Source("courts", 0, True, ("ref.case",), ("category", "7", "9")),
    }
    assert [found[name].blind for name in ("treasury", "courts")] == [(), ("category", "7", "9")]


def test_a_source_is_silent_when_its_time_is_up() -> None:
    """To the millisecond, as look-ups have it."""
    for late in (0, 1):
        found = told("[engine]\nmax_staleness_h = 3\n", T0 + 3 * HOUR + late, treasury=T0, courts=T0 + DAY)
        assert (found["treasury"].silent, found["courts"].silent) == (bool(late), False)


def test_one_source_of_two_registers_and_one_register_of_two_sources() -> None:
    """A criterion that reads both is named once, and by each source that could leave it blind."""
    found = told('[engine.registers]\n"ref.debt" = ["a", "b"]\n"ref.case" = ["b"]\n', T0)
    assert (found["a"].registers, found["a"].criteria) == (("ref.debt",), ("category", "13", "27"))
    assert (found["b"].registers, found["b"].criteria) == (
        ("ref.case", "ref.debt"),
        ("category", "7", "9", "13", "27"),
    )


def test_what_nobody_judges_does_not_go_blind() -> None:
    """A criterion is left out when it is disabled, unless a member state enables it."""
    assert told('disabled = ["13"]', T0)["treasury"].criteria == ("category", "27")
    enabled = 'disabled = ["13"]\n[states.KZ]\nenabled = ["13"]\n'
    assert told(enabled, T0)["treasury"].criteria == ("category", "13", "27")


def test_local_time_is_as_last_known() -> None:
    """A register of offices that is silent leaves those blind that need more of an office than its time zone."""
    criteria = told('[engine.registers]\n"ref.office" = ["offices"]\n', T0)["offices"].criteria
    assert {"9", "10", "62", "63", "67", "104"} == set(criteria)


def test_a_partition_counts_as_of_its_watermark() -> None:
    """Nothing before it knows the time; then by the signs of life that it was given, however the source is written."""
    room = Judging()
    assert blind_counts(room.engine.cases) == {}
    assert blind_counts(MemoryStore()) == {}
    room.feed(fact("ref.source_heartbeat", "Treasury", t=T0)).until(T0)
    assert blind_counts(room.engine.cases) == {"treasury": 0, "courts": 3}
    assert blind_counts(room.until(T0 + 48 * HOUR).engine.cases)["treasury"] == 0
    assert blind_counts(room.until(T0 + 48 * HOUR + 1).engine.cases)["treasury"] == 3


def test_what_is_said_to_go_blind_does() -> None:
    """On a declaration that is judged while the source is silent, the criteria listed are unknown."""
    room = judged([declaration("D1", T0)]).until(T0 + DAY)
    [treasury] = [source for source in sources(load(b""), lambda _: 0, T0) if source.name == "treasury"]
    for code in set(treasury.criteria) - {"category"}:
        assert room.unknown("declaration:D1", code) is not None
