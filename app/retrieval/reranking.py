"""What a cross-encoder's reading adds to a ranking."""

from __future__ import annotations

from collections.abc import Sequence

from app.retrieval.fusion import Candidate, Gain, ranked

RERANKED = 10
"""Candidates that are read. Neither this nor the weight below was tuned: no trained cross-encoder was at hand."""
RELEVANCE_WEIGHT = 1.0


def passage_of(candidate: Candidate) -> str:
    """A passage as it is read: under its title and headings."""
    stored = candidate.stored
    return "\n".join(
        dict.fromkeys(filter(None, (stored.title, *stored.chunk.heading_path, stored.chunk.text)))
    )


def with_relevance(candidates: Sequence[Candidate], relevance: Sequence[float]) -> list[Candidate]:
    """The first ``len(relevance)`` ranked anew, each raised by its relevance (0 to 1); the others stay behind them."""
    read = [
        c.raised(Gain.RELEVANCE, RELEVANCE_WEIGHT * value)
        for c, value in zip(candidates, relevance, strict=False)
    ]
    return [*ranked(read), *candidates[len(read) :]]
