"""Ingestion: works off the queue of documents. Read, cut into chunks, embed, store, one transaction a document.

While a document is embedded the next one is read already. A document is in the queue until the transaction that
stores it, so that a crash at any moment loses only the work on the document at hand, and nothing is there twice.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace

from app.domain.documents import Chunk, Document, ParsedDocument
from app.domain.embeddings import EmbeddingSpace, Passage
from app.domain.errors import CarrelError, UserError
from app.domain.events import DocumentChanged, IngestionProgressed
from app.domain.ids import DocumentId
from app.domain.jobs import CancelToken, OnProgress, Progress, no_progress
from app.domain.ports import DocumentParser, Embedder
from app.services.event_bus import EventBus
from app.services.file_reading import FileReader, ReadFile
from app.services.library import INDEX_VERSION
from app.store.contents import NewContent
from app.store.embeddings import Embedded, StoredVectors, packed, passage_hash
from app.store.store import Store

log = logging.getLogger(__name__)

CountTokens = Callable[[Sequence[str]], list[int]]
ChunkDocument = Callable[[ParsedDocument, CountTokens], list[Chunk]]
ChunkHeader = Callable[[str, str, tuple[str, ...]], str]

SLICE = 256
"""Chunks embedded in one call: enough for the embedder to sort by length, little enough to report progress."""


@dataclass(frozen=True, slots=True)
class IngestionReport:
    """Documents that were worked off, as they are now, and how long it took."""

    documents: tuple[Document, ...]
    seconds: float


class IngestionService:
    """Reads what is queued. ``chunk`` and ``header`` are those of ``app.retrieval.chunking``."""

    def __init__(
        self,
        store: Store,
        parser: DocumentParser,
        embedder: Embedder,
        bus: EventBus,
        *,
        chunk: ChunkDocument,
        header: ChunkHeader,
        index_version: int = INDEX_VERSION,
    ) -> None:
        self._store = store
        self._reader = FileReader(parser, store, index_version)
        self._embedder = embedder
        self._bus = bus
        self._chunk = chunk
        self._header = header
        self._index_version = index_version
        self._one_run = threading.Lock()

    def run(self, cancel: CancelToken, on_progress: OnProgress = no_progress) -> IngestionReport:
        """Work off the queue; a second call waits for the first.

        A file at fault becomes a failed document. Raises Cancelled; EngineError or UserError when the embedder or
        the parser cannot work at all; UserError("disk_full") and the like. Whatever was not finished stays queued.
        """
        with self._one_run:
            run = _Run(self._store, self._bus, on_progress)
            stop_ahead = CancelToken()
            forget = cancel.on_cancel(stop_ahead.cancel)
            try:
                with ThreadPoolExecutor(1, thread_name_prefix="read-ahead") as ahead:
                    try:
                        self._work_off(run, ahead, cancel, stop_ahead)
                    finally:
                        stop_ahead.cancel()
                if run.embedded or self._store.embeddings.incomplete():
                    self._complete_space(run, cancel)
            finally:
                forget()
                run.end()
            return IngestionReport(tuple(run.documents.values()), time.monotonic() - run.started)

    def reembed(self, cancel: CancelToken, on_progress: OnProgress = no_progress) -> None:
        """To be called when the embedder is another one: search finds nothing by meaning before this is done.

        The vectors of the embedder before stay until all are there. Raises as :meth:`run`.
        """
        with self._one_run:
            run = _Run(self._store, self._bus, on_progress)
            try:
                self._complete_space(run, cancel)
            finally:
                run.end()

    def _work_off(
        self, run: _Run, ahead: ThreadPoolExecutor, cancel: CancelToken, stop_ahead: CancelToken
    ) -> None:
        def read(after: DocumentId | None, busy: str | None) -> Future[ReadFile] | None:
            queued = self._store.documents.next_queued(after)
            return ahead.submit(self._reader.read, queued, busy, stop_ahead) if queued else None

        reading = read(None, None)
        while reading is not None:
            cancel.raise_if_cancelled()
            file = reading.result()
            reading = read(file.queued.document.id, file.hash)
            run.begin(file.queued.document)
            run.finish(self._take_in(run, file, cancel))
            # At the end of the queue: what was queued meanwhile, or anew, has perhaps a smaller id.
            reading = reading or read(None, None)

    def _take_in(self, run: _Run, file: ReadFile, cancel: CancelToken) -> Document | None:
        """Bring one file to its end; None when the document is gone, or has to be looked at once more."""
        if file.error is None and file.parsed is None:
            content_id = self._store.find_content(file.hash, self._index_version)
            if content_id is not None:
                return self._store.link(file.queued, content_id, file.facts(0.0))
            file = self._reader.read(file.queued, None, cancel)  # its twin came to nothing
        started = time.monotonic()
        if file.error is not None:
            return self._store.documents.fail(file.queued, file.error, file.facts(0.0))
        if file.parsed is None:
            return None
        try:
            content = self._content(file, file.parsed)
        except UserError as error:
            return self._store.documents.fail(
                file.queued, error.info(), file.facts(time.monotonic() - started)
            )
        space = self._embedder.space()
        hashes, vectors = self._embed(space, content.passages(), cancel, run.advance)
        run.embedded = True
        embedded = Embedded(space, hashes, vectors)
        return self._store.finish(file.queued, content, embedded, file.facts(time.monotonic() - started))

    def _content(self, file: ReadFile, parsed: ParsedDocument) -> NewContent:
        """Chunks with their headers. Raises UserError when there is nothing in the document."""
        path = file.queued.document.path
        try:
            chunks = self._chunk(parsed, self._embedder.count_tokens)
            headers = [self._header(path.stem, parsed.title, chunk.heading_path) for chunk in chunks]
        except CarrelError:
            raise
        except (
            Exception
        ) as error:  # a bug that one document brings out must not keep all others from being read
            log.error("chunking failed: %s", type(error).__name__)  # noqa: TRY400 - the trace may hold its text
            raise UserError("internal", report="") from error
        if not chunks:
            scanned = any(warning.code == "page_without_text" for warning in parsed.warnings)
            raise UserError("no_text" if scanned else "empty_document")
        if parsed.title == path.stem:  # a stand-in, which would be wrong for another file with the same bytes
            parsed = replace(parsed, title="")
        return NewContent(file.hash, self._index_version, parsed, tuple(chunks), tuple(headers))

    def _embed(
        self,
        space: EmbeddingSpace,
        passages: Sequence[Passage],
        cancel: CancelToken,
        on_share: Callable[[float], None],
    ) -> tuple[list[bytes], list[StoredVectors]]:
        """Vectors of all passages, computing only those that are not known from anywhere."""
        hashes = [passage_hash(passage) for passage in passages]
        known = self._store.embeddings.reusable(space, hashes)
        new = {name: p for name, p in zip(hashes, passages, strict=True) if name not in known}
        names = list(new)
        for start in range(0, len(names), SLICE):
            cancel.raise_if_cancelled()
            part = names[start : start + SLICE]
            vectors = self._embedder.embed_passages([new[name] for name in part], cancel)
            known |= zip(part, map(packed, vectors), strict=True)
            on_share((start + len(part)) / len(names))
        cancel.raise_if_cancelled()
        return hashes, [known[name] for name in hashes]

    def _complete_space(self, run: _Run, cancel: CancelToken) -> None:
        """Embed what has vectors in another space only, then drop that one."""
        space = self._embedder.space()
        missing = self._store.embeddings.missing(space)
        for number, content_id in enumerate(missing):
            run.tell(Progress(number, len(missing)))
            passages = self._store.embeddings.passages(content_id)
            hashes, vectors = self._embed(space, passages, cancel, _ignore)
            self._store.embeddings.add(content_id, Embedded(space, hashes, vectors))
        self._store.embeddings.drop_others(space)


def _ignore(_share: float) -> None:
    """Nobody watches the share of a content."""


class _Run:
    """One run's bookkeeping: what is done, how far it is, how long it will take."""

    def __init__(self, store: Store, bus: EventBus, on_progress: OnProgress) -> None:
        self.documents: dict[DocumentId, Document] = {}
        self.started = time.monotonic()
        self.embedded = False
        self._store = store
        self._bus = bus
        self._on_progress = on_progress
        self._current: Document | None = None
        self._bytes_done = 0
        self._waiting, self._bytes_waiting = 0, 0
        self._last = Progress(0, 0)

    def begin(self, document: Document) -> None:
        """A document is taken from the queue."""
        self._current = document
        self._waiting, self._bytes_waiting = self._store.documents.queue_size()
        self.advance(0.0)

    def advance(self, share: float) -> None:
        """``share`` of the current document is done. Time is estimated from bytes."""
        part = int(share * self._current.size) if self._current else 0
        done, left = self._bytes_done + part, max(0, self._bytes_waiting - part)
        seconds_left = (time.monotonic() - self.started) * left / done if done else None
        label = self._current.path.name if self._current else ""
        self.tell(Progress(len(self.documents), len(self.documents) + self._waiting, label, seconds_left))

    def finish(self, document: Document | None) -> None:
        """The current document is done, as this; or (None) it is no longer the one that was queued."""
        self._bytes_done += self._current.size if self._current else 0
        self._current = None
        if document is not None:
            self.documents[document.id] = document
            self._bus.publish(DocumentChanged(document))
        self._waiting, self._bytes_waiting = self._store.documents.queue_size()
        self.advance(0.0)

    def tell(self, progress: Progress) -> None:
        """Pass it on."""
        self._last = progress
        self._on_progress(progress)
        self._bus.publish(IngestionProgressed(progress, running=True))

    def end(self) -> None:
        """Nothing runs any more."""
        self._bus.publish(IngestionProgressed(self._last, running=False))
