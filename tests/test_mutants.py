"""No fault of the engine goes unnoticed by the tests that are there for it."""

import pytest

from tests.mutants import MUTANTS, Mutant, tried


@pytest.mark.timeout(1800)
def test_no_mutant_survives() -> None:
    """Each of them is found by a test, named in the table that `./deploy/dev mutants` prints."""
    survivors = {outcome.mutant.name: outcome.why for outcome in tried() if outcome.found_by is None}
    assert survivors == {}


@pytest.mark.timeout(1800)
def test_a_mutant_that_breaks_nothing_survives() -> None:
    """What is found is found for the fault: the same tests pass where there is none."""
    tests = tuple(sorted({name for mutant in MUTANTS for name in mutant.tests}))
    harmless = Mutant("none", "state/corrections.py", "counting = [", "counting  = [", tests)
    gone = harmless._replace(old="what is not there")
    assert [outcome.why for outcome in tried([harmless, gone])] == ["pytest ended with 0", "its source occurs 0 times"]
