"""Ingestion: works off the queue of documents. Read, cut into chunks, embed, store.

While some documents are embedded the next ones are read already, several at once. A document is in the queue until
the transaction that stores it, so that a crash at any moment loses only the work on the documents at hand, and nothing
is there twice. Pages that must be read from their picture come last (``services/recognition.py``); each is kept as soon
as it is read.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from app.domain.documents import Document
from app.domain.errors import ErrorInfo, UserError
from app.domain.events import DocumentChanged
from app.domain.ids import DocumentId
from app.domain.jobs import CancelToken, OnProgress, no_progress
from app.domain.ports import DocumentParser, Embedder, Recognizer
from app.services.brake import PAUSED, Brake
from app.services.embedding import Embedding
from app.services.event_bus import EventBus
from app.services.file_reading import FileReader, ReadFile, no_twin
from app.services.ingestion_run import Run
from app.services.library import INDEX_VERSION
from app.services.read_ahead import ReadAhead
from app.services.recognition import FAILED, MISSING, PictureReader
from app.services.taking_in import ChunkDocuments, ChunkHeader, TakingIn, Watching
from app.store.documents import DocumentStore
from app.store.embeddings import Embedded, passage_hash
from app.store.store import Store

BATCH_FILES = 256
BATCH_SECONDS = 4.0
"""Documents taken in together: as many as take so long. That is all that a kill costs, and what is seen at once."""

FIRST_CHARACTERS, FEWEST_CHARACTERS, MOST_CHARACTERS = 20_000, 10_000, 400_000

_LOOK_AGAIN = 0.25  # seconds
READERS = 2
"""Files read at once."""


@dataclass(frozen=True, slots=True)
class IngestionReport:
    """Documents that were worked off, in that order, and how long it took."""

    ids: tuple[DocumentId, ...]
    seconds: float
    store: DocumentStore = field(repr=False)

    @property
    def documents(self) -> tuple[Document, ...]:
        """As they are now, without those that were removed since."""
        return tuple(document for i in self.ids if (document := self.store.get(i)))


class IngestionService:
    """Reads what is queued. ``chunk`` and ``header`` are those of ``app.retrieval.chunking``.

    ``readers``: files read at once. ``batch_files``: documents taken in together at the most.
    """

    def __init__(
        self,
        store: Store,
        parser: DocumentParser,
        embedder: Embedder,
        bus: EventBus,
        *,
        chunk: ChunkDocuments,
        header: ChunkHeader,
        recognizer: Recognizer | None = None,
        index_version: int = INDEX_VERSION,
        readers: int = READERS,
        batch_files: int = BATCH_FILES,
    ) -> None:
        self._store = store
        self._reader = FileReader(parser, store, index_version)
        self._pictures = PictureReader(parser, recognizer, store)
        self._taking_in = TakingIn(store, embedder, chunk, header, index_version)
        self._embedder = embedder
        self._bus = bus
        self._readers = readers
        self._batch_files = batch_files
        self._brake = Brake()
        self._ahead: ReadAhead | None = None
        self._characters = FIRST_CHARACTERS
        self._one_run = threading.Lock()

    # --- from any thread -----------------------------------------------------------------------------------------

    @property
    def paused(self) -> bool:
        """Whether the person paused it."""
        return self._brake.paused()

    def pause(self, reason: str = PAUSED) -> None:
        """A run stands still, now or when it is begun; ``reason`` as in :class:`IngestionProgressed`."""
        self._brake.pause(reason)

    def resume(self, reason: str = PAUSED) -> None:
        """It goes on, unless it was paused for another reason as well."""
        self._brake.resume(reason)

    def hold(self) -> AbstractContextManager[None]:
        """Inside this context indexing keeps back: an answer is being written."""
        return self._brake.hold()

    def prioritize(self, scope: Sequence[Path]) -> int:
        """Documents at or below these paths come first from now on. Returns how many wait there."""
        found = self._store.queue.prioritize(scope)
        ahead = self._ahead
        if ahead is not None:
            ahead.reorder()
        return found

    def wait_turn(self, cancel: CancelToken) -> None:
        """For other work of the same kind: return when nothing speaks against going on. Raises Cancelled."""
        self._brake.wait(cancel)
        cancel.raise_if_cancelled()

    @contextmanager
    def between_runs(self, cancel: CancelToken) -> Iterator[None]:
        """Inside this context no run is under way; one that is asked for waits. Raises Cancelled."""
        while not self._one_run.acquire(timeout=_LOOK_AGAIN):
            cancel.raise_if_cancelled()
        try:
            yield
        finally:
            self._one_run.release()

    # --- one at a time -------------------------------------------------------------------------------------------

    def run(self, cancel: CancelToken, on_progress: OnProgress = no_progress) -> IngestionReport:
        """Work off the queue; a second call waits for the first. What another embedder embedded is embedded anew.

        A file at fault becomes a failed document. Raises Cancelled; EngineError or UserError when the embedder or
        the parser cannot work at all; UserError("disk_full") and the like. Whatever was not finished stays queued.
        """
        with self._one_run:
            run = Run(self._store, self._bus, on_progress)
            ahead = ReadAhead(self._store, self._reader, self._brake, self._readers)
            forget = cancel.on_cancel(ahead.stop)
            self._ahead = ahead
            try:
                self._queue_unrecognized()
                try:
                    self._work_off(run, ahead, cancel)
                finally:
                    self._ahead = None
                    ahead.close()
                if run.embedded or self._lacks_vectors():
                    self._complete_space(run, cancel)
                self._store.ahead.forget()
                self._store.forget_words()
            finally:
                forget()
                run.end()
            return IngestionReport(tuple(run.done), run.seconds, self._store.documents)

    def _lacks_vectors(self) -> bool:
        """Was something embedded by another embedder, or not at all? Then search does not find it by meaning."""
        try:
            return bool(self._store.embeddings.missing(self._embedder.space()))
        except UserError:  # no embedder: whoever has something to embed is told
            return False

    def _queue_unrecognized(self) -> None:
        """Pages that could not be read for want of a recognizer are read when there is one."""
        waiting = self._store.queue.unrecognized(MISSING)
        if waiting and self._pictures.engine() is not None:
            for document in self._store.documents.requeue(waiting, reparse=False):
                self._bus.publish(DocumentChanged(document))

    def _work_off(self, run: Run, ahead: ReadAhead, cancel: CancelToken) -> None:
        """While one batch is embedded, the next is prepared."""
        with Embedding(self._taking_in, self._brake, cancel) as embedding:
            while True:
                self._stand_by(run, cancel)
                ahead.fill()
                if embedding.ended(run, until=lambda: ahead.has(self._batch_files, self._characters)):
                    self._finish(run, ahead, embedding, cancel)
                    continue
                files = ahead.take(self._batch_files, self._characters)
                if not files:
                    return
                if files[0].pictures:
                    self._finish(run, ahead, embedding, cancel)
                    files = self._read_pictures(run, ahead, files[0], cancel)
                if files:
                    self._take_in(run, ahead, embedding, files, cancel)

    def _take_in(
        self, run: Run, ahead: ReadAhead, embedding: Embedding, files: Sequence[ReadFile], cancel: CancelToken
    ) -> None:
        batch = self._taking_in.prepare(files, embedding.batch.hashes if embedding.batch else ())
        self._finish(run, ahead, embedding, cancel)
        run.begin(files)
        embedding.begin(batch)

    def _finish(self, run: Run, ahead: ReadAhead, embedding: Embedding, cancel: CancelToken) -> None:
        """Bring the batch that is being embedded to its end, if there is one."""
        while embedding.batch is not None:
            batch = embedding.batch
            embedding.wait(run)
            settled, files = self._taking_in.settle(batch), batch.files
            self._measure(files, batch.seconds)
            run.embedded = run.embedded or bool(batch.passages)
            run.finish(files, settled, self._brake.waited)
            ahead.settled(file.queued.document.id for file in files)
            # What was read before came to nothing: read by itself, before all that comes after it.
            twins = [file.queued for file, ending in zip(files, settled, strict=True) if ending.missing]
            again = [self._reader.read(queued, no_twin, cancel) for queued in twins]
            if again:
                embedding.begin(self._taking_in.prepare(again))

    def _measure(self, files: Sequence[ReadFile], seconds: float) -> None:
        """Fit the size of the next batch to the machine."""
        characters = sum(len(file.parsed.text) for file in files if file.parsed)
        if characters >= FEWEST_CHARACTERS and seconds > 0:
            fitting = characters / seconds * BATCH_SECONDS
            self._characters = round(min(max(fitting, FEWEST_CHARACTERS), MOST_CHARACTERS))

    def _read_pictures(
        self, run: Run, ahead: ReadAhead, file: ReadFile, cancel: CancelToken
    ) -> list[ReadFile]:
        """A document with the pages that are to be read from their picture; empty when it has to wait.

        Stops between two pages when something that comes before it was queued.
        """
        started = time.monotonic()
        run.begin([file])

        def may_go_on(done: int, pages: int) -> bool:
            run.page(file, done, pages, self._brake.waited)
            self._stand_by(run, cancel)
            return not any(not queued.deferred for queued in self._store.queue.next(1, ahead.busy))

        found = self._pictures.read(file, cancel, may_go_on)
        if found.stopped:
            ahead.settled([file.queued.document.id])
            return []
        reason = found.reason or ErrorInfo(FAILED, {"pages": len(file.pictures) - found.read})
        file = replace(file, if_waiting=reason, seconds=file.seconds + time.monotonic() - started)
        if found.read:
            file = self._reader.read_with(file, cancel)
        return [replace(file, pictures=())]

    def _stand_by(self, run: Run, cancel: CancelToken) -> None:
        """Wait while there is a reason to, and say so."""
        waiting = self._brake.waiting
        if waiting:
            run.stand_still(waiting)
            self._brake.wait(cancel)
            run.stand_still(self._brake.waiting)
        cancel.raise_if_cancelled()

    def _complete_space(self, run: Run, cancel: CancelToken) -> None:
        """Embed what has vectors in another space only, then drop that one."""
        space = self._embedder.space()
        missing = self._store.embeddings.missing(space)

        watch = Watching(cancel, lambda: self._stand_by(run, cancel))
        for number, content_id in enumerate(missing):
            run.tell(number, len(missing))
            cancel.raise_if_cancelled()
            passages = self._store.embeddings.passages(content_id)
            hashes = [passage_hash(passage) for passage in passages]
            named = dict(zip(hashes, passages, strict=True))
            document = self._store.ahead.document_of(content_id)
            owners = {} if document is None else dict.fromkeys(hashes, document)
            vectors = self._taking_in.embed(space, named, owners, watch)
            self._store.embeddings.add(
                content_id, Embedded(space, hashes, [vectors[name] for name in hashes])
            )
        self._store.embeddings.drop_others(space)
