"""Running sums against a plain list: whatever is added, taken back and dropped, a range is a scan of what is left."""

from hypothesis import given
from hypothesis import strategies as st

from scorers.state.running_sums import RunningSums

places = st.integers(0, 9)
added = st.lists(st.tuples(places, st.sampled_from("ab"), st.integers(-5, 10**9)), max_size=30)


def summed(rows: list[tuple[int, str, int]]) -> tuple[RunningSums, list[tuple[int, str, int]]]:
    """The sums of rows (place, key, weight), each counted once."""
    sums = RunningSums()
    for place, key, weight in rows:
        sums.open(place)
        sums.add(place, key, 1, weight)
    return sums, list(rows)


def scanned(rows: list[tuple[int, str, int]], first: int, last: int) -> dict[str, tuple[int, int]]:
    """Count and weight by key with first <= place < last, of keys that count there."""
    found: dict[str, tuple[int, int]] = {}
    for place, key, weight in rows:
        if first <= place < last:
            count, so_far = found.get(key, (0, 0))
            found[key] = (count + 1, so_far + weight)
    return found


def counting(found: dict[str, tuple[int, int]]) -> dict[str, tuple[int, int]]:
    """Those of the keys that count something."""
    return {key: row for key, row in found.items() if row[0]}


def without(whole: dict[str, tuple[int, int]], part: dict[str, tuple[int, int]]) -> dict[str, tuple[int, int]]:
    """Sums less those of a part of the same rows."""
    taken = {key: part.get(key, (0, 0)) for key in whole}
    return counting({key: (row[0] - taken[key][0], row[1] - taken[key][1]) for key, row in whole.items()})


@given(added, places, places)
def test_a_range_is_a_scan(rows: list[tuple[int, str, int]], first: int, last: int) -> None:
    """In whatever order the places come."""
    sums, standing = summed(rows)
    assert counting(sums.between(first, last)) == scanned(standing, first, last)


@given(added, added, places, places, places)
def test_a_range_less_an_edge_that_is_known_more_finely(
    rows: list[tuple[int, str, int]], finer: list[tuple[int, str, int]], first: int, last: int, until: int
) -> None:
    """The edge in front goes in the same pass, the one behind is taken off."""
    less, finely = summed(finer)
    first, last = min(first, last), max(first, last)
    sums, standing = summed([*rows, *((last, key, weight) for _, key, weight in finer)])
    whole = scanned(standing, first, last + 1)
    found = sums.between(first, last + 1, less=less, until=until)
    assert counting(found) == without(whole, scanned(finely, 0, until))
    found = sums.between(first, last + 1)
    less.take_off(found, until)
    assert counting(found) == without(whole, scanned(finely, until, 10))


@given(added, st.lists(places, unique=True), places, places)
def test_a_dropped_place_leaves_the_others_as_they_were(
    rows: list[tuple[int, str, int]], dropped: list[int], first: int, last: int
) -> None:
    """A key of which nothing is left is gone with its last place."""
    sums, standing = summed(rows)
    for place in dropped:
        sums.drop(place)
    standing = [row for row in standing if row[0] not in dropped]
    assert counting(sums.between(first, last)) == scanned(standing, first, last)
    assert set(sums.totals) == {key for _, key, _ in standing}


@given(added, st.data())
def test_the_first_place_is_where_something_stands(rows: list[tuple[int, str, int]], data: st.DataObject) -> None:
    """A place that is open but of which everything was taken back is none."""
    sums, standing = summed(rows)
    for row in data.draw(st.lists(st.sampled_from(rows), unique_by=id)) if rows else ():
        if row in standing:
            standing.remove(row)
            sums.add(row[0], row[1], -1, -row[2])
    assert sums.first() == min((place for place, _, _ in standing), default=None)
