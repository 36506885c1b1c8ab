"""The demonstration as a newcomer sees it, on brokers of its own."""

import os
import re
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy import demo
from deploy.stories import STORIES, Story

ROOT = Path(__file__).parents[2]
COMMAND = [sys.executable, "-m", "deploy.demo"]
TWO_SCREENS, WIDTH = 100, 100
BIN = Path(sys.executable).parent


def shown_of(told: str, story: Story) -> str:
    """What was shown of a story, in one line."""
    number = STORIES.index(story) + 1
    return " ".join(told.partition(f"\n{number}. {story.title} (")[2].partition("\n\n")[0].split())


def timeless(told: str) -> list[str]:
    """Lines without the time that an alert took."""
    return re.sub(r"after \d+\.\d s", "after a while", told).splitlines()


def commands(told: str) -> Iterator[str]:
    """Commands that were proposed, but for the one that starts all anew."""
    yield from (line for line in told.partition("What to try next")[2].splitlines() if f"{BIN.name}/" in line)


def sh(command: str) -> str:
    """What a command writes; it must succeed."""
    made = subprocess.run(["/bin/bash", "-c", command], cwd=ROOT, capture_output=True, text=True, check=False)
    assert made.returncode == 0, made.stdout + made.stderr
    return made.stdout + made.stderr


def test_the_whole_demonstration() -> None:
    """Four stories with their alerts and reasons, then sums with names, on two screens; what it proposes works."""
    wide = os.environ | {"COLUMNS": str(WIDTH), "KORDON_TOPIC_PREFIX": "elsewhere.", "KORDON_CONFIG": "gone.toml"}
    command = [*COMMAND, "--declarations", "200"]
    run = subprocess.run(command, cwd=ROOT, env=wide, capture_output=True, text=True, check=False)
    told = run.stdout
    assert run.returncode == 0, told + run.stderr
    assert len(told.splitlines()) <= TWO_SCREENS
    assert max(map(len, told.splitlines())) <= WIDTH
    lost, withdrawn, moved, cancelled = (shown_of(told, story) for story in STORIES)
    assert "ALERT medium: Carrier with an earlier non-delivery notice" in lost
    assert "not to have delivered a load, last on transit TR191041." in lost
    assert "worklist KZ10200: guarantee, escort or prescribed route" in lost
    assert "ALERT high: Declaration recalled while control was pending" in withdrawn
    assert "withdrawn while a control was pending, is declared again" in withdrawn
    assert "ALERT medium: Volumes move to another office" in moved
    assert "at office KZ10320 the participant's share of declarations there fell from 100% of 12 to 0% of 5." in moved
    assert "ALERT medium: Carrier with an earlier non-delivery notice" in cancelled
    taken_back = cancelled.partition("TAKEN BACK")[2]
    assert "why What it rested on was cancelled." in taken_back
    assert "because of non_delivery.cancelled/ND-19-131/2 from /demo" in taken_back
    assert "worklist KZ20300: nothing to control any more" in taken_back
    assert re.search(r"Countries\n +\d+  Dispatch country is not at once .* \(95\)", told)
    assert re.search(r" 200  no control\n", told)
    assert "/metrics" not in told
    [excerpt] = re.findall(r"```\n(\d\. .*?)```", (ROOT / "README.md").read_text(), re.DOTALL)
    assert set(timeless(excerpt)) <= set(timeless(told))
    proposed = list(commands(told))
    assert len(proposed) == 2
    assert "Volumes move to another office" in sh(proposed[0])
    assert "Participants, carriers and consignees" in sh(proposed[1])
    assert "\ndeploy/dev demo --keep\n" in told


def test_left_running_it_can_be_asked() -> None:
    """With --keep the pages of metrics live and the proposed commands find what was shown."""
    with subprocess.Popen(
        [*COMMAND, "--keep", "--declarations", "0"], cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as run:
        assert run.stdout is not None
        told = ""
        try:
            while not told.endswith(" counts\n") and (line := run.stdout.readline()):
                told += line
            for address in re.findall(r"http://\S+/metrics", told):
                assert "kordon_events_total" in page(address)
            first = next(line for line in told.splitlines() if line.startswith("export "))
            explained, listed, counted = (sh(f"{first}; {command}") for command in commands(told))
            assert "Перевозчик" in explained
            assert "transit:TR191187" in listed
            assert '"1": 1' in counted
        finally:
            run.send_signal(signal.SIGINT)
        assert run.wait(60) == 0


def page(address: str) -> str:
    """A page of a server that runs."""
    with urllib.request.urlopen(address, timeout=10) as answer:  # noqa: S310  # the address that was just shown
        return str(answer.read().decode())


def without(story: Story, name: str) -> Story:
    """A story that lacks the events of one type."""
    acts = [act._replace(events=tuple(one for one in act.events if name not in one.type)) for act in story.acts]
    return story._replace(acts=tuple(acts))


def test_an_alert_that_does_not_come_is_said(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without the notice there is no alert, without its cancellation none is taken back; each is a failure."""
    broken = (without(STORIES[0], "non_delivery.raised"), without(STORIES[3], "non_delivery.cancelled"))
    monkeypatch.setattr(demo, "STORIES", broken)
    assert demo.main(["--declarations", "0", "--patience", "6"]) == 1
    told = " ".join(capsys.readouterr().out.split())
    assert "MISSING the alert by criterion 1 on transit:TR191187 is not raised" in told
    assert "MISSING the alert by criterion 1 on transit:TR192265 is not withdrawn" in told
    assert "The demonstration failed" in told
    assert "What to try next" not in told
