"""How the demonstration looks: stories, alerts as an officer reads them, and sums, in a hundred columns."""

import os
import shutil
import sys
import textwrap
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.text import Text

from deploy.stories import Act
from deploy.stories.story import local
from schemas.envelope import Event
from schemas.fields import ControlForm
from scorers.catalogue.discovery import CATALOGUE
from scorers.saying.wording import say
from scorers.weighing.exemption import in_order
from streams.cli.show import COLOURS, name_of_group, title_of
from streams.cli.words import Alert, Words

_HERE = Path(__file__).parent
_BIN, _EXAMPLE, _DEV = map(os.path.relpath, (Path(sys.executable).parent, _HERE / "params.example.toml", _HERE / "dev"))
_ADDRESSES = ("KORDON_BOOTSTRAP", "KORDON_REDIS_URL")
WIDTH = min(100, shutil.get_terminal_size((100, 24)).columns)
LABEL = 11
MOST_LACKING = 4
DETAILS = {
    "departure_office_id": "",
    "destination_office_id": "to",
    "office_id": "at",
    "form": "",
    "outcome": "",
    "reason_code": "",
    "carrier_id": "by",
    "participant_id": "of",
}
"""What of an event is shown beside its name."""

console = Console(highlight=False, width=WIDTH)


def field(label: str, text: str, style: str = "") -> None:
    """Some text beside its label, wrapped."""
    lines = textwrap.wrap(text, WIDTH - LABEL) or [""]
    for number, line in enumerate(lines):
        said = Text().append(f"{'' if number else label:<{LABEL}}", style="dim")
        console.print(said.append(line, style=style), soft_wrap=True)


def title(text: str) -> None:
    """A heading."""
    console.print()
    console.print(text, style="bold")


def act(shown: Act) -> None:
    """What happens, and the events that tell of it; those of one kind together."""
    field("the border", shown.says)
    alike: dict[str, list[Event]] = {}
    for event in shown.events:
        alike.setdefault(_what(event), []).append(event)
    for number, (what, events) in enumerate(alike.items()):
        names = events[0].entity_id if len(events) == 1 else f"x {len(events)}"
        kind, _, details = what.partition(" ")
        field("" if number else "published", f"{_when(events):<13}  {kind} {names} {details}")


def alert(said: Alert, seconds: float) -> None:
    """An alert in the words of its officers, and how long after the last event it was heard."""
    words = Words(said, "en")
    stands = said["status"] == "raised"
    about = f"{said['case'].replace(':', ' ')} at {said['office']}, after {seconds:.1f} s"
    if stands:
        field("ALERT", f"{words.word('severity')}: {title_of(said)} ({said['criterion']})", COLOURS[said["severity"]])
        field("", about)
        field("why", words.reason(), "italic")
    else:
        field("TAKEN BACK", f"{title_of(said)} ({said['criterion']})", "bold")
        field("", about)
        field("why", words.end(), "italic")
        field("because of", f"{said['end']['event_id']} from {said['end']['source']}")


def worklist(office: str, forms: Collection[ControlForm]) -> None:
    """What an office is told to do about a case."""
    told = ", ".join(say(f"form-{form}") for form in in_order(forms)) or "nothing to control any more"
    field("worklist", f"{office}: {told}")


def sums(
    alerts: Iterable[Alert], assessments: Iterable[Mapping[str, Any]], dispositions: Iterable[Mapping[str, Any]]
) -> None:
    """Alerts that stand by criterion, under the names of the groups; what could not be judged; what is to be done."""
    standing = [said for said in alerts if said["status"] == "raised"]
    field("alerts", f"{len(standing):,} stand, by group and criterion:")
    counted = Counter((said["group"], said["criterion"]) for said in standing)
    for group, codes in groupby(sorted(counted, key=_place), key=lambda pair: pair[0]):
        field("", name_of_group(group), "bold")
        for pair in codes:
            field("", f"{counted[pair]:>5,}  {CATALOGUE.by_code[pair[1]].title} ({pair[1]})")
    unknown = [{one["criterion"]: one["missing"] for one in said["unknown"]} for said in assessments]
    # By name where the numbers are equal, so that the same events are summed up in the same words.
    lacking = Counter(sorted(name for one in unknown for name in set().union(*one.values())))
    often = ", ".join(f"{name} ({number:,})" for name, number in lacking.most_common(MOST_LACKING))
    criteria = f"{len(set().union(*unknown))} of {len(CATALOGUE.criteria)} criteria"
    field("unknown", f"{criteria} can not be judged in some cases, most often for want of {often}")
    told = Counter(tuple(one["controls"]) for one in dispositions)
    field("posts", "are told what to do, and not why:")
    for forms, number in told.most_common():
        field("", f"{number:>5,}  {', '.join(say(f'form-{form}') for form in forms) or 'no control'}")


def missing(what: str) -> None:
    """Something that should have been said, and was not."""
    field("MISSING", what, "bold red")


def failed(missed: Sequence[str]) -> None:
    """How it ended, when it did not end well."""
    title(f"The demonstration failed: {len(missed)} of what it should show did not come.")


def go_on() -> None:
    """What to do next, when nothing runs any more."""
    title("What to try next")
    kordon = f"{_BIN}/kordon"
    command("a criterion in full", f"{kordon} criteria 9")
    command("the stories without Kafka", f"{_BIN}/python -m deploy.stories | {kordon} replay - --params {_EXAMPLE}")
    command("the same, left running to be asked", f"{_DEV} demo --keep")


def ask(told: Mapping[str, str], about: Alert) -> None:
    """What to do next, with everything running."""
    title("Running on; Ctrl-C ends it. What to try next, in another terminal")
    kordon = f"{_BIN}/kordon"
    command("first", f"export {' '.join(f'{name}={told[name]}' for name in _ADDRESSES)}")
    command("an alert, in Russian", f"{kordon} explain {about['alert_id']} --lang ru")
    command("what an office has to do", f"{kordon} worklist {about['office']}")
    command("how many alerts stand", f"KORDON_DEMO=1 {kordon} counts")


def command(what: str, line: str) -> None:
    """What a command shows, and the command, never wrapped, so that it can be copied."""
    console.print(Text(f"{what}:", style="dim"))
    console.print(Text(line), soft_wrap=True)


def _what(event: Event) -> str:
    name = event.type.removeprefix("customs.").removesuffix(".v1")
    found = [(word, getattr(event.data, field, None)) for field, word in DETAILS.items()]
    return " ".join([name, *(f"{word} {value}".strip() for word, value in found if value)])


def _when(events: Sequence[Event]) -> str:
    first, last = (local(event.time) for event in (events[0], events[-1]))
    return f"{first:%d %b}-{last:%d %b}" if first.date() != last.date() else f"{first:%d %b %H:%M}"


def _place(pair: tuple[str, str]) -> tuple[str, int]:
    return pair[0], list(CATALOGUE.by_code).index(pair[1])
