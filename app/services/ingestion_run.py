"""One run of ingestion as others see it: what is done, how far it is, how long it will take."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from app.domain.documents import Document, DocumentState
from app.domain.events import DocumentChanged, IngestionProgressed
from app.domain.ids import DocumentId
from app.domain.jobs import OnProgress, Progress
from app.services.event_bus import EventBus
from app.services.file_reading import ReadFile
from app.services.time_left import TimeLeft, kind_of
from app.store.endings import Settled
from app.store.store import Store

_LOOK_EVERY = 1.0
"""Seconds between two looks at the whole queue: with many small files it would cost more than reading them."""

PACE = "seconds_a_page"


class Run:
    """Tells ``on_progress`` and the bus."""

    def __init__(self, store: Store, bus: EventBus, on_progress: OnProgress) -> None:
        self.done: dict[DocumentId, None] = {}  # ids only: there may be a million
        self.started = time.monotonic()
        self.embedded = False
        self._store = store
        self._bus = bus
        self._on_progress = on_progress
        self._time = TimeLeft(store.notes.number(PACE))
        self._step = self.started
        self._idle = 0.0
        self._waiting = 0
        self._looked = float("-inf")
        self._files: Sequence[ReadFile] = ()
        self._last = Progress(0, 0)

    @property
    def seconds(self) -> float:
        """Since it began."""
        return time.monotonic() - self.started

    def begin(self, files: Sequence[ReadFile]) -> None:
        """These are taken in now."""
        self._files = files
        self._look()
        self.advance(0.0)

    def advance(self, share: float) -> None:
        """``share`` of these is done."""
        counts: Counter[str] = Counter()
        sizes: Counter[str] = Counter()
        for file in self._files:
            kind = kind_of(file.queued.document.media_type)
            counts[kind] += 1
            sizes[kind] += file.size
        less = {kind: (round(share * counts[kind]), round(share * sizes[kind])) for kind in counts}
        self._tell(self._progress(self._time.seconds_left(less)))

    def page(self, file: ReadFile, page: int, pages: int, idle: float) -> None:
        """A page of a file was read from its picture; ``idle`` as in :meth:`finish`."""
        self._time.page_done(file.queued.document.media_type, self._elapsed(idle))
        progress = self._progress(self._time.seconds_left())
        self._tell(replace(progress, page=page, pages=pages))

    def finish(self, files: Sequence[ReadFile], settled: Sequence[Settled], idle: float) -> None:
        """These were taken in. ``idle``: seconds that the run has waited in all, which say nothing of the speed."""
        elapsed = self._elapsed(idle)
        weights = _weights(files, settled)
        for file, ending, weight in zip(files, settled, weights, strict=True):
            document = ending.document
            if file.queued.deferred:
                self._time.page_done(file.queued.document.media_type, elapsed * weight, 0)
            else:
                pages = document.waiting_pages if document and document.state is DocumentState.QUEUED else 0
                self._time.document_done(file.queued.document.media_type, file.size, elapsed * weight, pages)
            if document is not None:
                self._finish(document)
        self._files = ()
        self._look()
        self.advance(0.0)

    def tell(self, done: int, total: int) -> None:
        """Progress of work that is not the queue's."""
        self._tell(Progress(done, total))

    def stand_still(self, waiting: str) -> None:
        """It waits, for this reason; or (empty) works again."""
        self._bus.publish(IngestionProgressed(self._last, running=True, waiting=waiting))

    def end(self) -> None:
        """Nothing runs any more."""
        if self._time.seconds_a_page is not None:
            self._store.notes.set_number(PACE, self._time.seconds_a_page)
        self._bus.publish(IngestionProgressed(self._last, running=False))

    def _finish(self, document: Document) -> None:
        if document.state is not DocumentState.QUEUED:
            self.done[document.id] = None
            self._waiting = max(0, self._waiting - 1)
        self._bus.publish(DocumentChanged(document))

    def _look(self) -> None:
        now = time.monotonic()
        if self._waiting and now - self._looked < _LOOK_EVERY:
            return
        self._looked = now
        rows = self._store.queue.outlook()
        self._waiting = sum(row.documents for row in rows)
        self._time.look(rows)

    def _elapsed(self, idle: float) -> float:
        now = time.monotonic()
        elapsed = max(0.0, now - self._step - (idle - self._idle))
        self._step, self._idle = now, idle
        return elapsed

    def _progress(self, seconds_left: float | None) -> Progress:
        done = len(self.done)
        label = self._files[0].queued.document.path.name if self._files else ""
        return Progress(done, done + self._waiting, label, seconds_left)

    def _tell(self, progress: Progress) -> None:
        self._last = progress
        self._on_progress(progress)
        self._bus.publish(IngestionProgressed(progress, running=True))


def _weights(files: Sequence[ReadFile], settled: Sequence[Settled]) -> list[float]:
    """How the time of a batch is shared out: by the time each file took by itself."""
    seconds = [
        (ending.document.seconds if ending.document else None) or file.seconds
        for file, ending in zip(files, settled, strict=True)
    ]
    total = sum(seconds)
    return [value / total if total else 1 / len(seconds) for value in seconds]
