"""Finds the passages that bear on a question: both searches, one ranking. Needs the embedder, no language
model.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from app.domain.documents import StoredChunk
from app.domain.errors import EngineError, UserError
from app.domain.ids import ChunkId, ContentId
from app.domain.jobs import CancelToken
from app.domain.ports import ChunkReader, DenseScore, Embedder, Reranker, TextIndex, VectorIndex
from app.domain.retrieval import Hit, Narrowed, Query, SearchResult
from app.retrieval.answerability import judge
from app.retrieval.diversity import spread, without_duplicates
from app.retrieval.followup import complete, context, pull, with_context
from app.retrieval.fusion import Candidate, Retrieval, with_documents
from app.retrieval.matching import matcher, with_matches
from app.retrieval.reading import read
from app.retrieval.reranking import RERANKED, passage_of, with_relevance
from app.retrieval.singling import Singled, single_out
from app.retrieval.stages import ALL_STAGES, StageClock, Stages
from app.retrieval.words import MAX_QUERY_TERMS, Rarity, content_stems, query_terms
from app.services.first_stage import FirstStage, Ranked, View, rows_of
from app.services.scoping import Scoping

log = logging.getLogger(__name__)

_READ = 30
"""Chunks whose text is looked at; in a conversation up to as many again."""
_SPARE = 2
"""Candidates read per hit wanted, so that near-duplicates can be left out."""
_LEADING = 3
"""Passages of documents that the question singles out that a list of hits begins with."""
_NAMED = 0.3
"""What a passage gains by standing in a document that the question names."""


class SearchService:
    """Search over the library; safe to call from any one thread at a time."""

    def __init__(
        self,
        chunks: ChunkReader,
        text_index: TextIndex,
        vector_index: Callable[[], VectorIndex],
        embedder: Embedder,
        reranker: Reranker | None = None,
        stages: Stages = ALL_STAGES,
        clock: StageClock | None = None,
    ) -> None:
        self._chunks = chunks
        self._text_index = text_index
        self._vector_index = vector_index
        self._embedder = embedder
        self._reranker = reranker
        self._stages = stages
        self._clock = clock or StageClock()
        self._scoping = Scoping(chunks, text_index)
        self._first_stage = FirstStage(text_index, vector_index, embedder, stages, self._clock)

    def search(self, query: Query, cancel: CancelToken) -> SearchResult:
        """The best ``query.top_k`` passages. Raises Cancelled, and EngineError when the embedder fails."""
        started = time.perf_counter()
        found, pool = self._find(query, cancel)
        listed = _listed(found, pool) if pool else found.candidates
        hits = tuple(_hit(rank, c) for rank, c in enumerate(listed[: query.top_k], 1))
        elapsed = (time.perf_counter() - started) * 1000
        return SearchResult(hits, found.question, elapsed, found.narrowed)

    def retrieve(self, query: Query, cancel: CancelToken) -> Retrieval:
        """What an answer is read from, with the signals behind it: as ``search`` finds, but all of the documents that
        the question singles out come before any of the others.
        """
        return self._find(query, cancel)[0]

    def _find(self, query: Query, cancel: CancelToken) -> tuple[Retrieval, Sequence[Candidate]]:
        """What is found, and all that was looked at where the question singles out documents (else nothing)."""
        asked = query.text.strip()
        question = complete(asked, query.history) if self._stages.conversation else asked
        scope = None if query.scope is None else self._chunks.contents_in(query.scope)
        searchable = self._chunks.document_count(query.scope)
        space = self._embedder.space().name
        terms = query_terms(question)
        if not searchable or not terms:
            return Retrieval(question, (), Rarity(0, {}), space, searchable), ()
        with self._clock("full text"):
            rarity = Rarity(self._text_index.size(), self._text_index.document_frequencies(terms))
        cancel.raise_if_cancelled()
        searched = asked if content_stems(asked) else question
        ranked, narrowed = self._ranked((searched, question), query, scope, rarity)
        cancel.raise_if_cancelled()
        # Who names a document wants that one, not others as well.
        spreading = self._stages.diversity and narrowed is None
        by_name = self._stages.names and not query.everywhere
        pool = self._pool(ranked, query, searched, rarity)
        found = Retrieval(question, (), rarity, space, searchable, narrowed)
        singled = single_out(searched, pool) if by_name else None
        if singled is not None:
            named = self._of_the_named(found, singled, query, searched)
            if judge(named, read(named)).reason is None:
                return named, pool
        return replace(found, candidates=tuple(self._chosen(pool, query, searched, spreading=spreading))), ()

    def _of_the_named(self, found: Retrieval, singled: Singled, query: Query, question: str) -> Retrieval:
        """The documents that the question singles out, and behind them the others, from which nothing is read."""
        meant = self._chosen(singled.meant, query, question, spreading=False)
        candidates = (*meant, *singled.others)[: query.top_k]
        return replace(found, candidates=candidates, aside=len(candidates) - len(meant))

    def nearness(self, texts: Sequence[str], chunk_ids: Sequence[ChunkId]) -> list[dict[ChunkId, DenseScore]]:
        """Cosines of each text with these chunks and their sentences: how near an answer is to its evidence."""
        if not texts or not chunk_ids:
            return [{} for _ in texts]
        vectors = self._embedder.embed_queries(texts)
        index = self._vector_index()
        return [dict(index.score(one, chunk_ids)) for one in rows_of(vectors)]

    def _ranked(
        self,
        questions: tuple[str, str],
        query: Query,
        scope: Sequence[ContentId] | None,
        rarity: Rarity,
    ) -> tuple[Ranked, Narrowed | None]:
        """By the question as it was asked and as it was completed, and by what is asked of documents that it names."""
        views = [View(text, _rarest(text, rarity), scope) for text in dict.fromkeys(questions)]
        spoken_of = context(query.history) if self._stages.conversation else ""
        by_name = self._stages.names and not query.everywhere
        with self._clock("names"):
            focus = self._scoping.focus(questions[0], scope, query.scope) if by_name else None
        if focus is None:
            return self._first_stage.rank(views, spoken_of), None
        there = View(focus.rest, _rarest(focus.rest, rarity), focus.contents, _NAMED)
        if focus.sure:
            ranked = self._first_stage.rank([there], "")
            if ranked.chunks:
                return ranked, Narrowed(focus.paths, only=True, rest=focus.rest)
        narrowed = Narrowed(focus.paths, only=False, rest=focus.rest)
        return self._first_stage.rank([*views, there], spoken_of), narrowed

    def _pool(self, ranked: Ranked, query: Query, question: str, rarity: Rarity) -> list[Candidate]:
        """The best chunks with their texts, ranked by those too, without duplicates."""
        scores = {s.chunk_id: s for s in ranked.best(max(_READ, query.top_k * _SPARE))}
        with self._clock("reading"):
            stored: list[StoredChunk] = self._chunks.get(list(scores), query.scope)
        match = matcher(question, rarity, titles=self._stages.titles)
        candidates = [Candidate(c, scores[c.id]) for c in stored]
        with self._clock("documents"):
            if self._stages.documents:
                candidates = with_documents(candidates, match.weights)
        if ranked.spoken_of:
            near = _by_document(candidates, ranked.spoken_of)
            candidates = with_context(candidates, near, pull(query.text))
        with self._clock("words"):
            if self._stages.words:
                candidates = with_matches(candidates, match)
        with self._clock("diversity"):
            return without_duplicates(candidates, len(candidates))

    def _chosen(
        self, pool: Sequence[Candidate], query: Query, question: str, *, spreading: bool
    ) -> list[Candidate]:
        wanted = max(query.top_k, RERANKED)
        with self._clock("diversity"):
            chosen = spread(pool, wanted) if spreading else list(pool[:wanted])
        with self._clock("reranker"):
            return self._reranked(question, chosen)[: query.top_k]

    def _reranked(self, question: str, candidates: list[Candidate]) -> list[Candidate]:
        """The first ones read together with the question, where there is a model for it; a failure costs only that."""
        if self._reranker is None or not self._stages.reranker or not self._reranker.available:
            return candidates
        first = candidates[:RERANKED]
        try:
            found = self._reranker.relevance(question, [passage_of(c) for c in first])
        except (EngineError, UserError) as error:
            log.warning("reranking failed: %s", error.code)
            return candidates
        return with_relevance(candidates, found)


def _by_document(candidates: Sequence[Candidate], near: Mapping[ChunkId, float]) -> dict[ContentId, float]:
    """Of each document the passage nearest to what was spoken of."""
    best: dict[ContentId, float] = {}
    for candidate in candidates:
        stored = candidate.stored
        best[stored.content_id] = max(best.get(stored.content_id, 0.0), near.get(stored.id, 0.0))
    return best


def _listed(found: Retrieval, pool: Sequence[Candidate]) -> list[Candidate]:
    """The best of the documents that were singled out, then everything by its merit: who searches wants to look around.

    On MTRAG-UN, where a question has several right documents, all others behind those singled out cost two points of
    R@5; this costs none, and the first passages of quarterly reports stay as right (.45).
    """
    first = found.answering[:_LEADING]
    led = {candidate.stored.id for candidate in first}
    return [*first, *spread([c for c in pool if c.stored.id not in led], len(pool))]


def _rarest(text: str, rarity: Rarity) -> tuple[str, ...]:
    return rarity.rarest(query_terms(text), MAX_QUERY_TERMS)


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
        score=candidate.scored.standing,
    )
