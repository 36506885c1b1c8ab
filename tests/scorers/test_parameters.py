"""The parameter document: what it may say, and what is refused before it judges anything."""

import pytest

from scorers.catalogue.loading import load
from scorers.parameters.errors import ParameterError


@pytest.mark.parametrize(
    ("document", "place"),
    [
        ("= nothing", "can not be read"),
        ("\xff", "can not be read"),
        ('disabled = ["120"]', "120"),
        ("[weights]\n120 = 0.5", "120"),
        ("[weights]\n1 = 1.2", "weights"),
        ("[criteria.120]\nx = 1", "120"),
        ("[engine]\nunheard = 1", "unheard"),
        ('[engine.sources."/post"]\nomits = ["document[]"]', r"did you mean documents\[\]"),
        ('[engine.sources."/post"]\nomits = ["items"]', "items is no field"),
        ("[engine]\ncontrol_threshold = 0.0", "control_threshold"),
        ("[engine]\nhigh_multiplier = 0.5", "high_multiplier"),
        ('[engine]\noffence_scope = "tax"', "offence_scope"),
        ('[engine]\nprotected_grounds = ["diplomat"]', "protected_grounds"),
        ("[engine.severity_weights]\nlow = 0.1\nmedium = 0.3", "high"),
        ('[engine.conflict_matrix]\n"investor.shrt" = "medium"', "conflict_matrix"),
        ('[engine.conflict_matrix]\n"investor.short" = "middle"', "conflict_matrix"),
    ],
)
def test_what_would_mean_nothing_is_refused_by_its_place(document: str, place: str) -> None:
    """A word that nobody reads would leave the authority in the belief that it was heard."""
    with pytest.raises(ParameterError, match=place):
        load(document.encode("latin-1"))


def test_r23_the_matrix_of_conflicts_is_read() -> None:
    document = b'[engine.conflict_matrix]\n"investor.short" = "medium"\n"aeo.debt" = "high"\n'
    assert load(document).engine.conflict_matrix == {"investor.short": "medium", "aeo.debt": "high"}


@pytest.mark.parametrize("basis", ["", " "])
def test_r14_an_empty_legal_basis_is_none(basis: str) -> None:
    """A number that the decision fixes needs words that can be looked up."""
    with pytest.raises(ParameterError, match=r"legal_basis\.56"):
        load(f'[legal_basis]\n56 = "{basis}"\n[criteria.56]\nmin_fill = 0.4\n'.encode())


def test_equal_bytes_are_one_version() -> None:
    assert load(b"").version == load(b"").version != load(b"note = ''").version
