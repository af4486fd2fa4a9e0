"""The names in a question: what a document must say to be about the same person, firm or place."""

from __future__ import annotations

import re

from app.retrieval.facts import Fact, FactKind, facts
from app.retrieval.stop_words import GERMAN_STOP_WORDS
from app.retrieval.words import fold, is_german

_TITLES = frozenset(["mr", "mrs", "ms", "miss", "dr", "prof", "herr", "herrn", "frau"])
_TITLED = re.compile(r"\b(?:mr|mrs|ms|miss|dr|prof|herrn?|frau)\.? +([^\W\d_][\w'’-]*)", re.IGNORECASE)


def names_asked(question: str) -> tuple[Fact, ...]:
    """Names with dates, acronyms and addresses; no numbers, and no "Mr", which stands for nobody.

    German writes every noun like a name. Where somebody is called "Herr" or "Frau" only such names count there; where
    nobody is, all nouns do: which of them are names cannot be told.
    """
    found = tuple(
        f for f in facts(question) if f.kind is not FactKind.NUMBER and _plain(f.value) not in _TITLES
    )
    if not is_german(question):
        return found
    people = {_plain(name) for name in _TITLED.findall(question)}
    called = tuple(f for f in found if _plain(f.value) in people)
    return called or tuple(f for f in found if _plain(f.value) not in GERMAN_STOP_WORDS)


def _plain(word: str) -> str:
    return fold(word).lower().strip(".")
