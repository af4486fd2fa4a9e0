"""How well the estimate of what a model takes agrees with what the generator's process really takes.

Per model and plan: estimated bytes, the same with llama.cpp's dry run, and the process' resident memory with its
context filled to the end. The models are made here, with random weights in the shapes of the usual families, and the
starter in several quantizations.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import psutil  # type: ignore[import-untyped, unused-ignore]

from app.bench.made_models import RECIPES, make_model
from app.bench.report import machine, median, rounded
from app.catalog.fit_memory import CacheType, LoadPlan, Measured, memory_use
from app.catalog.fit_shape import spec_of
from app.catalog.gguf import read_header
from app.catalog.model_files import starter_path
from app.domain.jobs import CancelToken, OnProgress, Progress, no_progress
from app.domain.language_models import GenerationRequest, LoadSettings
from app.processes.engines import GeneratorEngine
from app.processes.launch import Launcher

N_CTX = 512
_FILLING = "x"  # one byte token each in the made models
_MEGABYTE = 1024 * 1024


def bench_fit(
    runs: int, cancel: CancelToken, on_progress: OnProgress, models: tuple[Path, ...] = ()
) -> dict[str, Any]:
    """The fit report. ``models``: files to measure besides."""
    del runs  # memory does not vary
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        found = list(_models(Path(folder), models))
        for number, path in enumerate(found):
            on_progress(Progress(number, len(found), path.stem))
            made = path.is_relative_to(folder)
            caches = tuple(CacheType) if made else (CacheType.F16,)  # the others are large, and slow to fill
            rows += [_row(_made(path), LoadPlan(N_CTX, 0, cache), cancel) for cache in caches]
            if made:
                path.unlink(missing_ok=True)
    off = [abs(row["estimated_mb"] / row["resident_mb"] - 1.0) for row in rows]
    off_dry = [abs(row["with_dry_run_mb"] / row["resident_mb"] - 1.0) for row in rows]
    return {
        "bench": "fit",
        "machine": machine(),
        "ratios": rounded({"worst": max(off), "median": median(off), "worst_with_dry_run": max(off_dry)}, 3),
        "baseline": "resident memory of the generator's process with the context filled",
        "raw": rows,
    }


def _models(folder: Path, more: tuple[Path, ...]) -> Iterator[Path]:
    """Paths; those of made models are made when they are measured, so that the disk never holds them all."""
    starter = starter_path()
    yield from (path for path in (starter, *more) if path is not None)
    yield from (folder / f"{recipe.name}.gguf" for recipe in RECIPES)


def _made(path: Path) -> Path:
    recipe = next((recipe for recipe in RECIPES if recipe.name == path.stem), None)
    return make_model(path, recipe) if recipe is not None and not path.exists() else path


def _row(path: Path, plan: LoadPlan, cancel: CancelToken) -> dict[str, Any]:
    spec = spec_of(read_header(path), path.stem)
    settings = LoadSettings(path, plan.n_ctx, 0, 1, cache_type=plan.cache)
    launcher = Launcher()
    with closing(launcher), closing(GeneratorEngine(launcher)) as engine:
        dry = engine.dry_run(settings, cancel)
        before = _resident(engine)
        engine.load(settings, cancel, no_progress)
        loaded = _resident(engine)
        began = time.perf_counter()
        _fill(engine, plan.n_ctx, cancel)
        resident = _resident(engine)
    use = memory_use(spec, plan)
    exact = memory_use(spec, plan, Measured(dry.cache, dry.work + dry.output))
    return {
        "model": spec.name,
        "cache": plan.cache.value,
        **{f"{name}_mb": round(size / _MEGABYTE, 1) for name, size in (
            ("estimated", use.total), ("with_dry_run", exact.total), ("resident", resident),
            ("before", before), ("loaded", loaded), ("weights", use.weights), ("cache", use.cache),
            ("dry_cache", dry.cache), ("work", use.work), ("dry_work", dry.work + dry.output), ("engine", use.engine),
        )},
        "fill_s": round(time.perf_counter() - began, 1),
    }  # fmt: skip


def _fill(engine: GeneratorEngine, n_ctx: int, cancel: CancelToken) -> None:
    """Text of almost the whole context: as many repetitions as there are tokens."""
    each = max(1, engine.count_tokens([_FILLING * 100])[0])
    prompt = _FILLING * ((n_ctx - 16) * 100 // each)
    for _event in engine.generate(GenerationRequest(raw_prompt=prompt, max_tokens=2), cancel):
        pass


def _resident(engine: GeneratorEngine) -> int:
    return int(psutil.Process(engine.pid).memory_info().rss) if engine.pid is not None else 0
