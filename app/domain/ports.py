"""What the services need from the outside world. The processes and the store implement these; tests use shipped fakes.

Every call that can take long takes a :class:`CancelToken` and raises ``Cancelled`` when it is set. Calls on the
engines raise ``EngineError`` when the child fails and ``UserError`` when the input is at fault.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from app.domain.documents import (
    AS_IT_COMES,
    PageImage,
    ParsedDocument,
    ReadOptions,
    RecognizedPage,
    Span,
    StoredChunk,
)
from app.domain.embeddings import EmbeddingSpace, Passage, PassageVectors, Vectors
from app.domain.ids import ChunkId, ContentId
from app.domain.jobs import CancelToken, OnProgress
from app.domain.language_models import (
    DryRunMemory,
    FinishedText,
    GenerationEvent,
    GenerationRequest,
    LoadedModel,
    LoadSettings,
)
from app.domain.machine import Device
from app.domain.meetings import Transcript


class Embedder(Protocol):
    """Turns text into unit vectors."""

    def space(self) -> EmbeddingSpace:
        """The space all vectors of this embedder lie in."""

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Word pieces of each text, without the special tokens."""

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        """One vector per text."""

    def embed_passages(self, passages: Sequence[Passage], cancel: CancelToken) -> list[PassageVectors]:
        """Chunk and sentence vectors, in the order given."""


class Reranker(Protocol):
    """Reads a question together with each passage found: slower than comparing vectors, and surer."""

    @property
    def available(self) -> bool:
        """Whether there is a model for it; where there is none, nothing is said about it."""

    def relevance(self, question: str, passages: Sequence[str]) -> list[float]:
        """Of each passage, from 0 to 1. Raises EngineError, and UserError("model_damaged")."""


class DocumentParser(Protocol):
    """Reads files in a process that may die of them."""

    def parse(self, path: Path, cancel: CancelToken, options: ReadOptions = AS_IT_COMES) -> ParsedDocument:
        """Raises UserError with a per-file reason, or EngineError("parser_crashed" | "parser_timeout" | ...)."""

    def render_page(
        self,
        path: Path,
        page: int,
        scale: float,
        highlight: Span | None,
        recognized: Sequence[RecognizedPage] = (),
    ) -> PageImage:
        """Render a page (from 1) at ``scale`` pixels per point; ``highlight`` is a span of the *document's* text.

        ``recognized`` is what the document was read with, so that offsets mean the same.
        """

    def read_transcript(self, path: Path, cancel: CancelToken) -> Transcript:
        """Raises UserError("not_a_transcript") and the reasons of :meth:`parse`."""


@dataclass(frozen=True, slots=True)
class RecognizerInfo:
    """``engine`` as in :class:`RecognizedPage`; ``languages`` are ISO 639 codes, or scripts, that it can read."""

    engine: str
    languages: tuple[str, ...]


class Recognizer(Protocol):
    """Text recognition (OCR), in a process that sees pixels only."""

    def describe(self) -> RecognizerInfo:
        """What reads, and which languages. Raises EngineError("engine_unavailable") where there is none."""

    def recognize(self, image: PageImage, cancel: CancelToken) -> RecognizedPage:
        """Read one page. Raises EngineError and Cancelled."""


class Generator(Protocol):
    """The language model."""

    @property
    def loaded(self) -> LoadedModel | None:
        """The model in memory."""

    def load(self, settings: LoadSettings, cancel: CancelToken, on_progress: OnProgress) -> LoadedModel:
        """Load a model in place of the present one; a no-op when it is loaded with these settings already."""

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Tokens of each text, in the loaded model's vocabulary."""

    def generate(self, request: GenerationRequest, cancel: CancelToken) -> Iterator[GenerationEvent]:
        """Stream; always ends with GenerationFinished, also when cancelled (finish_reason "cancelled").

        With an adapter raises also UserError("file_missing", "permission_denied", "adapter_damaged",
        "adapter_mismatch"); the model stays loaded.
        """

    def generate_many(self, requests: Sequence[GenerationRequest], cancel: CancelToken) -> list[FinishedText]:
        """One text per request, in their order, in one go. Raises what :meth:`generate` does, and Cancelled."""


class LoadingGenerator(Generator, Protocol):
    """A language model's process, as seen by whoever decides how a model is loaded."""

    @property
    def speed(self) -> float:
        """Tokens per second of the latest longer text that the loaded model wrote alone; 0 before."""

    def devices(self) -> list[Device]:
        """Accelerators and their memory. Raises EngineError."""

    def dry_run(self, settings: LoadSettings, cancel: CancelToken) -> DryRunMemory:
        """What loading so would take, without the weights; the loaded model stays. Raises what loading does."""


@dataclass(frozen=True, slots=True)
class ScoredChunk:
    """A chunk and how well it matched; higher is better."""

    chunk_id: ChunkId
    score: float


@dataclass(frozen=True, slots=True)
class DenseScore:
    """Exact cosines of one chunk with the query: the chunk's own, and one per sentence."""

    chunk: float
    sentences: tuple[float, ...]


class TextIndex(Protocol):
    """FTS5/BM25."""

    def search(
        self, terms: Sequence[str], limit: int, scope: Collection[ContentId] | None
    ) -> list[ScoredChunk]:
        """Chunks that hold any of the terms, best BM25 first. Terms are plain words; the index quotes them itself."""

    def document_frequencies(self, terms: Sequence[str]) -> dict[str, int]:
        """In how many chunks each term occurs."""

    def size(self) -> int:
        """Number of chunks."""


class VectorIndex(Protocol):
    """Dense search over chunk and sentence vectors of one embedding space."""

    def search(self, query: Vectors, limit: int, scope: Collection[ContentId] | None) -> list[ScoredChunk]:
        """The best chunks by their own vector or that of their best sentence, whichever is nearer, exact cosine."""

    def score(self, query: Vectors, chunk_ids: Sequence[ChunkId]) -> Mapping[ChunkId, DenseScore]:
        """Exact cosines of these chunks; chunks without a vector are missing from the result."""


@dataclass(frozen=True, slots=True)
class DocumentName:
    """What a document is called: its file, and the title found in it ("" without one)."""

    content_id: ContentId
    path: Path
    title: str


class ChunkReader(Protocol):
    """Reads chunks back."""

    def get(self, chunk_ids: Sequence[ChunkId], scope: Collection[Path] | None = None) -> list[StoredChunk]:
        """In the order given; ids that are gone are left out."""

    def neighbours(self, chunk_id: ChunkId, before: int, after: int) -> list[StoredChunk]:
        """The chunks around one (itself included), in reading order."""

    def contents_in(self, scope: Sequence[Path]) -> list[ContentId]:
        """Contents of the documents that are, or lie below, one of these paths."""

    def document_count(self, scope: Sequence[Path] | None = None) -> int:
        """Searchable documents in scope."""

    def names(self, scope: Sequence[Path] | None = None) -> list[DocumentName]:
        """Of all searchable documents in scope."""
