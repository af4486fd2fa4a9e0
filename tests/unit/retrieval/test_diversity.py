from __future__ import annotations

from dataclasses import replace

import pytest

from app.domain.ids import ChunkId, ContentId
from app.domain.ports import DenseScore, ScoredChunk
from app.retrieval.diversity import MOST_REPEATS, REPEAT_LOSS, spread, without_duplicates
from app.retrieval.fusion import Candidate, Scored, fuse
from tests.unit.retrieval.worlds import BIRDS, LEASE, stored

REPLY = f"Thank you, that is what we agreed on, as far as I remember it. > {LEASE} Kind regards"


def test_near_duplicates_are_left_out_but_not_where_a_number_differs() -> None:
    texts = [LEASE, LEASE.replace("1,450", "1,500"), BIRDS]
    scored = fuse([ScoredChunk(ChunkId(n), 3.0 - n) for n in range(3)], {})
    candidates = [Candidate(stored(n, t, str(n)), scored[n]) for n, t in enumerate(texts)]
    assert [c.stored.title for c in without_duplicates(candidates, 3)] == ["0", "1", "2"]
    again = [*candidates[:1], Candidate(stored(7, LEASE.upper(), "7"), scored[0]), *candidates[2:]]
    assert [c.stored.title for c in without_duplicates(again, 3)] == ["0", "2"]
    assert len(without_duplicates(candidates, 1)) == 1


def ranked(*texts: str) -> list[Candidate]:
    scored = fuse([ScoredChunk(ChunkId(n), 9.0 - n) for n in range(len(texts))], {})
    return [Candidate(stored(n, t, str(n)), scored[n]) for n, t in enumerate(texts)]


@pytest.mark.parametrize(
    ("better", "worse", "loss"),
    [
        (REPLY, LEASE, MOST_REPEATS * REPEAT_LOSS),
        (LEASE, REPLY, 0.0),
        (REPLY, LEASE.replace("1,450", "1,500"), 0.0),
        (LEASE, "The monthly rent is 1,450 euros.", 0.0),
    ],
    ids=["quoted whole", "says more", "another number", "a short line"],
)
def test_what_a_better_passage_quotes_whole_loses(better: str, worse: str, loss: float) -> None:
    candidates = ranked(better, worse, BIRDS)
    found = {c.stored.title: c.scored for c in spread(candidates, 3)}
    assert found["1"].standing == pytest.approx(candidates[1].scored.score - loss)
    assert found["1"].score == candidates[1].scored.score
    assert found["0"].repeats == found["2"].repeats == 0


def of(document: int, score: float, number: int) -> Candidate:
    chunk = replace(stored(number, f"Passage {number}.", str(number)), content_id=ContentId(document))
    return Candidate(chunk, Scored(ChunkId(number), score, DenseScore(0.0, ()), 0.0))


def test_of_passages_about_equally_good_the_other_document_comes_first() -> None:
    found = spread([of(1, 2.0, 1), of(1, 1.9, 2), of(2, 1.88, 3), of(1, 1.6, 4)], 3)
    assert [c.stored.id for c in found] == [1, 3, 2]
    assert [c.scored.standing for c in found] == pytest.approx([2.0, 1.88, 1.9 - REPEAT_LOSS])


def test_a_clearly_better_passage_keeps_its_place_and_one_document_its_order() -> None:
    assert [c.stored.id for c in spread([of(1, 2.0, 1), of(1, 1.9, 2), of(2, 1.8, 3)], 9)] == [1, 2, 3]
    alone = spread([of(1, 2.0 - n / 100, n) for n in range(8)], 8)
    assert [c.stored.id for c in alone] == list(range(8))
    assert alone[-1].scored.standing == pytest.approx(1.93 - MOST_REPEATS * REPEAT_LOSS)
