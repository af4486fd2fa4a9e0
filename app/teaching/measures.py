"""How well a passage was read: short answers against the true ones, and "not in there" against the truth.

Exact match and token F1 are those of SQuAD (Rajpurkar et al. 2016): lower case, no punctuation, no articles. AUROC is
the probability that a passage with the answer is believed in more than one without, ties counting half (Hanley and
McNeil 1982).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean

from app.retrieval.agreement import answer_words, token_f1


@dataclass(frozen=True, slots=True)
class Outcome:
    """One reading: the true answer (None: not in there), what was written, and the probability of "none"."""

    answer: str | None
    written: str
    none: float


@dataclass(frozen=True, slots=True)
class Scores:
    """Shares from 0 to 1; None where nothing could be measured."""

    readings: int
    exact: float | None
    f1: float | None
    auroc: float | None

    @property
    def total(self) -> float:
        """Both abilities as one number: F1, and how far AUROC is from chance (0) to perfect (1)."""
        parts = [] if self.f1 is None else [self.f1]
        parts += [] if self.auroc is None else [max(0.0, 2.0 * self.auroc - 1.0)]
        return fmean(parts) if parts else 0.0


def scores(outcomes: Sequence[Outcome]) -> Scores:
    """Of all outcomes."""
    answered = [(o.answer, o.written) for o in outcomes if o.answer is not None]
    believed = [1.0 - o.none for o in outcomes if o.answer is not None]
    doubted = [1.0 - o.none for o in outcomes if o.answer is None]
    return Scores(
        len(outcomes),
        fmean(float(answer_words(true) == answer_words(said)) for true, said in answered)
        if answered
        else None,
        fmean(token_f1(true, said) for true, said in answered) if answered else None,
        auroc(believed, doubted) if believed and doubted else None,
    )


def auroc(high: Sequence[float], low: Sequence[float]) -> float:
    """How often one of ``high`` is above one of ``low``."""
    ranked = sorted([(value, True) for value in high] + [(value, False) for value in low])
    won, below, start = 0.0, 0, 0
    while start < len(ranked):
        end = start
        while end < len(ranked) and ranked[end][0] == ranked[start][0]:
            end += 1
        tied = sum(is_high for _, is_high in ranked[start:end])
        others = end - start - tied
        won += tied * (below + 0.5 * others)
        below += others
        start = end
    return won / (len(high) * len(low))
