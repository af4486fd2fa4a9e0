"""Short answers made whole: a number keeps its unit, a name all its parts, a date its day.

A taught model sometimes stops a word early: "16th" for "16th century", "Hastings" for "Battle of Hastings". What is
added always stands beside it in the same sentence, so the words stay verbatim.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from app.domain.documents import Span
from app.retrieval.answer_types import AnswerType, answer_type
from app.retrieval.calendar_words import month_names, weekday_names
from app.retrieval.enumerations import whole_list
from app.retrieval.numerals import numbers_in
from app.retrieval.words import fold, is_stop_word, words

_TOKEN = re.compile(r"[^\W_]+(?:[-'’.,][^\W_]+)*[%€$£]?")
_ORDINAL = re.compile(r"\d+(?:st|nd|rd|th|\.)", re.IGNORECASE)
_MONTHS, _WEEKDAYS = month_names("en", "de"), weekday_names("en", "de")
_KIND_NAMES = """dynasty empire century river island islands county province university street act treaty period era
language"""
_KINDS = frozenset(_KIND_NAMES.split())
"""Nouns that belong to the name before them."""
_OWNERS = frozenset({"his", "her", "its", "their", "our", "my"})
_LINKS = frozenset({"of", "von", "de", "du", "della", "del"})
_YEAR = re.compile(r"(?:1[5-9]|20)\d\d")
_BARE_YEAR = re.compile(r"\d{3,4}")
_BETWEEN = re.compile(r"\bbetween (\d[\d.,]*\d|\d) and (\d[\d.,]*\d|\d)\b", re.IGNORECASE)
_HEAD = re.compile(r"\b(?:what|which) ([\w-]+)")
_EDGE_WORDS = """begin begins began beginning start starts started end ends ended finish finished earliest latest first
last since until"""
_EDGES = frozenset(_EDGE_WORDS.split())
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
    joined = [passage[a.end : b.start].isspace() for a, b in zip(tokens, tokens[1:], strict=False)]
    asked = _Asked.of(question)
    first = _leftmost(texts, joined, inside[0], asked)
    last = inside[-1]
    if not _only_begins(passage[span.end : tokens[last].end]):
        last = _rightmost(texts, joined, last, asked)
        span = Span(span.start, max(span.end, tokens[last].end))
    whole = Span(min(span.start, tokens[first].start), span.end)
    whole = whole_list(passage, whole, sentence, question)
    return whole if asked.edge else _whole_range(passage, whole, sentence)


@dataclass(frozen=True, slots=True)
class _Asked:
    """``words`` of the question; ``heads``: the nouns after its "which" ("which tribes": "Mongol and Turkic tribes");
    ``edge``: it asks when something began or ended.
    """

    words: frozenset[str]
    heads: frozenset[str]
    kind: AnswerType
    edge: bool

    @classmethod
    def of(cls, question: str) -> _Asked:
        said = words(question)
        heads = frozenset(noun for noun in _HEAD.findall(question.lower()) if not is_stop_word(noun))
        return cls(frozenset(said), heads, answer_type(question), not _EDGES.isdisjoint(said))


def _only_begins(rest: str) -> bool:
    """Whether the words are the first part of a longer word that says something else: "Edgar" of "Edgar's", "Norman" of
    "Norman-derived", "13" of "13-year-old".
    """
    return rest[:1] in {"'", "’", "-"}


def _whole_range(passage: str, span: Span, sentence: Span) -> Span:
    """ "between 1268 and 1273" where the words are one end of it."""
    for match in _BETWEEN.finditer(passage, sentence.start, sentence.end):
        if any(span == Span(*match.span(end)) for end in (1, 2)):
            return Span(match.start(), match.end())
    return span


def _rightmost(texts: Sequence[str], joined: Sequence[bool], at: int, asked: _Asked) -> int:
    last = at
    while last + 1 < len(texts) and joined[last] and last - at < _MOST_ADDED:
        here, following = texts[last], texts[last + 1]
        if here.endswith(("'s", "’s")):
            break
        counts = _is_count(here) and not (asked.kind is AnswerType.TIME and _BARE_YEAR.fullmatch(here))
        unit = counts and following.islower() and not _empty(following) and following not in asked.words
        named = _is_name(here) and (_is_name(following) or following in _KINDS)
        dated = fold(here.casefold()) in _MONTHS and following.isdigit()
        meant = _is_name(here) and following in asked.heads
        if not (unit or named or dated or meant):
            break
        last += 1
    return last


def _leftmost(texts: Sequence[str], joined: Sequence[bool], at: int, asked: _Asked) -> int:
    first = at
    while first > 0 and joined[first - 1] and at - first < _MOST_ADDED:
        before, here = texts[first - 1], texts[first]
        if (
            _is_name(here)
            and asked.kind not in {AnswerType.PLACE, AnswerType.NAME}
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
        owned = before in _OWNERS and here[0].islower()
        if not (counted or dated or named or owned):
            break
        first -= 1
    return first


def _is_number(token: str) -> bool:
    return bool(_ORDINAL.fullmatch(token)) or bool(numbers_in(token))


def _is_count(token: str) -> bool:
    """A number that may have a unit; "13-year-old" brings its own, and a year has none."""
    return _is_number(token) and "-" not in token and not _YEAR.fullmatch(token)


def _is_name(token: str) -> bool:
    return token[0].isupper() and fold(token.casefold()) not in _WEEKDAYS


def _empty(token: str) -> bool:
    return all(is_stop_word(word) for word in words(token))
