"""What is wrong in a parameter document is told with its line, its key and the names that are valid."""

from typing import Any

import pytest
import tomlkit
from hypothesis import given, settings
from hypothesis import strategies as st

from scorers.catalogue.loading import load
from scorers.parameters.errors import ParameterError

PROFILES = '[[profiles]]\nid = "A"\ncriteria = ["1"]\n\n[[profiles]]\nid = "B"\n'


@pytest.mark.parametrize(
    ("document", "words"),
    [
        ("note = ''\n= nothing", "at line 2"),
        (
            "note = ''\n\n[criteria.1]\nmin_notices = 2\nwindow_dayz = 4",
            "line 5: criteria.1.window_dayz: there is no window_dayz; did you mean window_days? Valid: window_days,",
        ),
        ("[enginee]", "line 1: enginee: there is no enginee; did you mean engine? Valid: note,"),
        ("[engine]\n\nqq = 1", "line 3: engine.qq: there is no qq; valid: allowed_lateness_days,"),
        ("[states.KZ.engine]\ncontrol_treshold = 3", "line 2: states.KZ.engine.control_treshold: there is no"),
        ("[states.KZ.criteria.1]\nhigh_notice = 4", "did you mean high_notices"),
        (f'{PROFILES}criteria = ["1"]\nform = []', "line 8: profiles[1].form: there is no form; did you mean forms?"),
        (
            f'{PROFILES}criteria = [\n  "1", # a comment\n  "122",\n]',
            "line 7: profiles[1].criteria: no criterion has the code 122; did you mean 12? Valid: 1, 2,",
        ),
        ("[weights]\n1 = 0.2\n120 = 0.5", "line 3: weights.120: no criterion has the code 120"),
        ("[weights]\n2 = 0.2\n\n1 = 1.5", "line 4: weights.1: Expected `float` <= 1.0"),
        ("criteria.35.high_share = 1.5", "line 1: criteria.35.high_share: Expected `float` <= 1.0"),
        ("[states.KG.weights]\n1 = 0.3\n[states.KZ.weights]\n1 = 3", "line 4: states.KZ.weights.1: "),
        ("[engine]\noffence_scope = 'tax'", "line 2: engine.offence_scope: must be one of any, customs"),
        ("[engine]\nprotected_grounds = ['aeo', 'diplomat']", "line 2: engine.protected_grounds[1]: must be one of"),
        (
            "[engine.conflict_matrix]\n'aeo.debt' = 'high'\n'aeo.dept' = 'low'",
            "line 3: engine.conflict_matrix.aeo.dept",
        ),
        (
            "[engine.severity_weights]\nlow = 0.1\nmedium = 0.3",
            "line 1: engine: severity_weights states nothing for high",
        ),
        ("[states.FR]", "line 1: states.FR is none of engine.union_states, which are AM, BY, KG, KZ, RU"),
        ('note = """\n[engine]\nx = 1\n"""\n\n[engine]\nlocal_tz = 3', "line 7: engine.local_tz: Expected `str`"),
        ("[weights]\n1 = nan", "line 2: weights.1: must be a finite number"),
        ("[engine]\nconclusion_hours = inf", "line 2: engine.conclusion_hours: must be a finite number"),
        ("[[profiles]]\nid = 'A'\ncriteria = ['1']\nmin_score = -inf", "line 4: profiles[0].min_score: must be a"),
        ("[engine]\nretention_days = 99999999999", "line 2: engine.retention_days: Expected `int` <= 365250"),
        ("[criteria.9]\nbefore_days = 200", "line 2: criteria.9.before_days and criteria.9.after_days must come to"),
    ],
)
def test_the_line_the_key_and_what_is_valid(document: str, words: str) -> None:
    """Also of what stands in an array of tables, in a dotted key, or below a text that looks like a table."""
    with pytest.raises(ParameterError) as refused:
        load(document.encode())
    assert words in str(refused.value)


def test_no_value_is_repeated() -> None:
    """What the document says is confidential, and a process may log why it was refused."""
    for document in (
        "[engine]\noffence_scope = 'secret'",
        "[weights]\n1 = 77.0",
        "[criteria.1]\nmin_notices = 'secret'",
    ):
        with pytest.raises(ParameterError) as refused:
            load(document.encode())
        assert "secret" not in str(refused.value)
        assert "77" not in str(refused.value)


KEYS = st.sampled_from(
    [
        *("engine", "criteria", "1", "56", "120", "weights", "disabled", "profiles", "states", "KZ", "xx"),
        *("legal_basis", "severity_weights", "low", "conflict_matrix", "aeo.debt", "registers", "window_days"),
        *("min_fill", "note", "id"),
    ]
)
SCALARS = st.one_of(st.integers(), st.floats(), st.booleans(), st.sampled_from(["", "1", "high", "KZ"]), st.dates())
TABLES = st.recursive(
    SCALARS,
    lambda below: st.lists(below, max_size=2) | st.dictionaries(KEYS, below, max_size=4),
    max_leaves=12,
)


@given(st.dictionaries(KEYS, TABLES, max_size=4))
@settings(max_examples=200)
def test_whatever_is_written_it_is_valid_or_told(document: dict[str, Any]) -> None:
    """Nothing but the one error, whatever stands where; its line is one of the document."""
    text = tomlkit.dumps(document)
    line = None
    try:
        load(text.encode())
    except ParameterError as error:
        line = error.line
    assert line is None or 1 <= line <= len(text.splitlines())
