from __future__ import annotations

import pytest

from app.domain.ids import ChunkId
from app.domain.ports import DenseScore, ScoredChunk
from app.retrieval.fusion import fuse


def test_scores_are_added_with_their_weights() -> None:
    fused = fuse(
        [ScoredChunk(ChunkId(1), 8.0), ScoredChunk(ChunkId(2), 4.0)],
        {ChunkId(2): DenseScore(0.6, (0.2, 0.9)), ChunkId(3): DenseScore(0.4, ())},
    )
    assert [(s.chunk_id, pytest.approx(s.score)) for s in fused] == [
        (2, 0.5 * 0.6 + 0.9 + 0.25),
        (3, 0.5 * 0.4 + 0.4),
        (1, 0.5),
    ]
    assert fused[0].best_sentence == 0.9


def test_nothing_found_is_nothing() -> None:
    assert fuse([], {}) == []
