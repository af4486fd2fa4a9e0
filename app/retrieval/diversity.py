"""Several documents among the first passages, and nothing twice.

A text that stands in two files is shown once. Beyond that a passage loses a little for each better passage of its own
document, so that of passages about equally good the one from a document not yet seen comes first: a question over four
quarterly reports should see all four. One that a better passage quotes whole (a mail below its reply) loses as much as
any can. It loses its place only: the reader judges it by its own score. Where a question names its document nothing is
lowered (on look-alike forms the first quote is right in .76 then, and in .73 otherwise).

Share of the right documents among the first five, without and with it: eight look-alike quarterly reports .90 and .91
(among the first ten .92 and .96), MTRAG-UN .940 and .949; MuSiQue and HotpotQA, a year's chats and SQuAD 2 as before.
The first place stays as it is. A larger loss (.06) costs one of 205 SQuAD 2 questions its place among the first five.
Chosen on these sets. A gain for passages beside others that were found was tried as well (.05 to .3, by words and by
cosine): it helps nowhere, and on look-alike forms the right page falls from .87 to .84 first places.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from app.domain.ids import ChunkId
from app.retrieval.fusion import Candidate
from app.retrieval.words import words

REPEAT_LOSS = 0.03
"""What a passage loses for each better one of its document."""
MOST_REPEATS = 3
"""More of them lower a passage no further."""
_DUPLICATE = 0.9
"""Share of words (or of neighbouring words) in common from which two texts are one."""
_LONG_ENOUGH = 12
"""A text of fewer neighbouring words may stand in a longer one by chance."""


@dataclass(frozen=True, slots=True)
class _Bag:
    """A text as its words and its pairs of neighbouring words."""

    words: frozenset[str]
    pairs: frozenset[tuple[str, str]]

    def same(self, other: _Bag) -> bool:
        """Two versions of a text that differ in a number are not the same."""
        fewer, more = sorted((len(self.words), len(other.words)))
        if fewer <= _DUPLICATE * more:
            return False
        common = self.words & other.words
        alike = len(common) > _DUPLICATE * (fewer + more - len(common))
        return alike and not _numbers((self.words | other.words) - common)

    def within(self, other: _Bag) -> bool:
        """Nearly all of it stands in ``other``, all of its numbers among that."""
        if not _LONG_ENOUGH <= len(self.pairs) <= len(other.pairs) / _DUPLICATE:
            return False
        most = len(self.pairs & other.pairs) > _DUPLICATE * len(self.pairs)
        return most and not _numbers(self.words - other.words)


def without_duplicates(candidates: Iterable[Candidate], limit: int) -> list[Candidate]:
    """The first ``limit`` candidates whose words differ from those before them (Jaccard of the word sets up to .9)."""
    kept: list[Candidate] = []
    bags: list[_Bag] = []
    for candidate in candidates:
        if len(kept) == limit:
            break
        bag = _bag(candidate.stored.chunk.text)
        if not any(bag.same(other) for other in bags):
            kept.append(candidate)
            bags.append(bag)
    return kept


def spread(candidates: Sequence[Candidate], limit: int) -> list[Candidate]:
    """The first ``limit`` of the ranking in which every passage loses by the better ones of its document, and by one
    that quotes it.
    """
    left = list(candidates)
    bags = {c.stored.id: _bag(c.stored.chunk.text) for c in left}
    repeats: Counter[ChunkId] = Counter()
    chosen: list[Candidate] = []
    while left and len(chosen) < limit:
        losses = [REPEAT_LOSS * min(repeats[c.stored.id], MOST_REPEATS) for c in left]
        at = max(range(len(left)), key=lambda n: (left[n].scored.score - losses[n], -n))
        best = left.pop(at)
        chosen.append(replace(best, scored=replace(best.scored, repeats=losses[at])))
        for other in left:
            quoted = bags[other.stored.id].within(bags[best.stored.id])
            same = other.stored.content_id == best.stored.content_id
            repeats[other.stored.id] += MOST_REPEATS if quoted else same
    return chosen


def _bag(text: str) -> _Bag:
    found = words(text)
    return _Bag(frozenset(found), frozenset(pairwise(found)))


def _numbers(found: Iterable[str]) -> bool:
    return any(c.isdigit() for word in found for c in word)
