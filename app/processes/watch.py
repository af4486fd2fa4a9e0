"""Keeps the time of one call: how long to wait for the next reply, and when the child has to be killed."""

from __future__ import annotations

import math
import time

from app.processes.limits import CallLimits

_TICK = 0.5
_WORKING = 0.02  # seconds of processor time that count as work, between two looks


class Watch:
    """Started with the call. A child that is silent but uses the processor is not hanging."""

    def __init__(self, limits: CallLimits, pid: int) -> None:
        self._limits = limits
        self._pid = pid
        self._deadline = time.monotonic() + limits.total
        self._active = time.monotonic()
        self._used = 0.0

    def heard(self) -> None:
        """A reply came."""
        self._active = time.monotonic()

    def stopping(self) -> None:
        """The call was asked to stop: from now on only the grace time counts."""
        self._deadline = min(self._deadline, time.monotonic() + self._limits.grace)

    def wait_seconds(self) -> float | None:
        """How long to wait for a reply before looking again; None: for ever."""
        left = self._deadline - time.monotonic()
        if math.isfinite(self._limits.silence):
            left = min(left, _TICK)
        return None if math.isinf(left) else max(0.0, left)

    def expired(self) -> bool:
        """Whether the child has to be killed."""
        now = time.monotonic()
        if now >= self._deadline:
            return True
        if not math.isfinite(self._limits.silence):
            return False
        used = _processor_seconds(self._pid)
        if used - self._used > _WORKING:
            self._used, self._active = used, now
        return now - self._active >= self._limits.silence


def _processor_seconds(pid: int) -> float:
    import psutil  # type: ignore[import-untyped, unused-ignore]

    try:
        times = psutil.Process(pid).cpu_times()
    except psutil.Error:
        return 0.0
    return float(times.user + times.system)
