"""Summary of one document: an extract of its own sentences, put into fewer words only by models that can."""

from __future__ import annotations

import struct
import time
from collections.abc import Callable, Sequence
from operator import mul
from pathlib import Path
from typing import Protocol

from app.domain.documents import Document, Span, StoredChunk
from app.domain.embeddings import Vectors
from app.domain.errors import EngineError, UserError
from app.domain.ids import ContentId, DocumentId
from app.domain.jobs import CancelToken, OnProgress, Progress, no_progress
from app.domain.language_models import LoadedModel, TokenDelta
from app.domain.ports import Embedder, Generator
from app.domain.retrieval import AnswerSentence, Summary, SummarySentence, Support
from app.retrieval.citations import attribute
from app.retrieval.grounding import Source
from app.retrieval.packing import ModelClass, model_class
from app.tasks.answer_question import DraftSentence
from app.tasks.summarize_document import (
    LONG,
    SHORT,
    Near,
    SummarizeDocument,
    SummaryInput,
    Weighed,
    choose,
    shortlist,
    weigh,
)

EnsureModel = Callable[[CancelToken], LoadedModel | None]
Vector = tuple[float, ...]
_CANDIDATES = 72
_SAMPLED_CHUNKS = 24
"""Chunks whose middle stands for the document's; more cost time and move it little."""
_BATCH = 24
_FEWEST_WRITTEN = 2


class Documents(Protocol):
    """Looks documents up."""

    def get(self, document_id: DocumentId) -> Document | None:
        """None when it is not there."""

    def find(self, path: Path) -> Document | None:
        """None when it is not there."""


class DocumentChunks(Protocol):
    """Reads documents back."""

    def of_content(self, content_id: ContentId) -> list[StoredChunk]:
        """All chunks of a content, in reading order."""


