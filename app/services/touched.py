"""Places where something changed, held back until it is quiet there: what is still being written is not read yet."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from app.services.below import Below

Look = tuple[int, int] | None
"""Size and time of a file; None when it is not there."""


@dataclass(slots=True)
class _Place:
    last: float
    look: Look


class Touched:
    """``settle``: so long nothing must have happened; ``longest``: then the quiet places are given out all the same.

    All times are seconds on the clock of the caller. :meth:`add` may be called from any thread.
    """

    def __init__(self, settle: float, longest: float, look: Callable[[Path], Look] | None = None) -> None:
        self._settle = settle
        self._longest = longest
        self._look = look or _look
        self._lock = threading.Lock()
        self._places: dict[Path, _Place] = {}
        self._first = self._last = 0.0

    def add(self, path: Path, now: float) -> None:
        """Something happened there."""
        look = self._look(path)
        with self._lock:
            self._first = self._first if self._places else now
            self._last = now
            self._places[path] = _Place(now, look)

    def next_look(self) -> float | None:
        """When :meth:`ready` is worth asking; None while nothing happened."""
        with self._lock:
            return min(self._last + self._settle, self._first + self._longest) if self._places else None

    def ready(self, now: float) -> list[Path]:
        """Places where it is quiet; they are forgotten. A file that has grown meanwhile stays for another time."""
        with self._lock:
            if not self._places or now < min(self._last + self._settle, self._first + self._longest):
                return []
            quiet = [path for path, place in self._places.items() if now >= place.last + self._settle]
            looks = {path: self._look(path) for path in quiet}
            given = [path for path in quiet if looks[path] == self._places[path].look]
            for path in given:
                del self._places[path]
            for path in set(quiet) - set(given):
                self._places[path] = _Place(now, looks[path])
            self._first = now
            self._last = max((place.last for place in self._places.values()), default=now)
            return given

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._places.clear()


def gathered(paths: Iterable[Path], limit: int) -> list[Path] | None:
    """The same places in at most ``limit`` paths, folders standing for what is in them; None when they are too many."""
    wanted = _outermost(set(paths))
    for _ in range(2):
        if len(wanted) <= limit:
            return wanted
        wanted = _outermost({path.parent for path in wanted})
    return wanted if len(wanted) <= limit else None


def _outermost(paths: set[Path]) -> list[Path]:
    below = Below(paths)
    return sorted(path for path in paths if path.parent == path or path.parent not in below)


def _look(path: Path) -> Look:
    try:
        status = path.lstat()
    except OSError:
        return None
    return status.st_size, status.st_mtime_ns
