"""What kind of thing a question asks for, and whether a sentence holds one that the question did not bring along."""

from __future__ import annotations

import re
from collections.abc import Collection
from enum import StrEnum

from app.retrieval.facts import FactKind, facts
from app.retrieval.numerals import numbers_in
from app.retrieval.stop_words import ENGLISH_STOP_WORDS
from app.retrieval.words import fold, words


class AnswerType(StrEnum):
    """ANY: what, which, why, how: nothing that a rule could look for."""

    NAME = "name"
    PLACE = "place"
    TIME = "time"
    NUMBER = "number"
    ANY = "any"


_TIME = (
    r"when|what (?:year|date|day|month|century|time)|which (?:year|day|month|century)|in what year|how long ago"
    r"|wann|quand|cuando|in welchem jahr"
)
_NUMBER = (
    r"how (?:many|much|old|tall|long|far|often|large|big|high|deep|wide|fast|heavy)|what (?:percent|percentage|number"
    r"|amount|proportion|fraction|temperature|population)|wie (?:viele?|lange|hoch|gross|alt)|combien|cuant[oa]s?"
    r"|quant[oiae]"
)
_NAME = r"who|whom|whose|wer|wem|wen|quien|quienes"
_PLACE = r"where|what (?:country|city|state|place)|which (?:country|city|state)|wo|dove|donde"
_RULES = tuple(
    (kind, re.compile(rf"\b(?:{pattern})\b"))
    for kind, pattern in (
        (AnswerType.TIME, _TIME),
        (AnswerType.NUMBER, _NUMBER),
        (AnswerType.NAME, _NAME),
        (AnswerType.PLACE, _PLACE),
    )
)
_NAMED = frozenset({FactKind.NAME, FactKind.ACRONYM})
_DURATION = re.compile(
    r"\b(century|centuries|decades?|years?|months?|weeks?|days?|ago|today|yesterday|tomorrow)\b"
)
_QUANTITY = re.compile(
    r"\b(no|none|several|many|few|dozens?|hundreds?|thousands?|millions?|billions?|percent|once|twice)\b|%"
)


def answer_type(question: str) -> AnswerType:
    """The first rule that matches; ``ANY`` where none does."""
    low = fold(question).lower()
    return next((kind for kind, pattern in _RULES if pattern.search(low)), AnswerType.ANY)


def carries(sentence: str, question: str, kind: AnswerType) -> bool:
    """Whether ``sentence`` holds something of that kind which does not stand in the question."""
    if kind is AnswerType.ANY:
        return True
    return bool(carriers(sentence, question, kind))


def carriers(sentence: str, question: str, kind: AnswerType) -> frozenset[str]:
    """The tokens of ``sentence`` that could be the answer, folded; empty for ``ANY``."""
    if kind is AnswerType.ANY:
        return frozenset()
    if kind in (AnswerType.NAME, AnswerType.PLACE):
        return _new_names(sentence, frozenset(words(question)))
    numbers = frozenset(numbers_in(sentence) - numbers_in(question))
    pattern = _DURATION if kind is AnswerType.TIME else _QUANTITY
    spoken = frozenset(m.group().lower() for m in pattern.finditer(sentence.lower()))
    dates = frozenset(fold(f.value).lower() for f in facts(sentence) if f.kind is FactKind.DATE)
    extra = spoken | (dates if kind is AnswerType.TIME else frozenset())
    return numbers | (extra - frozenset(words(question)))


def _new_names(sentence: str, asked: Collection[str]) -> frozenset[str]:
    """Names of the sentence that the question does not hold; its capitalised first word counts."""
    opening = sentence.lstrip("\"'“‘(").split(maxsplit=1)[:1]
    named = [f.value for f in facts(sentence) if f.kind in _NAMED]
    parts = (w for value in [*named, *(o for o in opening if o[:1].isupper())] for w in words(value))
    return frozenset(w for w in parts if w not in asked and w not in ENGLISH_STOP_WORDS and len(w) > 1)
