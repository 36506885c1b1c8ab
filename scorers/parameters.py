"""The parameter document: thresholds, weights, profiles. It is confidential and lives outside the repository."""

import difflib
import hashlib
import tomllib
from collections.abc import Iterator, Mapping
from math import isfinite
from typing import Annotated, Any, Literal, get_args

import msgspec

from schemas.fields import ControlForm
from scorers.omissions import omissible
from scorers.parameter_errors import ParameterError, Place, dotted, leaves, refused, unknown_name
from scorers.units import MOST_DAYS, Codes, Days, Hours, Share, States, means

Level = Literal["low", "medium", "high"]
"""A category, and a severity."""
LowGround = Literal["diplomatic", "aeo", "large_taxpayer", "producer", "investor"]
Conflict = Annotated[
    str, msgspec.Meta(pattern=r"^(diplomatic|aeo|large_taxpayer|producer|investor)\.(debt|offence|short)$")
]
Weight = Annotated[float, msgspec.Meta(ge=0, le=1)]
State = Annotated[str, msgspec.Meta(pattern="^[A-Z]{2}$")]
"""A member state, ISO 3166-1 alpha-2."""


class Profile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A risk profile: which hits, under which conditions, lead to which control forms. Empty conditions hold always.

    `forms` empty: the forms that the criterion hints.
    """

    id: Annotated[str, msgspec.Meta(min_length=1)]
    criteria: Annotated[tuple[str, ...], msgspec.Meta(min_length=1)]
    directions: tuple[str, ...] = ()
    offices: tuple[str, ...] = ()
    goods: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    min_score: float = 0.0
    forms: tuple[ControlForm, ...] = ()
    mode: Literal["formal", "framework"] = "formal"


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


class Overlay(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a member state lays over the common document (R-10): it states only what differs.

    Parameters and weights are replaced one by one; a profile replaces the common one of the same id.
    """

    legal_basis: Mapping[str, str] = {}
    engine: dict[str, Any] = {}
    criteria: Mapping[str, dict[str, Any]] = {}
    weights: Mapping[str, Weight] = {}
    disabled: tuple[str, ...] = ()
    enabled: tuple[str, ...] = ()
    profiles: tuple[Profile, ...] = ()


