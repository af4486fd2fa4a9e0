"""The two searches, asked in one or several ways, as one ranking of chunks that nobody has read yet."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from app.domain.embeddings import Vectors
from app.domain.ids import ChunkId, ContentId
from app.domain.ports import DenseScore, Embedder, ScoredChunk, TextIndex, VectorIndex
from app.retrieval.fusion import FIRST_STAGE, Gain, Scored, fuse
from app.retrieval.stages import ALL_STAGES, StageClock, Stages


@dataclass(frozen=True, slots=True)
class View:
    """One way of asking: a text, its full-text terms, where to look, and what its passages gain by that."""

    text: str
    terms: tuple[str, ...]
    scope: Sequence[ContentId] | None
    gain: float = 0.0


@dataclass(frozen=True, slots=True)
class Ranked:
    """Chunks, best first. ``spoken_of``: how near each is to what was spoken of before; empty where nothing was."""

    chunks: Sequence[Scored]
    spoken_of: Mapping[ChunkId, float] = field(default_factory=dict)

    def best(self, count: int) -> list[Scored]:
        """The first ``count``, and in a conversation as many of those nearest to what was spoken of."""
        chosen = list(self.chunks[:count])
        if self.spoken_of:
            near = sorted(self.chunks, key=self._nearest_first)[:count]
            chosen = list(dict.fromkeys([*chosen, *near]))
        return chosen

    def _nearest_first(self, scored: Scored) -> tuple[float, int]:
        return -self.spoken_of.get(scored.chunk_id, -1.0), scored.chunk_id


class FirstStage:
    """Full text and vectors side by side."""

    def __init__(
        self,
        text_index: TextIndex,
        vector_index: Callable[[], VectorIndex],
        embedder: Embedder,
        stages: Stages = ALL_STAGES,
        clock: StageClock | None = None,
    ) -> None:
        self._stages = stages
        self._clock = clock or StageClock()
        self._text_index = text_index
        self._vector_index = vector_index
        self._embedder = embedder

    def rank(self, views: Sequence[View], spoken_of: str) -> Ranked:
        """What any of the views finds, and what lies near ``spoken_of`` ("" where nothing was).

        A chunk that several views find counts by its best score. Raises EngineError when the embedder fails.
        """
        texts = [view.text for view in views] + ([spoken_of] if spoken_of else [])
        with self._clock("embedding"):
            vectors = rows_of(self._embedder.embed_queries(texts))
        with self._clock("vectors"):
            index = self._vector_index()
            context = vectors[len(views)] if spoken_of else None
            near = index.search(context, FIRST_STAGE, views[0].scope) if context is not None else []
        best: dict[ChunkId, Scored] = {}
        for view, vector in zip(views, vectors, strict=False):
            for scored in self._seen(view, vector, index, [] if view.gain else near):
                known = best.get(scored.chunk_id)
                if known is None or known.score < scored.score:
                    best[scored.chunk_id] = scored
        chunks = sorted(best.values(), key=_best_first)
        with self._clock("vectors"):
            spoken = _nearness(index.score(context, list(best))) if context is not None else {}
        return Ranked(chunks, spoken)

    def _seen(
        self, view: View, vector: Vectors, index: VectorIndex, more: Sequence[ScoredChunk]
    ) -> list[Scored]:
        stages = self._stages
        with self._clock("full text"):
            text_hits = self._text_index.search(view.terms, FIRST_STAGE, view.scope) if stages.text else []
        with self._clock("vectors"):
            near = index.search(vector, FIRST_STAGE, view.scope) if stages.vectors else []
            ids = dict.fromkeys(hit.chunk_id for hit in (*text_hits, *near, *more))
            dense = index.score(vector, list(ids)) if stages.vectors else {}
        if not stages.sentences:
            dense = {i: DenseScore(score.chunk, ()) for i, score in dense.items()}
        elif not stages.chunks:
            dense = {i: DenseScore(0.0, score.sentences) for i, score in dense.items()}
        return [scored.raised(Gain.NAMED, view.gain) for scored in fuse(text_hits, dense)]


def rows_of(vectors: Vectors) -> list[Vectors]:
    """Several vectors as one each."""
    width = len(vectors.data) // max(1, vectors.count)
    return [Vectors(vectors.dims, 1, vectors.data[i * width : (i + 1) * width]) for i in range(vectors.count)]


def _nearness(scores: Mapping[ChunkId, DenseScore]) -> dict[ChunkId, float]:
    return {i: score.chunk for i, score in scores.items()}


def _best_first(scored: Scored) -> tuple[float, int]:
    return -scored.score, scored.chunk_id
