"""The embedder's child side: texts and passages to unit vectors.

A chunk's vector is that of ``header``, a line break and ``text``; a sentence's is the mean over its own tokens
*within the chunk*, so it costs nothing more, except with models whose single tokens say nothing. Texts are cut off
where the model stops reading, and worked off in batches of like length, longest first: all cores are busy to the end,
and a lack of memory shows at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from app.domain.documents import Span
from app.domain.embeddings import Passage, PassageVectors, Vectors
from app.domain.errors import EngineError, UserError
from app.domain.jobs import Progress
from app.processes.embedder_encoders import Encoder, TokenStates, at_once, open_encoder
from app.processes.fence import be_nice
from app.processes.requests import CountTokens, EmbedPassages, EmbedQueries, OpenEmbedder, Request, Rerank
from app.processes.reranker_model import RerankerModel
from app.processes.results import (
    Counts,
    LoadProgress,
    Nothing,
    PassagesEmbedded,
    QueryVectors,
    Relevance,
    Result,
)
from app.processes.runtime import Work

if TYPE_CHECKING:
    from app.processes.reranker_gguf import GgufReranker

BATCH = 32


class EmbedderRuntime:
    """Answers OpenEmbedder, CountTokens, EmbedQueries, EmbedPassages and Rerank."""

    def __init__(self) -> None:
        self._encoder: Encoder | None = None
        self._reranker: RerankerModel | GgufReranker | None = None
        self._nice = False

    def handle(self, request: Request, work: Work) -> Result:
        """See :class:`app.processes.runtime.Runtime`."""
        if isinstance(request, OpenEmbedder):
            self._encoder = open_encoder(request.folder, request.max_tokens, request.kept)
            return Nothing()
        if isinstance(request, Rerank):
            if self._reranker is None or self._reranker.folder != request.folder:
                self._reranker = _open_reranker(request.folder)
            return Relevance(self._reranker.relevance(request.question, request.passages))
        if self._encoder is None:
            raise UserError("model_missing")
        match request:
            case CountTokens(texts):
                return Counts(self._encoder.count_tokens(texts))
            case EmbedQueries(texts):
                data = b"".join(embed_texts(self._encoder, texts, work))
                return QueryVectors(Vectors(self._encoder.dims, len(texts), data))
            case EmbedPassages(passages):
                self._give_way()
                return PassagesEmbedded(
                    embed(self._encoder, passages, work, lambda: work.gate.go_through(work.cancel))
                )
        raise EngineError("protocol_mismatch", detail=type(request).__name__)

    def _give_way(self) -> None:
        """Indexing has time; a process that was only asked questions keeps its priority."""
        if not self._nice:
            be_nice()
            self._nice = True


def _open_reranker(folder: Path) -> RerankerModel | GgufReranker:
    if folder.is_file():
        from app.processes.reranker_gguf import GgufReranker

        return GgufReranker(folder)
    return RerankerModel(folder)


def embed(
    encoder: Encoder, passages: Sequence[Passage], work: Work, before: Callable[[], None]
) -> list[PassageVectors]:
    """In the order given. Raises Cancelled between batches; ``before`` is called before each piece of work."""
    if encoder.sentences_alone:
        return _embed_alone(encoder, passages, work, before)
    states = _encoded(encoder, [_full_text(passage) for passage in passages], work, before)
    found = {number: _pooled(encoder, one, passages[number]) for number, one in states}
    return [found[i] for i in range(len(passages))]


def embed_texts(encoder: Encoder, texts: Sequence[str], work: Work) -> list[bytes]:
    """A vector for each question, at once."""
    states = _encoded(encoder, texts, work, at_once, query=True)
    found = {number: _whole(encoder, one, query=True) for number, one in states}
    return [found[i] for i in range(len(texts))]


def _embed_alone(
    encoder: Encoder, passages: Sequence[Passage], work: Work, before: Callable[[], None]
) -> list[PassageVectors]:
    """Chunks and sentences as texts of their own; each text once."""
    sentences = [[p.text[s.start : s.end] for s in p.sentences] for p in passages]
    texts = list(dict.fromkeys([*map(_full_text, passages), *(text for some in sentences for text in some)]))
    states = _encoded(encoder, texts, work, before)
    found = {texts[number]: _whole(encoder, one) for number, one in states}
    return [
        PassageVectors(found[_full_text(passage)], b"".join(found[text] for text in some))
        for passage, some in zip(passages, sentences, strict=True)
    ]


def _encoded(
    encoder: Encoder, texts: Sequence[str], work: Work, before: Callable[[], None], *, query: bool = False
) -> Iterator[tuple[int, TokenStates]]:
    """Each text's number and states, batch by batch."""
    done = 0
    with encoder.stopped_by(work.cancel):
        for batch in _batches(texts):
            work.cancel.raise_if_cancelled()
            yield from zip(batch, encoder.encode([texts[i] for i in batch], before, query=query), strict=True)
            done += len(batch)
            work.send(LoadProgress(Progress(done, len(texts))))


def _full_text(passage: Passage) -> str:
    return f"{passage.header}\n{passage.text}" if passage.header else passage.text


def _batches(texts: Sequence[str]) -> Iterator[list[int]]:
    order = sorted(range(len(texts)), key=lambda i: -len(texts[i]))
    for start in range(0, len(order), BATCH):
        yield order[start : start + BATCH]


def _whole(encoder: Encoder, states: TokenStates, *, query: bool = False) -> bytes:
    return _unit(encoder.finished(states.hidden.mean(axis=0)[None], query=query)).tobytes()


def _pooled(encoder: Encoder, states: TokenStates, passage: Passage) -> PassageVectors:
    shift = len(_full_text(passage)) - len(passage.text)
    whole = states.hidden.mean(axis=0)
    rows = [whole]
    for span in passage.sentences:
        inside = _tokens_in(states, span, shift)
        # A sentence behind the model's limit, or without a word: the chunk speaks for it.
        rows.append(states.hidden[inside].mean(axis=0) if inside.any() else whole)
    data = _unit(encoder.finished(np.stack(rows), query=False))
    return PassageVectors(data[0].tobytes(), data[1:].tobytes())


def _unit(rows: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """The rows, of length one and in the order of bytes that is stored."""
    lengths = np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-12)
    unit: npt.NDArray[np.float32] = (rows / lengths).astype("<f4", copy=False)
    return unit


def _tokens_in(states: TokenStates, span: Span, shift: int) -> npt.NDArray[np.bool_]:
    starts, ends = states.places[:, 0], states.places[:, 1]
    inside: npt.NDArray[np.bool_] = (
        (starts >= span.start + shift) & (ends <= span.end + shift) & (ends > starts)
    )
    return inside
