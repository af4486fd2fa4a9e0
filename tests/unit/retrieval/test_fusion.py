from __future__ import annotations

import pytest

from app.domain.ids import ChunkId
from app.domain.ports import DenseScore, ScoredChunk
from app.retrieval.fusion import Candidate, fuse, without_duplicates
from tests.unit.retrieval.worlds import BIRDS, LEASE, stored


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


def test_near_duplicates_are_left_out_but_not_where_a_number_differs() -> None:
    texts = [LEASE, LEASE.replace("1,450", "1,500"), BIRDS]
    scored = fuse([ScoredChunk(ChunkId(n), 3.0 - n) for n in range(3)], {})
    candidates = [Candidate(stored(n, t, str(n)), scored[n]) for n, t in enumerate(texts)]
    assert [c.stored.title for c in without_duplicates(candidates, 3)] == ["0", "1", "2"]
    again = [*candidates[:1], Candidate(stored(7, LEASE.upper(), "7"), scored[0]), *candidates[2:]]
    assert [c.stored.title for c in without_duplicates(again, 3)] == ["0", "2"]
    assert len(without_duplicates(candidates, 1)) == 1
