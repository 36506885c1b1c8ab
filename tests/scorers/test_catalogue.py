"""What holds for every criterion: the catalogue is found by introspection, and so are these tests."""

import ast
import json
import re
import sys
from pathlib import Path
from statistics import median
from typing import Any, get_args

import msgspec
import pytest

from schemas.fields import ControlForm, SubjectKind
from scorers.cases import judging
from scorers.catalogue.discovery import CATALOGUE, AnyCriterion, Catalogue, markdown_table, order, slug_of
from scorers.catalogue.loading import load
from scorers.contract.criterion import Ask, Criterion, Params, ParamsT, Reach
from scorers.contract.verdict import Unknown, missing
from scorers.ledgers.non_deliveries import NOTICES_OF_CARRIER
from scorers.parameters.errors import ParameterError
from scorers.times.durations import DAY
from tests import factories as f
from tests.scorers.judging import judged
from tests.scorers.standing import TRAITS, trait
from tests.scorers.travelling import story

HERE = Path(__file__).parent
TABLE: dict[str, dict[str, Any]] = json.loads((HERE / "criteria_table.json").read_text())
"""What the decision's criteria are, and the proposed defaults: recorded, never generated from the code."""

ASKED = (*CATALOGUE, *(CATALOGUE.answering(code) for code in CATALOGUE.indicators))
UNBOUNDED = {
    "1": {"pending_days"},
    "7": {"lookback_days"},
    "9": {"min_after_days"},
    "13": {"high_age_days"},
    "16": {"max_age_days"},
    "115": {"late_days"},
}
"""Durations that do not tell how far a ledger is read: registers are never dropped, and entries carry their own."""

every_criterion = pytest.mark.parametrize("criterion", list(CATALOGUE), ids=slug_of)
every_decided = pytest.mark.parametrize(
    "criterion", [criterion for criterion in CATALOGUE if criterion.code.isdigit()], ids=slug_of
)


def recorded(criterion: AnyCriterion) -> dict[str, Any]:
    """The row of a criterion of the decision."""
    assert criterion.code in TABLE, f"record criterion {criterion.code} in criteria_table.json"
    return TABLE[criterion.code]


def defaults(criterion: AnyCriterion) -> dict[str, Any]:
    """Default parameters as JSON knows them."""
    found: dict[str, Any] = json.loads(msgspec.json.encode(criterion.parameters()))
    return found


def toml(values: dict[str, Any]) -> str:
    """Values as lines of TOML, which are JSON for all that parameters are made of."""
    return "".join(f"{name} = {json.dumps(value)}\n" for name, value in values.items())


# -- metadata --------------------------------------------------------------------------------------------------------


def test_codes_are_unique_and_sorted() -> None:
    """By number, national codes after them; two objects with one code are refused."""
    codes = [criterion.code for criterion in CATALOGUE]
    assert codes == sorted(set(codes), key=order)
    first = CATALOGUE.criteria[0]
    with pytest.raises(ValueError, match="same code"):
        Catalogue([first, first], [])


def test_every_module_holds_one_criterion() -> None:
    """A module is one criterion: no two share one, none is without."""
    folder = Path(str(sys.modules["scorers.criteria"].__file__)).parent
    modules = sorted(path.stem for path in folder.rglob("*.py") if path.stem != "__init__")
    assert modules == sorted(slug_of(criterion) for criterion in CATALOGUE)


def test_a_criterion_states_hardly_more_than_its_rule() -> None:
    """The median module has at most seventy lines: what others need too belongs to a family, a ledger or matching."""
    modules = (Path(str(sys.modules[type(criterion).__module__].__file__)) for criterion in CATALOGUE)
    assert median(len(path.read_text().splitlines()) for path in modules) <= 70


def test_the_table_has_a_row_for_each_criterion() -> None:
    rows = markdown_table(CATALOGUE).splitlines()[2:]
    assert [row.split(" | ")[0].removeprefix("| ") for row in rows] == list(CATALOGUE.by_code)


@every_decided
def test_the_metadata_is_as_recorded(criterion: AnyCriterion) -> None:
    row = recorded(criterion)
    stated = {
        "slug": slug_of(criterion),
        "group": criterion.group,
        "title": criterion.title,
        "kind": criterion.kind,
        "subject": criterion.subject,
        "forms": list(criterion.forms),
    }
    assert stated == {name: value for name, value in row.items() if name != "parameters"}


