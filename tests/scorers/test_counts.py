"""How often criteria are named (R-02)."""

from scorers.catalogue.counts import counted, profile_counts
from scorers.catalogue.discovery import CATALOGUE
from scorers.parameters.document import Profile


def test_r02_counts_are_by_code_and_by_group() -> None:
    """Every criterion has a count; a group's is the sum of its criteria's."""
    found = counted({"1": 2, "2": 3, "42": 1})
    assert found.by_code.keys() == CATALOGUE.by_code.keys()
    assert {code: number for code, number in found.by_code.items() if number} == {"1": 2, "2": 3, "42": 1}
    assert {group: number for group, number in found.by_group.items() if number} == {"01": 5, "02": 1}
    assert found.by_group.keys() == {criterion.group for criterion in CATALOGUE}


def test_r02_a_profile_counts_once_for_each_criterion_that_it_names() -> None:
    profiles = (Profile(id="A", criteria=("1", "1", "42")), Profile(id="B", criteria=("1",)))
    found = profile_counts(profiles)
    assert (found.by_code["1"], found.by_code["42"], found.by_code["2"]) == (2, 1, 0)
    assert (found.by_group["01"], found.by_group["02"]) == (2, 1)