class Document(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The document as written: overrides of a criterion stand under `criteria.<code>`, its weight in `weights`."""

    note: str = ""
    legal_basis: Mapping[str, str] = {}
    engine: Engine = Engine()
    criteria: Mapping[str, dict[str, Any]] = {}
    weights: Mapping[str, Weight] = {}
    disabled: tuple[str, ...] = ()
    profiles: tuple[Profile, ...] = ()
    states: Mapping[State, Overlay] = {}


class ParameterSet:
    """A checked document: `of(code)` gives a criterion's parameters.

    `version` is a digest of the bytes, in a member state with an overlay `<digest>-<state>`.
    """

    def __init__(self, version: str, document: Document, criteria: Mapping[str, Any]) -> None:
        self.version, self.document, self.engine = version, document, document.engine
        self._criteria = criteria
        self.states: Mapping[str, ParameterSet] = {}
        """What member states with an overlay judge by."""

    def of_state(self, state: str) -> "ParameterSet":
        """What a member state judges by: its overlay over the document, else the document as it is."""
        return self.states.get(state, self)

    def of(self, code: str) -> Any:
        """Parameters of a criterion."""
        return self._criteria[code]

    def enabled(self, code: str, state: str) -> bool:
        """Whether a criterion is judged in a member state; a national one (`KZ-001`) is in its own only (R-11)."""
        return code not in self.document.disabled and ("-" not in code or code.partition("-")[0] == state)


def version_of(document: bytes) -> str:
    """Name of a document's version: the same bytes, the same version."""
    return hashlib.sha256(document).hexdigest()[:12]


def load(document: bytes) -> ParameterSet:
    """Check a TOML document, and it under the overlay of each member state, against the catalogue and its ledgers.

    Raises ParameterError that names the place.
    """
    found = read(document)
    try:
        _refuse_beyond(found, ())
        for state, own in found.states.items():
            _refuse_beyond(own, ("states", state))
    except ParameterError as error:
        raise error.within(document.decode()) from error
    return found


def _refuse_beyond(found: ParameterSet, place: Place) -> None:
    from scorers.catalogue import CATALOGUE  # noqa: PLC0415  # its criteria import this module's neighbours

    for code in (*CATALOGUE.indicators, *CATALOGUE.by_code):
        section = (*place, "engine") if code in CATALOGUE.indicators else (*place, "criteria", code)
        for reach in CATALOGUE.answering(code).reaches(found.of(code)):
            if not 0 <= reach.days <= reach.limit:
                places = [(*section, name) for name in reach.parameters]
                raise ParameterError(
                    f"{' and '.join(map(dotted, places))} must come to 0 to {reach.limit:g} days of 24 h: the ledger"
                    f" {reach.ledger.name} goes no further {'ahead' if reach.ahead else 'back'}; state no more, or have"
                    " a release keep it for longer first",
                    places[0],
                )


def read(document: bytes) -> ParameterSet:
    """Read a TOML document; one that was in force is judged by even when a newer release keeps its ledgers for less.

    Raises ParameterError where it says what nobody reads.
    """
    try:
        text = document.decode()
        stated = tomllib.loads(text)
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ParameterError(f"the parameter document can not be read: {error}") from error
    try:
        return _read(stated, version_of(document))
    except ParameterError as error:
        raise error.within(text) from error


def _read(stated: dict[str, Any], version: str) -> ParameterSet:
    for place, value in leaves(stated):
        if isinstance(value, float) and not isfinite(value):
            raise ParameterError(f"{dotted(place)}: must be a finite number", place)
    parsed: Document = _converted(stated, Document, ())
    found = _checked(version, parsed, parsed, ())
    found.states = {
        state: _checked(f"{version}-{state}", _laid_over(parsed, state, overlay), overlay, ("states", state))
        for state, overlay in parsed.states.items()
    }
    return found


def _converted(stated: Any, kind: type[Any], place: Place) -> Any:
    try:
        return msgspec.convert(stated, kind)
    except msgspec.ValidationError as error:
        raise refused(error, stated, kind, place) from error


def _laid_over(common: Document, state: str, overlay: Overlay) -> Document:
    """The document that a member state judges by."""
    place = ("states", state)
    if state not in common.engine.union_states:
        known = ", ".join(common.engine.union_states)
        raise ParameterError(f"{dotted(place)} is none of engine.union_states, which are {known}", place)
    if shared := sorted(set(SHARED).intersection(overlay.engine)):
        at = (*place, "engine", shared[0])
        raise ParameterError(f"{dotted(at)} holds for all member states: state it under engine", at)
    disabled = dict.fromkeys((*(code for code in common.disabled if code not in overlay.enabled), *overlay.disabled))
    profiles = {profile.id: profile for profile in (*common.profiles, *overlay.profiles)}
    merged = _merged(msgspec.to_builtins(common.engine), overlay.engine)
    return msgspec.structs.replace(
        common,
        engine=_converted(merged, Engine, (*place, "engine")),
        criteria=_merged(common.criteria, overlay.criteria),
        weights={**common.weights, **overlay.weights},
        disabled=tuple(disabled),
        profiles=tuple(profiles.values()),
        states={},
    )


def _merged(common: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    """Values of both, the own ones first; tables of values are merged in the same way."""
    both = {name: {**common[name], **own[name]} for name in own if isinstance(own[name], dict) and common.get(name)}
    return {**common, **own, **both}


def _checked(version: str, document: Document, stated: Document | Overlay, place: Place) -> ParameterSet:
    """The parameters of a document, of which `stated` is what was written at `place`."""
    from scorers.catalogue import CATALOGUE  # noqa: PLC0415  # its criteria import this module's neighbours

    for code, at in _codes(stated):
        if code not in CATALOGUE.by_code:
            raise unknown_name(code, tuple(CATALOGUE.by_code), (*place, *at), "no criterion has the code")
    values: dict[str, Any] = dict.fromkeys(CATALOGUE.indicators, document.engine)
    for code, criterion in CATALOGUE.by_code.items():
        section = (*place, "criteria", code)
        fixed = [name for name in criterion.fixed if name in stated.criteria.get(code, {})]
        if fixed and not stated.legal_basis.get(code, "").strip():
            at = (*section, fixed[0])
            basis = dotted((*place, "legal_basis", code))
            raise ParameterError(f"{dotted(at)} is fixed by the decision: state {basis}", at)
        values[code] = _converted(document.criteria.get(code, {}), criterion.parameters, section)
    return ParameterSet(version, document, values)


def _codes(stated: Document | Overlay) -> Iterator[tuple[str, Place]]:
    """Every code of a criterion that is written, with where."""
    yield from ((code, ("criteria", code)) for code in stated.criteria)
    yield from ((code, ("weights", code)) for code in stated.weights)
    yield from ((code, ("disabled",)) for code in stated.disabled)
    yield from ((code, ("enabled",)) for code in (stated.enabled if isinstance(stated, Overlay) else ()))
    for number, profile in enumerate(stated.profiles):
        yield from ((code, ("profiles", number, "criteria")) for code in profile.criteria)


__all__ = [
    "Document",
    "Engine",
    "Level",
    "ParameterError",
    "ParameterSet",
    "Profile",
    "kept_days",
    "load",
    "read",
    "version_of",
]
