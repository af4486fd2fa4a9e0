"""Months, years and quarters in the names of documents, and in what a person says to mean one of them.

"the minutes of March 2025" means "Minutes 2025-03-12.docx"; "the Q3 report" means "Report 2024 Q3.pdf". English and
German.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from app.retrieval.calendar_words import month_numbers
from app.retrieval.words import fold

_NUMBERS = month_numbers("en", "de")
MONTH_NAMES = "|".join(sorted(_NUMBERS, key=len, reverse=True))
"""For use inside a pattern over folded lower-case text."""
_TOKEN = re.compile(r"[^\W\d_]+|\d+")
_EIGHT = re.compile(r"((?:19|20)\d\d)(0[1-9]|1[0-2])([0-2]\d|3[01])")
_QUARTER = re.compile(r"q ?([1-4])\b|\b([1-4])(?:st|nd|rd|th) quarter\b|\b([1-4])\. quartal\b")


@dataclass(frozen=True, slots=True)
class DocumentDates:
    """What a name says about time; empty where it says nothing."""

    years: frozenset[int]
    months: frozenset[int]
    quarters: frozenset[int]

    def __bool__(self) -> bool:
        return bool(self.years or self.months or self.quarters)

    def covers(self, meant: DocumentDates) -> bool:
        """Whether a document of these dates can be the one that is ``meant``: every part named is there."""
        quarters = self.quarters | {(month - 1) // 3 + 1 for month in self.months}
        return meant.years <= self.years and meant.months <= self.months and meant.quarters <= quarters


def dates_in(name: str) -> DocumentDates:
    """Month names, years, 2025-03-12, 12.03.2025, 03-2025, 20250312, Q3."""
    low = fold(name).lower().replace("_", " ")
    tokens = _TOKEN.findall(_EIGHT.sub(r"\1-\2-\3", low))
    years = {int(t) for t in tokens if _is_year(t)}
    months = {_NUMBERS[t] for t in tokens if t in _NUMBERS and t != "may"}
    months |= {
        5 for a, b in zip(["", *tokens], tokens, strict=False) if b == "may" and a not in _BEFORE_THE_VERB
    }
    months |= _numeric_months(tokens)
    quarters = {int(next(filter(None, found))) for found in _QUARTER.findall(low)}
    return DocumentDates(frozenset(years), frozenset(months), frozenset(quarters))


_BEFORE_THE_VERB = frozenset(["i", "you", "he", "she", "it", "we", "they", "who", "that", "which"])


def _is_year(token: str) -> bool:
    return len(token) == 4 and token.isdigit() and token[:2] in ("19", "20")


def _numeric_months(tokens: list[str]) -> set[int]:
    """The number behind the year (2025-03) or right before it (12.03.2025, 03-2025)."""
    found = set()
    for at, token in enumerate(tokens):
        if not _is_year(token):
            continue
        for near in (tokens[at + 1 : at + 2], tokens[at - 1 : at] if at else []):
            if near and len(near[0]) == 2 and near[0].isdigit() and 1 <= int(near[0]) <= 12:
                found.add(int(near[0]))
    return found
