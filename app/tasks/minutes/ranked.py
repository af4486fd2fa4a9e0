"""Choosing lines: the best ones within a budget, no two that say the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.tasks.minutes.pieces import Piece

_SAME = 0.6
_NEAR = 12


@dataclass(frozen=True, slots=True)
class Scored:
    """A sentence that could become a line of the minutes."""

    piece: Piece
    score: float


def choose(candidates: Sequence[Scored], limit: int, at_least: float) -> list[Scored]:
    """The best ``limit`` that reach ``at_least``, in the order they were said."""
    kept: list[Scored] = []
    for candidate in sorted(candidates, key=lambda c: (-c.score, c.piece.at)):
        if candidate.score < at_least or len(kept) == limit:
            break
        if not any(says_the_same(candidate.piece, other.piece) for other in kept):
            kept.append(candidate)
    return sorted(kept, key=lambda c: c.piece.at)


def says_the_same(a: Piece, b: Piece) -> bool:
    """Most of the words shared, wherever they were said."""
    return overlap(a.stems, b.stems) >= _SAME


def overlap(a: frozenset[str], b: frozenset[str]) -> float:
    """Jaccard: shared of all; 1 for two empty sets."""
    return len(a & b) / len(a | b) if a | b else 1.0


def budget(utterances: int, words: int, per_thousand_words: float, least: int, most: int) -> int:
    """How many lines of a kind a meeting of that length gets; never more than there are utterances."""
    return max(1, min(most, max(least, round(words / 1000 * per_thousand_words)), utterances))
