"""A waiting line: one caller at a time, urgent ones first, and whoever waits can be cancelled."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from app.domain.jobs import CancelToken


class Line:
    """First come, first served, within the same urgency (lower numbers go first)."""

    def __init__(self) -> None:
        self._condition = threading.Condition()
        self._waiting: list[tuple[int, int]] = []
        self._count = 0
        self._holder: int | None = None

    @contextmanager
    def turn(self, cancel: CancelToken, urgency: int = 1) -> Iterator[None]:
        """Wait for one's turn and hold it. Raises Cancelled while waiting.

        Raises RuntimeError when this thread holds it already: it would wait for itself for ever.
        """
        if self._holder == threading.get_ident():
            raise RuntimeError(
                "this thread has a call to the same engine open; finish or close that one first"
            )
        self._enter(cancel, urgency)
        try:
            yield
        finally:
            with self._condition:
                self._holder = None
                self._condition.notify_all()

    def _enter(self, cancel: CancelToken, urgency: int) -> None:
        forget = cancel.on_cancel(self._wake)
        with self._condition:
            self._count += 1
            place = (urgency, self._count)
            self._waiting.append(place)
            try:
                self._condition.wait_for(lambda: cancel.cancelled or self._may_go(place))
                cancel.raise_if_cancelled()
                self._holder = threading.get_ident()
            finally:
                self._waiting.remove(place)
                self._condition.notify_all()
                forget()

    def _may_go(self, place: tuple[int, int]) -> bool:
        return self._holder is None and min(self._waiting) == place

    def _wake(self) -> None:
        with self._condition:
            self._condition.notify_all()
