"""Extreme but well-formed events: every field of every type at its ends, through both rooms; `./deploy/dev soak`.

Fields, their types and their limits are taken from the structs, so that a new field is covered by being there.
"""

import argparse
import datetime
import random
import sys
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from typing import Any

import msgspec
from msgspec import inspect

from schemas.envelope import Event, decode, encode_structured, new_event
from schemas.events import EVENT_TYPES
from schemas.facts import Fact
from schemas.facts.fact import key_parts_of
from schemas.fields import EARLIEST_MS, LATEST_MS
from schemas.registry import EventType
from scorers.exchange.messages import Counted, Output
from tests.factories import DAY, T0
from tests.scorers.judging import Judging

NAMES = ("A1", "a-1", "\u04101", "B2", "0", "O", "\u00df", "x" * 200)
"""Few identifiers, so that entities meet; some of them look alike."""
FLOATS = (0.0, -0.0, 5e-324, 2.2e-308, 1e-9, 1.0, 1 / 3, 1e9, 1e12, 1e15, 1e308, 1.7976931348623157e308)
INTEGERS = (0, 1, 2, 3, 7, 6, 2**31, 2**53, 2**63 - 1)
TIMES = (EARLIEST_MS, EARLIEST_MS + 1, T0 - 400 * DAY, T0 - DAY, T0, T0 + 1, T0 + DAY, T0 + 90 * DAY, LATEST_MS - 1)
DATES = tuple(
    map(datetime.date, (1, 1900, 2000, 2024, 2026, 2100, 9999), (1, 1, 2, 2, 3, 12, 12), (1, 1, 29, 29, 1, 31, 31))
)
CODES = {2: ("KZ", "RU", "CN", "ZZ", "00"), 3: ("USD", "KZT", "EUR", "XXX")}
LENGTHS = (0, 0, 1, 1, 2, 3, 30)
LONG = 1_000
OFTEN = 0.5
"""How often an optional field is stated."""


class Extremes:
    """Makes events; the same seed makes the same."""

    def __init__(self, seed: int) -> None:
        self._rng = random.Random(seed)  # noqa: S311  # makes test data, hides nothing
        self._types = list(EVENT_TYPES.values())
        self._number = 0

    def event(self) -> Event:
        """The next event, as the intake reads it. Raises BadInput where one is not well-formed: none may be."""
        kind: EventType = self._rng.choice(self._types)
        self._number += 1
        fields = self._struct(inspect.type_info(kind.struct), 0)  # type: ignore[arg-type]  # a payload is a struct
        for name in ("registered_at", "opened_at"):
            if name in fields and self._rng.random() < OFTEN:
                fields[name] = T0 + self._rng.randrange(30) * DAY
        corrects = f"e{self._rng.randrange(self._number)}" if self._rng.random() < 0.1 else None
        made = new_event(
            _keyed(msgspec.convert(fields, kind.struct)),
            id=f"e{self._number}",
            source=self._rng.choice(("/a", "treasury", "courts")),
            member_state=self._rng.choice(("KZ", "RU", "ZZ")),
            version=self._rng.choice((1, 1, 2, 3, 2**31)),
            time=self._rng.choice(TIMES),
            corrects_id=corrects,
            correction_kind=self._rng.choice(("amend", "cancel")) if corrects else None,
        )
        return decode(encode_structured(made))

    def _struct(self, kind: inspect.StructType, depth: int) -> dict[str, Any]:
        found = {}
        for field in kind.fields:
            if field.required or self._rng.random() < OFTEN:
                value = self._value(field.type, field.name, depth + 1)
                if value is not None:
                    found[field.encode_name] = value
        return found

    def _value(self, kind: Any, name: str, depth: int) -> Any:  # noqa: C901, PLR0911  # one line for each kind of type
        pick = self._rng.choice
        match kind:
            case inspect.Metadata():
                return self._value(kind.type, name, depth)
            case inspect.UnionType():
                some = [one for one in kind.types if not isinstance(one, inspect.NoneType)]
                return self._value(pick(some), name, depth)
            case inspect.StructType():
                return self._struct(kind, depth)
            case inspect.VarTupleType() | inspect.ListType():
                length = LONG if depth < 3 and self._rng.random() < 0.001 else pick(LENGTHS)
                return [
                    self._value(kind.item_type, name, depth + 1) for _ in range(min(length, 3 if depth > 2 else length))
                ]
            case inspect.LiteralType():
                return pick(kind.values)
            case inspect.BoolType():
                return pick((True, False))
            case inspect.FloatType():
                return _within(pick((*FLOATS, *(-one for one in FLOATS))), kind)
            case inspect.IntType():
                times = name.endswith(("_at", "_from", "_until", "_to")) or (kind.ge or 0) > 10**9
                return _within(pick(TIMES if times else INTEGERS), kind)
            case inspect.DateType():
                return pick(DATES)
            case inspect.DictType():
                return {"window_days": pick(INTEGERS)}
            case inspect.StrType():
                return self._text(kind, name)
            case _:
                raise TypeError(f"no extreme of {kind}")

    def _text(self, kind: inspect.StrType, name: str) -> str:
        if kind.min_length in CODES and kind.min_length == kind.max_length:
            return self._rng.choice(CODES[kind.min_length or 0])
        if kind.pattern is not None:  # the only texts of a form are times of the day
            return self._rng.choice(("00:00", "09:30", "23:59"))
        if "goods_code" in name:
            return self._rng.choice(("8703231940", "8703", "87", "2204210000"))
        return self._rng.choice(NAMES)[: kind.max_length].ljust(kind.min_length or 0, "x")


