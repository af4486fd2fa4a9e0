"""Reads the next documents of the queue while the ones before are embedded, several at a time.

What is read is handed out in the order of the queue, so that a library looks the same however the reading
interleaved. How much is read ahead is bounded in files and bytes: memory stays flat whatever the queue's length.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

from app.domain.ids import DocumentId
from app.domain.jobs import CancelToken
from app.services.brake import Brake
from app.services.file_reading import FileReader, ReadFile
from app.store.queue import Queued
from app.store.store import Store

MAX_FILES = 600
MAX_BYTES = 24 << 20
"""Bytes of files that are read ahead. A larger file is still read, while the one before it is embedded."""

_REFILL = 0.75  # of MAX_FILES: the queue is asked for many at once


@dataclass(frozen=True, slots=True)
class _Flight:
    number: int
    queued: Queued
    future: Future[ReadFile]


class ReadAhead:
    """One run's reading. To be closed; used from one thread."""

    def __init__(self, store: Store, reader: FileReader, brake: Brake, readers: int) -> None:
        self._store = store
        self._reader = reader
        self._brake = brake
        self._readers = readers
        self._stop = CancelToken()
        self._threads = ThreadPoolExecutor(readers, thread_name_prefix="read-ahead")
        self._flights: deque[_Flight] = deque()
        self._taken: dict[DocumentId, int] = {}
        self._claims = _Claims()
        self._number = 0
        self._reorder = threading.Event()

    def stop(self) -> None:
        """Have all reading end soon; from any thread."""
        self._stop.cancel()

    def reorder(self) -> None:
        """The order of the queue has changed: what is not being read yet is asked for anew. From any thread."""
        self._reorder.set()

    def close(self) -> None:
        """Ends the threads."""
        self.stop()
        self._threads.shutdown(cancel_futures=True)

    def fill(self) -> None:
        """Begin to read as many documents as may be read ahead."""
        if self._reorder.is_set():
            self._reorder.clear()
            self._call_back()
        room = MAX_BYTES - sum(flight.queued.document.size for flight in self._flights)
        if len(self._flights) > _REFILL * MAX_FILES or room <= 0:
            return
        for queued in self._store.queue.next(MAX_FILES - len(self._flights), self._taken):
            room -= queued.document.size
            full = len(self._flights) >= self._readers and room < 0
            # A scan is completed only when nothing else is there to do.
            if full or (queued.deferred and self._flights):
                return
            self._start(queued)
            if queued.deferred:
                return

    def take(self, files: int, characters: int) -> list[ReadFile]:
        """The next documents that are read, in order; waits for one, and takes as many as are ready.

        None is left when this is empty. Raises what reading the first one raised.
        """
        taken: list[ReadFile] = []
        while self._flights and len(taken) < files and characters > 0:
            flight = self._flights[0]
            if taken and not (flight.future.done() and flight.future.exception() is None):
                break
            file = flight.future.result()
            self._flights.popleft()
            taken.append(file)
            characters -= len(file.parsed.text) if file.parsed else 0
        return taken

    def has(self, files: int, characters: int) -> bool:
        """Whether :meth:`take` would give so much at once."""
        for flight in self._flights:
            if not flight.future.done() or flight.future.cancelled() or flight.future.exception() is not None:
                return False
            parsed = flight.future.result().parsed
            files, characters = files - 1, characters - (len(parsed.text) if parsed else 0)
            if files <= 0 or characters <= 0:
                return True
        return False

    def settled(self, documents: Iterable[DocumentId]) -> None:
        """These are out of the queue, or may be taken from it anew."""
        for i in documents:
            number = self._taken.pop(i, None)
            if number is not None:
                self._claims.drop(number)

    @property
    def busy(self) -> list[DocumentId]:
        """Documents that were taken from the queue and are not settled."""
        return list(self._taken)

    def _start(self, queued: Queued) -> None:
        self._number += 1
        number = self._number
        self._taken[queued.document.id] = number
        future = self._threads.submit(self._read, queued, number)
        self._flights.append(_Flight(number, queued, future))

    def _read(self, queued: Queued, number: int) -> ReadFile:
        self._brake.wait(self._stop)
        return self._reader.read(queued, lambda name: self._claims.claim(name, number), self._stop)

    def _call_back(self) -> None:
        kept = [flight for flight in self._flights if not flight.future.cancel()]
        self.settled(flight.queued.document.id for flight in self._flights if flight not in kept)
        self._flights = deque(kept)


class _Claims:
    """Which hash is being read by which flight. The earlier flight wins, whichever came to it first."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._owners: dict[str, int] = {}
        self._names: dict[int, set[str]] = {}

    def claim(self, name: str, number: int) -> bool:
        """True when an earlier flight reads these bytes."""
        with self._lock:
            if self._owners.get(name, number) < number:
                return True
            self._owners[name] = number
            self._names.setdefault(number, set()).add(name)
            return False

    def drop(self, number: int) -> None:
        """This flight is over."""
        with self._lock:
            for name in self._names.pop(number, ()):
                if self._owners.get(name) == number:
                    del self._owners[name]
