"""Speed and memory, always as ratios against a named baseline measured in the same run on the same machine."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from app.domain.jobs import CancelToken, OnProgress


def run_bench(
    what: str, runs: int, cancel: CancelToken, on_progress: OnProgress, **options: Any
) -> dict[str, Any]:
    """Run the bench of this name (a module here each).

    The report is as the contract has it.

    ``options`` are the module's own.
    """
    module = import_module(f"app.bench.{what}")
    report: dict[str, Any] = getattr(module, f"bench_{what}")(runs, cancel, on_progress, **options)
    return report
