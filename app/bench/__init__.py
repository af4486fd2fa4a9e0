"""Speed and memory, always as ratios against a named baseline measured in the same run on the same machine."""

from __future__ import annotations

from typing import Any

from app.domain.jobs import CancelToken, OnProgress


def run_bench(what: str, runs: int, cancel: CancelToken, on_progress: OnProgress) -> dict[str, Any]:
    """Run one of "engine", "search", "ingest", "start"; the report as the contract has it."""
    if what == "engine":
        from app.bench.engine import bench_engine as bench
    elif what == "search":
        from app.bench.search import bench_search as bench
    elif what == "ingest":
        from app.bench.ingest import bench_ingest as bench
    else:
        from app.bench.start import bench_start as bench
    return bench(runs, cancel, on_progress)
