from __future__ import annotations

from collections.abc import Sequence

import pytest

from app.domain.documents import Span
from app.domain.ids import ChunkId
from app.domain.ports import ScoredChunk
from app.retrieval.fusion import Candidate, Retrieval, fuse
from app.retrieval.packing import ALLOWANCES, Allowance, ModelClass, model_class, pack, with_context
from app.retrieval.reading import Quote
from app.retrieval.words import Rarity
from tests.unit.retrieval.worlds import BIRDS, LEASE, MENU, stored


def count(texts: Sequence[str]) -> list[int]:
    return [len(t.split()) for t in texts]


def found() -> tuple[Retrieval, list[Quote]]:
    chunks = [stored(1, LEASE, "Lease", page=7), stored(2, BIRDS, "Birds"), stored(3, MENU, "Menu")]
    scored = {s.chunk_id: s for s in fuse([ScoredChunk(ChunkId(n), 4.0 - n) for n in (1, 2, 3)], {})}
    candidates = tuple(Candidate(c, scored[c.id]) for c in chunks)
    spans = [c.chunk.sentences[1] for c in chunks]
    quotes = [
        Quote(i, span, c.chunk.text[span.start : span.end], 1.0)
        for i, (c, span) in enumerate(zip(chunks, spans, strict=True))
    ]
    return Retrieval("?", candidates, Rarity(3, {}), "fake", 3), quotes


@pytest.mark.parametrize(
    ("parameters", "expected"),
    [
        (0, ModelClass.TINY),
        (135_000_000, ModelClass.TINY),
        (494_000_000, ModelClass.TINY),
        (1_240_000_000, ModelClass.SMALL),
        (3_800_000_000, ModelClass.MEDIUM),
        (8_000_000_000, ModelClass.LARGE),
    ],
)
def test_model_classes(parameters: int, expected: ModelClass) -> None:
    assert model_class(parameters) is expected


def test_the_best_passage_is_last() -> None:
    packed = pack(*found(), ALLOWANCES[ModelClass.SMALL], count)
    assert [p.n for p in packed] == [3, 2, 1]
    assert packed[-1].source == "Lease, page 7"
    assert packed[-1].text == LEASE


def test_what_does_not_fit_goes_from_the_worst_end() -> None:
    room = len(LEASE.split()) + len(BIRDS.split())
    assert [p.n for p in pack(*found(), Allowance(3, room), count)] == [2, 1]
    small = pack(*found(), Allowance(3, 10), count)
    assert [p.text for p in small] == [found()[1][0].text]


def test_a_tiny_model_gets_the_quote_alone() -> None:
    packed = pack(*found(), ALLOWANCES[ModelClass.TINY], count)
    assert [p.text for p in packed] == [found()[1][0].text]
    assert pack(found()[0], [], ALLOWANCES[ModelClass.TINY], count) == []


def test_two_quotes_of_one_chunk_bring_it_once() -> None:
    library, quotes = found()
    again = Quote(0, quotes[0].span, quotes[0].text, 0.5)
    packed = pack(library, [quotes[0], again, quotes[1]], ALLOWANCES[ModelClass.SMALL], count)
    assert [p.n for p in packed] == [3, 1]


def test_a_quote_that_opens_with_a_pronoun_brings_the_sentence_before() -> None:
    text = "The nest is under the roof. It is built by both parents."
    chunk = stored(1, text, "Nest")
    candidate = Candidate(chunk, fuse([ScoredChunk(ChunkId(1), 1.0)], {})[0])
    assert with_context(Quote(0, Span(28, 56), text[28:], 1.0), candidate) == text
    assert with_context(Quote(0, Span(0, 27), text[:27], 1.0), candidate) == text[:27]