def _keyed(data: Any) -> Any:
    """A fact under the key that its parts make."""
    parts = key_parts_of(type(data)) if isinstance(data, Fact) else ()
    if len(parts) < 2:
        return data
    stated = [getattr(data, part) for part in parts]
    return msgspec.structs.replace(data, key="|".join("" if part is None else str(part) for part in stated))


def _within(number: Any, kind: Any) -> Any:
    """A number moved to the nearest end of what its field allows."""
    low = kind.ge if kind.ge is not None else kind.gt
    high = kind.le if kind.le is not None else kind.lt
    if low is not None and number < low:
        number = type(number)(low)
    if high is not None and number > high:
        number = type(number)(high)
    if kind.gt is not None and number <= kind.gt:
        number = 5e-324
    return number


class Soak:
    """Events through both rooms; every message that a step failed on is noted by kind and place."""

    def __init__(self, seed: int) -> None:
        self.made, self.failures = 0, Counter[str]()
        self._extremes = Extremes(seed)
        self._judging = Judging()

    def run(self, events: int) -> Iterator[int]:
        """Feed so many events, in stories of a few hundred that time passes after; yields how many are done."""
        while self.made < events:
            self._judging = Judging("[engine]\nretention_days = 30", 0)
            self._judging.engine._emit = self._emitted
            for number in range(min(300, events - self.made)):
                self._judging.feed(self._extremes.event())
                if number % 60 == 0:
                    self._judging.until(T0 + number * DAY // 4)
                self.made += 1
            self._judging.until(T0 + 700 * DAY)
            yield self.made

    def _emitted(self, output: Output) -> None:
        if isinstance(output, Counted) and output.name == "set_aside":
            self.failures[output.label] += 1
        elif not isinstance(output, Counted) and getattr(output, "topic", "") == "customs.dead-letters.v1":
            letter = msgspec.json.decode(output.value)  # type: ignore[union-attr]  # it is outward
            if letter["reason"] == "not_judged":
                self.failures[
                    letter["detail"].partition(":")[0] + letter["detail"][letter["detail"].find(":") : 90]
                ] += 1


def soaked(seed: int, events: int) -> Counter[str]:
    """What steps failed on among so many events."""
    soak = Soak(seed)
    for _ in soak.run(events):
        pass
    return soak.failures


def main() -> int:
    """Soak in several processes, and say what failed where."""
    parser = argparse.ArgumentParser(prog="./deploy/dev soak", description=main.__doc__)
    parser.add_argument("--events", type=int, default=200_000)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    share, failures, done = 20_000, Counter[str](), 0
    seeds = range(asked.seed, asked.seed + max(1, asked.events // share))
    with ProcessPoolExecutor(asked.jobs) as pool:
        for found in pool.map(soaked, seeds, [share] * len(seeds)):
            failures += found
            done += share
            print(f"{done:,} events, {failures.total():,} failures", flush=True)  # noqa: T201  # for a person
    for what, count in failures.most_common():
        print(f"{count:8} {what}")  # noqa: T201  # as above
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
