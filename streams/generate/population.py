"""Who takes part: a fixed population drawn from the seed, and the vehicles that come and go."""

from bisect import bisect
from heapq import heappop, heappush
from itertools import accumulate
from random import Random
from typing import NamedTuple

from streams.generate.tables import BORDER, COUNTRIES, CURRENCY_OF, GOODS, INLAND

_WORDS = (
    "Altyn",
    "Zhetisu",
    "Turan",
    "Saryarka",
    "Alatau",
    "Esil",
    "Nomad",
    "Kaspiy",
    "Tulpar",
    "Samal",
    "Otrar",
    "Baiterek",
)
_TRADES = ("Trade", "Logistic", "Import", "Market", "Service", "Group", "Invest", "Tech")
_COUNTRY_STEPS = tuple(accumulate(share for _, _, share in COUNTRIES))
OFFICERS_PER_OFFICE = 6
WAREHOUSE_CAPACITY = 100_000
"""Vehicles a day at an ordinary warehouse: never the bottleneck."""


class Supplier(NamedTuple):
    """A foreign seller, who is also the consignor."""

    supplier_id: str
    name: str
    country: str
    currency: str


class Participant(NamedTuple):
    """A foreign-trade participant with its habits."""

    participant_id: str
    name: str
    address: str
    account: str
    office: str
    goods: tuple[int, ...]
    supplier: Supplier
    contract_no: str
    broker_id: str | None
    price_level: float

    @property
    def head_id(self) -> str:
        """Person who heads it."""
        return "IIN" + self.participant_id[3:]


class Rig(NamedTuple):
    """A tractor with its trailer, and who drives it for whom."""

    carrier_id: str
    driver_id: str
    tractor: str
    trailer: str
    tractor_kg: float
    trailer_kg: float
    volume_m3: float

    @property
    def vehicle_ids(self) -> tuple[str, str]:
        """Plates, the tractor first."""
        return self.tractor, self.trailer

    @property
    def tare_kg(self) -> float:
        """Empty weight of the whole vehicle."""
        return self.tractor_kg + self.trailer_kg


class Fleet:
    """Rigs that wait for work. One that ended a trip rests before the next, so that trips never overlap."""

    def __init__(self) -> None:
        self._resting: list[tuple[int, str, Rig]] = []

    def take(self, at: int) -> Rig | None:
        """The rig that has rested longest, unless all are busy at `at`."""
        if self._resting and self._resting[0][0] <= at:
            return heappop(self._resting)[2]
        return None

    def park(self, rig: Rig, free_at: int) -> None:
        """Let a rig rest until `free_at`."""
        heappush(self._resting, (free_at, rig.tractor, rig))


def participant(rng: Random, prefix: str, number: int) -> Participant:
    """A participant that is known from its number and the random stream."""
    country = COUNTRIES[bisect(_COUNTRY_STEPS, rng.random() * _COUNTRY_STEPS[-1])][0]
    name = f"{_pick(rng, _WORDS)} {_pick(rng, _TRADES)} {number}"
    supplier = Supplier(
        f"S{prefix}{number:07d}", f"{country} Export House {number}", country, CURRENCY_OF.get(country, "USD")
    )
    return Participant(
        participant_id=f"BIN{prefix}{number:09d}",
        name=f"TOO {name}",
        address=f"{_pick(rng, _WORDS)} street {number % 211 + 1}, {number % 37 + 1}",
        account=f"KZ86125{prefix}{number:011d}",
        office=_pick(rng, INLAND),
        goods=tuple(sorted(rng.sample(range(len(GOODS)), 1 + int(rng.random() * 3)))),
        supplier=supplier,
        contract_no=f"{country}-{prefix}{number}",
        broker_id=f"BRK{int(rng.random() * 12):03d}" if rng.random() < 0.6 else None,
        price_level=0.94 + 0.12 * rng.random(),
    )


def rig(rng: Random, prefix: str, number: int, carriers: int) -> Rig:
    """A rig of one of so many carriers."""
    return Rig(
        carrier_id=f"CAR{prefix}{int(rng.random() * carriers):06d}",
        driver_id=f"N{prefix}{number:08d}KZ",
        tractor=f"{prefix}{number:06d}TRKZ",
        trailer=f"{prefix}{number:06d}TLKZ",
        tractor_kg=7_000.0 + 100 * int(rng.random() * 10),
        trailer_kg=6_500.0 + 100 * int(rng.random() * 10),
        volume_m3=82.0 + int(rng.random() * 12),
    )


class Population:
    """Participants with their offices, warehouses and officers."""

    def __init__(self, rng: Random, size: int) -> None:
        self.participants = [participant(rng, "1", number) for number in range(size)]
        self.carriers = max(3, size)

    def someone(self, rng: Random) -> Participant:
        """A participant; the first ones trade most."""
        share = rng.random()
        return self.participants[int(len(self.participants) * share * share)]


def warehouse_of(office: str) -> str:
    """Temporary-storage warehouse beside an office; like all ids here without separators, as alerts show it."""
    return f"SVH{office}"


def officer(rng: Random, office: str) -> str:
    """Pseudonym of an officer of the office."""
    return f"OFC{office}N{int(rng.random() * OFFICERS_PER_OFFICE)}"


def border_office(rng: Random) -> str:
    """An office at the border."""
    return _pick(rng, BORDER)


def _pick(rng: Random, options: tuple[str, ...]) -> str:
    return options[int(rng.random() * len(options))]
