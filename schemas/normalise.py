"""Normal forms of identifiers and names, so that one thing written in two ways is one key."""

# ruff: noqa: RUF001 - this module is about letters that look alike

import re
import unicodedata
from functools import lru_cache

_LOOK_ALIKES = dict(zip("АВЕКМНОРСТУХІЅЈҮавекмнорстухіѕјү", "ABEKMHOPCTYXISJYABEKMHOPCTYXISJY", strict=True))
_NORMAL = re.compile(r"[A-Z0-9]*\Z").match
_CACHED_IDS = 262_144
_CACHED_NAMES = 65_536

_CYRILLIC = {
    "а": "a", "ә": "a", "б": "b", "в": "v", "г": "g", "ғ": "g", "д": "d", "е": "e", "ё": "e", "ж": "zh",
    "з": "z", "и": "i", "й": "i", "і": "i", "к": "k", "қ": "k", "л": "l", "м": "m", "н": "n", "ң": "n",
    "о": "o", "ө": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ұ": "u", "ү": "u", "ў": "u",
    "ф": "f", "х": "kh", "һ": "h", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ъ": "", "ы": "y", "ь": "",
    "э": "e", "ю": "yu", "я": "ya",
}  # fmt: skip
_TRANSLITERATION = str.maketrans(_CYRILLIC)

# fmt: off
_LEGAL_FORMS = frozenset({
    "ao", "chup", "fgup", "gp", "ip", "kgp", "oao", "odo", "oo", "ooo", "pao", "rgp", "tdo", "too", "tov", "up", "zao",
    "ab", "ag", "as", "bv", "cjsc", "co", "company", "corp", "corporation", "doo", "gmbh", "inc", "incorporated", "jsc",
    "kft", "kg", "kgaa", "lda", "limited", "llc", "llp", "ltd", "nv", "ohg", "ojsc", "oy", "pjsc", "plc", "pte", "pty",
    "sa", "sarl", "sas", "sp", "spa", "srl", "sro", "sti", "zoo",
})
# fmt: on
_LEGAL_PHRASES = re.compile(
    r"\b(?:tovarishchestvo s ogranichennoi otvetstvennostyu|obshchestvo s ogranichennoi otvetstvennostyu"
    r"|(?:otkrytoe |zakrytoe |publichnoe )?aktsionernoe obshchestvo|individualnyi predprinimatel"
    r"|limited liability (?:company|partnership)|joint stock company|co ltd)\b"
)
_NOT_WORD = re.compile(r"[\W_]+")
_INITIALS = re.compile(r"\b([a-z])\.(?=[a-z]\b)")


def normal_id(identifier: str) -> str:
    """Normal form of an identifier: upper case, separators stripped, Cyrillic look-alikes folded to Latin.

    A normal identifier is returned as it is. Letters without a Latin look-alike are kept, so that different plates
    stay different.
    """
    if _NORMAL(identifier):
        return identifier
    return _fold_id(identifier)


@lru_cache(_CACHED_IDS)
def normal_key(key: str) -> str:
    """Normal form of a key whose parts are identifiers joined by |; the parts stay apart."""
    return "|".join(normal_id(part) for part in key.split("|"))


@lru_cache(_CACHED_IDS)
def _fold_id(identifier: str) -> str:
    wide = unicodedata.normalize("NFKC", identifier)
    folded = "".join(_LOOK_ALIKES.get(letter, letter) for letter in wide).upper()
    return "".join(letter for letter in folded if letter.isalnum())


@lru_cache(_CACHED_NAMES)
def name_key(name: str) -> str:
    """Normal form of a name: case folded, transliterated, without legal forms, accents and punctuation.

    Words keep their order. A name of nothing but legal forms keeps them, so that it is never empty by that alone.
    """
    plain = unicodedata.normalize("NFKC", name).casefold().translate(_TRANSLITERATION)
    bare = "".join(letter for letter in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(letter))
    joined = _INITIALS.sub(r"\1", unicodedata.normalize("NFC", bare))
    spaced = _NOT_WORD.sub(" ", joined).strip()
    words = _LEGAL_PHRASES.sub(" ", spaced).split()
    kept = [word for word in words if word not in _LEGAL_FORMS]
    return " ".join(kept) or spaced
