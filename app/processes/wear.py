"""When a child has done enough: what it read may have left traces in its memory, and memory is not given back."""

from __future__ import annotations

import time

from app.processes.limits import ChildLimits
from app.processes.watch import Usage

_LOOK_EVERY, _LONG = 10, 0.1


class Wear:
    """Counts one child's calls. What it uses is looked at every tenth time, and after a call that took long."""

    def __init__(self, limits: ChildLimits, usage: Usage) -> None:
        self._limits = limits
        self._usage = usage
        self._calls = 0
        self._began = 0.0

    def begin(self) -> None:
        """A call begins."""
        self._calls += 1
        self._began = time.monotonic()

    def is_worn(self) -> bool:
        """Asked after a call: whether another child should take over."""
        if self._calls >= self._limits.calls:
            return True
        took_long = time.monotonic() - self._began > _LONG
        return (took_long or self._calls % _LOOK_EVERY == 0) and self._uses_too_much()

    def _uses_too_much(self) -> bool:
        limits = self._limits
        if limits.resident == limits.processor == float("inf"):
            return False
        return (
            self._usage.resident_bytes() > limits.resident
            or self._usage.processor_seconds() > limits.processor
        )
