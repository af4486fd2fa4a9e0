"""One run of something: how far it is, and how to stop it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from app.domain.errors import Cancelled


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a job is. ``seconds_left`` is an estimate, or None while there is nothing to estimate from.

    ``page`` of ``pages`` (from 1) of what ``label`` names is being read from its picture; None while none is.
    """

    done: int
    total: int
    label: str = ""
    seconds_left: float | None = None
    page: int | None = None
    pages: int | None = None


class JobState(Enum):
    """Where a job stands. The last three are ends."""

    RUNNING = "running"
    WAITING = "waiting"
    PAUSED = "paused"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def ended(self) -> bool:
        """Nothing more comes of it by itself."""
        return self in (JobState.DONE, JobState.FAILED, JobState.CANCELLED)


class JobKind(Enum):
    """What a job is about; a sentence for each is made at the edge."""

    INTAKE = "intake"
    MINUTES = "minutes"
    DOWNLOAD = "download"
    MODEL = "model"
    TASK = "task"
    EXPORT = "export"
    TEACHING = "teaching"


OnProgress = Callable[[Progress], None]


def no_progress(_progress: Progress) -> None:
    """The callback for callers who do not watch."""


class CancelToken:
    """Set from any thread, looked at by the one that works. ``on_cancel`` callbacks run in the setting thread."""

    def __init__(self) -> None:
        self._event = threading.Event()
        self._lock = threading.Lock()
        self._callbacks: list[Callable[[], None]] = []

    @property
    def cancelled(self) -> bool:
        """Whether the stop was asked for."""
        return self._event.is_set()

    def cancel(self) -> None:
        """Ask for the stop; the second call does nothing."""
        with self._lock:
            if self._event.is_set():
                return
            self._event.set()
            callbacks = list(self._callbacks)
        for callback in callbacks:
            callback()

    def on_cancel(self, callback: Callable[[], None]) -> Callable[[], None]:
        """Call ``callback`` on cancel; at once when it already happened. Returns the function that forgets it."""
        with self._lock:
            if not self._event.is_set():
                self._callbacks.append(callback)
                return lambda: self._forget(callback)
        callback()
        return lambda: None

    def _forget(self, callback: Callable[[], None]) -> None:
        with self._lock:
            if callback in self._callbacks:
                self._callbacks.remove(callback)

    def raise_if_cancelled(self) -> None:
        """Raises Cancelled."""
        if self.cancelled:
            raise Cancelled
