"""Makes searchable what was read: cut into chunks, embedded, stored. Each step by itself, so that two can overlap.

Several documents go together: their sentences are measured in one call, their chunks are embedded in slices sorted by
length (padding costs little), and they are stored a few to a transaction.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace

from app.domain.documents import Chunk, ParsedDocument
from app.domain.embeddings import EmbeddingSpace, Passage
from app.domain.errors import CarrelError, ErrorInfo, UserError
from app.domain.file_names import on_disk
from app.domain.ids import DocumentId
from app.domain.jobs import CancelToken
from app.domain.ports import Embedder
from app.services.file_reading import ReadFile
from app.store.contents import NewContent
from app.store.embedded_ahead import Ahead
from app.store.embeddings import Embedded, StoredVectors, packed, passage_hash
from app.store.endings import Ending, NotRead, OutOfReach, ReadAnew, ReadBefore, Settled
from app.store.store import Store

log = logging.getLogger(__name__)

CountTokens = Callable[[Sequence[str]], list[int]]
ChunkDocuments = Callable[[Sequence[ParsedDocument], CountTokens], list[list[Chunk]]]
ChunkHeader = Callable[[str, str, tuple[str, ...]], str]
BeforeSlice = Callable[[], None]
"""Called before each slice, to wait or to raise Cancelled."""

OnShare = Callable[[float], None]
"""Told which share is done."""

SLICE = 64
"""Chunks embedded in one call: about a second's work, after which others have a turn."""

KEPT_AT_ONCE = 4 * SLICE
"""Chunks of a long document that are kept together while it is not whole: what a kill costs of it."""

STORED_AT_ONCE = 32
"""Documents in a transaction: a flush to the disk is shared, and nobody waits for the database for long."""


@dataclass(frozen=True, slots=True)
class Watching:
    """Whoever has something embedded."""

    cancel: CancelToken
    before_slice: BeforeSlice
    on_share: OnShare = lambda _share: None


@dataclass(slots=True)
class _Document:
    """A file on its way in: ``content`` or ``error`` is set, or neither when its bytes are known."""

    file: ReadFile
    content: NewContent | None = None
    error: ErrorInfo | None = None
    hashes: Sequence[bytes] = ()
    seconds: float = 0.0


@dataclass(slots=True)
class Batch:
    """Documents that are taken in together. ``seconds`` is the time that was spent on them."""

    documents: Sequence[_Document]
    passages: dict[bytes, Passage]
    seconds: float
    vectors: dict[bytes, StoredVectors] = field(default_factory=dict)

    @property
    def files(self) -> list[ReadFile]:
        """What it was made of."""
        return [document.file for document in self.documents]

    @property
    def hashes(self) -> set[str]:
        """Of the contents that will be stored."""
        return {document.content.hash for document in self.documents if document.content}


