"""From token bytes to text that may be shown: whole characters, and nothing of a stop string."""

from __future__ import annotations

import codecs
from collections.abc import Sequence


class StopFilter:
    """Takes pieces of text and gives back what is certain not to be the beginning of a stop string."""

    def __init__(self, stops: Sequence[str]) -> None:
        self._stops = tuple(stop for stop in stops if stop)
        self._longest = max((len(stop) for stop in self._stops), default=0)
        self._held = ""
        self.stopped = False

    def feed(self, text: str) -> str:
        """What may be shown now. After a stop string was found, ``stopped`` is True and nothing follows."""
        if self.stopped:
            return ""
        held = self._held + text
        first = min((at for stop in self._stops if (at := held.find(stop)) >= 0), default=-1)
        if first >= 0:
            self.stopped, self._held = True, ""
            return held[:first]
        keep = self._doubtful(held)
        self._held = held[len(held) - keep :]
        return held[: len(held) - keep]

    def finish(self) -> str:
        """What was held back, now that nothing follows."""
        held, self._held = self._held, ""
        return held

    def _doubtful(self, held: str) -> int:
        """Length of the longest end of ``held`` that some stop string begins with."""
        for length in range(min(self._longest - 1, len(held)), 0, -1):
            if any(stop.startswith(held[-length:]) for stop in self._stops):
                return length
        return 0


class TextStream:
    """Bytes in, shown text out; a character that is split over tokens waits for its other half."""

    def __init__(self, stops: Sequence[str] = ()) -> None:
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._filter = StopFilter(stops)

    @property
    def stopped(self) -> bool:
        """Whether a stop string was written."""
        return self._filter.stopped

    def feed(self, piece: bytes) -> str:
        """What may be shown now."""
        return self._filter.feed(self._decoder.decode(piece))

    def finish(self) -> str:
        """The rest, at the end of generation; an unfinished character is dropped, not shown as a blot."""
        return self._filter.finish()


def common_prefix(old: Sequence[int], new: Sequence[int]) -> int:
    """How many tokens both begin with."""
    length = min(len(old), len(new))
    if old[:length] == new[:length]:
        return length
    return next(i for i in range(length) if old[i] != new[i])
