"""The command: what it prints, how it ends, and that its errors say what to do."""

import json
import uuid
from pathlib import Path

import pytest

from schemas.outcomes import OUTCOME_TYPES
from scorers.catalogue.discovery import CATALOGUE
from scorers.catalogue.loading import load
from streams.__main__ import EXAMPLES, main
from streams.cli import exits
from tests.streams.commanding import declarations, written

pytestmark = pytest.mark.usefixtures("nobody_there", "unlogged")


def test_criteria_table_and_one_in_full(capsys: pytest.CaptureFixture[str]) -> None:
    """The table has every criterion; one is shown with its text."""
    assert main(["criteria", "--json"]) == exits.OK
    codes = [row["code"] for row in json.loads(capsys.readouterr().out)]
    assert "1" in codes
    assert main(["criteria", "1"]) == exits.OK
    assert "carrier_non_delivery" in capsys.readouterr().out
    assert main(["criteria", "13"]) == exits.OK
    assert "ref.debt.amount" in capsys.readouterr().out  # what it goes by, so also whose silence it minds
    assert main(["criteria", "120"]) == exits.FAILED
    assert "kordon criteria lists them all" in " ".join(capsys.readouterr().err.split())


def test_contract(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """Messages are listed, printed, and written all at once."""
    assert main(["contract"]) == exits.OK
    assert set(OUTCOME_TYPES) < set(capsys.readouterr().out.split())
    assert main(["contract", "risk.alert.v1"]) == exits.OK
    assert json.loads(capsys.readouterr().out)["title"] == "risk.alert.v1"
    assert main(["contract", "--write", str(tmp_path / "new")]) == exits.OK
    assert (tmp_path / "new/asyncapi.json").is_file()
    assert main(["contract", "unheard.of"]) == exits.USAGE


@pytest.mark.parametrize(
    ("arguments", "code", "step"),
    [
        (["replay"], exits.USAGE, "name a file"),
        (["replay", "x", "--until", "soon"], exits.USAGE, "ISO time"),
        (["replay", "/nowhere/file"], exits.USAGE, "no file"),
        (["replay", "x", "--alerts", "/nowhere/alerts"], exits.USAGE, "make it first"),
        (["publish", "/nowhere/file"], exits.USAGE, "no file"),
        (["redrive"], exits.USAGE, "--from-topic"),
        (["redrive", "--from-topic"], exits.USAGE, "--reason"),
        (["watch"], exits.ABSENT, "KORDON_BOOTSTRAP"),
        (["explain", "a1"], exits.ABSENT, "KORDON_BOOTSTRAP"),
        (["topics", "create"], exits.ABSENT, "KORDON_BOOTSTRAP"),
        (["worker"], exits.INVALID, "KORDON_PARAMS_FILE"),
        (["sources"], exits.INVALID, "KORDON_PARAMS_FILE"),
        (["sources", "--at", "soon"], exits.USAGE, "ISO time"),
        (["unheard-of"], exits.USAGE, ""),
    ],
)
def test_how_it_fails(
    capsys: pytest.CaptureFixture[str], arguments: list[str], code: int, step: str, tmp_path: Path
) -> None:
    """Every failure has its exit code and says what to do."""
    (tmp_path / "x").touch()
    assert main([str(tmp_path / "x") if argument == "x" else argument for argument in arguments]) == code
    told = capsys.readouterr()
    assert step in "".join((told.out + told.err).replace("│", "").split("\n")) or step in " ".join(
        (told.out + told.err).replace("│", "").split()
    )


def test_what_fails_is_said_once(capfd: pytest.CaptureFixture[str]) -> None:
    """In our words, on one line where nobody's terminal breaks it; what libraries log is left out."""
    assert main(["watch"]) == exits.ABSENT
    told = capfd.readouterr()
    assert (told.out, len(told.err.splitlines())) == ("", 1)


def test_a_misspelt_setting_is_told(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """It would silently do nothing."""
    monkeypatch.setenv("KORDON_BOOTSRAP", "kafka:9092")
    main(["check"])
    assert "KORDON_BOOTSRAP is no setting" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["", *EXAMPLES])
def test_help_teaches(capsys: pytest.CaptureFixture[str], name: str) -> None:
    """Each command shows an example; the command itself says where to begin, and how it ends."""
    assert main([name, "--help"] if name else ["--help"]) == exits.OK
    told = " ".join(capsys.readouterr().out.split())
    assert f"Example: {EXAMPLES[name]}" in told if name else "To begin" in told
    assert name or "4: Kafka or Redis is absent" in told


def test_check_tells_of_everything(capsys: pytest.CaptureFixture[str]) -> None:
    """One problem does not hide the next; the worst decides the exit code."""
    assert main(["check"]) == exits.ABSENT
    told = capsys.readouterr().err
    for part in ("settings: valid", "KORDON_PARAMS_FILE", "KORDON_BOOTSTRAP", "KORDON_REDIS_URL"):
        assert part in told


@pytest.mark.parametrize(
    ("window", "words"),
    [
        ("'long'", "params.toml, line 2: criteria.1.window_days: Expected `int`"),
        ("4321", "params.toml, line 2: criteria.1.window_days must come to 0 to 400 days"),
    ],
    ids=["no_number", "longer_than_kept"],
)
def test_invalid_parameters(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path, window: str, words: str
) -> None:
    """The place in the document is named by whoever reads it, with what it may be, never with what it is."""
    params = tmp_path / "params.toml"
    params.write_text(f"[criteria.1]\nwindow_days = {window}\n")
    monkeypatch.setenv("KORDON_PARAMS_FILE", str(params))
    assert main(["check"]) == exits.ABSENT
    checked = capsys.readouterr().err
    assert main(["replay", str(written(tmp_path, declarations(1)))]) == exits.INVALID
    for told in (checked, capsys.readouterr().err):
        assert words in " ".join(told.split())
        assert window not in told


def test_example_parameters_are_valid_and_say_so() -> None:
    """What the repository holds is an example, and works (R-15)."""
    example = Path(__file__).parents[2] / "deploy/params.example.toml"
    assert "EXAMPLE VALUES" in example.read_text().splitlines()[0]
    assert load(example.read_bytes()).version


def test_compare_shows_where_two_states_differ(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """One line a place, the first state first (R-12); by the document of the settings or the one named."""
    params = tmp_path / "params.toml"
    params.write_text("[states.KZ]\ndisabled = ['2']\n[states.RU.criteria.1]\nhigh_notices = 9\n")
    assert main(["compare", "KZ", "ru", "--params", str(params)]) == exits.OK
    assert capsys.readouterr().out.splitlines() == [
        "criteria.1.high_notices: 3 | 9",
        'criteria.2: "not judged" | "judged"',
    ]


def test_a_state_that_is_none_is_told_with_those_that_are(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No difference would look as if two states judged alike; a document may name other states."""
    params = tmp_path / "params.toml"
    params.write_text('[engine]\nunion_states = ["KZ", "UZ"]\n')
    monkeypatch.setenv("KORDON_PARAMS_FILE", str(params))
    for command in (["compare", "kz", "XX"], ["counts", "--state", "XX"]):
        assert main(command) == exits.USAGE
        assert "XX is no member state; there are KZ, UZ" in " ".join(capsys.readouterr().err.split())


def test_a_piped_table_is_whole(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """However narrow the terminal was that the command was started from."""
    monkeypatch.setenv("COLUMNS", "40")
    assert main(["criteria"]) == exits.OK
    shown = capsys.readouterr().out
    assert all(criterion.title in shown for criterion in CATALOGUE)
    assert "…" not in shown


def test_counts_need_parameters(capsys: pytest.CaptureFixture[str]) -> None:
    """Without a document there are no profiles to count, and the command says what to do."""
    assert main(["counts"]) == exits.INVALID
    assert "KORDON_PARAMS_FILE" in capsys.readouterr().err


def test_counts(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, redis_url: str
) -> None:
    """Profiles of the document, of a member state where one is named, and alerts that stand (R-02)."""
    params = tmp_path / "params.toml"
    profile = '[[{}profiles]]\nid = "{}"\ncriteria = ["1"]\n'
    params.write_text(profile.format("", "A") + profile.format("states.KZ.", "B"))
    monkeypatch.setenv("KORDON_PARAMS_FILE", str(params))
    monkeypatch.setenv("KORDON_REDIS_URL", redis_url)
    monkeypatch.setenv("KORDON_TOPIC_PREFIX", f"t{uuid.uuid4().hex[:8]}-")
    for arguments, profiles in (([], 1), (["--state", "kz"], 2)):
        assert main(["counts", *arguments]) == exits.OK
        shown = json.loads(capsys.readouterr().out)
        assert (shown["profiles"]["by_code"]["1"], shown["alerts"]["by_code"]["1"]) == (profiles, 0)
        assert shown["profiles"]["by_group"]["01"] == profiles
