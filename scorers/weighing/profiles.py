"""Risk profiles: as data, which hits under which conditions lead to which forms of control (R-02 to R-05)."""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import NamedTuple

import msgspec

from schemas.fields import ControlForm
from schemas.normalise import normal_id
from scorers.contract.case import Case
from scorers.contract.verdict import Judged
from scorers.parameters.document import Profile

BY_FRAMEWORK = "suppressed-by_framework"


class Measures(NamedTuple):
    """Profiles that match a hit, the forms they ask for, and whether a framework profile is among them."""

    profiles: tuple[str, ...]
    forms: tuple[ControlForm, ...]
    framework: bool


class _Traits(NamedTuple):
    directions: frozenset[str]
    offices: frozenset[str]
    countries: frozenset[str]
    goods: tuple[str, ...]


class Profiles:
    """The profiles of a parameter document, by the criterion they name."""

    def __init__(self, profiles: Iterable[Profile]) -> None:
        self._of: dict[str, list[Profile]] = {}
        for profile in profiles:
            offices = tuple(normal_id(office) for office in profile.offices)
            for code in dict.fromkeys(profile.criteria):
                self._of.setdefault(code, []).append(msgspec.structs.replace(profile, offices=offices))

    def measures(
        self, case: Case, hits: Iterable[Judged], score: float, hints: Mapping[str, tuple[ControlForm, ...]]
    ) -> list[Measures]:
        """What each hit leads to. A criterion that no profile speaks of leads to the forms it hints."""
        traits: _Traits | None = None
        found = []
        for hit in hits:
            hinted = hints[hit.criterion]
            concerned = self._of.get(hit.criterion)
            if not concerned:
                found.append(Measures((), hinted, False))
                continue
            traits = traits if traits is not None else _traits(case)
            matching = [profile for profile in concerned if _matches(profile, traits, score)]
            found.append(
                Measures(
                    tuple(sorted(profile.id for profile in matching)),
                    tuple(form for profile in matching for form in profile.forms or hinted),
                    any(profile.mode == "framework" for profile in matching),
                )
            )
        return found


@lru_cache(maxsize=32)
def profiles_of(profiles: tuple[Profile, ...]) -> Profiles:
    """The profiles of a document, indexed once."""
    return Profiles(profiles)


def _matches(profile: Profile, traits: _Traits, score: float) -> bool:
    return (
        score >= profile.min_score
        and (not profile.directions or not traits.directions.isdisjoint(profile.directions))
        and (not profile.offices or not traits.offices.isdisjoint(profile.offices))
        and (not profile.countries or not traits.countries.isdisjoint(profile.countries))
        and (not profile.goods or any(code.startswith(profile.goods) for code in traits.goods))
    )


def _traits(case: Case) -> _Traits:
    """What conditions look at. A transit has the direction `transit`, and its offices of departure and destination."""
    if case.current is None:
        return _Traits(frozenset(), frozenset(), frozenset(), ())
    data = case.content
    items = data.items or ()
    goods = tuple(item.goods_code for item in items if item.goods_code)
    if case.kind == "transit":
        return _Traits(
            frozenset({"transit"}),
            _offices(data.departure_office_id, data.destination_office_id),
            _present(data.destination_country),
            goods,
        )
    return _Traits(
        _present(data.direction),
        _offices(data.office_id),
        _present(
            data.dispatch_country,
            data.trading_country,
            data.destination_country,
            *(item.origin_country for item in items),
        ),
        goods,
    )


def _offices(*values: str | None) -> frozenset[str]:
    return frozenset(filter(None, values))


def _present(*values: str | None) -> frozenset[str]:
    return frozenset(value for value in values if value)
