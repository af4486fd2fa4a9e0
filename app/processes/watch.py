"""Keeps watch over one call: how long to wait for the next reply, and when and why the child has to be killed."""

from __future__ import annotations

import math
import time
from typing import Any

from app.processes.limits import CallLimits

_TICK = 0.5
_WORKING = 0.02  # seconds of processor time that count as work, between two looks


class Usage:
    """What a process uses; zeros once it is gone."""

    def __init__(self, pid: int) -> None:
        self._pid = pid
        self._process: Any = None

    def processor_seconds(self) -> float:
        """Of all its threads, since its start."""
        times = self._ask("cpu_times")
        return float(times.user + times.system) if times else 0.0

    def resident_bytes(self) -> int:
        """Memory it holds at this moment."""
        memory = self._ask("memory_info")
        return int(memory.rss) if memory else 0

    def _ask(self, what: str) -> Any:
        import psutil  # type: ignore[import-untyped, unused-ignore]

        try:
            if self._process is None:
                self._process = psutil.Process(self._pid)
            return getattr(self._process, what)()
        except psutil.Error:
            return None


class Watch:
    """Started with the call. A child that is silent but uses the processor is not hanging.

    ``peak`` is the most memory it was seen to hold, looked at every half second.
    """

    def __init__(self, limits: CallLimits, usage: Usage) -> None:
        self._limits = limits
        self._usage = usage
        self._deadline = time.monotonic() + limits.total
        self._active = time.monotonic()
        self._used = 0.0
        self._looks = math.isfinite(limits.silence) or math.isfinite(limits.memory)
        self.peak = 0

    def heard(self) -> None:
        """A reply came."""
        self._active = time.monotonic()

    def stopping(self) -> None:
        """The call was asked to stop: from now on only the grace time counts."""
        self._deadline = min(self._deadline, time.monotonic() + self._limits.grace)

    def wait_seconds(self) -> float | None:
        """How long to wait for a reply before looking again; None: for ever."""
        left = self._deadline - time.monotonic()
        if self._looks:
            left = min(left, _TICK)
        return None if math.isinf(left) else max(0.0, left)

    def late(self) -> bool:
        """Whether its time is over, however busily it talks."""
        return time.monotonic() >= self._deadline

    def verdict(self) -> str | None:
        """The code of the error for which the child has to be killed; None as long as it may go on."""
        if self.late():
            return "engine_timeout"
        if not self._looks:
            return None
        self.peak = max(self.peak, self._usage.resident_bytes())
        if self.peak > self._limits.memory:
            return "out_of_memory"
        return "engine_timeout" if self._is_hanging() else None

    def _is_hanging(self) -> bool:
        now, used = time.monotonic(), self._usage.processor_seconds()
        if used - self._used > _WORKING:
            self._used, self._active = used, now
        return now - self._active >= self._limits.silence