class TakingIn:
    """``chunk`` and ``header`` are those of ``app.retrieval.chunking``."""

    def __init__(
        self, store: Store, embedder: Embedder, chunk: ChunkDocuments, header: ChunkHeader, index_version: int
    ) -> None:
        self._store = store
        self._embedder = embedder
        self._chunk = chunk
        self._header = header
        self._index_version = index_version

    def prepare(self, files: Sequence[ReadFile], ahead: Collection[str] = ()) -> Batch:
        """Cut files into chunks. ``ahead``: hashes of contents that will be stored before.

        Raises EngineError of the embedder, which counts the tokens.
        """
        started = time.monotonic()
        documents = [_Document(file, error=file.error) for file in files]
        self._make_contents(documents, set(ahead))
        passages: dict[bytes, Passage] = {}
        for document in documents:
            those = document.content.passages() if document.content else []
            document.hashes = [passage_hash(passage) for passage in those]
            passages.update(zip(document.hashes, those, strict=True))
        return Batch(documents, passages, time.monotonic() - started)

    def compute(
        self, batch: Batch, cancel: CancelToken, before_slice: BeforeSlice, on_share: OnShare
    ) -> None:
        """Embed what was prepared. Raises Cancelled and EngineError."""
        if batch.passages:
            started = time.monotonic()
            space = self._embedder.space()
            owners = {name: d.file.queued.document.id for d in batch.documents for name in d.hashes}
            watch = Watching(cancel, before_slice, on_share)
            batch.vectors = self.embed(space, batch.passages, owners, watch)
            batch.seconds += time.monotonic() - started

    def settle(self, batch: Batch) -> list[Settled]:
        """Store what was computed, a few documents to a transaction. Raises the store's UserErrors."""
        _share_out(batch)
        settled: list[Settled] = []
        for start in range(0, len(batch.documents), STORED_AT_ONCE):
            part = batch.documents[start : start + STORED_AT_ONCE]
            settled += self._store.settle([self._ending(document, batch.vectors) for document in part])
        return settled

    def embed(
        self,
        space: EmbeddingSpace,
        passages: Mapping[bytes, Passage],
        owners: Mapping[bytes, DocumentId],
        watch: Watching,
    ) -> dict[bytes, StoredVectors]:
        """Vectors of all passages by their hash, computing only those that are not known from anywhere.

        What many slices gave is kept for its document (``owners``) every now and then, and when it ends early.
        """
        found = self._store.embeddings.reusable(space, passages)
        names = sorted((name for name in passages if name not in found), key=lambda n: _length(passages[n]))
        computed: dict[bytes, StoredVectors] = {}
        try:
            for start in range(0, len(names), SLICE):
                watch.before_slice()
                if len(computed) >= KEPT_AT_ONCE:
                    self._keep(space, computed, owners)
                    computed = {}
                part = names[start : start + SLICE]
                vectors = self._embedder.embed_passages([passages[name] for name in part], watch.cancel)
                computed |= zip(part, map(packed, vectors), strict=True)
                found |= computed
                watch.on_share((start + len(part)) / len(names))
        except CarrelError:
            with suppress(UserError):  # the other one is told
                self._keep(space, computed, owners)
            raise
        return found

    def _keep(
        self,
        space: EmbeddingSpace,
        computed: Mapping[bytes, StoredVectors],
        owners: Mapping[bytes, DocumentId],
    ) -> None:
        self._store.ahead.keep(
            space,
            (
                Ahead(name, owners[name], vectors.chunk, vectors.sentences)
                for name, vectors in computed.items()
                if name in owners
            ),
        )

    def _make_contents(self, documents: Sequence[_Document], names: set[str]) -> None:
        """Chunks with their headers, for what is neither at fault nor known."""
        new: list[_Document] = []
        for document in documents:
            file = document.file
            if (
                file.parsed is None
                or document.error
                or (not file.queued.reparse and self._is_known(file, names))
            ):
                continue
            names.add(file.hash)
            new.append(document)
        for document, chunks in zip(new, self._chunked(new), strict=True):
            if isinstance(chunks, ErrorInfo):
                document.error = chunks
            else:
                self._make_content(document, chunks)

    def _is_known(self, file: ReadFile, names: set[str]) -> bool:
        """Known from another document, and nothing new was read here."""
        if file.if_waiting is not None:
            return False
        known = self._store.find_content(file.hash, self._index_version, file.queued.ocr)
        return known is not None or file.hash in names

    def _make_content(self, document: _Document, chunks: list[Chunk]) -> None:
        file = document.file
        assert file.parsed is not None
        parsed, stem = file.parsed, file.queued.document.path.stem
        headers = tuple(self._header(stem, parsed.title, chunk.heading_path) for chunk in chunks)
        if not chunks and not parsed.waiting_pages:
            scanned = any(warning.code == "page_without_text" for warning in parsed.warnings)
            document.error = ErrorInfo("no_text" if scanned else "empty_document")
            return
        if parsed.title == stem:  # a stand-in, which would be wrong for another file with the same bytes
            parsed = replace(parsed, title="")
        ocr = file.queued.ocr
        document.content = NewContent(file.hash, self._index_version, parsed, tuple(chunks), headers, ocr)

    def _chunked(self, documents: Sequence[_Document]) -> list[list[Chunk] | ErrorInfo]:
        """All in one go; a bug that one document brings out must not keep the others from being read."""
        try:
            return [*self._chunk([_parsed(d) for d in documents], self._embedder.count_tokens)]
        except CarrelError:
            raise
        except Exception as error:  # noqa: BLE001 - see above
            if len(documents) > 1:
                return [chunks for document in documents for chunks in self._chunked([document])]
            log.error("chunking failed: %s", type(error).__name__)  # noqa: TRY400 - the trace may hold its text
            return [ErrorInfo("internal", {"report": ""})]

    def _ending(self, document: _Document, vectors: dict[bytes, StoredVectors]) -> Ending:
        file = document.file
        facts = file.facts(document.seconds)
        if document.error is not None:
            if (
                document.error.code == "file_missing"
                and not on_disk(file.queued.document.path).parent.is_dir()
            ):
                return OutOfReach(file.queued)
            return NotRead(file.queued, document.error, facts)
        if document.content is None:
            return ReadBefore(file.queued, self._index_version, facts, file.if_waiting)
        embedded = Embedded(
            self._embedder.space(), document.hashes, [vectors[name] for name in document.hashes]
        )
        return ReadAnew(file.queued, document.content, embedded, facts, file.if_waiting)


def _share_out(batch: Batch) -> None:
    """The time it took, by number of chunks."""
    total = sum(len(document.hashes) for document in batch.documents)
    for document in batch.documents:
        document.seconds = batch.seconds * len(document.hashes) / total if total else 0.0


def _parsed(document: _Document) -> ParsedDocument:
    assert document.file.parsed is not None
    return document.file.parsed


def _length(passage: Passage) -> int:
    return -len(passage.header) - len(passage.text)
