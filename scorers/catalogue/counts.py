"""How often each criterion, and each group of criteria, is named (R-02)."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from scorers.catalogue.discovery import CATALOGUE
from scorers.parameters.document import Profile


class Counts(NamedTuple):
    """Numbers by code and by group; a criterion that is never named counts 0."""

    by_code: dict[str, int]
    by_group: dict[str, int]


def counted(by_code: Mapping[str, int]) -> Counts:
    """The counts of criteria, with those of their groups."""
    codes = {code: by_code.get(code, 0) for code in CATALOGUE.by_code}
    groups: dict[str, int] = {}
    for code, number in codes.items():
        group = CATALOGUE.by_code[code].group
        groups[group] = groups.get(group, 0) + number
    return Counts(codes, groups)


def profile_counts(profiles: Iterable[Profile]) -> Counts:
    """How many profiles name each criterion; a profile that names one twice counts once."""
    numbers: dict[str, int] = {}
    for profile in profiles:
        for code in set(profile.criteria):
            numbers[code] = numbers.get(code, 0) + 1
    return counted(numbers)
