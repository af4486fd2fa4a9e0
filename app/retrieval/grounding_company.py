"""A free rephrasing cannot be aligned with its source; then its "not", its numbers and names must keep their company.

A "not" that no evidence sentence near it says, and a number or name that stands in the evidence among other words only,
may be right, but nobody can tell from words: such a sentence is supported in part at most.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from app.domain.retrieval import Fault, FaultKind
from app.retrieval.facts import FactKind, facts
from app.retrieval.grounding_lines import Line, held
from app.retrieval.grounding_opposites import denies
from app.retrieval.words import content_stems

_NEAREST = 3
"""Evidence sentences that hold most of the words; where the "not" has to be."""
_LOOKED_UP = frozenset({FactKind.NUMBER, FactKind.NAME, FactKind.ACRONYM})
_IN_COMPANY = 0.25
"""Share of a sentence's other content words that stand around its number or name in the evidence."""


def out_of_company(text: str, found: Sequence[Line]) -> Iterator[Fault]:
    """``found`` are the evidence sentences, best first."""
    nearest = found[:_NEAREST]
    if nearest and denies(text) and not any(denies(line.text) for line in nearest):
        yield Fault(FaultKind.ADDED_CONDITION, "not")
    for fact in facts(text):
        if fact.kind in _LOOKED_UP and not _accompanied(fact.value, text, found):
            yield Fault(FaultKind.ADDED_CONDITION, fact.value)


def _accompanied(value: str, text: str, found: Sequence[Line]) -> bool:
    """True also where no evidence sentence holds it in this writing; other rules see to that."""
    pattern = re.compile(rf"(?<!\w)(?<!\d[.,]){re.escape(value)}(?!\w|[.,]\d)")
    others = content_stems(pattern.sub(" ", text))
    places = [line for line in found if pattern.search(line.text)]
    return not places or not others or any(held(others, line.near) >= _IN_COMPANY for line in places)
