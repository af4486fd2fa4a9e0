"""Does a model fit this machine, how is it best loaded, and how fast will it write? Pure: numbers in, a report out.

The way down, when something does not fit: the cache in 8 bits, a smaller context, fewer layers on the graphics card,
the processor alone. Every step is said (:class:`LoadNote`; ``app.wording`` has the sentences), and what does not fit
by the figures can be loaded anyway: the weights are then read from the disk again and again.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from app.catalog.fit_memory import CacheType, LoadPlan, Measured, MemoryUse, memory_use
from app.catalog.fit_shape import ModelSpec, spec_from_numbers, spec_of
from app.catalog.fit_speed import tokens_per_second
from app.domain.language_models import LoadNote
from app.domain.machine import Device, Machine

__all__ = [
    "CacheType",
    "Device",
    "FitReport",
    "LoadNote",
    "LoadPlan",
    "Machine",
    "Measured",
    "MemoryUse",
    "ModelSpec",
    "Verdict",
    "fit",
    "plans_below",
    "spec_from_numbers",
    "spec_of",
]

USUAL_CONTEXT = 4096
"""Tokens wanted when nothing else is said; on a graphics card, layers are given up before the context goes below."""
SMALLEST_CONTEXT = 2048
"""Less than a question with a few passages needs is not offered."""
_GIGABYTE = 1024**3


class Verdict(StrEnum):
    """``FITS`` as wanted, ``REDUCED`` with less than was wanted, ``TOO_LARGE`` not in memory."""

    FITS = "fits"
    REDUCED = "reduced"
    TOO_LARGE = "too_large"


@dataclass(frozen=True, slots=True)
class FitReport:
    """``plan`` is the best way to load the model here, and ``memory`` what it takes then. ``available``: bytes that
    main memory has for it. ``tokens_per_second`` is an estimate, None where nothing was measured on this machine."""

    verdict: Verdict
    plan: LoadPlan
    memory: MemoryUse
    available: int
    reasons: tuple[LoadNote, ...]
    tokens_per_second: float | None

    @property
    def fits(self) -> bool:
        """Whether it can be loaded without reading weights from the disk over and over."""
        return self.verdict is not Verdict.TOO_LARGE


def fit(
    spec: ModelSpec,
    machine: Machine,
    *,
    n_ctx: int = USUAL_CONTEXT,
    n_gpu_layers: int = -1,
    measured: Measured | None = None,
) -> FitReport:
    """The first plan on the way down that fits; the most modest one when none does. ``n_ctx`` and ``n_gpu_layers``
    are what is wanted; ``measured`` what a dry run found for just that."""
    plans = list(_plans(spec, machine, n_ctx, n_gpu_layers))
    for number, plan in enumerate(plans):
        use = memory_use(spec, plan, measured if number == 0 else None)
        if _holds(use, machine):
            verdict = Verdict.FITS if number == 0 else Verdict.REDUCED
            return _report(verdict, spec, machine, plans[: number + 1], use)
    return _report(Verdict.TOO_LARGE, spec, machine, plans, memory_use(spec, plans[-1]))


def plans_below(spec: ModelSpec, machine: Machine, plan: LoadPlan) -> list[LoadPlan]:
    """What to try, in this order, when ``plan`` turned out not to work: only what takes less of what was short."""
    found = [plan]
    for tried in _steps(spec, machine, plan):
        if tried != found[-1]:
            found.append(tried)
    return found[1:]


def reasons_between(spec: ModelSpec, plans: list[LoadPlan]) -> tuple[LoadNote, ...]:
    """What was given up from one plan to the next, one reason each; the last word counts."""
    found: dict[str, LoadNote] = {}
    for before, after in pairwise(plans):
        for reason in _differences(spec, before, after):
            found.pop(reason.code, None)
            found[reason.code] = reason
    if "fit_processor_only" in found:
        found.pop("fit_fewer_layers", None)
    return tuple(found.values())


def _plans(spec: ModelSpec, machine: Machine, n_ctx: int, n_gpu_layers: int) -> Iterator[LoadPlan]:
    wanted = min(n_ctx, spec.n_ctx_train) if spec.n_ctx_train else n_ctx
    layers = n_gpu_layers if machine.device is not None else 0
    first = LoadPlan(wanted, layers)
    yield first
    yield from plans_below(spec, machine, first)


def _steps(spec: ModelSpec, machine: Machine, plan: LoadPlan) -> Iterator[LoadPlan]:
    """The way down from ``plan``."""
    if plan.n_gpu_layers:
        yield from _smaller(plan, USUAL_CONTEXT)
        small = LoadPlan(min(plan.n_ctx, USUAL_CONTEXT), 0, CacheType.Q8_0)
        for layers in _fewer_layers(spec, machine, plan, small):
            yield LoadPlan(small.n_ctx, layers, small.cache)
        yield LoadPlan(plan.n_ctx, 0, CacheType.F16)  # main memory is another place: begin anew
    yield from _smaller(LoadPlan(plan.n_ctx, 0, plan.cache if not plan.n_gpu_layers else CacheType.F16))


def _smaller(plan: LoadPlan, smallest: int = SMALLEST_CONTEXT) -> Iterator[LoadPlan]:
    """The cache in 8 bits, then half the context, and half of that."""
    yield LoadPlan(plan.n_ctx, plan.n_gpu_layers, CacheType.Q8_0)
    n_ctx = plan.n_ctx
    while n_ctx > smallest:
        n_ctx = max(smallest, n_ctx // 2)
        yield LoadPlan(n_ctx, plan.n_gpu_layers, CacheType.Q8_0)


def _fewer_layers(spec: ModelSpec, machine: Machine, plan: LoadPlan, small: LoadPlan) -> Iterator[int]:
    """First what the figures say fits, then three quarters of that, again and again."""
    count = len(spec.layers) + 1
    layers = count if plan.n_gpu_layers < 0 else min(plan.n_gpu_layers, count)
    room = _room(machine.device.free, machine.device.total) if machine.device is not None else 0
    fitting = [
        n for n in range(1, layers)
        if memory_use(spec, LoadPlan(small.n_ctx, n, small.cache)).device <= room
    ]  # fmt: skip
    layers = fitting[-1] if fitting else layers * 3 // 4
    while layers > 0:
        yield layers
        layers = layers * 3 // 4


def _holds(use: MemoryUse, machine: Machine) -> bool:
    if machine.shared_memory:
        device_fits = machine.device is None or use.device <= machine.device.free
        return device_fits and use.total <= _room(machine.available, machine.total)
    if machine.device is not None and use.device > _room(machine.device.free, machine.device.total):
        return False
    return use.memory <= _room(machine.available, machine.total)


def _room(free: int, total: int) -> int:
    """What may be used: a tenth, and at most a gigabyte, is left to others."""
    return free - min(_GIGABYTE, total // 10)


def _report(
    verdict: Verdict, spec: ModelSpec, machine: Machine, plans: list[LoadPlan], use: MemoryUse
) -> FitReport:
    plan = plans[-1]
    available = max(0, _room(machine.available, machine.total))
    reasons: tuple[LoadNote, ...]
    if verdict is Verdict.TOO_LARGE:
        reasons = (LoadNote("fit_too_large", {"needed": use.memory, "available": available}),)
    else:
        reasons = (*reasons_between(spec, [plans[0], plan]), _place(spec, machine, plan, use))
    speed = tokens_per_second(spec, plan, machine) if verdict is not Verdict.TOO_LARGE else None
    return FitReport(verdict, plan, use, available, reasons, speed)


def _place(spec: ModelSpec, machine: Machine, plan: LoadPlan, use: MemoryUse) -> LoadNote:
    if plan.n_gpu_layers and machine.device is not None:
        place: dict[str, str | int | float] = {"device": machine.device.name, "needed": use.device}
        layers = {"layers": _shown_layers(spec, plan), "of": len(spec.layers) + 1}
        return LoadNote("fit_on_device", place | layers)
    return LoadNote("fit_in_memory", {"needed": use.memory})


def _differences(spec: ModelSpec, before: LoadPlan, after: LoadPlan) -> Iterator[LoadNote]:
    if after.n_gpu_layers == 0 != before.n_gpu_layers:
        yield LoadNote("fit_processor_only", {})
    elif after.n_gpu_layers != before.n_gpu_layers:
        layers = {"layers": _shown_layers(spec, after), "of": len(spec.layers) + 1}
        yield LoadNote("fit_fewer_layers", dict(layers))
    if after.cache is not before.cache and after.cache is CacheType.Q8_0:
        yield LoadNote("fit_small_cache", {})
    if after.n_ctx < before.n_ctx:
        yield LoadNote("fit_smaller_context", {"n_ctx": after.n_ctx, "wanted": before.n_ctx})


def _shown_layers(spec: ModelSpec, plan: LoadPlan) -> int:
    count = len(spec.layers) + 1
    return count if plan.n_gpu_layers < 0 else min(plan.n_gpu_layers, count)
