"""Dates and times of day, compared as such: "12 March 2021", "March 12, 2021", "12.03.2021" and "2021-03-12" are one.

Numbers and months that all stand in the evidence, but in other dates, make a wrong date; word by word that is
invisible.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from app.retrieval.calendar_words import month_numbers
from app.retrieval.words import fold

_MONTHS = month_numbers("en", "de", "fr", "es")
_MONTH = "(" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + r")\b\.?"
_DAY = r"(?<![\d.,:/-])(\d{1,2})(?:st|nd|rd|th|er|\.)?"
_YEAR = r"(?:(?:,|\s+de|\s+del|\s+of)?\s+((?:1[5-9]|20)\d\d)\b(?![.,]\d))?"
_DAY_MONTH = re.compile(rf"{_DAY}\s+(?:of\s+|de\s+|day\s+of\s+)?{_MONTH}{_YEAR}")
_MONTH_DAY = re.compile(rf"\b{_MONTH}\s+(?:the\s+)?(\d{{1,2}})(?:st|nd|rd|th)?(?![\d:%]|[.,]\d){_YEAR}")
_MONTH_YEAR = re.compile(rf"\b{_MONTH}(?:,|\s+de|\s+del|\s+of)?\s+((?:1[5-9]|20)\d\d)\b")
_ISO = re.compile(r"(?<![\d-])((?:1[5-9]|20)\d\d)-(\d{1,2})-(\d{1,2})(?![\d-])")
_DOTTED = re.compile(r"(?<![\d.])(\d{1,2})\.\s?(\d{1,2})\.\s?((?:1[5-9]|20)\d\d|\d\d)?(?![\d])")
_SLASHED = re.compile(r"(?<![\d/])(\d{1,2})/(\d{1,2})/((?:1[5-9]|20)\d\d|\d\d)(?![\d/])")
_CLOCK = re.compile(r"(?<![\d:.,])([01]?\d|2[0-3])[:h]([0-5]\d)(?![\d:])")
_LIST_NUMBER = re.compile(r"(?m)^\s*\d{1,2}[.)]\s+(?=[A-Z]\w+ \w+ \w)")
_TOKEN = re.compile(r"[a-z]+|\d+")
_NEAR = 5
_CENTURY = 100


@dataclass(frozen=True, slots=True)
class Date:
    """A date as written; parts that are not said are None."""

    written: str
    day: int | None
    month: int
    year: int | None


@lru_cache(maxsize=2_000)
def dates(text: str) -> tuple[Date, ...]:
    """Every date that names a month and at least one of day and year; a slashed one is given in both readings."""
    low = " ".join(_LIST_NUMBER.sub("", fold(text)).lower().split())
    return tuple(d for d in _read(low) if 1 <= d.month <= 12 and (d.day is None or 1 <= d.day <= 31))


def _read(low: str) -> Iterator[Date]:
    for m in _DAY_MONTH.finditer(low):
        yield Date(m.group(), int(m[1]), _MONTHS[m[2]], _number(m[3]))
    for m in _MONTH_DAY.finditer(low):
        yield Date(m.group(), int(m[2]), _MONTHS[m[1]], _number(m[3]))
    for m in _MONTH_YEAR.finditer(low):
        yield Date(m.group(), None, _MONTHS[m[1]], int(m[2]))
    for m in _ISO.finditer(low):
        yield Date(m.group(), int(m[3]), int(m[2]), int(m[1]))
    for m in _DOTTED.finditer(low):
        yield Date(m.group(), int(m[1]), int(m[2]), _number(m[3]))
    for m in _SLASHED.finditer(low):
        yield Date(m.group(), int(m[1]), int(m[2]), _number(m[3]))
        yield Date(m.group(), int(m[2]), int(m[1]), _number(m[3]))


def _number(year: str | None) -> int | None:
    """A year of two digits keeps only these."""
    return int(year) if year else None


def wrong_dates(text: str, evidence: str) -> tuple[str, ...]:
    """The dates and times of day in ``text`` with which no date of the evidence agrees in all that is said."""
    claimed = dates(text)
    known = dates(evidence) if claimed else ()
    tokens = _TOKEN.findall(fold(evidence).lower()) if claimed else []
    by_writing: dict[str, bool] = {}
    for date in claimed:
        held = any(_agrees(date, k, tokens) for k in known) or _close(date, tokens)
        by_writing[date.written] = by_writing.get(date.written, False) or held
    wrong = [written for written, held in by_writing.items() if not held]
    return (*wrong, *_wrong_times(text, evidence))


def _agrees(claim: Date, known: Date, tokens: list[str]) -> bool:
    if claim.month != known.month or (claim.day is not None and claim.day != known.day):
        return False
    if claim.year is None:
        return True
    if known.year is None:
        return str(claim.year) in tokens
    return claim.year == known.year or (known.year < _CENTURY and claim.year % _CENTURY == known.year)


def _close(claim: Date, tokens: list[str]) -> bool:
    """Day and month stand near each other, as in "between 3 and 7 March"; the year anywhere."""
    if claim.day is None:
        wanted = str(claim.year)
    else:
        wanted = str(claim.day)
        if claim.year is not None and str(claim.year) not in tokens:
            return False
    places = [k for k, t in enumerate(tokens) if _MONTHS.get(t) == claim.month]
    return any(_in_reach(tokens, k, wanted) for k in places)


def _in_reach(tokens: list[str], at: int, wanted: str) -> bool:
    """Whether ``wanted`` stands within reach of the month at ``at``, with no other month between."""
    for step in (-1, 1):
        for k in range(at + step, at + step * (_NEAR + 1), step):
            if not 0 <= k < len(tokens) or tokens[k] in _MONTHS:
                break
            if tokens[k].lstrip("0") == wanted or re.fullmatch(rf"0*{wanted}(?:st|nd|rd|th)?", tokens[k]):
                return True
    return False


def _wrong_times(text: str, evidence: str) -> tuple[str, ...]:
    said = {m.group(): (int(m[1]), m[2]) for m in _CLOCK.finditer(fold(text).lower())}
    known = _times(evidence) if said else frozenset()
    return tuple(
        w for w, time in said.items() if time not in known and ((time[0] + 12) % 24, time[1]) not in known
    )


@lru_cache(maxsize=128)
def _times(evidence: str) -> frozenset[tuple[int, str]]:
    """Hours and minutes, also as 9.30 and 9h30."""
    return frozenset((int(m[1]), m[2]) for m in _CLOCK.finditer(fold(evidence).lower().replace(".", ":")))
