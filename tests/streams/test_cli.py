"""The command: what it prints, how it ends, and that its errors say what to do."""

import asyncio
import base64
import json
import uuid
from pathlib import Path

import pytest
from aiokafka import AIOKafkaProducer

from schemas import topics
from schemas.envelope import encode_structured
from schemas.outcomes import OUTCOME_TYPES
from streams.__main__ import EXAMPLES, main
from streams.cli import exits
from streams.cli.show import by_group, explain, line
from tests import factories as make

NOWHERE = "127.0.0.1:1"
ALERT = {
    "alert_id": "a1",
    "status": "raised",
    "criterion": "1",
    "group": "01",
    "severity": "high",
    "confidence": 1.0,
    "subject_kind": "carrier",
    "subject_id": "C[b]7",
    "case": "transit:T1",
    "event_time": 1_772_359_200_000,
    "reason": "one notice of non-delivery",
    "evidence": [{"kind": "notice", "ref": "N1", "at": 1_772_000_000_000, "event_id": None, "values": {"notices": 1}}],
    "category": "medium",
    "category_grounds": [],
    "suggested_forms": ["escort_or_route"],
    "suppressed_forms": [{"form": "inspection", "reason": "the participant is of low risk"}],
    "requires_judgement": True,
    "params_version": "abc",
}