@every_decided
def test_the_proposed_defaults_are_as_recorded(criterion: AnyCriterion) -> None:
    """A criterion may have more parameters than were proposed, never other values of those."""
    proposed = recorded(criterion)["parameters"]
    found = defaults(criterion)
    assert {name: found.get(name) for name in proposed} == proposed


@every_decided
@pytest.mark.parametrize("name", sorted({name for row in TRAITS.values() for name in row}))
def test_what_the_weighing_knows_of_it_is_as_recorded(criterion: AnyCriterion, name: str) -> None:
    """A trait that is not recorded has its default."""
    assert trait(criterion, name) == TRAITS.get(criterion.code, {}).get(name, trait(Criterion, name))


NOT_CODES = {"trips.py": "sizes of containers, by the first two characters of their ISO type"}


def test_a_code_is_named_only_by_its_criterion() -> None:
    """What the engine knows of a criterion the criterion says itself; comments and docstrings may cite rulings."""
    numbers = {*map(str, range(1, 120)), *CATALOGUE.by_code}
    scorers = HERE.parents[1] / "scorers"
    for path in scorers.rglob("*.py"):
        if "criteria" in path.parts or path.name in NOT_CODES:
            continue
        strings = {node.value for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Constant)}
        assert strings.isdisjoint(numbers), (path.name, strings & numbers)


@every_criterion
def test_the_class_is_named_like_its_module(criterion: AnyCriterion) -> None:
    assert type(criterion).__name__.lower() == slug_of(criterion).replace("_", "")


@every_criterion
def test_the_documentation_names_the_criterion(criterion: AnyCriterion) -> None:
    """The module says which criterion it is and whose, the class what is suspicious, in words of its own."""
    said = " ".join((sys.modules[type(criterion).__module__].__doc__ or "").split())
    source = "of decision 8/7" if criterion.code.isdigit() else "national"
    assert f"Criterion {criterion.code}" in said
    assert source in said
    told = type(criterion).__dict__.get("__doc__") or ""
    assert len(told.split()) > 4
    assert criterion.parameters.__doc__ != Params.__doc__ or not defaults(criterion)


@every_criterion
def test_the_metadata_uses_known_words(criterion: AnyCriterion) -> None:
    """Subjects and forms are those of the published contract; inputs are named once."""
    assert criterion.subject in get_args(SubjectKind)
    assert set(criterion.forms) <= set(get_args(ControlForm))
    assert len(set(criterion.inputs)) == len(criterion.inputs) > 0
    assert set(criterion.cases) <= set(judging.JUDGED)


def test_parameters_and_question_follow_from_what_it_is_a_criterion_of() -> None:
    """They are stated once, by the class or by the family that it is of."""

    class Own(Params, frozen=True):
        pass

    class Asked(Ask, frozen=True, tag="ask.own"):
        pass

    class Family(Criterion[ParamsT, Asked]):
        pass

    class One(Family[Own]):
        pass

    assert (One().parameters, One().ask) == (Own, Asked)


@every_criterion
def test_it_has_a_test_of_its_own(criterion: AnyCriterion) -> None:
    text = (HERE / f"criteria/test_{slug_of(criterion)}.py").read_text()
    assert text.count("def test_") >= 2


@every_criterion
def test_it_judges_or_answers(criterion: AnyCriterion) -> None:
    """A question without an answer, or a rule that nobody asks, is a criterion half written."""
    kind = type(criterion)
    judges, asks, answers = (
        getattr(kind, name) is not getattr(Criterion, name) for name in ("judge", "asks", "answer")
    )
    assert judges or asks
    assert asks == answers


def test_unknown_is_said_in_one_way() -> None:
    """By `missing`, which names each input once and in a fixed order, however a rule came by them."""
    assert missing("b", "a", "b") == Unknown(("a", "b"))
    assert missing("a", limb="B") == Unknown(("a",), "B")
    scorers = HERE.parents[1] / "scorers"
    made = [path.name for path in scorers.rglob("*.py") if re.search(r"(?<!class )\bUnknown\(", path.read_text())]
    assert made == ["verdict.py"]


# -- parameters ------------------------------------------------------------------------------------------------------


