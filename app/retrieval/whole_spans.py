"""Short answers made whole: a number keeps its unit, a name all its parts, a date its day.

A taught model sometimes stops a word early: "16th" for "16th century", "Hastings" for "Battle of Hastings". What is
added always stands beside it in the same sentence, so the words stay verbatim.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from app.domain.documents import Span
from app.retrieval.calendar_words import month_names, weekday_names
from app.retrieval.numerals import numbers_in
from app.retrieval.words import fold, is_stop_word, words

_TOKEN = re.compile(r"[^\W_]+(?:[-'’.,][^\W_]+)*[%€$£]?")
_ORDINAL = re.compile(r"\d+(?:st|nd|rd|th|\.)", re.IGNORECASE)
_MONTHS, _WEEKDAYS = month_names("en", "de"), weekday_names("en", "de")
_KIND_NAMES = """dynasty empire century river island islands county province university street act treaty period era
language"""
_KINDS = frozenset(_KIND_NAMES.split())
"""Nouns that belong to the name before them."""
_LINKS = frozenset({"of", "von", "de", "du", "della", "del"})
_YEAR = re.compile(r"(?:1[5-9]|20)\d\d")
_MOST_ADDED = 4


def completed(passage: str, span: Span, sentence: Span, question: str = "") -> Span:
    """``span`` with the words beside it that belong to it; all are offsets into ``passage``.

    What the question counts is not said again: how many people? "12", not "12 people".
    """
    tokens = [
        Span(sentence.start + m.start(), sentence.start + m.end())
        for m in _TOKEN.finditer(passage[sentence.start : sentence.end])
    ]
    inside = [n for n, t in enumerate(tokens) if t.start < span.end and t.end > span.start]
    if not inside:
        return span
    texts = [passage[t.start : t.end] for t in tokens]
    joined = [passage[a.end : b.start] == " " for a, b in zip(tokens, tokens[1:], strict=False)]
    first = _leftmost(texts, joined, inside[0])
    last = _rightmost(texts, joined, inside[-1], frozenset(words(question)))
    return Span(min(span.start, tokens[first].start), max(span.end, tokens[last].end))


def _rightmost(texts: Sequence[str], joined: Sequence[bool], at: int, asked: frozenset[str]) -> int:
    last = at
    while last + 1 < len(texts) and joined[last] and last - at < _MOST_ADDED:
        here, following = texts[last], texts[last + 1]
        unit = _is_count(here) and following.islower() and not _empty(following) and following not in asked
        named = _is_name(here) and (_is_name(following) or following in _KINDS)
        dated = fold(here.casefold()) in _MONTHS and following.isdigit()
        if not (unit or named or dated):
            break
        last += 1
    return last


def _leftmost(texts: Sequence[str], joined: Sequence[bool], at: int) -> int:
    first = at
    while first > 0 and joined[first - 1] and at - first < _MOST_ADDED:
        before, here = texts[first - 1], texts[first]
        if (
            _is_name(here)
            and first > 1
            and joined[first - 2]
            and before in _LINKS
            and _is_name(texts[first - 2])
        ):
            first -= 2
            continue
        counted = _is_count(before) and not _is_number(here) and here.islower() and not _empty(here)
        dated = _is_number(before) and fold(here.casefold()) in _MONTHS
        named = _is_name(before) and _is_name(here) and not _empty(before)
        if not (counted or dated or named):
            break
        first -= 1
    return first


def _is_number(token: str) -> bool:
    return bool(_ORDINAL.fullmatch(token)) or bool(numbers_in(token))


def _is_count(token: str) -> bool:
    return _is_number(token) and not _YEAR.fullmatch(token)


def _is_name(token: str) -> bool:
    return token[0].isupper() and fold(token.casefold()) not in _WEEKDAYS


def _empty(token: str) -> bool:
    return all(is_stop_word(word) for word in words(token))
