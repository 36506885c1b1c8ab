"""What the registers publish every local day: the calendar, the exchange rates and signs of life."""

from collections.abc import Iterator
from datetime import timedelta
from random import Random

from schemas.facts import Calendar, FxRate, SourceHeartbeat
from streams.generate.calendar import DAY
from streams.generate.steps import Life, Step, fact
from streams.generate.tables import MEMBER_STATE, SOURCES
from streams.generate.world import World


def daily_facts(world: World, start: int) -> Life:
    """The facts of every day until the stream ends, a day ahead of their use."""
    rates = dict(world.usd_rates)
    for ahead in (-1, 0):
        yield from _dated(world, rates, start, ahead)
    at, day = start, 1
    while True:
        for beat in _heartbeats(at, day):
            yield beat
            world.usd_rates.update(rates)
        rates = _moved(world.rng, rates)
        yield from _dated(world, rates, at, 1)
        at, day = world.calendar.midnight(at) + DAY, day + 1


def _dated(world: World, rates: dict[str, float], at: int, ahead: int) -> Iterator[Step]:
    day = world.calendar.day(at) + timedelta(days=ahead)
    kind = world.calendar.day_kind(day)
    yield fact(at, Calendar(key=f"{MEMBER_STATE}|{day}", member_state=MEMBER_STATE, date=day, day_kind=kind))
    for currency, usd in rates.items():
        to_base = round(usd / rates["KZT"], 6)
        key = f"{currency}|{day}|{MEMBER_STATE}"
        yield fact(at, FxRate(key=key, currency=currency, date=day, rate_to_base=to_base, rate_to_usd=round(usd, 8)))


def _heartbeats(at: int, day: int) -> Iterator[Step]:
    for source, facts in SOURCES.items():
        yield fact(at, SourceHeartbeat(key=source, fact_types=tuple(f"ref.{name}" for name in facts)), version=day)


def _moved(rng: Random, rates: dict[str, float]) -> dict[str, float]:
    return {name: usd if name == "USD" else usd * (1 + (rng.random() - 0.5) * 0.004) for name, usd in rates.items()}
