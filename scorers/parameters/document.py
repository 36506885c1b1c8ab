"""The parameter document: thresholds, weights, profiles. It is confidential and lives outside the repository."""

import hashlib
from collections.abc import Mapping
from typing import Annotated, Any, Literal

import msgspec

from schemas.fields import ControlForm
from scorers.parameters.engine import Engine, State, Weight


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

    def all(self) -> tuple["ParameterSet", ...]:
        """These and those of member states with an overlay."""
        return (self, *self.states.values())

    def of(self, code: str) -> Any:
        """Parameters of a criterion."""
        return self._criteria[code]

    def enabled(self, code: str, state: str) -> bool:
        """Whether a criterion is judged in a member state; a national one (`KZ-001`) is in its own only (R-11)."""
        return code not in self.document.disabled and ("-" not in code or code.partition("-")[0] == state)


def version_of(document: bytes) -> str:
    """Name of a document's version: the same bytes, the same version."""
    return hashlib.sha256(document).hexdigest()[:12]
