"""The sentences of the evidence that a checked sentence may rest on, nearest words first."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from app.retrieval.facts import FactKind, FactSource, facts
from app.retrieval.numerals import numbers_in
from app.retrieval.words import content_stems, fold, words

CARRIES = 0.6
"""Share of a sentence's content words that an evidence sentence must hold before the two are compared clause by clause:
below it they speak of different things. Set on made-up pairs, not fitted.
"""
_AS_NEAR = 0.9
_KNOWN_TEXTS = 256
_TITLE = r"(?:\b(?:Mrs?|Ms|Dr|Prof|Herrn?|Frau|M|Mme|Sra?)\.?\s+)?"


@dataclass(frozen=True, slots=True)
class Source:
    """One piece of evidence: what it says (``text``, with its title in ``header``) cut into ``sentences``.

    ``cosines`` are those of the sentence being checked with each of them.
    """

    n: int
    header: str
    text: str
    sentences: tuple[str, ...]
    cosines: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """One evidence sentence; ``near`` adds its neighbours and header, where a name may stand that it leaves out.

    ``claim`` is the checked sentence without the names that stand there only ("He takes ..."), ``overlap`` the share of
    its content words that this sentence holds.
    """

    text: str
    near: str
    claim: str
    overlap: float


@lru_cache(maxsize=_KNOWN_TEXTS)
def fact_source(text: str) -> FactSource:
    """The text prepared for looking up facts; kept, because one evidence is asked many times."""
    return FactSource(text)


def whole(sources: Iterable[Source]) -> str:
    """Headers and texts of all sources."""
    return "\n".join(f"{s.header}\n{s.text}" for s in sources)


def held(stems: Sequence[str], text: str) -> float:
    """Share of ``stems`` that stand in ``text``, numbers by value; 1 when there are none."""
    known, numbers = frozenset(content_stems(text)), numbers_in(text)
    return sum(s in known or s in numbers for s in stems) / len(stems) if stems else 1.0


def lines(text: str, sources: Sequence[Source]) -> list[Line]:
    """All evidence sentences, the one that holds most of the content words of ``text`` first."""
    names = _names(text, sources)
    found = [
        _line(text, names, sentence, _near(source, k))
        for source in sources
        for k, sentence in enumerate(source.sentences)
    ]
    return sorted(found, key=lambda line: line.overlap, reverse=True)


def carriers(found: Sequence[Line]) -> list[Line]:
    """Those that say nearly as much of it as the best one, if that says most of it."""
    if not found or found[0].overlap < CARRIES:
        return []
    return [line for line in found if line.overlap >= max(CARRIES, _AS_NEAR * found[0].overlap)]


def _line(text: str, names: Sequence[str], sentence: str, near: str) -> Line:
    claim, told_here, told_near = text, words(sentence), words(near) if names else ()
    elsewhere = [n for n in names if (w := fold(n).lower()) not in told_here and w in told_near]
    if elsewhere:
        claim = re.sub(rf"{_TITLE}\b(?:{'|'.join(map(re.escape, elsewhere))})\b", "", text)
    return Line(sentence, near, claim, held(content_stems(claim), sentence))


def _names(text: str, sources: Sequence[Source]) -> list[str]:
    """The names of a text; its first word is one where the evidence has it as one."""
    named = [f.value for f in facts(text) if f.kind is FactKind.NAME]
    first = words(text)[:1]
    return [*named, *(text.split()[:1] if first and first[0] in fact_source(whole(sources)).names else [])]


def _near(source: Source, k: int) -> str:
    return "\n".join((source.header, *source.sentences[max(0, k - 2) : k + 2]))
