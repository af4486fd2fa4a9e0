"""Which documents a question names, and what is left to ask of them.

"What is the serial number of the aircraft in accident DEN08CA034?" says two things: which form is meant (the number
stands once, on its first page) and what is wanted of it (which stands elsewhere, in words that all the forms share).
Searched for as one, the number pulls up the page that bears it; taken apart, the number chooses the document and the
rest chooses the passage.

Documents that are called by their names are found by ``mentions``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

_KEY = re.compile(r"(?<![\w.])[A-Za-z0-9]+(?:[-/][A-Za-z0-9]+)*(?![\w])")
_MONTH_AND_YEAR = re.compile(r"\d{1,4}[-/]\d{1,2}(?:[-/]\d{1,4})?")
_SHORTEST_KEY = 5
_DIGITS = 2
_DIGITS_ALONE = 6


def keys_in(question: str) -> tuple[str, ...]:
    """File numbers, contract numbers and the like, as they were written, without repetitions.

    At least five characters with letters and two digits, or six digits; no dates.
    """
    found = (match.group() for match in _KEY.finditer(question))
    return tuple(dict.fromkeys(key for key in found if _is_key(key)))


def _is_key(key: str) -> bool:
    digits = sum(c.isdigit() for c in key)
    if _MONTH_AND_YEAR.fullmatch(key):
        return False
    if any(c.isalpha() for c in key):
        return len(key) >= _SHORTEST_KEY and digits >= _DIGITS
    return digits >= _DIGITS_ALONE


def rest_of(question: str, parts: Sequence[str]) -> str:
    """The question without what names the document."""
    for part in parts:
        before, found, after = question.partition(part)
        if found:
            question = (
                f"{before.rstrip()} {after.lstrip()}"
                if after[:1] not in "?.!,;:"
                else before.rstrip() + after
            )
    return " ".join(question.split()).lstrip(",;: ")
