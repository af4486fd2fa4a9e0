"""The numeric values a text states, however they are written: 1,200 · 1.200,50 · twelve hundred · 1.2
million.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_EUROPEAN = re.compile(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d+,\d{1,2}|\d+,\d{4,}")
_TOKEN = re.compile(r"[a-z]+|\d+")
_UNIT_WORDS = """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen
sixteen seventeen eighteen nineteen"""
_TEN_WORDS = """twenty thirty forty fifty sixty seventy eighty ninety"""
_ORDINAL_WORDS = """first second third fourth fifth sixth seventh eighth ninth tenth"""
_UNITS = {word: value for value, word in enumerate(_UNIT_WORDS.split())}
_TENS = {word: 10 * value for value, word in enumerate(_TEN_WORDS.split(), 2)}
_ORDINALS = {word: value for value, word in enumerate(_ORDINAL_WORDS.split(), 1)}
_SCALES = {"hundred": 100, "thousand": 1000, "million": 10**6, "billion": 10**9}
_HALVES = frozenset({"0.5", "50"})
NUMBER_PATTERN = (
    r"(?:(?<!\d)(?<!\d[.,])\d++(?:[.,]\d++)*+|\b(?:" + "|".join((*_UNITS, *_TENS, *_SCALES)) + r")\b)"
)
"""One written or spelled number in lower-case text, for use inside a larger pattern. It never backtracks: a cell of ten
thousand numbers must not stop the reader.
"""
_RANGE = re.compile(r"(?<![\w.,])(\d{1,3}) ?(?:to|-|–|and) ?(\d{1,3})(?![\w,]|\.\d)")
_QUARTER_NAMES = {"first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4}
_QUARTER_MONTHS = {
    "january to march": 1,
    "april to june": 2,
    "july to september": 3,
    "october to december": 4,
}
_QUARTER = re.compile(
    rf"\bq ?([1-4])\b|\b([1-4]) ?q\b|\b({'|'.join(_QUARTER_NAMES)})[ -]quarter\b|\b({'|'.join(_QUARTER_MONTHS)})\b"
)
_YEAR = re.compile(r"(?<!\w)(?<!\d[.,])(?:1[5-9]|20)\d\d(?!\w|[.,]\d)")


def _plain(number: str) -> str:
    """``number`` (digits and at most one point) without idle zeros."""
    if "." in number:
        number = number.rstrip("0").rstrip(".")
    return number.lstrip("0") or "0"


def readings(number: str) -> frozenset[str]:
    """What one written number can mean: "1,200" is 1200; dates such as 12.03.2021 give their parts."""
    parts = re.split(r"[.,]", number)
    if number.count(".") > 1 and not _EUROPEAN.fullmatch(number):
        return frozenset(_plain(p) for p in parts) | {_plain(".".join(parts[:2]))}
    found = {_plain(number.replace(",", ""))} if number.count(".") <= 1 else set()
    if _EUROPEAN.fullmatch(number):
        found.add(_plain(number.replace(".", "").replace(",", ".")))
    return frozenset(found)


def _scaled(text: str) -> Iterator[str]:
    for match in re.finditer(
        r"(?<!\d)(?<!\d[.,])(\d++(?:[.,]\d++)*+)[\s-]+(hundred|thousand|million|billion)\b", text
    ):
        for value in readings(match.group(1)):
            yield _plain(f"{float(value) * _SCALES[match.group(2)]:.6f}")


def _spelled(text: str) -> list[tuple[int, int]]:
    """(position of the last word, value) of every number written in English words."""
    tokens = _TOKEN.findall(text)
    found: list[tuple[int, int]] = []
    i = 0
    while i < len(tokens):
        value = _TENS.get(tokens[i], _UNITS.get(tokens[i], _ORDINALS.get(tokens[i])))
        if value is not None:
            following = tokens[i + 1] if i + 1 < len(tokens) else ""
            unit = _UNITS.get(following, _ORDINALS.get(following, 0))
            if tokens[i] in _TENS and 0 < unit < 10:
                value, i = value + unit, i + 1
            while i + 1 < len(tokens) and tokens[i + 1] in _SCALES:
                value, i = value * _SCALES[tokens[i + 1]], i + 1
            found.append((i, value))
        i += 1
    return found


def _spoken(text: str) -> set[str]:
    """Values of number words, and of two that follow each other ("twelve fifty" is 1250, 12.5 or 62)."""
    runs = _spelled(text)
    found = {str(value) for _, value in runs}
    for (a, x), (b, y) in zip(runs, runs[1:], strict=False):
        if b - a <= 2:
            found |= {str(x * 100 + y), str(x + y), _plain(f"{x}.{y:02d}")}
    return found


@lru_cache(maxsize=4_096)
def numbers_in(text: str) -> frozenset[str]:
    """Every value the text supports, in plain decimal notation without idle zeros."""
    text = text.lower()
    found: set[str] = set()
    for match in _NUMBER.finditer(text):
        found |= readings(match.group())
    found |= set(_scaled(text)) | _spoken(text)
    if re.search(r"\bhalf\b", text):
        found |= _HALVES
    return frozenset(found)


def figures_in(text: str) -> frozenset[str]:
    """The values that stand in the text as written, English words included: no parts of dates, no 1.200 for 1200."""
    text = text.lower().replace(",", "")
    found = {_plain(m) for m in re.findall(r"\d+(?:\.\d+)?", text)} | _spoken(text)
    return frozenset(found | _HALVES if re.search(r"\bhalf\b", text) else found)


def quarters_in(text: str) -> frozenset[int]:
    """The quarters of a year that are named: Q3, third quarter, July to September are all 3."""
    found = _QUARTER.findall(" ".join(text.lower().replace("_", " ").split()))
    return frozenset(
        int(a or b) if a or b else _QUARTER_NAMES.get(name) or _QUARTER_MONTHS[months]
        for a, b, name, months in found
    )


def years_in(text: str) -> frozenset[str]:
    """Numbers of four digits that can only be years (1500 to 2099, without a separator)."""
    return frozenset(_YEAR.findall(text.replace("_", " ")))


def ranges_in(text: str) -> tuple[tuple[int, int], ...]:
    """Ranges of whole numbers below 1,000 (6 to 10, 6-10, between 6 and 10), both ends included."""
    pairs = ((int(low), int(high)) for low, high in _RANGE.findall(text.lower()))
    return tuple(pair for pair in pairs if pair[0] < pair[1])


def in_range(number: str, ranges: tuple[tuple[int, int], ...]) -> bool:
    """Whether a value, in plain decimal notation, lies in one of them."""
    return any(low <= float(number) <= high for low, high in ranges)
