"""When declarations are of the same consignment: the comparison of fingerprints."""

from collections.abc import Iterable, Sequence

import msgspec
from rapidfuzz import fuzz

from scorers.ledgers.consignments import Fingerprint


def near(a: int | None, b: int | None, share: float, least: int = 0) -> bool:
    """Whether b differs from a by at most `share` of a, or `least` if that is more. Unknown is not near."""
    return a is not None and b is not None and abs(b - a) <= max(round(share * a), least)


def goods_overlap(a: Fingerprint, b: Fingerprint) -> float:
    """Net weight that both have under the same six-digit codes, as a share of the heavier one, 0..1."""
    common = sum(min(weight, b.codes.get(code, 0)) for code, weight in a.codes.items())
    heavier = max(a.grams or 0, b.grams or 0)
    return common / heavier if heavier else 0.0


def same_consignor(a: Fingerprint, b: Fingerprint, similarity: float) -> bool:
    """The same id, or the same country and names alike by token-set ratio (S12)."""
    if a.consignor and b.consignor:
        return a.consignor == b.consignor
    if not (a.consignor_name and b.consignor_name and a.consignor_country):
        return False
    alike = fuzz.token_set_ratio(a.consignor_name, b.consignor_name) / 100
    return a.consignor_country == b.consignor_country and alike >= similarity


def same_unit(a: Fingerprint, b: Fingerprint) -> bool:
    """Whether both travel on the same vehicle or in the same container."""
    return shared(a.vehicles, b.vehicles) or shared(_containers(a), _containers(b))


def _containers(one: Fingerprint) -> tuple[str, ...]:
    return tuple(key for key in one.keys if key.startswith("container:"))


def shared(a: Iterable[str], b: Iterable[str]) -> bool:
    """Whether two sets of identifiers meet."""
    return not set(a).isdisjoint(b)


def changes(old: Fingerprint, new: Fingerprint, share: float, least: int) -> list[str]:
    """What is declared otherwise now, beyond the tolerance; what is unknown on a side has not changed."""
    found = []
    if old.goods and new.goods and old.goods != new.goods:
        found.append("goods code")
    if old.value is not None and new.value is not None and not near(old.value, new.value, share):
        found.append("value")
    if old.origins and new.origins and old.origins != new.origins:
        found.append("origin")
    if old.grams is not None and new.grams is not None and not near(old.grams, new.grams, share, least):
        found.append("weight")
    return found


def together(prints: Sequence[Fingerprint]) -> Fingerprint:
    """Several declarations as one: weights, packages and values summed, unknown when one of them is."""
    codes: dict[str, int] = {}
    for one in prints:
        for code, weight in one.codes.items():
            codes[code] = codes.get(code, 0) + weight
    return msgspec.structs.replace(
        prints[0],
        grams=_sum(one.grams for one in prints),
        gross_grams=_sum(one.gross_grams for one in prints),
        packages=_sum(one.packages for one in prints),
        value=_sum(one.value for one in prints),
        codes=codes,
        keys=_union(one.keys for one in prints),
        vehicles=_union(one.vehicles for one in prints),
        waybills=_union(one.waybills for one in prints),
        goods=_union(one.goods for one in prints) if all(one.goods for one in prints) else (),
        origins=_union(one.origins for one in prints) if all(one.origins for one in prints) else (),
    )


def _sum(values: Iterable[int | None]) -> int | None:
    total = 0
    for value in values:
        if value is None:
            return None
        total += value
    return total


def _union(sets: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(sorted({name for names in sets for name in names}))
