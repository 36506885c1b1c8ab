"""Reading a parameter document, and checking it against the criteria that it speaks of."""

import tomllib
from collections.abc import Iterator, Mapping
from math import isfinite
from typing import Any

import msgspec

from scorers.catalogue.discovery import CATALOGUE
from scorers.parameters.document import Document, Overlay, ParameterSet, version_of
from scorers.parameters.engine import SHARED, Engine
from scorers.parameters.errors import ParameterError, Place, dotted, leaves, refused, unknown_name


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
