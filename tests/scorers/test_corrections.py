"""What holds after versions, amendments and cancellations of them, in whatever order they arrived."""

import random
from itertools import permutations
from typing import NamedTuple

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.errors import Reason
from scorers.contract.case import Said, effective
from scorers.state.corrections import standing
from tests import factories as f
from tests.scorers.judging import Judging, judged, kept

T0, DAY, HOUR = f.T0, f.DAY, f.HOUR


class Word(NamedTuple):
    """Something said, for the rule alone."""

    event_id: str
    version: int
    corrects: str | None = None
    cancels: bool = False
    source: str = ""


def oracle(said: list[Word]) -> dict[str, str]:
    """Content by place, by taking corrections away one target at a time, those that nobody corrects first."""
    content = {word.event_id: word.event_id for word in said}
    left = {word.event_id: word for word in said}
    while True:
        corrected = {word.corrects for word in left.values() if word.corrects in left}
        ripe = [word for word in left.values() if word.corrects in left and word.event_id not in corrected]
        targets = {word.corrects for word in ripe}
        targets = {name for name in targets if all(w in ripe for w in left.values() if w.corrects == name)}
        if not targets:
            return {name: content[name] for name, word in left.items() if not _takes_back(content, word)}
        target = min(filter(None, targets))
        ranked = sorted((word.version, word) for word in ripe if word.corrects == target)
        best = ranked[-1][1]
        for _, word in ranked:
            del left[word.event_id]
        if best.cancels and content[best.event_id] == best.event_id:
            del left[target]
        else:
            content[target] = content[best.event_id]


def _takes_back(content: dict[str, str], word: Word) -> bool:
    return word.cancels and content[word.event_id] == word.event_id


@st.composite
def words(draw: st.DrawFn) -> list[Word]:
    """Versions of one entity and corrections of anything said before, one of which may never have arrived."""
    said: list[Word] = []
    for number in range(draw(st.integers(1, 9))):
        target = draw(st.none() | st.integers(-1, number - 1)) if number else None
        name = None if target is None else f"w{target}"
        said.append(Word(f"w{number}", number + 1, name, name is not None and draw(st.booleans())))
    return draw(st.permutations(said))


@settings(max_examples=2_000, deadline=None)
@given(words())
def test_the_same_holds_as_by_taking_corrections_away(said: list[Word]) -> None:
    """Equal to the slow way, in every order of arrival."""
    assert {place.event_id: content.event_id for place, content in standing(said)} == oracle(said)


@pytest.mark.parametrize("order", list(permutations(range(4))))
def test_an_id_is_one_only_within_its_source(order: tuple[int, ...]) -> None:
    """A correction means the event of its own source, and one of another source where its own has none."""
    first, other = Word("1", 1, source="/a"), Word("1", 2, source="/b")
    own, hub = Word("2", 3, "1", source="/b"), Word("3", 4, "2", source="/hub")
    said = [(first, other, own, hub)[number] for number in order]
    assert {place.source: content.source for place, content in standing(said)} == {"/a": "/a", "/b": "/hub"}


def test_a_long_chain_of_corrections_is_followed() -> None:
    """A publisher may correct its corrections as often as it likes."""
    said = [Word("w0", 1), *(Word(f"w{n}", n + 1, f"w{n - 1}") for n in range(1, 5_000))]
    assert [content.event_id for _, content in standing(said)] == ["w4999"]


def contents(judging: Judging, key: str) -> list[Said]:
    [(_, state)] = [(place, state) for place, state in kept(judging.engine.cases, "S") if place.endswith(key)]
    return effective(state.said)


OPENED = f.transit("T1", T0, carrier_id="C1", driver_id="X1")
AMENDED = f.transit_amended(OPENED, T0 + DAY, carrier_id="C2", change_kind="transhipment")


def test_a_correction_of_an_older_version_does_not_hide_a_newer_one() -> None:
    """It stands at the place of what it corrects: same time, same order."""
    corrected = f.amend(OPENED, version=3, driver_id="X2")
    for seed in range(6):
        order = random.Random(seed).sample([OPENED, AMENDED, corrected], 3)  # noqa: S311  # shuffles a test
        first, last = contents(judged(order), "transit:T1")
        assert (first.at, first.data.driver_id) == (T0, "X2")
        assert (last.at, last.data.carrier_id, last.data.driver_id) == (T0 + DAY, "C2", "X1")


def test_the_highest_of_several_amendments_holds() -> None:
    """The others are gone with their target, and come back when it is cancelled."""
    arrival = f.arrived("T1", T0 + DAY, office_id="O1")
    amendments = [f.amend(arrival, version=n, event_id=f"a{n}", office_id=f"O{n}") for n in (2, 3)]
    judging = judged([OPENED, arrival, *reversed(amendments)])
    assert [said.data.office_id for said in contents(judging, "transit:T1")[1:]] == ["O3"]
    judging.feed(f.cancel(amendments[1]))
    assert [said.data.office_id for said in contents(judging, "transit:T1")[1:]] == ["O2"]


def test_an_amendment_is_no_later_than_its_target() -> None:
    """A correction that bears the time when it was made says what held since its target."""
    first = f.declaration("D1", T0, invoice_total=1.0)
    second = f.declaration_amended(first, T0 + DAY, invoice_total=2.0)
    corrected = msgspec.structs.replace(f.amend(second, invoice_total=3.0), time=T0 + 9 * DAY)
    last = contents(judged([first, second, corrected]), "declaration:D1")[-1]
    assert (last.at, last.version, last.data.invoice_total) == (T0 + DAY, second.version, 3.0)


def test_a_time_that_is_corrected_counts() -> None:
    """An arrival that was written down an hour too early took place an hour later."""
    arrival = f.arrived("T1", T0 + DAY, office_id="O1")
    judging = judged([OPENED, arrival, f.amend(arrival, arrived_at=T0 + DAY + HOUR)])
    assert [said.at for said in contents(judging, "transit:T1")] == [T0, T0 + DAY + HOUR]


def test_a_version_behind_a_newer_one_is_kept() -> None:
    """It counts again once the newer one is cancelled."""
    second = f.transit_amended(AMENDED, T0 + DAY + HOUR, carrier_id="C3")
    judging = judged([OPENED, second, AMENDED, f.cancel(second)])
    assert contents(judging, "transit:T1")[-1].data.carrier_id == "C2"


def test_a_rival_of_one_version_counts_once_the_first_is_cancelled() -> None:
    """Two events claim one version: the first said holds while it stands."""
    first, other = f.declaration("D1", invoice_total=1.0), f.declaration("D1", invoice_total=2.0, event_id="other")
    judging = judged([first, other])
    assert [said.data.invoice_total for said in contents(judging, "declaration:D1")] == [1.0]
    assert [said.data.invoice_total for said in contents(judging.feed(f.cancel(first)), "declaration:D1")] == [2.0]


@pytest.mark.parametrize("length", [1, 2, 3])
def test_corrections_in_a_circle_are_refused(length: int) -> None:
    """Nothing would hold of them; the one that closes the circle is told why."""
    names = [f"c{number}" for number in range(length)]
    events = [
        f.amend(f.transit("T1", event_id=names[n - 1]), event_id=name, version=n + 2) for n, name in enumerate(names)
    ]
    judging = judged(events)
    assert [c.label for c in judging.counted if c.name == "dead_letter"] == [Reason.unknown_correction]