class SummarizerService:
    """Summaries of documents in the library."""

    def __init__(
        self,
        documents: Documents,
        chunks: DocumentChunks,
        embedder: Embedder,
        generator: Generator,
        ensure_model: EnsureModel,
    ) -> None:
        self._documents = documents
        self._chunks = chunks
        self._embedder = embedder
        self._generator = generator
        self._ensure_model = ensure_model
        self._task = SummarizeDocument()

    def summarize(
        self,
        document: Path | DocumentId,
        *,
        length: str = "short",
        cancel: CancelToken | None = None,
        on_progress: OnProgress = no_progress,
    ) -> Summary:
        """A "short" (5 sentences) or "long" one (12). Documents with less to say give less.

        Raises UserError("unknown_document" | "no_text" | "invalid_input"), Cancelled, EngineError (embedder only).
        """
        if length not in ("short", "long"):
            raise UserError("invalid_input", detail="length")
        started, cancel = time.perf_counter(), cancel or CancelToken()
        found = self._find(document)
        chunks = self._chunks.of_content(found.content_id) if found.content_id is not None else []
        read = _sentences(chunks)
        if not read:
            raise UserError("no_text", path=str(found.path))
        count = SHORT if length == "short" else LONG
        extract, weighed = self._extract(chunks, read, count, cancel, on_progress)
        written, model = self._rewrite(found, extract, max(3, count // 2), cancel)
        return Summary(
            document_id=found.id,
            path=found.path,
            title=found.title or found.path.stem,
            sentences=written or extract,
            model=model if written else None,
            sentences_read=weighed,
            sentences_total=len(read),
            total_ms=(time.perf_counter() - started) * 1000,
        )

    def _find(self, document: Path | DocumentId) -> Document:
        found = (
            self._documents.find(document) if isinstance(document, Path) else self._documents.get(document)
        )
        if found is None:
            raise UserError("unknown_document", path=str(document))
        return found

    def _extract(
        self,
        chunks: Sequence[StoredChunk],
        read: Sequence[SummarySentence],
        count: int,
        cancel: CancelToken,
        on_progress: OnProgress,
    ) -> tuple[tuple[SummarySentence, ...], int]:
        sections = _sections(chunks)
        candidates = shortlist(weigh(list(zip(sections, (s.text for s in read), strict=True))), _CANDIDATES)
        if not candidates:
            return tuple(read[:count]), len(read)
        step = max(1, len(chunks) // _SAMPLED_CHUNKS)
        sampled = [c.chunk.text for c in chunks[::step]][:_SAMPLED_CHUNKS]
        vectors = self._embed([*sampled, *(c.text for c in candidates)], cancel, on_progress)
        near = _nearness(candidates, vectors[len(sampled) :], _middle(vectors[: len(sampled)]))
        return tuple(read[c.position] for c in choose(candidates, near, count)), len(candidates)

    def _embed(self, texts: Sequence[str], cancel: CancelToken, on_progress: OnProgress) -> list[Vector]:
        vectors: list[Vector] = []
        for start in range(0, len(texts), _BATCH):
            cancel.raise_if_cancelled()
            vectors += _unpacked(self._embedder.embed_queries(texts[start : start + _BATCH]))
            on_progress(Progress(len(vectors), len(texts)))
        return vectors

    def _rewrite(
        self, document: Document, extract: Sequence[SummarySentence], count: int, cancel: CancelToken
    ) -> tuple[tuple[SummarySentence, ...], str | None]:
        """The extract in a model's words, checked; nothing where there is no model for it or too little holds."""
        try:
            model = self._ensure_model(cancel)
            if model is None or model_class(model.n_params) is ModelClass.TINY:
                return (), None
            texts = tuple(s.text for s in extract)
            what = SummaryInput(document.title, texts, count, model_class(model.n_params))
            events = self._generator.generate(self._task.plan(what), cancel)
            said = "".join(e.text for e in events if isinstance(e, TokenDelta) and not e.thinking)
            cancel.raise_if_cancelled()
            checked = self._checked(self._task.parse(what, said).sentences, texts)
        except (EngineError, UserError):
            return (), None  # the extract stands by itself
        kept = [s for s in checked if s.support is Support.SUPPORTED and s.citations]
        if len(kept) < _FEWEST_WRITTEN:
            return (), None
        return tuple(_written(s, extract) for s in kept), model.name

    def _checked(self, draft: Sequence[DraftSentence], texts: Sequence[str]) -> list[AnswerSentence]:
        if not draft:
            return []
        vectors = _unpacked(self._embedder.embed_queries([*(s.text for s in draft), *texts]))
        own, given = vectors[: len(draft)], vectors[len(draft) :]
        found = []
        for sentence, vector in zip(draft, own, strict=True):
            sources = [
                Source(n, "", t, (t,), (_dot(vector, g),))
                for n, (t, g) in enumerate(zip(texts, given, strict=True), 1)
            ]
            found.append(attribute(sentence.text, sentence.citations, sources))
        return found


def _written(sentence: AnswerSentence, extract: Sequence[SummarySentence]) -> SummarySentence:
    source = extract[sentence.citations[0] - 1]
    return SummarySentence(sentence.text, source.span, source.page, verbatim=False)


def _sentences(chunks: Sequence[StoredChunk]) -> list[SummarySentence]:
    found: list[SummarySentence] = []
    for stored in chunks:
        chunk = stored.chunk
        for span in chunk.sentences:
            text = chunk.text[span.start - chunk.span.start : span.end - chunk.span.start]
            found.append(SummarySentence(" ".join(text.split()), Span(span.start, span.end), chunk.page))
    return found


def _sections(chunks: Sequence[StoredChunk]) -> list[int]:
    """The number of its section for every sentence: a new heading path begins one, or else every tenth of the text."""
    headed = len({c.chunk.heading_path for c in chunks}) > 1
    numbers: dict[tuple[str, ...], int] = {}
    found: list[int] = []
    for position, stored in enumerate(chunks):
        path = stored.chunk.heading_path
        number = numbers.setdefault(path, len(numbers)) if headed else position * 10 // len(chunks)
        found += [number] * len(stored.chunk.sentences)
    return found


def _nearness(candidates: Sequence[Weighed], vectors: Sequence[Vector], middle: Vector) -> list[Near]:
    by_section: dict[int, list[Vector]] = {}
    for candidate, vector in zip(candidates, vectors, strict=True):
        by_section.setdefault(candidate.section, []).append(vector)
    middles = {section: _middle(members) for section, members in by_section.items()}
    return [
        Near(_dot(v, middle), _dot(v, middles[c.section])) for c, v in zip(candidates, vectors, strict=True)
    ]


def _middle(vectors: Sequence[Vector]) -> Vector:
    """The mean direction, of unit length."""
    sums = [sum(column) for column in zip(*vectors, strict=True)]
    length = sum(x * x for x in sums) ** 0.5 or 1.0
    return tuple(x / length for x in sums)


def _dot(a: Vector, b: Vector) -> float:
    return float(sum(map(mul, a, b)))


def _unpacked(vectors: Vectors) -> list[Vector]:
    return list(struct.iter_unpack(f"<{vectors.dims}f", vectors.data))
