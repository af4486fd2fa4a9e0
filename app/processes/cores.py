"""How many threads the arithmetic gets."""

from __future__ import annotations

import os


def physical_cores() -> int:
    """Cores this process may use; hyper-threads only fight over the same arithmetic units."""
    import psutil  # type: ignore[import-untyped, unused-ignore]

    allowed = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, min(psutil.cpu_count(logical=False) or allowed, allowed))
