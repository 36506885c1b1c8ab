"""What all lives share: the random stream, the calendar, the population, the rates of the day and the counters."""

from schemas.facts import Vehicle
from streams.generate.calendar import LocalCalendar
from streams.generate.config import Config, stream
from streams.generate.population import Fleet, Participant, Population, Rig, participant, rig
from streams.generate.steps import Step, fact
from streams.generate.tables import USD_RATES


class World:
    """The generated world as one group of lives sees it; groups have random streams and numbers of their own."""

    def __init__(self, config: Config, prefix: str) -> None:
        self.config = config
        self.prefix = prefix
        self.rng = stream(config, prefix)
        self.calendar = LocalCalendar(config.start)
        self.population = Population(stream(config, "population"), config.population)
        self.fleet = Fleet()
        self.usd_rates = dict(USD_RATES)
        self._last = 0

    def beside(self, prefix: str) -> "World":
        """Another group of lives in the same world."""
        other = object.__new__(World)
        other.__dict__.update(self.__dict__, prefix=prefix, rng=stream(self.config, prefix))
        other.fleet, other._last = Fleet(), 0
        return other

    def serial(self) -> int:
        """A number that this group never gave before."""
        self._last += 1
        return self._last

    def number(self, kind: str) -> str:
        """A new id, such as `TR1-00000042`."""
        self._last += 1
        return f"{kind}{self.prefix}-{self._last:08d}"

    def declaration_id(self, office: str, at: int) -> str:
        """A new registration number of the office."""
        self._last += 1
        return f"{office}/{self.calendar.day(at):%y%m%d}/{self.prefix}{self._last:08d}"

    def newcomer(self) -> Participant:
        """A participant that no other life uses."""
        return participant(self.rng, self.prefix, self.serial())

    def new_rig(self) -> Rig:
        """A rig that no other life uses, with a carrier of its own outside ordinary traffic."""
        number = self.serial()
        made = rig(self.rng, self.prefix, number, self.population.carriers)
        return made if self.prefix == "1" else made._replace(carrier_id=f"CAR{self.prefix}{number:06d}")

    def base_rate(self, currency: str) -> float:
        """Base currency for one unit, on this day."""
        return round(self.usd_rates[currency] / self.usd_rates["KZT"], 6)


def rig_facts(at: int, made: Rig) -> tuple[Step, Step]:
    """What the vehicle register says about a rig."""
    tractor = Vehicle(
        key=made.tractor, tare_kg=made.tractor_kg, cargo_volume_m3=0.0, payload_kg=0.0, multi_temperature=False
    )
    trailer = Vehicle(
        key=made.trailer,
        tare_kg=made.trailer_kg,
        cargo_volume_m3=made.volume_m3,
        payload_kg=24_000.0,
        multi_temperature=False,
    )
    return fact(at, tractor), fact(at, trailer)
