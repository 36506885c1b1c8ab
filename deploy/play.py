"""The demonstration on processes that run: publish, wait for what is said of it, show that."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

from deploy import showing
from deploy.hearing import Hearing
from deploy.processes import Process
from deploy.stories import Act, Story
from deploy.stories.story import local
from schemas.envelope import decode, encode_structured
from schemas.events import Declaration
from schemas.fields import ControlForm
from scorers.contract.case import case_key
from streams import clients, read_model
from streams.cli import kcs
from streams.cli.publish import send
from streams.settings import Settings

DECLARATIONS = Path(__file__).parent / "data/kcs/declarations.csv.gz"
LOOK_SECONDS = 0.2
SCORED_SECONDS = 300.0
"""How long the public declarations may take to be scored, on the slowest of machines."""


class Play:
    """Tells stories, and remembers the alerts that stand and what did not come."""

    def __init__(self, settings: Settings, processes: Sequence[Process], patience: float) -> None:
        self._settings, self._processes, self._patience = settings, processes, patience
        self._keys = read_model.Keys(settings.topic_prefix)
        self.standing: list[dict[str, Any]] = []
        self.missed: list[str] = []

    async def run(self, stories: Iterable[Story], declarations: int) -> None:
        """Tell the stories one after another, then sum up public declarations."""
        async with Hearing(self._settings, self._processes) as hearing:
            for number, story in enumerate(stories, 1):
                showing.title(f"{number}. {story.title} ({local(story.events[-1].time):%B %Y})")
                for act in story.acts:
                    await self._act(hearing, act)
            if declarations:
                showing.title(f"And {declarations:,} public declarations, with the results of their controls")
                await self._declarations(hearing, declarations)

    async def _act(self, hearing: Hearing, act: Act) -> None:
        showing.act(act)
        await send(self._settings, map(encode_structured, act.events))
        published = time.monotonic()
        for wanted in act.expected:
            if not await hearing.until(partial(hearing.has, wanted), self._patience):
                self._miss(f"the alert by criterion {wanted.criterion} on {wanted.case} is not {wanted.status}")
        words = hearing.of(act.case)
        for word in words:
            showing.alert(word.said, max(0.0, word.heard - published))
        self.standing += [word.said for word in words if word.said["status"] == "raised"]
        if words:
            await self._worklist(act.case, words[0].said["office"], [word.said for word in words])

    async def _worklist(self, case: str, office: str, alerts: Sequence[Mapping[str, Any]]) -> None:
        """What the read side tells the office, as soon as it is what the alerts suggest."""
        wanted = {form for alert in alerts for form in alert["suggested_forms"]}
        found: set[ControlForm] = set()
        client = clients.redis(self._settings)

        async def told() -> bool:
            listed = await read_model.worklist(client, self._keys, office)
            found.clear()
            found.update(form for one in listed if one["case"] == case for form in one["controls"])
            return found == wanted

        try:
            if not await _becomes(told, self._patience):
                self._miss(f"the worklist of {office} does not say of {case} what its alerts suggest")
        finally:
            await client.aclose()
        showing.worklist(office, found)

    async def _declarations(self, hearing: Hearing, count: int) -> None:
        lines = list(kcs.events(islice(kcs.rows(DECLARATIONS), count)))
        events = [decode(line) for line in lines]
        cases = {case_key("declaration", one.entity_id) for one in events if isinstance(one.data, Declaration)}
        started = time.monotonic()
        await send(self._settings, lines)
        if not await hearing.until(lambda: cases <= hearing.dispositions.keys(), SCORED_SECONDS):
            self._miss(f"{len(cases - hearing.dispositions.keys()):,} declarations were not judged")
        if not await _becomes(self._caught_up, SCORED_SECONDS):
            self._miss("not everything that was published was read")
        seconds = time.monotonic() - started
        showing.field(
            "published", f"{len(lines):,} events, all scored {seconds:.0f} s later ({len(lines) / seconds:,.0f}/s)"
        )
        words = (hearing.alerts, hearing.assessments, hearing.dispositions)
        showing.sums(*([word.said for word in kind.values() if word.said["case"] in cases] for kind in words))

    async def _caught_up(self) -> bool:
        return not any([await asyncio.to_thread(process.behind) for process in self._processes])

    def _miss(self, what: str) -> None:
        self.missed.append(what)
        showing.missing(what)


async def _becomes(so: Callable[[], Awaitable[bool]], seconds: float) -> bool:
    """Wait until something is so, for so long; False if it does not become so."""
    deadline = time.monotonic() + seconds
    while not await so():
        if time.monotonic() > deadline:
            return False
        await asyncio.sleep(LOOK_SECONDS)
    return True
