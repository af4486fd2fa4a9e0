"""What in a sentence has to be true to the letter, and whether a source holds it.

Numbers, dates, names, acronyms and addresses are called facts here. A fact that does not stand in the source
is the surest sign that a small language model made something up, because these are the words it changes
without noticing. Case carries the names, so the text must come as it was written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from app.retrieval.calendar_words import month_names, weekday_names
from app.retrieval.numerals import figures_in, numbers_in, readings
from app.retrieval.stemming import stem
from app.retrieval.stop_words import ENGLISH_STOP_WORDS
from app.retrieval.words import fold, is_stop_word, words

_LANGUAGES = ("en", "de", "fr")
_CALENDAR = weekday_names(*_LANGUAGES) | month_names(*_LANGUAGES)
_MARK = re.compile(r"\s*\[\d+(?:\s*,\s*\d+)*\]")
_LIST_NUMBER = re.compile(r"(?m)^\s*\(?\d{1,2}[.)](?:\s|$)")
_LEAD = re.compile(r"^\s*(?:\(?\d{1,2}[.)]\s+)?[\s\-*#>•–]*")
_LITERAL = re.compile(r"(?<![\w.])\d[\d,]*(?:\.\d+)?")
_NUMBER = re.compile(r"(?<![\w.])\d+(?:[.,]\d+)*")
_ACRONYM = re.compile(r"[A-Z]{2,6}s?")
_AROUND = re.compile(r"^\W+|\W+$")
_POSSESSIVE = re.compile(r"['’]s$")
_SHORT_ANSWER = 4
_LONG_ENOUGH = 4
_SHORT_STEM = 3
_SPOKEN = 5
"""Distinct small words of another language that make a text one of that language."""
_HARMLESS = frozenset({"based", "like", "related", "ok", "okay"})


class FactKind(StrEnum):
    """What kind of thing must be found in the source."""

    NUMBER = "number"
    DATE = "date"
    NAME = "name"
    ACRONYM = "acronym"
    ADDRESS = "address"


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing to look up, as it was written."""

    kind: FactKind
    value: str


def without_marks(text: str) -> str:
    """``text`` without its [1] citation marks."""
    return _MARK.sub("", text)


def _numbers(text: str) -> Iterator[Fact]:
    for match in _NUMBER.finditer(_LIST_NUMBER.sub(" ", text)):
        yield Fact(FactKind.NUMBER, match.group())


def _sentences(line: str) -> Iterator[tuple[list[str], int]]:
    """The tokens of each sentence of a line, and the index of the first that may be a name.

    The first word of a sentence is capitalised anyway; in a short answer it may well be the name asked for. What stands
    behind a colon opens a sentence too.
    """
    tokens = _LEAD.sub("", line).split()
    start = 0
    for k, token in enumerate(tokens, 1):
        bare = token.rstrip("\"'”’)]*_")
        ends = bare.endswith((".", "!", "?")) and len(token) > _LONG_ENOUGH
        if k == len(tokens) or ends or bare.endswith(":"):
            sentence = tokens[start:k]
            yield (
                sentence,
                int(
                    len(tokens) - start > _SHORT_ANSWER
                    if bare.endswith(":")
                    else len(sentence) > _SHORT_ANSWER
                ),
            )
            start = k


def _word_kind(bare: str, token: str, opening: bool) -> FactKind | None:
    low = fold(bare).lower()
    if "@" in token or token.startswith(("http", "www.")):
        return FactKind.ADDRESS
    if not bare or bare[0].isdigit() or low in ENGLISH_STOP_WORDS:
        return FactKind.DATE if low == "may" and bare == "May" and not opening else None
    if low in _CALENDAR and bare[0].isupper():
        return FactKind.DATE
    if _ACRONYM.fullmatch(bare):
        return FactKind.ACRONYM
    if bare[0].isupper() and not opening and any(c.islower() for c in bare):
        return FactKind.NAME
    return None


def facts(text: str) -> tuple[Fact, ...]:
    """Everything in ``text`` that a careful reader would look up in the source."""
    text = without_marks(text)
    found = list(_numbers(text))
    for line in text.splitlines():
        for tokens, names_from in _sentences(line):
            found.extend(_named(tokens, names_from))
    return tuple(found)


def _named(tokens: list[str], names_from: int) -> Iterator[Fact]:
    for k, token in enumerate(tokens):
        bare = _POSSESSIVE.sub("", _AROUND.sub("", token))
        kind = _word_kind(bare, token, k < names_from)
        if kind is not None:
            yield Fact(kind, token.strip(".,;()<>") if kind is FactKind.ADDRESS else bare)


class FactSource:
    """A text that statements are checked against."""

    def __init__(self, text: str) -> None:
        tokens = words(text)
        self.words = frozenset(tokens) | {part for w in tokens if "'" in w for part in w.split("'")}
        self.stems = frozenset(stem(w) for w in self.words)
        self.numbers = numbers_in(text)
        self.figures = figures_in(text)
        self._text = text
        # "Sie" and "De" are small words only where the text is not English.
        self._foreign = sum(is_stop_word(w) and w not in ENGLISH_STOP_WORDS for w in self.words) >= _SPOKEN
        self._run_together = re.sub(r"[^a-z0-9]", "", fold(text).lower())

    @cached_property
    def names(self) -> frozenset[str]:
        """The words of all names here, folded and in lower case; a sentence's first word is none by itself."""
        named = (f.value for f in facts(self._text) if f.kind in (FactKind.NAME, FactKind.ACRONYM))
        return frozenset(w for value in named for w in words(value))

    def _knows(self, word: str) -> bool:
        return (
            word in self.words
            or (len(stem(word)) >= _SHORT_STEM and stem(word) in self.stems)
            or word.rstrip("s") in self.words
            or word in ENGLISH_STOP_WORDS
            or (self._foreign and is_stop_word(word))
            or word in _HARMLESS
        )

    def holds(self, fact: Fact) -> bool:
        """Whether the source says it too: numbers by value, words by stem, hyphens and spaces aside."""
        if fact.kind is FactKind.NUMBER:
            return bool(readings(fact.value) & self.numbers)
        low = fold(fact.value).lower()
        parts = [p for p in re.split(r"[\W_]+", low) if p]
        flat = "".join(parts)
        known = bool(parts) and all(self._knows(p) or p in self.numbers for p in parts)
        return known or flat in self.words or (len(flat) > _LONG_ENOUGH and flat in self._run_together)

    def rewritten(self, text: str) -> tuple[Fact, ...]:
        """The numbers of ``text`` that stand here in another writing only, as a date's parts or as 1.2 million: right
        or nearly so, but not what a reader finds who looks for the very figures.
        """
        figures = _LITERAL.finditer(_LIST_NUMBER.sub(" ", without_marks(text)))
        return tuple(Fact(FactKind.NUMBER, m.group()) for m in figures if not self._literally(m.group()))

    def _literally(self, number: str) -> bool:
        if readings(number.replace(",", "")) <= self.figures:
            return True
        return re.search(rf"(?<![\w.,]){re.escape(number)}(?!\w|[.,]\d)", self._text) is not None

    def missing(self, text: str) -> tuple[Fact, ...]:
        """The facts of ``text`` that do not stand here."""
        return tuple(f for f in facts(text) if not self.holds(f))
