"""What a subject answers where a case has to know something of it before it can go on, such as a market's median."""

from functools import lru_cache
from typing import ClassVar, TypeVar

import msgspec


class Learned(msgspec.Struct, frozen=True, array_like=True):
    """Root of such answers. Each has a tag of its own, by which it is read back as the kind that was said.

    `shared`: whoever imports the kind may read it; else only the criterion that asked, by its code.
    """

    shared: ClassVar[bool] = False


LearnedT = TypeVar("LearnedT", bound=Learned)


@lru_cache(maxsize=8_192)
def learned_as(kind: type[Learned], criterion: str = "", item: str | int = "") -> str:
    """Where a case finds an answer: by its kind, by who asked unless the kind is shared, and by what it is about.

    `item` tells the questions of one criterion to one subject apart. Raises ValueError for a kind that is not shared
    and nobody asked for.
    """
    if not (criterion or kind.shared):
        raise ValueError(f"{kind.__name__} is read by the code of the criterion that asked")
    return f"{kind.__struct_config__.tag}|{'' if kind.shared else criterion}|{item}"
