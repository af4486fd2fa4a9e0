"""Numbers together with the unit they stand with: "5 days" is not "5 weeks".

A number in figures that the evidence lacks altogether is a missing fact and is found by ``facts``; here are the numbers
in words, and those that stand in the evidence with another unit only.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import takewhile

from app.retrieval.grounding_units import FILLERS, SCALES, SMALL, TENS, TO, UNITS
from app.retrieval.numerals import numbers_in, readings
from app.retrieval.stemming import stem
from app.retrieval.words import fold, is_stop_word

_TOKEN = re.compile(r"\d{1,2}:\d\d|\d+(?:[.,]\d+)*|m2|[a-zµ]+|[€$£¥%°]|[-\u2013]|[^\s\w]")
_CURRENCY_LIST = "€ $ £ ¥ eur usd gbp chf jpy inr"
_CURRENCY = frozenset(_CURRENCY_LIST.split())
_JOINED = re.compile(r"(?<=\d)(?=[a-zµ])")
_MAX_FILLERS = 2
_COUNTED = 3
_BARE_WORDS_LIST = "one un une uno una ein eine einen einem einer zero null"
_BARE_WORDS = frozenset(_BARE_WORDS_LIST.split())
"""Also articles, or "none": no numbers unless a unit follows."""


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number as written, the values it can mean, and its possible units (none when it stands alone).

    ``counted`` are the stems of the next words, of which one may be what is counted.
    """

    written: str
    values: frozenset[str]
    units: frozenset[str]
    spelled: bool
    counted: tuple[str, ...] = ()


@lru_cache(maxsize=2_000)
def quantities(text: str) -> tuple[Quantity, ...]:
    """Every number of the text, in order."""
    tokens = _TOKEN.findall(_JOINED.sub(" ", fold(text).lower()))
    found: list[tuple[int, int, frozenset[str], bool]] = []
    i = 0
    while i < len(tokens):
        end, values = _number(tokens, i)
        if values:
            found.append((i, end, values, not tokens[i][0].isdigit() or tokens[end - 1] in SCALES))
        i = max(end, i + 1)
    return _with_units(tokens, found)


def _with_units(
    tokens: Sequence[str], found: Sequence[tuple[int, int, frozenset[str], bool]]
) -> tuple[Quantity, ...]:
    """From right to left, so that the first end of a range finds the unit of the second."""
    made: list[Quantity] = []
    following: tuple[int, frozenset[str]] = (-1, frozenset())
    for start, end, values, spelled in reversed(found):
        units = _unit(tokens, start, end)
        if not units and end < len(tokens) and tokens[end] in TO and following[0] == end + 1:
            units = following[1]
        following = (start, units)
        bare = spelled and " ".join(tokens[start:end]) in _BARE_WORDS
        if units or not bare:
            behind = _counted(tokens[end : end + _COUNTED])
            made.append(Quantity(" ".join(tokens[start:end]), values, units, spelled, behind))
    return tuple(reversed(made))


def _counted(behind: Sequence[str]) -> tuple[str, ...]:
    """Stems of the content words right behind a number, up to the next mark."""
    told = takewhile(lambda t: t.isalpha() or t == "-", behind)
    return tuple(stem(t) for t in told if t.isalpha() and not is_stop_word(t))


def _number(tokens: Sequence[str], i: int) -> tuple[int, frozenset[str]]:
    """(index behind it, values) of the number that begins at ``i``; no values where none does."""
    token, end = tokens[i], i + 1
    if ":" in token:
        return end, frozenset()
    if token[0].isdigit():
        values = {float(v) for v in readings(token)} if token.count(".") < 2 else set()
        written = set(readings(token))
    elif token in SMALL or token in TENS:
        value = TENS.get(token, SMALL.get(token, 0))
        if token in TENS and end + 1 < len(tokens) and tokens[end] == "-" and tokens[end + 1] in SMALL:
            value, end = value + SMALL[tokens[end + 1]], end + 2
        elif token in TENS and end < len(tokens) and 0 < SMALL.get(tokens[end], 0) < 10:
            value, end = value + SMALL[tokens[end]], end + 1
        values, written = {float(value)}, {str(value)}
    else:
        return end, frozenset()
    scaled = False
    while end < len(tokens) and tokens[end] in SCALES and not (tokens[end] == "m" and not _priced(tokens, i)):
        values, end, scaled = {v * SCALES[tokens[end]] for v in values}, end + 1, True
    return end, frozenset(f"{v:.6f}".rstrip("0").rstrip(".") for v in values) if scaled else frozenset(
        written
    )


def _priced(tokens: Sequence[str], i: int) -> bool:
    """Whether a currency stands before the number: "$5 m" are millions, "5 m" are metres."""
    return i > 0 and tokens[i - 1] in _CURRENCY


def _unit(tokens: Sequence[str], start: int, end: int) -> frozenset[str]:
    if start and tokens[start - 1] in _CURRENCY:
        return UNITS[tokens[start - 1]]
    for k in range(end, min(len(tokens), end + _MAX_FILLERS + 1)):
        if tokens[k] in UNITS:
            return UNITS[tokens[k]]
        if tokens[k : k + 2] in (["per", "cent"], ["pour", "cent"], ["por", "ciento"]):
            return UNITS["%"]
        if tokens[k] not in FILLERS:
            break
    return frozenset()


@dataclass(frozen=True, slots=True)
class Amounts:
    """What came of comparing: ``wrong`` stand with another unit, ``missing`` (in words) nowhere, ``loose`` stand alone
    in the evidence where the sentence gives a unit.
    """

    wrong: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    loose: tuple[str, ...] = ()


def compare_quantities(text: str, evidence: str) -> Amounts:
    """Look up every quantity of ``text``."""
    wrong, missing, loose = [], [], []
    claimed = quantities(text)
    known = quantities(evidence) if claimed else ()
    plain = numbers_in(evidence)
    for quantity in claimed:
        same = [k for k in known if k.values & quantity.values]
        if not quantity.units and _counts_otherwise(quantity, known):
            wrong.append(quantity.written)
        elif not same:
            if quantity.units and quantity.spelled and not quantity.values & plain:
                missing.append(quantity.written)
        elif quantity.units and not any(k.units & quantity.units for k in same):
            if any(not k.units for k in same):
                if not _named(quantity.units, evidence):
                    loose.append(quantity.written)
            else:
                wrong.append(quantity.written)
    return Amounts(tuple(wrong), tuple(missing), tuple(loose))


def _counts_otherwise(quantity: Quantity, known: Sequence[Quantity]) -> bool:
    """Whether the evidence has another number of the same things, and never this one of them."""
    if not quantity.counted:
        return False
    thing = quantity.counted[0]
    counted = [k for k in known if thing in k.counted and not k.units]
    alike = any(set(k.counted) & set(quantity.counted) for k in known if k.values & quantity.values)
    return bool(counted) and not alike


def _named(units: Iterable[str], evidence: str) -> bool:
    """Whether the unit stands anywhere, as in the heading of a table."""
    present = set(_TOKEN.findall(_JOINED.sub(" ", fold(evidence).lower())))
    return any(units_of & set(units) for word, units_of in UNITS.items() if word in present)
