"""What a criterion says of a case: a hit with its evidence, or unknown with what is missing. Silence is a miss."""

from typing import Literal

import msgspec

from schemas.outcomes import Argument
from scorers.contract.event_names import parts

Severity = Literal["low", "medium", "high"]
Scalar = str | int | float | bool | None


class Evidence(msgspec.Struct, frozen=True, array_like=True):
    """One thing a hit rests on: what it speaks of, when (ms UTC), the event that said it, the values that counted.

    `event` names the event as `scorers.contract.event_names` does. `said` are figures that each language has its own
    words for, by the name of the value; one that `values` lack is added to them in English.
    """

    kind: str
    ref: str
    at: int | None = None
    event: str | None = None
    values: dict[str, Scalar] = {}
    said: dict[str, Argument] = {}

    @property
    def event_id(self) -> str | None:
        """Id of the event."""
        return parts(self.event).event_id if self.event else None

    @property
    def source(self) -> str | None:
        """Source of the event."""
        return parts(self.event).source if self.event else None


class Hit(msgspec.Struct, frozen=True, array_like=True, tag="hit"):
    """A criterion fired. `confidence` 0..1.

    `why` names the sentence among the criterion's `texts`, and `arguments` fill it in; see `scorers.saying.wording`.
    `hold_until` (ms UTC): say it only once the watermark has passed; until then the verdict is pending.
    `deadline` (ms UTC): until when what it rests on holds, where that is known.
    `doubtful`: what it rests on is not certain, so that an officer has to conclude before anything is suggested.
    """

    why: str
    evidence: tuple[Evidence, ...] = ()
    severity: Severity = "medium"
    limb: str = ""
    confidence: float = 1.0
    window: tuple[int, int] | None = None
    hold_until: int | None = None
    arguments: dict[str, Argument] = {}
    deadline: int | None = None
    doubtful: bool = False


class Unknown(msgspec.Struct, frozen=True, array_like=True, tag="unknown"):
    """A criterion cannot say: the inputs named are not known. Made by `missing`."""

    missing: tuple[str, ...]
    limb: str = ""


Verdict = Hit | Unknown


def missing(name: str, *names: str, limb: str = "") -> Unknown:
    """Unknown for want of these inputs, named as in `inputs`; `limb`: of one limb alone, empty: of all.

    Whether an alert that was said before stands meanwhile follows from what made it unknown. The engine sees to that,
    and no criterion does.
    """
    return Unknown(tuple(sorted({name, *names})), limb)


class Judged(msgspec.Struct, frozen=True, array_like=True):
    """A verdict with its address: criterion, subject, and the trigger (ms UTC, name of the event) it was judged at."""

    criterion: str
    subject_kind: str
    subject_id: str
    at: int
    trigger: str
    verdict: Verdict
