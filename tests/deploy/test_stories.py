"""The stories of the demonstration, judged over a file: they say what they announce, and nothing else."""

import subprocess
import sys
from pathlib import Path

import orjson
import pytest

from deploy.stories import STORIES, Story
from schemas.envelope import decode_line
from schemas.topics import ALERTS, DEAD_LETTERS
from streams.replay import Replay

EXAMPLE = Path(__file__).parents[2] / "deploy/params.example.toml"
TITLES = [story.title for story in STORIES]


@pytest.mark.parametrize("story", STORIES, ids=TITLES)
def test_a_story_leads_to_the_alerts_that_it_expects(story: Story) -> None:
    """The last words are those of its last acts; no other alert distracts, and nothing is refused."""
    replay = Replay(EXAMPLE.read_bytes())
    for event in story.events:
        replay.take(event)
    result = replay.finish()
    alerts = map(orjson.loads, result.of(ALERTS).values())
    wanted = {(one.criterion, one.case): one.status for act in story.acts for one in act.expected}
    assert {(said["criterion"], said["case"]): said["status"] for said in alerts} == wanted
    assert not result.of(DEAD_LETTERS)


@pytest.mark.parametrize("story", STORIES, ids=TITLES)
def test_events_of_a_story_have_names_of_their_own_and_come_in_order(story: Story) -> None:
    assert len({event.id for event in story.events}) == len(story.events)
    for act in story.acts:
        assert [event.time for event in act.events] == sorted(event.time for event in act.events)


def test_the_stories_follow_one_another() -> None:
    """What one of them says is not late after those told before."""
    times = [(min(event.time for event in one.events), max(event.time for event in one.events)) for one in STORIES]
    assert [end for _, end in times[:-1]] < [start for start, _ in times[1:]]
    assert times == sorted(times)


def test_the_stories_as_a_file() -> None:
    """`python -m deploy.stories` writes what the demonstration publishes."""
    run = subprocess.run([sys.executable, "-m", "deploy.stories"], capture_output=True, check=True)
    written = [decode_line(line) for line in run.stdout.splitlines()]
    assert written == [event for story in STORIES for event in story.events]
