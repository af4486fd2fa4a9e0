"""Porter's stemmer, so that "leased", "leases" and "leasing" count as one word when texts are compared.

Source: M. F. Porter, An algorithm for suffix stripping, Program 14(3), 1980, pages 130-137. Written for
English; on other languages it does little harm. Stems are for comparing only, never for showing. Two rules differ: "y"
becomes "i" behind a consonant only, as in his later Porter2 (so "days" and "day" are one word), and a word that is
three letters long without its plural ending is left at that, as short words are ("ages", "age").
"""

from __future__ import annotations

import re
from functools import lru_cache

_STEP_2 = {
    "ational": "ate", "tional": "tion", "enci": "ence", "anci": "ance", "izer": "ize", "abli": "able",
    "alli": "al", "entli": "ent", "eli": "e", "ousli": "ous", "ization": "ize", "ation": "ate", "ator": "ate",
    "alism": "al", "iveness": "ive", "fulness": "ful", "ousness": "ous", "aliti": "al",
    "iviti": "ive", "biliti": "ble",
}  # fmt: skip
_STEP_3 = {"icate": "ic", "ative": "", "alize": "al", "iciti": "ic", "ical": "ic", "ful": "", "ness": ""}
_STEP_4 = (
    "ement", "ance", "ence", "able", "ible", "ment", "ant", "ent", "ism", "ate", "iti", "ous", "ive", "ize",
    "ion", "al", "er", "ic", "ou",
)  # fmt: skip


def _shape(word: str) -> str:
    """``word`` as consonants (c) and vowels (v)."""
    return "".join(
        "v" if ch in "aeiou" or (ch == "y" and i and word[i - 1] not in "aeiou") else "c"
        for i, ch in enumerate(word)
    )


def _measure(word: str) -> int:
    """Porter's m: how often a vowel run is followed by a consonant run."""
    return len(re.findall(r"v+c+", _shape(word)))


def _ends_cvc(word: str) -> bool:
    return _shape(word).endswith("cvc") and word[-1] not in "wxy"


def _doubled(word: str) -> bool:
    return len(word) > 1 and word[-1] == word[-2] and _shape(word)[-1] == "c"


def _plural(word: str) -> str:
    if word.endswith("sses") or (word.endswith("ies") and len(word) > len("ties")):
        return word[:-2]
    if word.endswith("s") and not word.endswith("ss"):
        return word[:-1]
    return word


def _past(word: str) -> str:
    if word.endswith("eed"):
        return word[:-1] if _measure(word[:-3]) > 0 else word
    for suffix in ("ed", "ing"):
        root = word.removesuffix(suffix)
        if root != word and "v" in _shape(root):
            return _mend(root)
    return word


def _mend(root: str) -> str:
    """What "-ed" and "-ing" took away is put back: hoping -> hope, hopping -> hop."""
    if root.endswith(("at", "bl", "iz")):
        return root + "e"
    if _doubled(root) and root[-1] not in "lsz":
        return root[:-1]
    return root + "e" if _measure(root) == 1 and _ends_cvc(root) else root


def _replace(word: str, table: dict[str, str]) -> str:
    for suffix in sorted(table, key=len, reverse=True):
        if word.endswith(suffix):
            root = word[: -len(suffix)]
            return root + table[suffix] if _measure(root) > 0 else word
    return word


def _drop(word: str) -> str:
    for suffix in _STEP_4:
        if word.endswith(suffix):
            root = word[: -len(suffix)]
            wanted = suffix != "ion" or root.endswith(("s", "t"))
            return root if wanted and _measure(root) > 1 else word
    return word


def _tidy(word: str) -> str:
    if word.endswith("e"):
        root = word[:-1]
        if _measure(root) > 1 or (_measure(root) == 1 and not _ends_cvc(root)):
            word = root
    return word[:-1] if _measure(word) > 1 and word.endswith("ll") else word


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """The stem of a lower-case word; words of up to three letters, and those not in ASCII, stay."""
    if len(word) <= 3 or not word.isascii() or not word.isalpha():
        return word
    word = _plural(word)
    if len(word) <= 3:
        return word
    word = _past(word)
    if word.endswith("y") and _shape(word)[-2:] == "cv" and "v" in _shape(word[:-1]):
        word = word[:-1] + "i"
    return _tidy(_drop(_replace(_replace(word, _STEP_2), _STEP_3)))
