"""Every parameter says, where it is declared, what it means and in what it counts."""

import pytest

from scorers.catalogue.discovery import CATALOGUE
from scorers.catalogue.meanings import Meaning, meanings

SECTIONS = ["engine", *CATALOGUE.by_code]


@pytest.mark.parametrize("section", SECTIONS)
def test_every_parameter_has_a_meaning_and_a_unit(section: str) -> None:
    explained = list(meanings(section))
    assert explained
    for one in explained:
        assert one.meaning.endswith("."), one.name
        assert one.unit, one.name


def test_the_bounds_are_those_that_are_enforced() -> None:
    """Of the type, of what the ledgers keep, and of values in a table or a list."""
    assert _of("35", "high_share").bounds == "0 to 1"
    assert _of("1", "window_days").bounds == "0 to 400 days, as no history is kept longer"
    assert "240 days together with after_days" in _of("9", "before_days").bounds
    assert "one of any, customs" in _of("engine", "offence_scope").bounds
    assert "value: 0 to 1" in _of("engine", "severity_weights").bounds
    assert _of("engine", "conclusion_hours").bounds == "more than 0; at most 8766000"


def _of(section: str, name: str) -> Meaning:
    return next(one for one in meanings(section) if one.name == name)
