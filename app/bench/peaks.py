"""Peak memory of processes, as the system kept it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import psutil


def peak_mb(processes: Mapping[str, int | None]) -> dict[str, int]:
    """Megabytes by name: the most that each process had resident at any time; those that are gone are left out.

    macOS keeps it of the own process only: there it is what is resident now.
    """
    return {name: round(size / 1e6) for name, pid in processes.items() if (size := _peak(pid))}


def _peak(pid: int | None) -> int:
    if pid is None:
        return 0
    try:
        status = Path(f"/proc/{pid}/status")
        if status.is_file():
            return _high_water_mark(status)
        memory = psutil.Process(pid).memory_info()
    except (OSError, psutil.Error):
        return 0
    return int(getattr(memory, "peak_wset", memory.rss))  # the first is Windows' own


def _high_water_mark(status: Path) -> int:
    """Linux: proc(5)."""
    for line in status.read_text("ascii", "replace").splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) * 1024
    return 0