@every_criterion
def test_its_parameters_can_be_written_in_a_document(criterion: AnyCriterion) -> None:
    """Every default, written out in TOML, is read back as what it was."""
    basis = f'[legal_basis]\n{criterion.code} = "a law"\n'
    document = f"{basis}[criteria.{criterion.code}]\n{toml(defaults(criterion))}"
    assert load(document.encode()).of(criterion.code) == criterion.parameters()


@every_criterion
def test_an_unknown_parameter_is_refused_by_its_place(criterion: AnyCriterion) -> None:
    with pytest.raises(ParameterError, match=f"criteria.{criterion.code}"):
        load(f"[criteria.{criterion.code}]\nno_such_parameter = 1\n".encode())


@pytest.mark.parametrize(
    ("criterion", "name"), [(criterion, name) for criterion in CATALOGUE for name in criterion.fixed], ids=str
)
def test_what_the_decision_fixes_needs_a_legal_basis(criterion: AnyCriterion, name: str) -> None:
    """Without one the document is refused, also when it repeats the default."""
    stated = f"[criteria.{criterion.code}]\n{toml({name: defaults(criterion)[name]})}"
    with pytest.raises(ParameterError, match=f"legal_basis.{criterion.code}"):
        load(stated.encode())
    load(f'[legal_basis]\n{criterion.code} = "a law"\n{stated}'.encode())


@every_criterion
def test_it_says_of_its_durations_how_far_they_reach(criterion: AnyCriterion) -> None:
    """But for those that no ledger bounds."""
    named = {name for reach in criterion.reaches(criterion.parameters()) for name in reach.parameters}
    stated = {name for name, value in defaults(criterion).items() if not isinstance(value, bool)}
    if criterion.reads:
        durations = {name for name in stated if name.endswith(("_days", "_hours", "_h"))}
        assert durations - named == UNBOUNDED.get(criterion.code, set())


@pytest.mark.parametrize(
    ("code", "reach"),
    [(asked.code, reach) for asked in ASKED for reach in asked.reaches(load(b"").of(asked.code)) if reach.parameters],
    ids=lambda one: f"{one.ledger.name}-{one.parameters[0]}" if isinstance(one, Reach) else one,
)
def test_what_its_ledgers_do_not_hold_is_refused(code: str, reach: Reach) -> None:
    """The place and its limit are named; what the document says, which is confidential, is not."""
    section, name = "engine" if code in CATALOGUE.indicators else f"criteria.{code}", reach.parameters[0]
    of_day = 1 if name.endswith("_days") else 24
    for days in (reach.limit + 77_000, -77_000):
        stated = f"{section}.{name} = {days * of_day:.0f}"
        with pytest.raises(ParameterError) as refused:
            load(stated.encode())
        words = str(refused.value)
        assert f"{section}.{name} " in words
        assert re.search(r"must come to 0 to \d+ days", words)
        assert "77" not in words


def test_the_limit_itself_may_be_stated() -> None:
    """A ledger holds what its days say, to the day."""
    kept = NOTICES_OF_CARRIER.keep_days
    assert load(f"criteria.1.window_days = {kept}".encode()).of("1").window_days == kept
    with pytest.raises(ParameterError, match=f"0 to {kept} days"):
        load(f"criteria.1.window_days = {kept + 1}".encode())


@pytest.mark.parametrize("code", [criterion.code for criterion in CATALOGUE if criterion.kind == "finding"])
def test_r07_a_finding_criterion_fires_from_findings_only(code: str) -> None:
    """The story alone raises none, a finding does, and its cancellation withdraws it."""
    named = {"declaration_id": "D3", "transit_id": "T3", "participant_id": "P1", "vehicle_id": "123ABC02KZ"}
    trip: dict[str, Any] = {"vehicle_ids": ["123ABC02KZ"], "carrier_id": "C1"}
    rest = [event for event in story() if event.event_type.lifecycle != "finding"]
    rest.append(f.transit("T3", f.T0 + 6 * DAY, destination_country="UZ", **trip))
    rest.append(f.declaration("D3", f.T0 + 6 * DAY, transit_id="T3", items=[{"ip_flag": False}], **trip))
    seen = f.finding(code, "F9", f.T0 + 6 * DAY, **named)
    found = [
        {key for key in ("declaration:D3", "transit:T3") if judged([*rest, *told]).hit(key, code)}
        for told in ([], [seen], [seen, f.finding_cancelled("F9", f.T0 + 7 * DAY)])
    ]
    assert (found[0], bool(found[1]), found[2]) == (set(), True, set())
