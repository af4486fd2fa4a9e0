"""Loads a model the best way this machine carries it, steps down when that fails, and says what it did.

What fits by the figures (:mod:`app.catalog.fit`) is tried first, or what last worked for this file. When the engine
then has no room, or breaks, less is asked for, step by step, until it runs. When nothing works, the model that was
there before is loaded again, and the error says why.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from app.catalog.fit import FitReport, LoadPlan, ModelSpec, Verdict, fit, plans_below
from app.catalog.fit_memory import CacheType, Measured, memory_use
from app.catalog.fit_shape import copied_spec, is_copied, spec_of
from app.catalog.gguf import read_header
from app.catalog.gguf_checks import check_loadable
from app.domain.errors import CarrelError, EngineError, UserError
from app.domain.jobs import CancelToken, OnProgress, no_progress
from app.domain.language_models import LoadedModel, LoadNote, LoadSettings
from app.domain.machine import Device, Machine
from app.domain.ports import LoadingGenerator
from app.services.model_loading_memory import LoadingMemory, plan_key
from app.services.model_loading_notes import (
    BROKEN,
    SHORT,
    Step,
    cause_of,
    causes_of,
    failure_note,
    step_notes,
)

log = logging.getLogger(__name__)
_MOST_CRASHES = 2  # the supervisor rests after four in a row, and one may be needed to restore what was there
_TIGHT = 0.75  # of the memory there is: beyond that the dry run is worth its time


@dataclass(frozen=True, slots=True)
class LoadWish:
    """What the person set. ``anyway``: also when it does not fit by the figures."""

    n_ctx: int = 4096
    n_gpu_layers: int = -1
    n_threads: int = 0
    anyway: bool = False


def main_memory() -> tuple[int, int]:
    """Bytes in all, and what programs can still have."""
    import psutil  # type: ignore[import-untyped, unused-ignore]

    memory = psutil.virtual_memory()
    return int(memory.total), int(memory.available)


def processor_cores() -> int:
    """Physical ones."""
    import psutil  # type: ignore[import-untyped, unused-ignore]

    return int(psutil.cpu_count(logical=False) or 1)


class ModelLoader:
    """``memory`` remembers what worked; ``copies`` is passed on to the engine; ``free`` says how much memory there is.

    Thread-safe; loads wait for each other.
    """

    def __init__(
        self,
        generator: LoadingGenerator,
        memory: LoadingMemory,
        copies: Path | None = None,
        free: Callable[[], tuple[int, int]] = main_memory,
    ) -> None:
        self._generator = generator
        self._memory = memory
        self._copies = copies
        self._free = free
        self._devices: list[Device] | None = None
        self._settings: LoadSettings | None = None
        self._wish: LoadWish | None = None
        self._spec: ModelSpec | None = None
        self._loaded: LoadedModel | None = None
        self._failed: dict[str, CarrelError] = {}
        self._lock = threading.RLock()

    def machine(self, *, ask: bool = False) -> Machine:
        """As it is now, as if no model were loaded. ``ask``: start the engine, if need be, to hear of accelerators;
        else those are named that it told of before."""
        if ask and self._devices is None:
            self._devices = self._generator.devices()
        total, available = self._free()
        self._learn_speed()
        loaded = self._generator.loaded
        device = self._devices[0] if self._devices else None
        if loaded is not None:
            available = min(total, available + loaded.memory_bytes)
        return Machine(
            total,
            available,
            processor_cores(),
            device,
            self._memory.bandwidth("memory"),
            self._memory.bandwidth(device.name) if device is not None else 0.0,
        )

    def report(self, path: Path, wish: LoadWish) -> FitReport:
        """How a file would be loaded, what it takes and how fast it will write. Raises what reading its header does."""
        machine = self.machine()
        return fit(self._spec_of(path, machine), machine, n_ctx=wish.n_ctx, n_gpu_layers=wish.n_gpu_layers)

    def allow(self, path: Path, wish: LoadWish) -> None:
        """Have this file loaded from now on although it does not fit by the figures."""
        self._memory.remember(path, wish.n_ctx, wish.n_gpu_layers, self.report(path, wish).plan)
        self.forgive(path)

    def failed(self, path: Path) -> CarrelError | None:
        """Why this very file could not be loaded since the program began; None when it could, or was not tried."""
        return self._failed.get(plan_key(path))

    def load(
        self, path: Path, wish: LoadWish, cancel: CancelToken, on_progress: OnProgress = no_progress
    ) -> LoadedModel:
        """The model in memory, with notes on what was chosen. At once when it is there already.

        Raises Cancelled; UserError: those of reading the header, ``model_too_large`` (it can be loaded ``anyway``),
        ``not_enough_memory``, ``unsupported_model``, ``model_crashes``; EngineError. With ``restored`` among the
        error's parameters, the model of that name is in memory again.
        """
        with self._lock:
            return self._loaded_or_load(path, wish, cancel, on_progress)

    def forgive(self, path: Path) -> None:
        """Forget that this file could not be loaded: the person wants it tried again."""
        self._failed.pop(plan_key(path), None)

    def _loaded_or_load(
        self, path: Path, wish: LoadWish, cancel: CancelToken, on_progress: OnProgress
    ) -> LoadedModel:
        there = self._generator.loaded
        if there is not None and there == self._loaded and there.path == path and wish == self._wish:
            return self._loaded
        before = self._settings if there is not None else None
        try:
            loaded = self._load(path, wish, cancel, on_progress)
        except CarrelError as error:
            self._restore(before, path, error)
            raise
        self._failed.pop(plan_key(path), None)
        return loaded

    def _load(self, path: Path, wish: LoadWish, cancel: CancelToken, on_progress: OnProgress) -> LoadedModel:
        machine = self.machine(ask=True)
        spec = self._spec_of(path, machine)
        report = self._report(spec, path, machine, wish, cancel)
        known = self._memory.plan(path, wish.n_ctx, wish.n_gpu_layers)
        notes = [LoadNote("load_remembered")] if known is not None and known.plan != report.plan else []
        if known is None and report.verdict is Verdict.TOO_LARGE:
            if not wish.anyway:
                shown = {"needed": report.memory.memory, "available": report.available}
                raise UserError("model_too_large", name=path.name, **shown)
            notes.append(LoadNote("load_anyway"))
        first = known.plan if known is not None else report.plan
        attempt = _Attempt(self._generator, path, wish, self._copies)
        plan, loaded = attempt.down_from(first, plans_below(spec, machine, first), cancel, on_progress)
        wanted = LoadPlan(min(wish.n_ctx, spec.n_ctx_train or wish.n_ctx), _layers(wish, machine))
        before = Step(wanted, first, causes=known.causes if known is not None else None)
        steps = [before, *attempt.steps]
        notes += [*attempt.failures, *step_notes(spec, steps)]
        self._memory.remember(path, wish.n_ctx, wish.n_gpu_layers, plan, causes_of(spec, steps))
        self._settings, self._wish, self._spec = attempt.settings(plan), wish, spec
        self._loaded = replace(loaded, notes=(*loaded.notes, *notes))
        return self._loaded

    def _report(
        self, spec: ModelSpec, path: Path, machine: Machine, wish: LoadWish, cancel: CancelToken
    ) -> FitReport:
        """By the figures; where it is tight, by what the engine itself reckons."""
        report = fit(spec, machine, n_ctx=wish.n_ctx, n_gpu_layers=wish.n_gpu_layers)
        first = memory_use(spec, LoadPlan(wish.n_ctx, _layers(wish, machine)))
        if machine.device is not None or first.memory < _TIGHT * machine.available:
            return report
        settings = LoadSettings(path, wish.n_ctx, 0, wish.n_threads)
        try:
            dry = self._generator.dry_run(settings, cancel)
        except (UserError, EngineError) as error:
            log.warning("the dry run failed: %s", error.code)
            return report
        measured = Measured(dry.cache, dry.work + dry.output)
        return fit(spec, machine, n_ctx=wish.n_ctx, n_gpu_layers=wish.n_gpu_layers, measured=measured)

    def _spec_of(self, path: Path, machine: Machine) -> ModelSpec:
        """Of the file, or of the copy that the processor gets of it."""
        header = read_header(path)
        check_loadable(header, path.name)
        spec = spec_of(header, path.stem)
        copied = self._copies is not None and machine.device is None and is_copied(header)
        return copied_spec(spec, header) if copied else spec

    def _restore(self, before: LoadSettings | None, path: Path, error: CarrelError) -> None:
        """What was in memory before, if it is not there any more; failing that, nothing is."""
        if error.code != "cancelled":
            self._failed[plan_key(path)] = error
        if before is None or self._generator.loaded is not None:
            return
        try:
            restored = self._generator.load(before, CancelToken(), no_progress)
        except (UserError, EngineError) as again:
            log.warning("the model that was loaded before could not be restored: %s", again.code)
            return
        error.params["restored"] = restored.name

    def _learn_speed(self) -> None:
        """From what the loaded model wrote lately, how fast weights are read here."""
        speed = self._generator.speed
        if speed > 0 and self._settings is not None and self._spec is not None:
            plan = _plan(self._settings)
            place = self._devices[0].name if plan.n_gpu_layers and self._devices else "memory"
            self._memory.learn(place, self._spec, plan, speed)


class _Attempt:
    """Tries plans until one works. ``steps`` and ``failures``: what was tried before, each failure said once."""

    def __init__(self, generator: LoadingGenerator, path: Path, wish: LoadWish, copies: Path | None) -> None:
        self._generator = generator
        self._path = path
        self._wish = wish
        self._copies = copies
        self.steps: list[Step] = []
        self.failures: list[LoadNote] = []

    def settings(self, plan: LoadPlan) -> LoadSettings:
        """For the engine."""
        return LoadSettings(
            self._path, plan.n_ctx, plan.n_gpu_layers, self._wish.n_threads, self._copies, plan.cache.value
        )

    def down_from(
        self, first: LoadPlan, below: list[LoadPlan], cancel: CancelToken, on_progress: OnProgress
    ) -> tuple[LoadPlan, LoadedModel]:
        """What worked. Raises the last error when nothing does."""
        plan, waiting, crashes = first, below, 0
        while True:
            try:
                return plan, self._generator.load(self.settings(plan), cancel, on_progress)
            except (UserError, EngineError) as error:
                crashes += error.code in BROKEN
                waiting = _next(plan, waiting, error, crashes)
                log.warning("loading failed (%s); %d ways left", error.code, len(waiting))
                if not waiting:
                    raise _final(error, self._path) from error
                self._step(error, plan, waiting[0])
                plan = waiting.pop(0)

    def _step(self, error: CarrelError, plan: LoadPlan, after: LoadPlan) -> None:
        self.steps.append(Step(plan, after, cause_of(error)))
        said = failure_note(error, plan)
        if said not in self.failures:
            self.failures.append(said)


def _next(plan: LoadPlan, waiting: list[LoadPlan], error: CarrelError, crashes: int) -> list[LoadPlan]:
    """What is left to try. What breaks the engine is tried once more, on the processor and as small as can be."""
    if error.code in SHORT:
        return waiting
    if error.code in BROKEN and crashes < _MOST_CRASHES and waiting:
        processor = [other for other in waiting if other.n_gpu_layers == 0]
        return processor[:1] if plan.n_gpu_layers else waiting[-1:]
    if error.code == "unsupported_model" and plan.n_gpu_layers:  # by the device, perhaps
        return [other for other in waiting if other.n_gpu_layers == 0]
    return []


def _final(error: CarrelError, path: Path) -> CarrelError:
    if error.code in BROKEN:
        return UserError("model_crashes", name=path.name)
    if error.code == "out_of_memory":
        return UserError("not_enough_memory", name=path.name)
    return error


def _layers(wish: LoadWish, machine: Machine) -> int:
    return wish.n_gpu_layers if machine.device is not None else 0


def _plan(settings: LoadSettings) -> LoadPlan:
    return LoadPlan(settings.n_ctx, settings.n_gpu_layers, CacheType(settings.cache_type))
