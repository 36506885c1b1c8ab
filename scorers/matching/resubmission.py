"""Which withdrawn declarations a declaration repeats: the matching of consignments, whole, split or merged."""

from collections.abc import Iterable, Sequence

import msgspec

from scorers.ledgers.consignments import Fingerprint, Registered, Withdrawn
from scorers.matching.consignments import (
    DOCUMENTS,
    GROSS,
    NET,
    NO,
    YES,
    Answer,
    alike_goods,
    changes,
    every,
    near,
    packages_without_papers,
    said,
    same_consignor,
    same_packages,
    same_unit,
    shared,
    some,
    together,
)


class Tolerances(msgspec.Struct, frozen=True):
    """How far a consignment may differ and still be the same: shares 0..1, grams, and milliseconds between the times.

    `soft_net_share` bounds the weight where no hard key is shared; `least_part` is the share of a part of a split.
    """

    net_share: float
    net_grams: int
    soft_net_share: float
    overlap: float
    names: float
    least_part: float
    before: int
    after: int

    def apart(self, withdrawn_at: int, registered_at: int) -> bool:
        """Whether too long lies between the two: a withdrawal counts in (registered - before, registered + after]."""
        return not registered_at - self.before < withdrawn_at <= registered_at + self.after


class Match(msgspec.Struct, frozen=True):
    """Withdrawn declarations that are together the consignment declared now, as far as can be told.

    `how` tells what shows it: same_weight, same_packages, same_goods, or that it was split or merged, of how many
    `parts`. `changed` is what is declared otherwise now: goods_code, value, origin, weight; `differs` whether anything
    is.
    """

    old: tuple[Withdrawn, ...]
    same: Answer
    how: str
    changed: tuple[str, ...]
    differs: Answer
    parts: int = 1

    @property
    def evaded(self) -> bool:
        """Whether a control was pending on any of them."""
        return any(old.evaded for old in self.old)

    def counts(self, excluded_reasons: Sequence[str]) -> Answer:
        """Whether it is to be told: a control was evaded, or without an excuse something is declared otherwise."""
        reasons = {old.reason for old in self.old}
        meant = YES if reasons.difference(excluded_reasons, {""}) else NO
        if meant is NO and "" in reasons:
            meant = (None, ("declaration.withdrawn.reason_code",))
        return every(self.same, some(said(self.evaded), every(self.differs, meant)))


def matches(
    mine: Fingerprint, candidates: Iterable[Withdrawn], declared: Iterable[Registered], limits: Tolerances
) -> list[Match]:
    """Matches of a declaration with withdrawn ones, certain and open; those that it is only together with are merged.

    `declared` are the declarations, this one among them, that may be parts of what was withdrawn.
    """
    found: list[Match] = []
    rest: list[Withdrawn] = []
    registered = sorted(declared, key=lambda part: (part.at, part.ref))
    for old in candidates:
        same, how = _same(old.print, mine, limits)
        parts = [mine]
        if same[0] is not True:
            split, run = _split(mine, old, registered, limits)
            same = some(same, split)
            if split[0]:
                parts, how = run, "split"
        if same[0] is not False:
            found.append(_match((old,), same, (how, len(parts)), (old.print, together(parts)), limits))
        if same[0] is not True and shared(old.print.keys, mine.keys):
            rest.append(old)
    if len(rest) > 1:
        whole = together([old.print for old in rest])
        same, _ = _hard(whole, mine, limits)
        if same[0]:
            found.append(_match(tuple(rest), same, ("merged", len(rest)), (whole, mine), limits))
    return found


def _match(
    old: tuple[Withdrawn, ...],
    same: Answer,
    how: tuple[str, int],
    prints: tuple[Fingerprint, Fingerprint],
    limits: Tolerances,
) -> Match:
    compared = changes(*prints, limits.net_share, limits.net_grams)
    changed = tuple(name for name, (differs, _) in compared.items() if differs)
    return Match(old, same, how[0], changed, some(*compared.values()), how[1])


def _same(a: Fingerprint, b: Fingerprint, limits: Tolerances) -> tuple[Answer, str]:
    """Whether b alone is the consignment of a, and how that shows."""
    how = ""
    if shared(a.keys, b.keys):
        hard, how = _hard(a, b, limits)
    elif a.listed and b.listed:
        hard = NO
    else:
        hard = every((None, (DOCUMENTS,)), near(a.grams, b.grams, NET, limits.net_share, limits.net_grams))
    if hard[0] or a.participant != b.participant:
        return hard, how
    soft = every(
        near(a.grams, b.grams, NET, limits.soft_net_share),
        alike_goods(a, b, limits.overlap),
        same_consignor(a, b, limits.names),
        some(same_unit(a, b), packages_without_papers(a, b)),
    )
    return some(hard, soft), "same_goods"


def _hard(a: Fingerprint, b: Fingerprint, limits: Tolerances) -> tuple[Answer, str]:
    """The same by weight or by packages, where a document, transit or container is the same."""
    weight = near(a.grams, b.grams, NET, limits.net_share, limits.net_grams)
    if weight[0]:
        return weight, "same_weight"
    recoded = every(same_packages(a, b), near(a.gross_grams, b.gross_grams, GROSS, limits.net_share))
    return some(weight, recoded), "same_packages"


def _split(
    mine: Fingerprint, old: Withdrawn, registered: Iterable[Registered], limits: Tolerances
) -> tuple[Answer, list[Fingerprint]]:
    """Whether declarations, this one among them, together weigh what was withdrawn; and which."""
    whole = old.print.grams
    if not shared(mine.keys, old.print.keys) or whole == 0:
        return NO, []
    if whole is None or mine.grams is None:
        return (None, (NET,)), []
    if mine.grams < limits.least_part * whole:
        return NO, []
    run: list[Fingerprint] = []
    total = 0
    for part in registered:
        if limits.apart(old.at, part.at) or not shared(part.print.keys, old.print.keys):
            continue
        if part.print.grams is None:
            return (None, (NET,)), []
        run.append(part.print)
        total += part.print.grams
        if near(whole, total, NET, limits.net_share, limits.net_grams)[0]:
            return said(mine in run), run
    return NO, []


def number_of_consignments(withdrawn: Iterable[Iterable[str]]) -> int:
    """Of how many consignments declarations are, given what each repeats: one split or merged counts once."""
    consignments: list[set[str]] = []
    for refs in filter(None, map(set, withdrawn)):
        apart = [one for one in consignments if one.isdisjoint(refs)]
        consignments = [*apart, refs.union(*(one for one in consignments if one not in apart))]
    return len(consignments)
