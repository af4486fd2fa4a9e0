"""A small taught reader: how likely it is that a sentence tells what a meeting settled.

A linear model over what can be seen of the sentence (``decision_features``), the same smoothed over its neighbours,
and its meaning and that of its neighbours (vectors of the embedder). Only differences within one meeting count, so
scores are relative to the meeting's mean. Weights, data and figures: ``resources/minutes``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.tasks.minutes.decision_features import NAMES
from app.tasks.minutes.pieces import Piece
from app.tasks.minutes.vectors import Vector, dot

NEAR, FAR, AROUND = 6, 20, 4
"""Pieces on either side over which columns of ``SMOOTHED``, ``SMOOTHED_FAR`` and the vectors are averaged."""
SMOOTHED = (
    "stems", "cue", "against", "accepted", "question", "task", "we", "will", "should", "maybe", "number", "degree",
)  # fmt: skip
SMOOTHED_FAR = ("cue", "accepted", "task", "question", "against")
FEWEST_STEMS = 3
"""Shorter sentences are not scored by their own words; they have no vector."""


@dataclass(frozen=True, slots=True)
class DecisionHead:
    """Weights in the order of ``NAMES``, ``SMOOTHED`` and ``SMOOTHED_FAR``, and two as long as a vector.

    ``space`` names the vectors it was taught on.
    """

    space: str
    seen: tuple[float, ...]
    near: tuple[float, ...]
    far: tuple[float, ...]
    meaning: tuple[float, ...]
    around: tuple[float, ...]

    def scores(
        self, pieces: Sequence[Piece], rows: Sequence[Sequence[float]], vectors: Sequence[Vector | None]
    ) -> list[float]:
        """One score per piece, 0 being the mean of the meeting's sentences; linear in their number."""
        total = [dot(self.seen, row) for row in rows]
        total = _added(total, _smoothed(_weighed(rows, SMOOTHED, self.near), NEAR))
        total = _added(total, _smoothed(_weighed(rows, SMOOTHED_FAR, self.far), FAR))
        total = _added(total, _centred([dot(self.meaning, v) if v is not None else None for v in vectors]))
        around = _centred([dot(self.around, v) if v is not None else None for v in vectors])
        total = _added(total, _smoothed(around, AROUND))
        judged = [
            score for piece, score in zip(pieces, total, strict=True) if len(piece.stems) >= FEWEST_STEMS
        ]
        mean = sum(judged) / len(judged) if judged else 0.0
        return [score - mean for score in total]


def columns(names: Sequence[str]) -> list[int]:
    """Where these stand in a row of features."""
    return [NAMES.index(name) for name in names]


def _weighed(rows: Sequence[Sequence[float]], names: Sequence[str], weights: Sequence[float]) -> list[float]:
    chosen = columns(names)
    return [sum(weight * row[i] for weight, i in zip(weights, chosen, strict=True)) for row in rows]


def _centred(values: Sequence[float | None]) -> list[float]:
    """Less the mean of those that are there; 0 for the others."""
    there = [value for value in values if value is not None]
    mean = sum(there) / len(there) if there else 0.0
    return [0.0 if value is None else value - mean for value in values]


def _smoothed(values: Sequence[float], reach: int) -> list[float]:
    """Means over ``reach`` places on either side, by running sums."""
    sums = [0.0]
    for value in values:
        sums.append(sums[-1] + value)
    count = len(values)
    spans = ((max(0, i - reach), min(count, i + reach + 1)) for i in range(count))
    return [(sums[last] - sums[first]) / (last - first) for first, last in spans]


def _added(a: Sequence[float], b: Sequence[float]) -> list[float]:
    return [x + y for x, y in zip(a, b, strict=True)]
