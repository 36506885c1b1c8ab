"""The commands on a deployment: its topics, what is put on them, and how alerts are shown."""

import asyncio
import base64
import json
import re
import uuid
from pathlib import Path

import pytest
from aiokafka import AIOKafkaProducer

from schemas import topics
from scorers.saying.wording import Language
from streams.__main__ import main
from streams.cli import exits
from streams.cli.show import by_group, explain, line
from streams.cli.words import moment
from tests import factories as make
from tests.scorers.judging import judged
from tests.streams.commanding import declarations, written

pytestmark = pytest.mark.usefixtures("nobody_there")
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
    publish = ["publish", str(written(tmp_path, declarations(1)))]
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
    good = declarations(5)
    file = written(tmp_path, [*good, b"not json"])
    assert main(["publish", str(file)]) == exits.FAILED
    assert "events.jsonl, line 6" in capsys.readouterr().err
    for source, name in ((["--from-topic", topics.DECLARATIONS], "one"), ([str(written(tmp_path, good))], "two")):
        assert main(["replay", *source, "--quiet", "--assessments", str(tmp_path / name)]) == exits.OK
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()
    assert deployed


def test_explain_in_words() -> None:
    """Subject, reason, evidence, what is suggested, what is not, and that judgement is needed; brackets stay text."""
    told = "\n".join(explain(ALERT))
    for part in ("carrier", "C\\[b]7", "one notice", "N1", "notices 1", "escort or prescribed route", "low risk"):
        assert part in told
    assert "escort or prescribed route" in line(ALERT)


@pytest.mark.parametrize(("language", "form"), [("ru", "досмотр"), ("kk", "тексеру")])
def test_explain_in_other_languages(language: Language, form: str) -> None:
    """Everything but names and figures is in the language that was asked for."""
    loads = [make.transit("T1", carrier_id="C1"), make.notice("N1", make.T0 + 1, transit_id="T1")]
    [alert] = judged([*loads, make.transit("T2", make.T0 + make.DAY, carrier_id="C1")]).alerts("1")
    told = "\n".join((*explain({**alert, "suggested_forms": ["inspection"]}, language), line(alert, language)))
    told = re.sub(r"\[/?[a-z ]*\]", "", told)
    assert form in told.lower()
    names = re.compile(
        r"/test \S+|UTC|C1|transit:T2|T\d|N1|[0-9a-f]{12,}"
    )  # ids, sources and versions stay as they are
    assert re.findall("[A-Za-z]+", names.sub("", told)) == []
    assert f"{moment(alert['raised_at'])} UTC" in told


def test_figures_of_evidence_in_other_languages() -> None:
    """Codes have words, truth is yes or no, and times are times of day."""
    carnet = make.fact("ref.carnet", "X1", status="stolen", status_from=make.T0 - make.DAY)
    loads = [
        make.transit(name, at, carnet_no="X1", carnet_holder_id="P1")
        for name, at in (("T1", make.T0), ("T2", make.T0 + 1))
    ]
    [alert, *_] = judged([carnet, *loads]).alerts("4")
    evidence = [{**alert["evidence"][0], "values": {"status": "stolen", "overdue": False, "deadline_at": make.T0}}]
    told = "\n".join(explain({**alert, "evidence": evidence}, "ru"))
    assert "состояние похищена, просрочена нет, срок 2026-03-02 06:00" in told


def test_attributes_that_the_sender_added_are_shown() -> None:
    """By name; of an event without any there is no such line."""
    added = {**ALERT, "trigger_extensions": {"tenant": "north", "retries": 3}}
    assert "Attributes that its sender added: tenant north, retries 3." in "\n".join(explain(added))
    assert "sender" not in "\n".join(explain(ALERT))


def test_an_end_says_what_is_not_known() -> None:
    """Which inputs are needed to tell, by the names of the contract."""
    end = {"text": "It can not be told any more.", "missing": ["transit.driver_id", "ref.case"], "event_id": None}
    told = "\n".join(explain({**ALERT, "status": "withdrawn", "end": end}))
    assert "Not known: transit.driver_id, ref.case." in told


def test_groups_count_what_stands() -> None:
    """Withdrawn alerts are counted apart; a group has a name, unless it is a member state's own."""
    table = by_group([ALERT, {**ALERT, "alert_id": "a2", "status": "withdrawn"}, {**ALERT, "group": "KZ"}])
    names, *counts = ([str(cell) for cell in column.cells] for column in table.columns)
    assert names == ["KZ", "Participants, carriers and consignees, and what they did before"][::-1]
    assert counts == [["1", "1"], ["0", "0"], ["0", "0"], ["1", "0"]]


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
    file.write_text(json.dumps({**letter, "value": json.loads(declarations(1)[0])}) + "\n")
    assert main(["redrive", str(file), "--dry-run"]) == exits.OK
    assert main(["redrive", str(file)]) == exits.OK
    out = tmp_path / "assessed"
    assert main(["replay", "--from-topic", topics.DECLARATIONS, "--quiet", "--assessments", str(out)]) == exits.OK
    assert len(out.read_bytes().splitlines()) == 1
    file.write_text("{}\n")
    assert main(["redrive", str(file)]) == exits.FAILED
