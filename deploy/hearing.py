"""What Kordon says while the demonstration runs, heard on its topics."""

import asyncio
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from types import TracebackType
from typing import Any, NamedTuple, Self

import orjson

from deploy.processes import Process
from deploy.stories import Expected
from schemas.topics import ALERTS, ASSESSMENTS, DISPOSITIONS
from streams.cli.kafka import reader
from streams.settings import Settings

GRAVEST = ("high", "medium", "low")
LOOK_SECONDS = 0.5


class Word(NamedTuple):
    """The last word on a key, and when it was heard by the monotonic clock."""

    said: dict[str, Any]
    heard: float


class Hearing:
    """The last word on every alert, assessment and disposition. A context: it listens while it is entered."""

    def __init__(self, settings: Settings, processes: Iterable[Process]) -> None:
        self._settings, self._processes = settings, tuple(processes)
        self._news = asyncio.Event()
        self._listening: list[asyncio.Task[None]] = []
        self.alerts: dict[str, Word] = {}
        self.assessments: dict[str, Word] = {}
        self.dispositions: dict[str, Word] = {}

    async def __aenter__(self) -> Self:
        self._listening = [
            asyncio.create_task(self._listen(topic, words))
            for topic, words in (
                (ALERTS, self.alerts),
                (ASSESSMENTS, self.assessments),
                (DISPOSITIONS, self.dispositions),
            )
        ]
        return self

    async def __aexit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        for task in self._listening:
            task.cancel()
        await asyncio.gather(*self._listening, return_exceptions=True)

    def of(self, case: str) -> list[Word]:
        """The alerts on a case, the gravest first."""
        found = [word for word in self.alerts.values() if word.said["case"] == case]
        return sorted(found, key=lambda word: (GRAVEST.index(word.said["severity"]), word.said["criterion"]))

    def has(self, wanted: Expected) -> bool:
        """Whether that is the last word on an alert."""
        found = [word.said for word in self.of(wanted.case) if word.said["criterion"] == wanted.criterion]
        return any(said["status"] == wanted.status for said in found)

    async def until(self, wanted: Callable[[], bool], seconds: float) -> bool:
        """Wait until `wanted` holds of what was heard, for so long; False if it does not.

        Raises ServiceFailed when a process ends meanwhile.
        """
        deadline = time.monotonic() + seconds
        while not wanted():
            left = deadline - time.monotonic()
            if left <= 0:
                return False
            for process in self._processes:
                process.must_run()
            for task in self._listening:
                if task.done():
                    await task
            self._news.clear()
            with suppress(TimeoutError):
                await asyncio.wait_for(self._news.wait(), min(left, LOOK_SECONDS))
        return True

    async def _listen(self, topic: str, words: dict[str, Word]) -> None:
        async with reader(self._settings, topic) as consumer:
            async for record in consumer:
                words[record.key.decode()] = Word(orjson.loads(record.value), time.monotonic())
                self._news.set()
