"""Finds the passages that bear on a question: both searches, one ranking. Needs the embedder, no language
model.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from app.domain.documents import StoredChunk
from app.domain.embeddings import Vectors
from app.domain.ids import ChunkId, ContentId
from app.domain.jobs import CancelToken
from app.domain.ports import ChunkReader, DenseScore, Embedder, TextIndex, VectorIndex
from app.domain.retrieval import Hit, Query, SearchResult
from app.retrieval.followup import complete
from app.retrieval.fusion import (
    FIRST_STAGE,
    Candidate,
    Retrieval,
    Scored,
    fuse,
    with_documents,
    without_duplicates,
)
from app.retrieval.matching import matcher, with_matches
from app.retrieval.words import MAX_QUERY_TERMS, Rarity, query_terms
from app.services.scoping import Scoping

_READ = 30
"""Chunks whose text is looked at."""
_SPARE = 2
"""Candidates read per hit wanted, so that near-duplicates can be left out."""
_NAMED = 0.3
"""What a passage gains by standing in a document that the question names."""


@dataclass(frozen=True, slots=True)
class _View:
    """One way of asking: a text, its full-text terms, where to look, and what its passages gain by that."""

    text: str
    terms: tuple[str, ...]
    scope: Sequence[ContentId] | None
    gain: float = 0.0


class SearchService:
    """Search over the library; safe to call from any one thread at a time."""

    def __init__(
        self,
        chunks: ChunkReader,
        text_index: TextIndex,
        vector_index: Callable[[], VectorIndex],
        embedder: Embedder,
    ) -> None:
        self._chunks = chunks
        self._text_index = text_index
        self._vector_index = vector_index
        self._embedder = embedder
        self._scoping = Scoping(chunks, text_index)

    def search(self, query: Query, cancel: CancelToken) -> SearchResult:
        """The best ``query.top_k`` passages. Raises Cancelled, and EngineError when the embedder fails."""
        started = time.perf_counter()
        found = self.retrieve(query, cancel)
        hits = tuple(_hit(rank, c) for rank, c in enumerate(found.candidates[: query.top_k], 1))
        return SearchResult(hits, found.question, (time.perf_counter() - started) * 1000)

    def retrieve(self, query: Query, cancel: CancelToken) -> Retrieval:
        """What ``search`` finds, with the signals behind it."""
        question = complete(query.text.strip(), query.history)
        scope = None if query.scope is None else self._chunks.contents_in(query.scope)
        searchable = self._chunks.document_count(query.scope)
        space = self._embedder.space().name
        terms = query_terms(question)
        if not searchable or not terms:
            return Retrieval(question, (), Rarity(0, {}), space, searchable)
        rarity = Rarity(self._text_index.size(), self._text_index.document_frequencies(terms))
        cancel.raise_if_cancelled()
        views = [_View(question, rarity.rarest(terms, MAX_QUERY_TERMS), scope)]
        focus = self._scoping.focus(question, scope, query.scope)
        if focus is not None:
            views.append(_View(focus.rest, _rarest(focus.rest, rarity), focus.contents, _NAMED))
        ranked = self._rank(views)
        cancel.raise_if_cancelled()
        candidates = self._read(ranked, query, question, rarity)
        return Retrieval(question, tuple(candidates), rarity, space, searchable)

    def nearness(self, texts: Sequence[str], chunk_ids: Sequence[ChunkId]) -> list[dict[ChunkId, DenseScore]]:
        """Cosines of each text with these chunks and their sentences: how near an answer is to its evidence."""
        if not texts or not chunk_ids:
            return [{} for _ in texts]
        vectors = self._embedder.embed_queries(texts)
        index = self._vector_index()
        return [dict(index.score(one, chunk_ids)) for one in _rows(vectors)]

    def _rank(self, views: Sequence[_View]) -> list[Scored]:
        """What any of the views finds, best first; what several find counts by its best score."""
        vectors = self._embedder.embed_queries([view.text for view in views])
        best: dict[ChunkId, Scored] = {}
        for view, vector in zip(views, _rows(vectors), strict=True):
            for scored in self._seen(view, vector):
                known = best.get(scored.chunk_id)
                if known is None or known.score < scored.score:
                    best[scored.chunk_id] = scored
        return sorted(best.values(), key=_best_first)

    def _seen(self, view: _View, vector: Vectors) -> list[Scored]:
        text_hits = self._text_index.search(view.terms, FIRST_STAGE, view.scope)
        index = self._vector_index()
        near = index.search(vector, FIRST_STAGE, view.scope)
        ids = dict.fromkeys([hit.chunk_id for hit in text_hits] + [hit.chunk_id for hit in near])
        return [
            replace(s, score=s.score + view.gain) for s in fuse(text_hits, index.score(vector, list(ids)))
        ]

    def _read(self, ranked: Sequence[Scored], query: Query, question: str, rarity: Rarity) -> list[Candidate]:
        wanted = ranked[: max(_READ, query.top_k * _SPARE)]
        scores = {s.chunk_id: s for s in wanted}
        stored: list[StoredChunk] = self._chunks.get([s.chunk_id for s in wanted], query.scope)
        match = matcher(question, rarity)
        candidates = with_documents([Candidate(c, scores[c.id]) for c in stored], match.weights)
        return without_duplicates(with_matches(candidates, match), query.top_k)


def _best_first(scored: Scored) -> tuple[float, int]:
    return -scored.score, scored.chunk_id


def _rarest(text: str, rarity: Rarity) -> tuple[str, ...]:
    return rarity.rarest(query_terms(text), MAX_QUERY_TERMS)


def _rows(vectors: Vectors) -> list[Vectors]:
    width = len(vectors.data) // max(1, vectors.count)
    return [Vectors(vectors.dims, 1, vectors.data[i * width : (i + 1) * width]) for i in range(vectors.count)]


def _hit(rank: int, candidate: Candidate) -> Hit:
    stored, chunk = candidate.stored, candidate.stored.chunk
    return Hit(
        rank=rank,
        chunk_id=stored.id,
        document_id=stored.document_id,
        path=stored.path,
        title=stored.title,
        page=chunk.page,
        page_to=chunk.page_to,
        span=chunk.span,
        heading_path=chunk.heading_path,
        text=chunk.text,
        score=candidate.scored.score,
    )
