"""Parameters that all criteria share."""

import difflib
from collections.abc import Mapping
from typing import Annotated, Literal, get_args

import msgspec

from scorers.parameters.omissions import omissible
from scorers.parameters.units import MOST_DAYS, Codes, Days, Hours, Share, States, means

Level = Literal["low", "medium", "high"]
"""A category, and a severity."""
LowGround = Literal["diplomatic", "aeo", "large_taxpayer", "producer", "investor"]
Conflict = Annotated[
    str, msgspec.Meta(pattern=r"^(diplomatic|aeo|large_taxpayer|producer|investor)\.(debt|offence|short)$")
]
Weight = Annotated[float, msgspec.Meta(ge=0, le=1)]
State = Annotated[str, msgspec.Meta(pattern="^[A-Z]{2}$")]
"""A member state, ISO 3166-1 alpha-2."""


class Publisher(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is known of one source of events."""

    omits: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse what is no field that may be left out: nothing would ever be unknown for it."""
        for path in self.omits:
            if path not in omissible():
                near = difflib.get_close_matches(path, omissible(), n=3)
                raise ValueError(f"omits: {path} is no field that may be left out{_like(near)}")


def _like(near: list[str]) -> str:
    return f"; did you mean {' or '.join(near)}" if near else ""


class Engine(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is not of one criterion."""

    allowed_lateness_days: Annotated[
        Days | None,
        means(
            "How far behind the watermark an event is told of as late; not stated: `retention_days`.",
            unit="days of 24 h",
        ),
    ] = None
    long_lateness_days: Annotated[
        Days, means("The same for notices and what control after release found, where that is more.", ge=0)
    ] = 90
    max_staleness_h: Annotated[
        Hours, means("How long a register is believed after its source's last sign of life.", ge=0)
    ] = 48
    union_states: Annotated[States, means("Member states of the union.")] = ("AM", "BY", "KG", "KZ", "RU")
    severity_weights: Annotated[
        Mapping[Level, Weight], means("What a hit of a severity weighs in the score.", unit="table of scores, 0 to 1")
    ] = msgspec.field(default_factory=lambda: {"low": 0.1, "medium": 0.35, "high": 0.7})
    high_multiplier: Annotated[
        float, means("What the score is multiplied by in the high category.", unit="multiple", ge=1)
    ] = 1.5
    control_threshold: Annotated[
        float, means("Score from which on control is suggested.", unit="score", gt=0, le=1)
    ] = 0.3
    control_budget: Annotated[
        Share,
        means("Import declarations that controls are planned for. More is shown; nothing is dropped for it."),
    ] = 0.42
    min_debt: Annotated[
        float, means("What debts must exceed to make the category high.", unit="as the register states it", ge=0)
    ] = 0.0
    offence_scope: Annotated[
        Literal["customs", "any"],
        means("Whether only customs offences make the category high.", unit="customs or any"),
    ] = "customs"
    protected_grounds: Annotated[
        tuple[LowGround, ...],
        means("Grounds of the low category that no reason for the high one overrules.", unit="list of grounds"),
    ] = ("diplomatic",)
    conflict_matrix: Annotated[
        Mapping[Conflict, Level],
        means(
            "Category where a ground of the low one meets a reason for the high one; not stated: high.",
            unit='table of levels, such as "investor.short" = "medium"',
        ),
    ] = {}
    natural_forms: Annotated[Codes, means("Legal forms that are no legal person.")] = (
        "sole_trader",
        "individual",
        "natural_person",
        "peasant_farm",
    )
    registers: Annotated[
        Mapping[str, tuple[str, ...]],
        means(
            "Sources whose signs of life vouch for a register; while one is silent, what the register says is unknown."
            " Without those of debts and cases nobody is of the low category.",
            unit="table of lists of sources",
        ),
    ] = msgspec.field(default_factory=lambda: {"ref.debt": ("treasury",), "ref.case": ("courts",)})
    sources: Annotated[
        Mapping[str, Publisher],
        means(
            "By source of events, the fields that it never carries (`omits`), such as `documents[]` or"
            " `items[].gross_kg`: they are unknown for every criterion, and never missing.",
            unit="table of sources",
        ),
    ] = {}
    information_days: Annotated[
        Days, means("How long information on a participant holds when it does not say so itself.")
    ] = 180
    conclusion_hours: Annotated[
        float,
        means(
            "How long an officer may leave an alert that requires judgement without a conclusion before it is"
            " escalated.",
            unit="hours",
            gt=0,
            le=24 * MOST_DAYS,
        ),
    ] = 24
    local_tz: Annotated[
        str, means("Time zone of a member state or office for which none is known.", unit="name of a time zone")
    ] = "Asia/Almaty"
    retention_days: Annotated[Days, means("How long cases are kept at least after their last event.", ge=0)] = 120

    def lateness_days(self, *, long: bool) -> int:
        """How far behind the watermark an event is told of as late; `long`: one of those that often come late."""
        days = self.retention_days if self.allowed_lateness_days is None else self.allowed_lateness_days
        return max(days, self.long_lateness_days) if long else days

    def __post_init__(self) -> None:
        """Refuse weights that leave a severity out: a hit of it could not be scored."""
        if missing := set(get_args(Level)).difference(self.severity_weights):
            raise ValueError(f"severity_weights states nothing for {', '.join(sorted(missing))}")


def kept_days(engine: Engine, reach_days: int) -> int:
    """How long something is kept of which histories remember `reach_days`, days of 24 h (ruling 45)."""
    return max(engine.retention_days, reach_days + engine.lateness_days(long=True) if reach_days else 0)


SHARED = (
    "allowed_lateness_days",
    "long_lateness_days",
    "max_staleness_h",
    "registers",
    "retention_days",
    "sources",
    "union_states",
)
"""What the engine keeps and takes in for all member states alike: no overlay changes it."""
