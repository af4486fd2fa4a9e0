"""How fast bytes come: the speed of the last seconds, the time left, and whether it is still worth waiting."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

_WINDOW = 10.0
"""Seconds that the speed is an average of."""


@dataclass(frozen=True, slots=True)
class Patience:
    """When to give up and try anew. Times in seconds.

    ``attempts`` without a single new byte end the download (``first_attempts`` where none ever came, as without an
    internet connection); the wait before each doubles from ``first_wait`` up to
    ``longest_wait``. Less than ``least_bytes`` within ``stall`` seconds is a connection that is as good as cut.
    """

    attempts: int = 6
    first_attempts: int = 3
    first_wait: float = 1.0
    longest_wait: float = 60.0
    stall: float = 60.0
    least_bytes: int = 16 * 1024

    def wait(self, attempt: int) -> float:
        """Before attempt number ``attempt`` (the first repetition is 1)."""
        return min(self.first_wait * 2.0 ** (attempt - 1), self.longest_wait)


class Pace:
    """Fed with how much came; one for each connection."""

    def __init__(self, patience: Patience, clock: Callable[[], float]) -> None:
        self._patience = patience
        self._clock = clock
        self._begun = clock()
        self._came: deque[tuple[float, int]] = deque()
        self._since, self._fresh = self._begun, 0

    def add(self, size: int) -> None:
        """So many bytes came just now."""
        now = self._clock()
        self._came.append((now, size))
        while self._came and self._came[0][0] < now - _WINDOW:
            self._came.popleft()
        self._fresh += size

    def stalled(self) -> bool:
        """Whether too little came for too long. To be asked after every :meth:`add`."""
        now = self._clock()
        if now - self._since < self._patience.stall:
            return False
        stalled = self._fresh < self._patience.least_bytes
        self._since, self._fresh = now, 0
        return stalled

    @property
    def speed(self) -> float:
        """Bytes a second; 0 before there is anything to say."""
        seconds = min(self._clock() - self._begun, _WINDOW)
        return sum(size for _, size in self._came) / seconds if seconds > 0.5 else 0.0

    def seconds_left(self, missing: int | None) -> float | None:
        """For so many bytes; None while unknown."""
        return missing / self.speed if missing is not None and self.speed > 0 else None
