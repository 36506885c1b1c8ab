"""`kordon criteria CODE`: what it prints can be pasted into a parameter document."""

import tomllib
from pathlib import Path

import msgspec
import pytest

from scorers.catalogue.discovery import CATALOGUE
from scorers.catalogue.loading import load
from streams.__main__ import main
from streams.cli import exits

SECTIONS = ["engine", *CATALOGUE.by_code]


def printed(section: str, capsys: pytest.CaptureFixture[str]) -> str:
    """What the command says of a criterion, or of the engine."""
    assert main(["criteria", section]) == exits.OK
    return capsys.readouterr().out


def test_all_that_is_printed_can_be_pasted_and_changes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """All sections in one document: the command that checks parameters takes it, and it judges as none does."""
    pasted = "".join(printed(section, capsys) for section in SECTIONS)
    document = tmp_path / "pasted.toml"
    document.write_text(pasted)
    assert main(["parameters", str(document), "--dry-run"]) == exits.OK
    assert "nothing was published" in capsys.readouterr().err
    stated, proposed = load(pasted.encode()), load(b"")
    assert stated.engine == proposed.engine
    assert all(stated.of(code) == proposed.of(code) for code in CATALOGUE.by_code)


@pytest.mark.parametrize("section", SECTIONS)
def test_each_parameter_is_stated_with_what_it_means(section: str, capsys: pytest.CaptureFixture[str]) -> None:
    """One left out would be one that nobody learns of; those that may not be stated stand in a comment."""
    text = printed(section, capsys)
    parsed = tomllib.loads(text)
    stated = parsed["engine"] if section == "engine" else parsed["criteria"][section]
    params = load(b"").engine if section == "engine" else load(b"").of(section)
    for field in msgspec.structs.fields(params):
        assert field.name in stated or f"# {field.name} = " in text
    assert text.count("# In: ") == len(msgspec.structs.fields(params))


def test_what_the_decision_fixes_is_no_value(capsys: pytest.CaptureFixture[str]) -> None:
    """Pasted it would be refused, also with the value that it has."""
    text = printed("56", capsys)
    assert "min_fill" not in tomllib.loads(text)["criteria"]["56"]
    assert "legal_basis.56" in text


def test_json_has_the_meanings_too(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["criteria", "1", "--json"]) == exits.OK
    [row] = msgspec.json.decode(capsys.readouterr().out)
    assert [one["name"] for one in row["meanings"]] == list(row["parameters"])
    assert main(["criteria", "engine", "--json"]) == exits.OK
    assert '"unit": "hours"' in capsys.readouterr().out
