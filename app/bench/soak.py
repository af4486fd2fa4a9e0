"""Days of use in a row, without the waiting: files change, questions are asked, children are killed; nothing may grow.

A round edits, adds and removes a file, brings the library up to date, searches ten times and asks once. Every fiftieth
kills a child. Memory, handles, threads and processes of the last fifth are compared with those of the second.
"""

from __future__ import annotations

import random
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from statistics import median
from typing import Any

import psutil

from app.bench.profile import scratch_services
from app.bench.report import machine, rounded
from app.bootstrap import Services
from app.domain.errors import EngineError
from app.domain.jobs import CancelToken, OnProgress, Progress
from app.domain.retrieval import Query

ROUNDS = 100
"""For every run that was asked for."""
_FILES, _KILL_EVERY = 40, 50
_WORDS = (
    "notice", "period", "rent", "landlord", "tenant", "boiler", "repair", "deposit", "month", "contract",
    "supplier", "delivery", "invoice", "insurance", "policy", "claim", "holiday", "overtime", "travel",
    "budget", "quarter", "revenue", "machine", "manual", "battery", "filter",
)  # fmt: skip


def bench_soak(runs: int, cancel: CancelToken, on_progress: OnProgress) -> dict[str, Any]:
    """The report; ``runs`` hundred rounds."""
    rounds, seen = runs * ROUNDS, []
    chance = random.Random(1)
    kills = told = 0
    with tempfile.TemporaryDirectory(prefix="carrel-bench-") as folder, scratch_services() as services:
        files = Files(Path(folder), chance)
        services.library.add([Path(folder)], cancel)
        services.ingestion.run(cancel)
        for number in range(rounds):
            cancel.raise_if_cancelled()
            on_progress(Progress(number, rounds, "soak"))
            files.change(number)
            try:
                _one_round(services, chance, cancel)
            except EngineError:  # of a child that was killed: told once, and the next time it works
                told += 1
                _one_round(services, chance, cancel)
            if number % _KILL_EVERY == _KILL_EVERY - 1:
                kills += _kill_one(services, chance)
            else:
                seen.append(_measured(services))
        problems = services.store.integrity_check()
    return {
        "bench": "soak",
        "machine": machine(),
        "rounds": rounds,
        "questions": rounds * 11,
        "files_changed": rounds * 3,
        "children_killed": kills,
        "of_these_told": told,
        "integrity": problems or "ok",
        "ratios": rounded(_growth(seen)),
        "raw": {"first": seen[0], "last": seen[-1]},
        "baseline": "the second fifth of the same run",
    }


class Files:
    """A folder of small letters that keeps changing."""

    def __init__(self, folder: Path, chance: random.Random) -> None:
        self._folder, self._chance = folder, chance
        for number in range(_FILES):
            self._write(number)

    def change(self, number: int) -> None:
        """One more, one other, one less: as many as before."""
        self._write(_FILES + number)
        (self._folder / f"letter {number}.txt").unlink(missing_ok=True)
        self._write(self._chance.randrange(number + 1, _FILES + number))

    def _write(self, number: int) -> None:
        sentences = (f"The {' '.join(self._chance.sample(_WORDS, 6))} is {number + n}." for n in range(20))
        (self._folder / f"letter {number}.txt").write_text(" ".join(sentences), encoding="utf-8")


def _one_round(services: Services, chance: random.Random, cancel: CancelToken) -> None:
    services.library.rescan(cancel)
    services.ingestion.run(cancel)
    for _ in range(10):
        services.search.search(Query(" ".join(chance.sample(_WORDS, 3))), cancel)
    services.ensure_model(cancel)
    services.assistant.ask(f"How long is the {' '.join(chance.sample(_WORDS, 2))}?", cancel=cancel)


def _kill_one(services: Services, chance: random.Random) -> int:
    pids = [pid for pid in (services.generator.pid, services.embedder.pid, *services.parser.pids) if pid]
    if not pids:
        return 0
    with suppress(psutil.NoSuchProcess):
        psutil.Process(chance.choice(pids)).kill()
    return 1


def _measured(services: Services) -> dict[str, float]:
    own = psutil.Process()
    children = own.children(recursive=True)
    handles = own.num_fds() if hasattr(own, "num_fds") else own.num_handles()
    return {
        "own_mb": own.memory_info().rss / 1e6,
        "children_mb": sum(_memory(child) for child in children) / 1e6,
        "handles": handles,
        "threads": own.num_threads(),
        "processes": len(children),
        "database_mb": services.store.database.size() / 1e6,
    }


def _memory(process: psutil.Process) -> int:
    try:
        return int(process.memory_info().rss)
    except psutil.Error:
        return 0


def _growth(seen: Sequence[Mapping[str, float]]) -> dict[str, float]:
    fifth = max(1, len(seen) // 5)
    early, late = seen[fifth : 2 * fifth] or seen, seen[-fifth:]
    return {
        f"{name}_last_vs_second_fifth": median(s[name] for s in late)
        / max(1e-9, median(s[name] for s in early))
        for name in seen[0]
    }
