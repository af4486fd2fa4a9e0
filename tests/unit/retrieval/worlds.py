"""A tiny library in memory: the ports that searching needs, over the shipped fake embedder."""

from __future__ import annotations

import struct
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

from app.domain.documents import Chunk, Span, StoredChunk
from app.domain.embeddings import Passage, Vectors
from app.domain.ids import ChunkId, ContentId, DocumentId
from app.domain.jobs import CancelToken
from app.domain.ports import DenseScore, DocumentName, ScoredChunk
from app.processes.fakes import FakeEmbedder
from app.retrieval.sentences import split_sentences
from app.retrieval.words import words

LEASE = """The lease of the house in Mill Lane begins on 1 May 2024. The monthly rent is 1,450 euros, payable by the
third working day. The notice period is three months to the end of a quarter."""
BIRDS = """Swifts sleep on the wing. A swift weighs about 40 grams. The nest is built by both parents under a roof."""
MENU = """The canteen serves soup on Mondays. Fish is served on Fridays. Coffee is free for guests."""


def stored(
    number: int, text: str, title: str, page: int | None = None, headings: tuple[str, ...] = ()
) -> StoredChunk:
    chunk = Chunk(0, Span(0, len(text)), text, headings, tuple(split_sentences(text)), page, page)
    path = Path("/library") / f"{title}.txt"
    return StoredChunk(ChunkId(number), DocumentId(number), ContentId(number), path, title, chunk)


class World:
    """ChunkReader, TextIndex and VectorIndex over a handful of chunks, one document each."""

    def __init__(self, *chunks: StoredChunk) -> None:
        self.embedder = FakeEmbedder()
        self.chunks = {c.id: c for c in chunks}
        passages = [Passage(c.title, c.chunk.text, c.chunk.sentences) for c in chunks]
        vectors = self.embedder.embed_passages(passages, CancelToken())
        self.vectors = dict(zip(self.chunks, vectors, strict=True))

    # ChunkReader
    def get(self, chunk_ids: Sequence[ChunkId], scope: Collection[Path] | None = None) -> list[StoredChunk]:
        return [self.chunks[i] for i in chunk_ids if i in self.chunks]

    def neighbours(self, chunk_id: ChunkId, before: int, after: int) -> list[StoredChunk]:
        return [self.chunks[chunk_id]]

    def contents_in(self, scope: Sequence[Path]) -> list[ContentId]:
        return [c.content_id for c in self.chunks.values() if any(c.path.is_relative_to(p) for p in scope)]

    def document_count(self, scope: Sequence[Path] | None = None) -> int:
        return len(self.chunks) if scope is None else len(self.contents_in(scope))

    def names(self, scope: Sequence[Path] | None = None) -> list[DocumentName]:
        return [
            DocumentName(c.content_id, c.path, c.title)
            for c in self.chunks.values()
            if scope is None or any(c.path.is_relative_to(p) for p in scope)
        ]

    def of_content(self, content_id: ContentId) -> list[StoredChunk]:
        return [c for c in self.chunks.values() if c.content_id == content_id]

    # TextIndex
    def _inside(self, chunk_id: ChunkId, scope: Collection[ContentId] | None) -> bool:
        return scope is None or self.chunks[chunk_id].content_id in scope

    def document_frequencies(self, terms: Sequence[str]) -> dict[str, int]:
        return {t: sum(t in words(c.chunk.text) for c in self.chunks.values()) for t in terms}

    def size(self) -> int:
        return len(self.chunks)

    def text_search(
        self, terms: Sequence[str], limit: int, scope: Collection[ContentId] | None
    ) -> list[ScoredChunk]:
        found = []
        for i, chunk in self.chunks.items():
            counts = Counter(words(f"{chunk.title} {chunk.chunk.text}"))
            score = float(sum(counts[t.lower()] > 0 for t in terms))
            if score and self._inside(i, scope):
                found.append(ScoredChunk(i, score))
        return sorted(found, key=_descending)[:limit]

    # VectorIndex
    def vector_search(
        self, query: Vectors, limit: int, scope: Collection[ContentId] | None
    ) -> list[ScoredChunk]:
        ids = [i for i in self.chunks if self._inside(i, scope)]
        scores = [ScoredChunk(i, max(s.chunk, *s.sentences)) for i, s in self.score(query, ids).items()]
        return sorted(scores, key=_descending)[:limit]

    def score(self, query: Vectors, chunk_ids: Sequence[ChunkId]) -> Mapping[ChunkId, DenseScore]:
        found = {}
        for i in chunk_ids:
            rows = _rows(self.vectors[i].sentences, query.dims)
            found[i] = DenseScore(
                _cosine(query.data, self.vectors[i].chunk), tuple(_cosine(query.data, r) for r in rows)
            )
        return found


class TextSide:
    """The TextIndex of a world."""

    def __init__(self, world: World) -> None:
        self.search = world.text_search
        self.document_frequencies = world.document_frequencies
        self.size = world.size


class VectorSide:
    """The VectorIndex of a world."""

    def __init__(self, world: World) -> None:
        self.search = world.vector_search
        self.score = world.score


def _descending(scored: ScoredChunk) -> tuple[float, int]:
    return -scored.score, scored.chunk_id


def _rows(data: bytes, dims: int) -> list[bytes]:
    return [data[i : i + 4 * dims] for i in range(0, len(data), 4 * dims)]


def _cosine(a: bytes, b: bytes) -> float:
    return sum(
        x * y for (x,), (y,) in zip(struct.iter_unpack("<f", a), struct.iter_unpack("<f", b), strict=True)
    )


def small_world() -> World:
    return World(
        stored(1, LEASE, "Lease Mill Lane", page=7),
        stored(2, BIRDS, "Swifts"),
        stored(3, MENU, "Canteen", page=1),
    )
