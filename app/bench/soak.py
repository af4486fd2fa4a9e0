"""Days of use in a row, without the waiting: files change, questions are asked, children are killed; nothing may grow.

A round edits, adds and removes a file, brings the library up to date, searches ten times and asks once. Of ten
questions one is waited for; the others are stopped as soon as there is evidence, as by somebody who reads the quote and
goes on. Every hundredth round kills a child. Memory, handles, threads, processes and the database are measured in every
round; what is told is how they change over the second half, and each child's memory over the longest life of its kind.
"""

from __future__ import annotations

import random
import tempfile
from collections import defaultdict
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import psutil

from app.bench.growth import growth, thinned
from app.bench.profile import scratch_services
from app.bench.report import machine
from app.bootstrap import Services
from app.domain.errors import Cancelled, EngineError
from app.domain.jobs import CancelToken, OnProgress, Progress
from app.domain.retrieval import Query

ROUNDS = 100
"""For every run that was asked for."""
_FILES, _KILL_EVERY, _WAIT_EVERY = 40, 100, 10
_WORDS = (
    "notice", "period", "rent", "landlord", "tenant", "boiler", "repair", "deposit", "month", "contract",
    "supplier", "delivery", "invoice", "insurance", "policy", "claim", "holiday", "overtime", "travel",
    "budget", "quarter", "revenue", "machine", "manual", "battery", "filter",
)  # fmt: skip
Row = dict[str, float]


def bench_soak(runs: int, cancel: CancelToken, on_progress: OnProgress) -> dict[str, Any]:
    """The report; ``runs`` hundred rounds, or as many as there were when it is interrupted."""
    rounds = runs * ROUNDS
    with tempfile.TemporaryDirectory(prefix="carrel-bench-") as folder, scratch_services() as services:
        soak = Soak(services, Path(folder), cancel)
        with suppress(Cancelled):  # what was measured until then is told
            for number in range(rounds):
                on_progress(Progress(number, rounds, "soak"))
                soak.round(number)
        rounds = len(soak.rows)
        problems = services.store.integrity_check()
    return {
        "bench": "soak",
        "machine": machine(),
        "rounds": rounds,
        "questions": rounds * 11,
        "answers_waited_for": -(-rounds // _WAIT_EVERY),
        "files_changed": rounds * 3,
        "children_killed": soak.kills,
        "of_these_told": soak.told,
        "integrity": problems or "ok",
        "growth": growth(soak.rows, "round"),
        "children": {role: growth(life, "round") for role, life in sorted(soak.longest_lives().items())},
        "raw": thinned(soak.rows),
        "baseline": "the first half of the same run",
    }


class Soak:
    """One library and everything that happens to it."""

    def __init__(self, services: Services, folder: Path, cancel: CancelToken) -> None:
        self.rows: list[Row] = []
        self.kills = self.told = 0
        self._services, self._cancel = services, cancel
        self._chance = random.Random(1)
        self._files = Files(folder, self._chance)
        self._lives: dict[tuple[str, int], list[Row]] = defaultdict(list)
        services.library.add([folder], cancel)
        services.ingestion.run(cancel)

    def round(self, number: int) -> None:
        """Change, search, ask, measure. Raises Cancelled."""
        self._cancel.raise_if_cancelled()
        self._files.change(number)
        try:
            self._use(wait=number % _WAIT_EVERY == 0)
        except EngineError:  # of a child that was killed: told once, and the next time it works
            self.told += 1
            self._use(wait=True)
        self._measure(number)
        if number % _KILL_EVERY == _KILL_EVERY - 1:
            self._kill_one()

    def longest_lives(self) -> dict[str, Sequence[Row]]:
        """What was measured of that child of each kind which lived longest."""
        longest: dict[str, list[Row]] = {}
        for (role, _pid), rows in self._lives.items():
            if len(rows) > len(longest.get(role, [])):
                longest[role] = rows
        return dict(longest)

    def _use(self, *, wait: bool) -> None:
        services, chance = self._services, self._chance
        services.library.rescan(self._cancel)
        services.ingestion.run(self._cancel)
        for _ in range(10):
            services.search.search(Query(" ".join(chance.sample(_WORDS, 3))), self._cancel)
        services.ensure_model(self._cancel)
        enough = CancelToken()
        services.assistant.ask(
            f"How long is the {' '.join(chance.sample(_WORDS, 2))}?",
            cancel=enough,
            on_event=lambda _event: None if wait else enough.cancel(),
        )

    def _children(self) -> list[tuple[str, int]]:
        services = self._services
        parsers = [("parser", pid) for pid in services.parser.pids]
        engines = [("generator", services.generator.pid), ("embedder", services.embedder.pid)]
        return [*((role, pid) for role, pid in engines if pid is not None), *parsers]

    def _kill_one(self) -> None:
        if children := self._children():
            with suppress(psutil.NoSuchProcess):
                psutil.Process(self._chance.choice(children)[1]).kill()
                self.kills += 1

    def _measure(self, number: int) -> None:
        own = psutil.Process()
        children = own.children(recursive=True)
        place = {"round": float(number)}
        self.rows.append({
            **place,
            **_used(own),
            "own_private_mb": own.memory_full_info().uss / 1e6,
            "children_mb": sum(_used(child).get("mb", 0.0) for child in children),
            "processes": len(children),
            "database_mb": self._services.store.database.size() / 1e6,
        })  # fmt: skip
        for role, pid in self._children():
            with suppress(psutil.NoSuchProcess):
                if used := _used(psutil.Process(pid)):
                    self._lives[role, pid].append({**place, **used})


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


def _used(process: psutil.Process) -> Row:
    """Resident memory, handles and threads; nothing of a process that has ended meanwhile."""
    try:
        handles = process.num_fds() if hasattr(process, "num_fds") else process.num_handles()
        return {"mb": process.memory_info().rss / 1e6, "handles": handles, "threads": process.num_threads()}
    except psutil.Error:
        return {}
