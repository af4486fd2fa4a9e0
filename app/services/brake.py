"""Stops and slows the work of indexing: paused by the person or to save the battery, held back during an answer."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from app.domain.jobs import CancelToken

PAUSED, ANSWER, BATTERY = "paused", "answer", "battery"
"""Why it waits, as in :class:`app.domain.events.IngestionProgressed`."""

TRICKLE_SECONDS = 10.0
"""Held back, one step is allowed in this time: a long piece of writing slows indexing and does not stop it."""


class Brake:
    """May be used from any thread. ``waited``: seconds during which anybody has waited in :meth:`wait`."""

    def __init__(self, trickle: float = TRICKLE_SECONDS) -> None:
        self._changed = threading.Condition()
        self._reasons: dict[str, None] = {}
        self._holds = 0
        self._trickle = trickle
        self._waiters, self._since = 0, 0.0
        self.waited = 0.0

    @property
    def waiting(self) -> str:
        """Why it waits; empty when it does not."""
        with self._changed:
            return self._waiting()

    def paused(self, reason: str = PAUSED) -> bool:
        """Whether it was paused for this reason."""
        with self._changed:
            return reason in self._reasons

    def pause(self, reason: str = PAUSED) -> None:
        """Let nothing go on before it is resumed for this reason, and every other that it was paused for."""
        with self._changed:
            self._reasons[reason] = None

    def resume(self, reason: str = PAUSED) -> None:
        """This reason is gone."""
        with self._changed:
            self._reasons.pop(reason, None)
            self._changed.notify_all()

    @contextmanager
    def hold(self) -> Iterator[None]:
        """Something more urgent is computed inside this context."""
        with self._changed:
            self._holds += 1
        try:
            yield
        finally:
            with self._changed:
                self._holds -= 1
                self._changed.notify_all()

    def wait(self, cancel: CancelToken) -> None:
        """Return when the next step may be done. Raises Cancelled."""
        cancel.raise_if_cancelled()
        if not self.waiting:
            return
        forget = cancel.on_cancel(self._wake)
        try:
            with self._changed:
                self._begin_waiting()
                self._changed.wait_for(lambda: cancel.cancelled or not self._waiting(), self._trickle)
                self._changed.wait_for(lambda: cancel.cancelled or not self._reasons)
                self._end_waiting()
        finally:
            forget()
        cancel.raise_if_cancelled()

    def _begin_waiting(self) -> None:
        if not self._waiters:
            self._since = time.monotonic()
        self._waiters += 1

    def _end_waiting(self) -> None:
        self._waiters -= 1
        if not self._waiters:
            self.waited += time.monotonic() - self._since

    def _waiting(self) -> str:
        return next(iter(self._reasons), ANSWER if self._holds else "")

    def _wake(self) -> None:
        with self._changed:
            self._changed.notify_all()
