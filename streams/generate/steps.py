"""Steps of lives: what a life yields, and how a step becomes an event."""

from collections.abc import Generator, Iterator
from typing import NamedTuple, TypeAlias

import msgspec

from schemas.facts import Fact
from schemas.fields import Payload
from streams.generate.config import Truth
from streams.generate.tables import MEMBER_STATE, SOURCE_OF


class Step(NamedTuple):
    """One event to publish at `at`, ms since the epoch; a correction names the version that it corrects."""

    at: int
    data: Payload
    version: int = 1
    corrects: int = 0
    cancels: bool = False


class Pause(NamedTuple):
    """Nothing happens until `at`; what follows is decided then."""

    at: int


Life: TypeAlias = "Iterator[Step | Pause | Truth | Life]"
"""What happens, in order of `at`. A truth belongs to the step before it; a yielded life goes on by itself."""
Course: TypeAlias = "Generator[Step | Pause | Life, None, int]"
"""Part of a life; it returns when it is over, ms since the epoch."""


def fact(at: int, data: Fact, *, version: int = 1) -> Step:
    """Publish a reference fact, in the name of the register that it comes from."""
    changes = {"published_at": at, "source": SOURCE_OF.get(data.fact_type), "fact_version": version}
    return Step(at, msgspec.structs.replace(data, member_state=MEMBER_STATE, **changes), version)


def cancellation(at: int, target: Step) -> Step:
    """Cancel what a step said, as if it had never been published."""
    return Step(at, target.data, target.version + 1, target.version, cancels=True)


def correction(at: int, target: Step, data: Payload) -> Step:
    """Replace what a step said."""
    return Step(at, data, target.version + 1, target.version)
