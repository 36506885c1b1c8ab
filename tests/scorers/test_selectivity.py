"""How much control import declarations meet: known streams with exact figures (R-38, R-40, R-43)."""

from collections.abc import Iterable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.envelope import Event
from scorers.partition.partition import partition_state
from scorers.weighing.selectivity import Figures, Selectivity, measured, over_budget
from tests import factories as make
from tests.scorers.judging import Judging, alone
from tests.scorers.judging import judged as fed

T0, DAY, HOUR = make.T0, make.DAY, make.HOUR
FINDINGS_ONLY = (
    alone("42")
    + """
[[profiles]]
id = "found"
criteria = ["42"]
forms = ["inspection"]
"""
)


def judged(events: Iterable[Event]) -> Judging:
    """A judging that knows findings only, which lead to an inspection."""
    return fed(events, FINDINGS_ONLY)


def classes(judging: Judging) -> dict[str, int]:
    """Declarations by class, of classes with any."""
    return {name: number for name, number in partition_state(judging.engine.cases).selected.items() if number}


def selectivity(*events: Event) -> Selectivity:
    """The figures after these events."""
    return measured(classes(judged(events)))


def found(number: int) -> list[Event]:
    """That many declarations with a finding that calls for an inspection."""
    named = [f"D{each}" for each in range(number)]
    return [
        *(make.declaration(name, T0 + HOUR) for name in named),
        *(make.finding(42, f"F-{name}", T0 + 2 * HOUR, declaration_id=name) for name in named),
    ]


def quiet(number: int) -> list[Event]:
    """That many declarations of which there is nothing to say."""
    return [make.declaration(f"Q{each}", T0 + HOUR) for each in range(number)]


def assigned(name: str, form: str, **fields: object) -> Event:
    """A control of a declaration."""
    return make.control_assigned(f"C-{name}", T0 + 3 * HOUR, declaration_id=name, form=form, **fields)


def test_a_known_stream_has_exact_figures_that_reconcile() -> None:
    """Of ten, four are suggested for control; three met one, one of them a physical one."""
    ordered = [assigned("D0", "inspection"), assigned("D1", "documentary_check"), assigned("Q0", "xray_scan")]
    figures = selectivity(*found(4), *quiet(6), *ordered)
    assert figures.suggested == Figures(10, 4, 4)
    assert figures.assigned == Figures(10, 3, 1)
    for each in figures:
        assert each.controlled + each.automatic == each.declarations


@pytest.mark.parametrize(
    "left_out",
    [
        [make.declaration("X", T0, direction="export")],
        [make.declaration("X", T0, direction=None)],
        [make.declaration("X", T0), make.withdrawn("X", T0 + HOUR)],
        [make.declaration("X", T0), make.refused("X", T0 + HOUR)],
        [make.declaration("X", T0), make.cancel(make.declaration("X", T0))],
        [make.transit("X", T0)],
    ],
    ids=["export", "direction not known", "withdrawn", "refused", "cancelled", "transit"],
)
def test_only_effective_imports_count(left_out: list[Event]) -> None:
    """What is no import, or is not released, is not in the figures."""
    assert selectivity(*left_out, *quiet(1)).suggested == Figures(1, 0, 0)


def test_each_counts_once() -> None:
    """Whatever versions, repetitions, controls and endings it has, and after it was forgotten."""
    first = make.declaration("D0", T0)
    controls = [assigned("D0", "inspection"), make.control_assigned("C2", T0, declaration_id="D0", form="weighing")]
    judging = judged([first, first, make.amend(first, gross_kg_total=3.0), *controls, make.released("D0", T0 + DAY)])
    assert measured(classes(judging)).assigned == Figures(1, 1, 1)
    judging.until(T0 + 2_000 * DAY)
    assert measured(classes(judging)).assigned == Figures(1, 1, 1)


def test_control_after_release_is_none_of_the_controls() -> None:
    """Neither its assignment nor an audit of which only the result is known; the result of another control is one."""
    afterwards = assigned("Q0", "post_release_control")
    audit = make.control_result("C-Q1", T0 + DAY, declaration_id="Q1", form="inspection", stage="post_release")
    known = make.control_result(
        "C-Q2", T0 + DAY, declaration_id="Q2", form="inspection", stage="clearance", outcome="no_violation"
    )
    assert selectivity(*quiet(3), afterwards, audit, known).assigned == Figures(3, 1, 1)


def test_a_revoked_control_and_a_cancelled_finding_count_no_longer() -> None:
    """The figures are of what is effective."""
    ordered = assigned("D0", "inspection")
    gone = [make.cancel(ordered), make.finding_cancelled("F-D0", T0 + 4 * HOUR)]
    assert selectivity(*found(1), ordered, *gone) == Selectivity(Figures(1, 0, 0), Figures(1, 0, 0))


def test_the_low_category_stands_beside_the_high_one() -> None:
    """Each category has figures of its own (R-43)."""
    numbers = {"low|none|none": 8, "low|other|none": 2, "high|physical|physical": 3, "high|none|other": 1}
    assert measured(numbers, "low").suggested.automatic == 8
    assert measured(numbers, "high").suggested == Figures(4, 3, 3)
    assert measured(numbers, "high").assigned == Figures(4, 4, 3)
    assert measured(numbers).suggested == Figures(14, 5, 3)


def test_mandatory_controls_go_over_the_budget_and_it_shows() -> None:
    """Six in ten with a finding are all suggested for control, whatever was planned (R-40)."""
    judging = judged([*found(6), *quiet(4)])
    assert measured(classes(judging)).suggested.controlled == 6
    assert over_budget(classes(judging), 0.42)
    assert not over_budget(classes(judging), 0.6)
    assert not over_budget({}, 0.0)


STREAM = [
    *found(2),
    *quiet(2),
    assigned("D0", "inspection"),
    assigned("Q0", "seal_check"),
    make.withdrawn("Q1", T0 + DAY),
]


@given(st.permutations(STREAM), st.integers(0, len(STREAM)))
@settings(max_examples=40, deadline=None)
def test_the_order_of_events_does_not_matter(events: list[Event], repeated: int) -> None:
    """The figures are those of the stream in its own order."""
    assert classes(judged([*events, *events[:repeated]])) == classes(judged(STREAM))
