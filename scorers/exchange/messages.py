"""The messages that cases and subjects exchange, and what a step hands outward.

Every message between cases and subjects is a versioned upsert: applying it twice, or after a newer one, changes
nothing. `since` is the source record's timestamp (ms since epoch) that caused a message; it is carried for latency
metrics and read by no rule.
"""

from typing import Any, Literal

import msgspec

from schemas.envelope import Event
from schemas.outcomes import EndReason
from schemas.outgoing import headers_of
from scorers.contract.learned import Learned

CASES: Literal["cases"] = "cases"
SUBJECTS: Literal["subjects"] = "subjects"
Half = Literal["cases", "subjects"]
"""The two halves of the work, keyed by case and by subject; each has one internal topic and state of its own."""


class Origin(msgspec.Struct, frozen=True, array_like=True):
    """Where an event stood in its source topic, with the bytes it had there."""

    topic: str = ""
    partition: int = 0
    offset: int = 0
    key: bytes | None = None
    value: bytes | None = None
    headers: tuple[tuple[str, bytes], ...] = ()


class Published(msgspec.Struct, frozen=True, tag="event", array_like=True):
    """An event from a border system, for the case it belongs to."""

    case: str
    event: Event
    origin: Origin = Origin()
    since: int = 0
    echo: bool = False
    """Whether another partition gets the same record of a register, and says for all of them what is wrong with it."""


class Cause(msgspec.Struct, frozen=True, array_like=True):
    """What had something judged anew: the reason that an alert which ends then states, and the event, if there is one.

    `event` names it as `scorers.contract.event_names` does; `at` is its time, ms UTC.
    """

    reason: EndReason
    event: str = ""
    at: int = 0


class Link(msgspec.Struct, frozen=True, tag="link", array_like=True):
    """What case `source` tells case `case`; `body` None takes it back. Replaces what the source told before."""

    case: str
    source: str
    revision: int
    body: Any | None
    since: int = 0
    cause: Cause | None = None


class Signal(msgspec.Struct, frozen=True, tag="signal", array_like=True):
    """What a case puts into a subject's history and asks of it; replaces the case's earlier signal to that subject."""

    subject: str
    case: str
    revision: int
    params: str
    entries: tuple[tuple[str, Any], ...] = ()
    """(ledger name, entry)"""
    asks: tuple[Any, ...] = ()
    since: int = 0
    cause: Cause | None = None
    asked: int = 0
    """The revision since when it asks the same, and what it puts in concerns none of its own questions."""
    answered: int = 0
    """Number of the last answer that the case has."""


class Reading(msgspec.Struct, frozen=True, tag="reading", array_like=True):
    """A subject's answer to what a case asked since revision `revision`; a later `answer` replaces an earlier one."""

    case: str
    subject: str
    revision: int
    answer: int
    verdicts: tuple[Any, ...] = ()
    learned: dict[str, Learned] = {}
    since: int = 0
    cause: Cause | None = None


class Watermark(msgspec.Struct, frozen=True, tag="watermark", array_like=True):
    """Event time (ms UTC) up to which `source` is believed complete; an idle source holds nobody back."""

    source: str
    at: int
    idle: bool = False


class Watermarks(msgspec.Struct, frozen=True, tag="watermarks", array_like=True):
    """How far several sources are, told at once: a publisher's topics have dozens of partitions."""

    marks: tuple[Watermark, ...]


class Parameters(msgspec.Struct, frozen=True, tag="parameters", array_like=True):
    """A parameter document to judge by from here on."""

    version: str
    document: bytes
    coverage_start: int = 0
    """Event time (ms UTC) from which the engine has seen everything (S14)."""
    fed: dict[str, int] = {}
    """Since when (ms UTC) entries go into ledgers that nothing read at first."""


Message = Published | Link | Signal | Reading | Watermark | Watermarks | Parameters


class ToCase(msgspec.Struct, frozen=True):
    """Send `message` to the partition of the case it names."""

    message: Link | Reading


class ToSubject(msgspec.Struct, frozen=True):
    """Send `message` to the partition of the subject it names."""

    message: Signal


class ToEverySubject(msgspec.Struct, frozen=True):
    """Send `message` to every partition of the subjects' room."""

    message: Watermark | Parameters


class Outward(msgspec.Struct, frozen=True):
    """A record for a downstream topic; within one checkpoint one of a key stands for all.

    `case` decides the partition, so that all that is said of a case stays in order; `headers` may depend on the order
    of arrival, `value` never does.
    """

    topic: str
    key: str
    case: str
    value: bytes
    headers: tuple[tuple[str, bytes], ...] = ()
    since: int = 0

    def all_headers(self) -> list[tuple[str, bytes]]:
        """Headers of the record as it travels: a CloudEvent in binary mode, then its own."""
        return headers_of(self.topic, self.key, self.value, self.headers, self.since)


Became = Literal[
    "applied",
    "duplicate",
    "stale",
    "late",
    "dead_letter",
    "set_aside",
    "alert",
    "case_forgotten",
    "link_repeated",
    "signal_repeated",
]
"""What is counted of messages; that of events is what became of them."""


class Counted(msgspec.Struct, frozen=True):
    """Something worth a counter."""

    name: Became
    label: str = ""
    amount: int = 1


Output = ToCase | ToSubject | ToEverySubject | Outward | Counted
