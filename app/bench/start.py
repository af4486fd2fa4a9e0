"""From the start of the process to the first painted window, against the least Qt program that shows one."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from typing import Any

from app.bench.report import machine, median, rounded
from app.domain.jobs import CancelToken, OnProgress, Progress
from app.window_needs import has_display


def bench_start(runs: int, cancel: CancelToken, on_progress: OnProgress) -> dict[str, Any]:
    """The start report; the two programs take turns, the first round (cold caches) is not counted."""
    bare, ours, idle = [], [], []
    heavy: list[str] = []
    with tempfile.TemporaryDirectory(prefix="carrel-bench-") as folder:
        for number in range(runs + 1):
            cancel.raise_if_cancelled()
            on_progress(Progress(number, runs + 1, "start"))
            plain, _ = _first_paint("app.bench.bare_window")
            carrel, rest = _first_paint("app.bench.carrel_window", folder)
            if number:
                bare.append(plain)
                ours.append(carrel)
                state = json.loads(rest)
                idle.append(float(state["mb"]))
                heavy = state["heavy"]
    return {
        "bench": "start",
        "machine": machine(),
        "runs": runs,
        "ratios": rounded(
            {"first_paint_vs_bare_window": median([o / b for o, b in zip(ours, bare, strict=True)])}
        ),
        "idle_mb": median(idle),
        "heavy_modules_loaded": heavy,
        "baseline": "a QMainWindow with one label, PySide6, same Python, same platform plugin",
        "raw": {"bare_s": bare, "carrel_s": ours},
    }


def _first_paint(module: str, *arguments: str) -> tuple[float, str]:
    """Seconds until the program said "painted", and what else it said."""
    environment = dict(os.environ)
    if not has_display():
        environment["QT_QPA_PLATFORM"] = "offscreen"
    started = time.perf_counter()
    with subprocess.Popen(
        [sys.executable, "-m", module, *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment,
        text=True,
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        seconds = time.perf_counter() - started
        return seconds, process.stdout.read().strip()
