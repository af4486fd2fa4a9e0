"""Whether the facts of a sentence stand where the rest of it stands.

A number that the evidence holds somewhere is not yet the number of this matter: "due on 7 March", where the evidence
says "due on 5 March" and "7" three lines further on.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from app.retrieval.facts import Fact, FactKind, facts
from app.retrieval.grounding_lines import Line, fact_source, held
from app.retrieval.words import content_stems, fold

_TELLS_IT = 0.75
"""Share of the other content words that an evidence sentence holds when it speaks of the very matter."""
_ENOUGH_WORDS = 2
_SAME_START = 5
_LAST, _FIRST = re.compile(r"(\w+)[ \n$€£]+$"), re.compile(r"[ \n]+(\w+)")
_SAME_KINDS = {
    FactKind.NUMBER: {FactKind.NUMBER},
    FactKind.DATE: {FactKind.DATE},
    FactKind.NAME: {FactKind.NAME, FactKind.ACRONYM},
    FactKind.ACRONYM: {FactKind.NAME, FactKind.ACRONYM},
    FactKind.ADDRESS: {FactKind.ADDRESS},
}


@dataclass(frozen=True, slots=True)
class Replaced:
    """A fact of the sentence, and what the evidence has in its place."""

    said: str
    meant: str


def replaced_fact(text: str, found: Sequence[Line]) -> Replaced | None:
    """The first fact that the evidence gives otherwise where it tells the rest of the sentence; None where all is well.

    ``found`` are the evidence sentences, best first. A fact is given otherwise when the best sentence has another one
    of its kind next to the same word, and no sentence that speaks of the matter (nor its neighbours) holds it.
    """
    claimed = facts(text)
    plain = _without(text, claimed)
    stems = content_stems(plain)
    if not claimed or len(stems) < _ENOUGH_WORDS or not found:
        return None
    telling = [line for line in found if held(stems, line.text) >= _TELLS_IT]
    if not telling:
        return None
    for fact in claimed:
        if any(fact_source(line.near).holds(fact) for line in telling):
            continue
        for line in telling:
            other = _in_its_place(fact, text, line.text, claimed)
            if other is not None:
                return Replaced(fact.value, other)
    return None


def _without(text: str, claimed: Sequence[Fact]) -> str:
    for fact in claimed:
        text = text.replace(fact.value, " ")
    return text


def _in_its_place(fact: Fact, text: str, source: str, claimed: Sequence[Fact]) -> str | None:
    """Another fact of that kind in ``source`` with the same word before or behind it."""
    said = {f.value for f in claimed}
    ours = _company(fact.value, text)
    for other in facts(source):
        alike = fold(other.value).lower()[:_SAME_START] == fold(fact.value).lower()[:_SAME_START]
        if other.kind in _SAME_KINDS[fact.kind] and other.value not in said and not alike:
            theirs = _company(other.value, source)
            if ours[0] and ours[0] == theirs[0] or ours[1] and ours[1] == theirs[1]:
                return other.value
    return None


def _company(value: str, text: str) -> tuple[str, str]:
    """The words before and behind ``value``; empty at an end."""
    match = re.search(rf"(?<!\w){re.escape(value)}(?!\w)", text)
    if match is None:
        return "", ""
    before, behind = _LAST.search(text[: match.start()]), _FIRST.match(text[match.end() :])
    return (fold(before[1]).lower() if before else ""), (fold(behind[1]).lower() if behind else "")