@pytest.fixture(autouse=True)
def _nobody_there(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No broker, no Redis, no parameters, a state folder of the test's own."""
    monkeypatch.delenv("KORDON_CONFIG", raising=False)
    monkeypatch.delenv("KORDON_PARAMS_FILE", raising=False)
    monkeypatch.setenv("KORDON_BOOTSTRAP", NOWHERE)
    monkeypatch.setenv("KORDON_REDIS_URL", f"redis://{NOWHERE}/0")
    monkeypatch.setenv("KORDON_STATE_DIR", str(tmp_path / "state"))


def _file(folder: Path, lines: list[bytes]) -> Path:
    file = folder / "events.jsonl"
    file.write_bytes(b"\n".join(lines) + b"\n")
    return file


def _declarations(count: int) -> list[bytes]:
    return [encode_structured(make.declaration(f"D{n}", t=f"2026-03-01T10:{n:02}")) for n in range(count)]


def test_criteria_table_and_one_in_full(capsys: pytest.CaptureFixture[str]) -> None:
    """The table has every criterion; one is shown with its text."""
    assert main(["criteria", "--json"]) == exits.OK
    codes = [row["code"] for row in json.loads(capsys.readouterr().out)]
    assert "1" in codes
    assert main(["criteria", "1"]) == exits.OK
    assert "carrier_non_delivery" in capsys.readouterr().out
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


def test_replay_writes_what_came_out(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """Files are judged, bad lines become dead letters, a summary is told."""
    file = _file(tmp_path, [*_declarations(3), b"not json"])
    out = tmp_path / "dead.jsonl"
    assert main(["replay", str(file), "--dead-letters", str(out), "--assessments", str(tmp_path / "a")]) == exits.OK
    assert [json.loads(text)["reason"] for text in out.read_text().splitlines()] == ["not_json"]
    told = " ".join(capsys.readouterr().err.split())
    assert "3 events" in told
    assert "proposed defaults" in told


def test_replay_is_quiet_and_repeatable(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """With --quiet nothing is said when parameters are named, and twice gives the same bytes."""
    file = _file(tmp_path, _declarations(20))
    params = tmp_path / "params.toml"
    params.write_text('note = "test"\n')
    for name in ("one", "two"):
        wanted = ["--params", str(params), "--quiet", "--assessments", str(tmp_path / name), "--until", "2026-04-01"]
        assert main(["replay", str(file), *wanted]) == exits.OK
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()
    assert capsys.readouterr() == ("", "")


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
    [("'long'", "criteria.1: Expected `int`"), ("4321", "criteria.1.window_days must come to 0 to 400 days")],
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
    assert main(["replay", str(_file(tmp_path, _declarations(1)))]) == exits.INVALID
    for told in (checked, capsys.readouterr().err):
        assert words in " ".join(told.split())
        assert window not in told


def test_example_parameters_are_valid_and_say_so() -> None:
    """What the repository holds is an example, and works (R-15)."""
    example = Path(__file__).parents[2] / "deploy/params.example.toml"
    assert "EXAMPLE VALUES" in example.read_text().splitlines()[0]
    from scorers.parameters import load  # noqa: PLC0415  # only this test needs it

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


def test_generate(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """The same seed writes the same bytes, ready for replay."""
    for name in ("one", "two"):
        assert main(["generate", str(tmp_path / name), "--count", "60", "--seed", "3"]) == exits.OK
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()
    capsys.readouterr()
    assert main(["replay", str(tmp_path / "one"), "--dead-letters", str(tmp_path / "dead")]) == exits.OK
    assert (tmp_path / "dead").read_bytes() == b""


def test_explain_in_words() -> None:
    """Subject, reason, evidence, what is suggested, what is not, and that judgement is needed; brackets stay text."""
    told = "\n".join(explain(ALERT))
    for part in ("carrier", "C\\[b]7", "one notice", "N1", "notices 1", "escort_or_route", "low risk", "officer's"):
        assert part in told
    assert "escort_or_route" in line(ALERT)


def test_groups_count_what_stands() -> None:
    """Withdrawn alerts are counted apart."""
    table = by_group([ALERT, {**ALERT, "alert_id": "a2", "status": "withdrawn"}])
    assert [list(column.cells) for column in table.columns] == [["01"], ["1"], ["0"], ["0"], ["1"]]


@pytest.fixture
def deployed(kafka: str, redis_url: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """A deployment of the test's own with its topics; returns the prefix."""
    prefix = f"m{uuid.uuid4().hex[:8]}-"
    monkeypatch.setenv("KORDON_BOOTSTRAP", kafka)
    monkeypatch.setenv("KORDON_REDIS_URL", redis_url)
    monkeypatch.setenv("KORDON_TOPIC_PREFIX", prefix)
    monkeypatch.setenv("KORDON_DEMO", "1")
    assert main(["topics", "create"]) == exits.OK
    return prefix


def _put(kafka: str, topic: str, key: bytes, value: bytes) -> None:
    async def put() -> None:
        async with AIOKafkaProducer(bootstrap_servers=kafka) as out:
            await out.send_and_wait(topic, key=key, value=value)

    asyncio.run(put())


def test_check_of_a_deployment(deployed: str, capsys: pytest.CaptureFixture[str]) -> None:
    """With everything there, all is well; a demonstration says so."""
    assert main(["check"]) == exits.OK
    assert main(["topics", "check"]) == exits.OK
    assert main(["topics", "create"]) == exits.OK
    told = capsys.readouterr().err
    assert "a demonstration" in told
    assert "all topics were there already" in told
    assert deployed


def test_missing_topics(
    deployed: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """It is said at once, instead of trying for a minute, and with the command that makes them."""
    monkeypatch.setenv("KORDON_TOPIC_PREFIX", f"{deployed}other-")
    publish = ["publish", str(_file(tmp_path, _declarations(1)))]
    for arguments in (["topics", "check"], ["check"], ["watch"], publish):
        assert main(arguments) == exits.FAILED
        assert "kordon topics create" in " ".join(capsys.readouterr().err.split())


def test_publish_of_a_csv_with_other_columns(deployed: str, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """The columns that are read are named."""
    file = tmp_path / "mine.csv"
    file.write_text("a,b\n1,2\n")
    assert main(["publish", str(file)]) == exits.FAILED
    assert "lacks the columns Declaration ID" in capsys.readouterr().err
    assert deployed


def test_publish_and_replay_from_topic(deployed: str, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """What can be read is published with its key; the topic is judged like the file."""
    good = _declarations(5)
    file = _file(tmp_path, [*good, b"not json"])
    assert main(["publish", str(file)]) == exits.FAILED
    assert "events.jsonl, line 6" in capsys.readouterr().err
    for source, name in ((["--from-topic", topics.DECLARATIONS], "one"), ([str(_file(tmp_path, good))], "two")):
        assert main(["replay", *source, "--quiet", "--assessments", str(tmp_path / name)]) == exits.OK
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()
    assert deployed


def test_watch_and_explain(deployed: str, kafka: str, capsys: pytest.CaptureFixture[str]) -> None:
    """An alert is shown as published or in words; the topic answers where the read side has nothing."""
    _put(kafka, f"{deployed}{topics.ALERTS}", b"a1", json.dumps(ALERT).encode())
    assert main(["watch", "--from-start", "--json", "--count", "1"]) == exits.OK
    assert json.loads(capsys.readouterr().out) == ALERT
    assert main(["watch", "--from-start", "--count", "1"]) == exits.OK
    shown = capsys.readouterr().out
    assert "one notice of non-delivery" in shown
    assert len(shown.splitlines()) == 2  # not broken into lines of a terminal that is not there
    assert main(["explain", "a1"]) == exits.OK
    assert "one notice of non-delivery" in capsys.readouterr().out
    assert main(["explain", "a2"]) == exits.FAILED
    assert main(["explain", "a1", "--internal-security"]) == exits.FAILED


def test_redrive(deployed: str, kafka: str, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """What is still unreadable stays; a corrected letter goes back where it came from."""
    letter = {
        "reason": "not_json",
        "detail": "-",
        "source_topic": topics.DECLARATIONS,
        "key_base64": base64.b64encode(b"D0").decode(),
        "headers": [],
        "original_base64": base64.b64encode(b"{").decode(),
    }
    _put(kafka, f"{deployed}{topics.DEAD_LETTERS}", b"x", json.dumps(letter).encode())
    assert main(["redrive", "--from-topic", "--reason", "too_large"]) == exits.FAILED
    assert main(["redrive", "--from-topic", "--reason", "not_json"]) == exits.FAILED
    assert "not_json" in capsys.readouterr().err
    file = tmp_path / "corrected.jsonl"
    file.write_text(json.dumps({**letter, "value": json.loads(_declarations(1)[0])}) + "\n")
    assert main(["redrive", str(file), "--dry-run"]) == exits.OK
    assert main(["redrive", str(file)]) == exits.OK
    out = tmp_path / "assessed"
    assert main(["replay", "--from-topic", topics.DECLARATIONS, "--quiet", "--assessments", str(out)]) == exits.OK
    assert len(out.read_bytes().splitlines()) == 1
    file.write_text("{}\n")
    assert main(["redrive", str(file)]) == exits.FAILED
