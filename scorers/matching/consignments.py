"""When declarations are of the same consignment: the comparison of fingerprints.

What is not stated leaves a comparison open: an answer is yes, no, or None together with the inputs that are wanting.
"""

from collections.abc import Iterable, Sequence

import msgspec
from rapidfuzz import fuzz

from scorers.ledgers.consignments import Fingerprint

Answer = tuple[bool | None, tuple[str, ...]]
YES: Answer = (True, ())
NO: Answer = (False, ())

NET = "declaration.items[].net_kg"
GROSS = "declaration.gross_kg_total"
PACKAGES = "declaration.packages_total"
GOODS = "declaration.items[].goods_code"
VALUE = "declaration.items[].customs_value"
ORIGIN = "declaration.items[].origin_country"
CONSIGNOR_NAME = "declaration.consignor_name"
CONSIGNOR_COUNTRY = "declaration.consignor_country"
VEHICLE = "declaration.vehicle_ids[]"
DOCUMENTS = "declaration.documents[].number"


def said(holds: bool) -> Answer:
    """Yes or no."""
    return YES if holds else NO


def every(*answers: Answer) -> Answer:
    """Yes when all are yes; one no decides."""
    if any(holds is False for holds, _ in answers):
        return NO
    return _open(answers) or YES


def some(*answers: Answer) -> Answer:
    """Yes when one is yes; open only where one more could still be."""
    if any(holds for holds, _ in answers):
        return YES
    return _open(answers) or NO


def _open(answers: Iterable[Answer]) -> Answer | None:
    missing = dict.fromkeys(name for holds, names in answers if holds is None for name in names)
    return (None, tuple(missing)) if missing else None


def near(a: int | None, b: int | None, name: str, share: float, least: int = 0) -> Answer:
    """Whether b differs from a by at most `share` of a, or `least` if that is more."""
    if a is None or b is None:
        return None, (name,)
    return said(abs(b - a) <= max(round(share * a), least))


def alike_goods(a: Fingerprint, b: Fingerprint, overlap: float) -> Answer:
    """Whether enough net weight stands under the same six-digit codes, as a share of the heavier one."""
    if a.goods and b.goods and not shared((code[:6] for code in a.goods), (code[:6] for code in b.goods)):
        return NO
    if a.grams is None or b.grams is None:
        return None, (NET,)
    common = sum(min(weight, b.codes.get(code, 0)) for code, weight in a.codes.items())
    heavier = max(a.grams, b.grams)
    if heavier and common / heavier >= overlap:
        return YES
    return NO if a.goods and b.goods else (None, (GOODS,))


def same_consignor(a: Fingerprint, b: Fingerprint, similarity: float) -> Answer:
    """The same id, or the same country and names alike by token-set ratio (S12)."""
    if a.consignor and a.consignor == b.consignor:
        return YES
    country: Answer = (None, (CONSIGNOR_COUNTRY,))
    if a.consignor_country and b.consignor_country:
        country = said(a.consignor_country == b.consignor_country)
    name: Answer = (None, (CONSIGNOR_NAME,))
    if a.consignor_name and b.consignor_name:
        name = said(fuzz.token_set_ratio(a.consignor_name, b.consignor_name) / 100 >= similarity)
    return every(country, name)


def same_unit(a: Fingerprint, b: Fingerprint) -> Answer:
    """Whether both travel on the same vehicle or in the same container; on something they do."""
    units = [(*one.vehicles, *(key for key in one.keys if key.startswith("container:"))) for one in (a, b)]
    return said(shared(*units)) if all(units) else (None, (VEHICLE,))


def same_packages(a: Fingerprint, b: Fingerprint) -> Answer:
    """Whether both have as many packages."""
    return near(a.packages, b.packages, PACKAGES, 0)


def packages_without_papers(a: Fingerprint, b: Fingerprint) -> Answer:
    """Packages stand for the vehicle unless both sides have transport documents, which differ (ruling 17)."""
    if a.waybills and b.waybills and not shared(a.waybills, b.waybills):
        return NO
    return every(same_packages(a, b), YES if a.listed and b.listed else (None, (DOCUMENTS,)))


def shared(a: Iterable[str], b: Iterable[str]) -> bool:
    """Whether two sets of identifiers meet."""
    return not set(a).isdisjoint(b)


def changes(old: Fingerprint, new: Fingerprint, share: float, least: int) -> dict[str, Answer]:
    """Whether what matters is declared otherwise now, beyond the tolerance."""
    return {
        "goods_code": _other(old.goods, new.goods, GOODS),
        "value": _not(near(old.value, new.value, VALUE, share)),
        "origin": _other(old.origins, new.origins, ORIGIN),
        "weight": _not(near(old.grams, new.grams, NET, share, least)),
    }


def _other(old: tuple[str, ...], new: tuple[str, ...], name: str) -> Answer:
    return said(old != new) if old and new else (None, (name,))


def _not(answer: Answer) -> Answer:
    return answer if answer[0] is None else said(not answer[0])


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
