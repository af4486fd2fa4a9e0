"""What a child said and nobody has read yet. It has an end: a child that never stops talking is not heard out."""

from __future__ import annotations

import queue
import threading
from typing import Generic, TypeVar

T = TypeVar("T")
_MANY_BYTES = 1 << 20


class Inbox(Generic[T]):
    """A queue that knows how many bytes wait in it. Putting never blocks; whoever puts much asks for room first."""

    def __init__(self) -> None:
        self._queue: queue.SimpleQueue[tuple[T, int]] = queue.SimpleQueue()
        self._room = threading.Condition()
        self._waiting = 0

    def put(self, item: T, size: int = 0) -> None:
        """``size`` in bytes, as it came."""
        with self._room:
            self._waiting += size
        self._queue.put((item, size))

    def get(self, timeout: float | None = None) -> T:
        """The oldest item. Raises queue.Empty after ``timeout`` seconds."""
        item, size = self._queue.get(timeout=timeout)
        with self._room:
            self._waiting -= size
            self._room.notify_all()
        return item

    def has_room(self, seconds: float) -> bool:
        """Wait until little waits, for so long at most."""
        with self._room:
            return self._room.wait_for(lambda: self._waiting < _MANY_BYTES, seconds)
