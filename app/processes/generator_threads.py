"""How many threads a model gets: measured once per machine, in two seconds at most, and remembered.

More is not always faster: hyper-threads share their arithmetic, slow cores hold up fast ones, and a virtual machine may
have fewer than it says. Writing (one token after the other) and reading (batches) are measured apart. The figures are
kept beside the copies of models, and measured again after a month, or when the number of
processors changes.
"""

from __future__ import annotations

import json
import os
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from llama_cpp import llama_cpp

from app.domain.jobs import CancelToken
from app.processes.cores import physical_cores
from app.processes.generator_lanes import Row
from app.processes.generator_model import LoadedContext

FILE = "threads.json"
_SECONDS = 2.0
_ROUNDS, _BATCH = 4, 32
_CLEARLY = 0.9  # of the usual number's time; anything less is chance
_MOST = 512
_OLD_SECONDS = 30 * 86_400  # what else ran on the machine that day does not count for ever


@dataclass(frozen=True, slots=True)
class Threads:
    """For one token, and for batches."""

    decode: int
    batch: int


def set_threads(context: LoadedContext, folder: Path, cancel: CancelToken) -> Threads:
    """Give the context the threads that are fastest on this machine, measured now if need be. Raises Cancelled."""
    cpus = allowed_cpus()
    threads = _remembered(folder, cpus)
    if threads is None:
        threads = _measured(context, candidates(physical_cores(), cpus), cancel)
        _remember(folder, cpus, threads)
    llama_cpp.llama_set_n_threads(context.pointer, threads.decode, threads.batch)
    context.n_threads = threads.decode
    return threads


def allowed_cpus() -> int:
    """Logical processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def candidates(physical: int, logical: int) -> list[int]:
    """What is tried, the usual number first."""
    tried = (physical, physical - 1, (physical + 1) // 2, logical)
    return [number for number in dict.fromkeys(tried) if number >= 1]


def better(times: dict[int, float], usual: int) -> int:
    """The fastest; the usual number unless another is clearly faster."""
    best = min(times, key=lambda number: times[number])
    return best if times[best] < _CLEARLY * times[usual] else usual


def _measured(context: LoadedContext, numbers: list[int], cancel: CancelToken) -> Threads:
    """Each number in turn, several rounds, the fastest of each counts: other programs only ever slow one down."""
    if len(numbers) == 1:
        return Threads(numbers[0], numbers[0])
    decode, batch = dict.fromkeys(numbers, float("inf")), dict.fromkeys(numbers, float("inf"))
    began = time.perf_counter()
    for turn in range(_ROUNDS):
        for number in numbers:
            cancel.raise_if_cancelled()
            llama_cpp.llama_set_n_threads(context.pointer, number, number)
            batch[number] = min(batch[number], _seconds(context, _BATCH))
            decode[number] = min(decode[number], _seconds(context, 1))
        if turn and time.perf_counter() - began > _SECONDS:
            break
    context.clear()
    return Threads(better(decode, numbers[0]), better(batch, numbers[0]))


def _seconds(context: LoadedContext, rows: int) -> float:
    lane = context.bare
    if len(lane.tokens) + rows > context.n_ctx:
        context.clear()
    token = 1  # any will do: arithmetic takes as long for all
    began = time.perf_counter()
    context.evaluate([Row(lane, token, number == rows - 1) for number in range(rows)])
    llama_cpp.llama_synchronize(context.pointer)
    return time.perf_counter() - began


def _remembered(folder: Path, cpus: int) -> Threads | None:
    file = folder / FILE
    try:
        if time.time() - file.stat().st_mtime > _OLD_SECONDS:
            return None
        kept = json.loads(file.read_text(encoding="utf-8"))
        threads = Threads(int(kept["decode"]), int(kept["batch"]))
        usable = kept["cpus"] == cpus and all(1 <= n <= _MOST for n in (threads.decode, threads.batch))
    except (OSError, ValueError, TypeError, KeyError):
        return None
    return threads if usable else None


def _remember(folder: Path, cpus: int, threads: Threads) -> None:
    with suppress(OSError):  # measured again the next time
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        kept = {"cpus": cpus, "decode": threads.decode, "batch": threads.batch}
        part = folder / f"{FILE}.{os.getpid()}.part"
        part.write_text(json.dumps(kept), encoding="utf-8")
        part.replace(folder / FILE)
