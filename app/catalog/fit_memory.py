"""Bytes that a model takes when it is loaded in a given way: weights, cache, work space, and the engine itself.

The cache is exact. The work space ("compute buffer") is llama.cpp's own figure where a dry run has measured it, else
an upper bound fitted to such dry runs: see :func:`work_space`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from app.catalog.fit_shape import LayerShape, ModelSpec

BATCH = 256
"""Tokens that are evaluated at once (n_ubatch)."""
OUTPUTS = 64
"""Tokens of one batch whose successor may be asked for."""
LANES = 2
"""Sequences that share the context."""
SCORES_ROOM = 256 * 1024 * 1024
"""Bytes of attention scores of one layer and batch up to which the processor does without the flash kernel, which is
slower there; it needs them all at once."""
ENGINE = 50 * 1024 * 1024
"""The generator's process beside a model: Python, llama.cpp, NumPy. Measured on Linux."""
_PAD = 256
_TOKEN = 300  # bytes of one entry of the vocabulary in the engine's tables, measured with 49,000 entries


class CacheType(StrEnum):
    """How keys and values are stored."""

    F16 = "f16"
    Q8_0 = "q8_0"


_BYTES = {CacheType.F16: 2.0, CacheType.Q8_0: 34 / 32}  # a block of 32 numbers with its scale


@dataclass(frozen=True, slots=True)
class LoadPlan:
    """How a model is loaded. ``n_gpu_layers``: -1 is all of them, 0 none; the output counts as one, the first."""

    n_ctx: int
    n_gpu_layers: int = 0
    cache: CacheType = CacheType.F16


@dataclass(frozen=True, slots=True)
class Measured:
    """What a dry run found for one plan: bytes of cache and work space, main memory and device."""

    cache: int
    work: int


@dataclass(frozen=True, slots=True)
class MemoryUse:
    """Bytes. ``memory`` and ``device`` are what main memory and the graphics card have to hold; the rest says of what.

    ``weights``, ``cache``, ``work`` and ``engine`` sum up to ``memory`` and ``device`` together.
    """

    weights: int
    cache: int
    work: int
    engine: int
    device: int = 0

    @property
    def total(self) -> int:
        """All together."""
        return self.weights + self.cache + self.work + self.engine

    @property
    def memory(self) -> int:
        """In main memory."""
        return self.total - self.device


def layer_cache(layer: LayerShape, n_ctx: int, cache: CacheType, lanes: int = LANES) -> int:
    """Bytes of one layer's keys and values; a context is padded to 256 cells, a window to what a batch adds.

    Only the small cache keeps no more than a window: with the other, what was read can be gone back in at will.
    """
    cells = _padded(n_ctx)
    if layer.window and cache is not CacheType.F16:
        cells = min(cells, _padded(min(cells, layer.window * lanes + BATCH)))
    row = _BYTES[cache]
    return int(cells * (layer.keys * row + layer.values * row)) + layer.state


def work_space(spec: ModelSpec, plan: LoadPlan) -> int:
    """An upper bound for the compute buffer: the inner activations of a batch, the mask of batch x context, the scores
    of attention without the flash kernel, and those of the vocabulary for the outputs."""
    cells = _padded(plan.n_ctx)
    scores = spec.n_head * BATCH * cells * 4
    flash = plan.n_gpu_layers != 0 or plan.cache is not CacheType.F16 or scores > SCORES_ROOM
    mask = BATCH * cells * (4 + 2 if flash else 4)
    inside = BATCH * 4 * max(2 * spec.n_ff + 2 * spec.n_embd, 8 * spec.n_embd) + (0 if flash else scores)
    outputs = OUTPUTS * 4 * (spec.n_vocab + spec.n_embd) + BATCH * 4 * spec.n_embd
    return max(inside + mask, outputs) + 1024 * 1024


def memory_use(spec: ModelSpec, plan: LoadPlan, measured: Measured | None = None) -> MemoryUse:
    """What ``plan`` takes."""
    per_layer = [layer_cache(layer, plan.n_ctx, plan.cache) for layer in spec.layers]
    cache = measured.cache if measured is not None else sum(per_layer)
    work = measured.work if measured is not None else work_space(spec, plan)
    engine = ENGINE + spec.n_vocab * _TOKEN
    if plan.n_gpu_layers == 0:
        return MemoryUse(spec.weights, cache, work, engine)
    layers = _layers_on_device(spec, plan)
    output = spec.output or spec.embedding  # a table that serves for both is there twice
    weights = spec.weights + (0 if spec.output else spec.embedding)
    held = sum(layer.weights for layer in spec.layers[layers]) + sum(per_layer[layers])
    return MemoryUse(weights, cache, 2 * work, engine, device=output + held + work)


def _layers_on_device(spec: ModelSpec, plan: LoadPlan) -> slice:
    """llama.cpp counts the output as one layer, and puts it there first, then the layers from the last on."""
    count = len(spec.layers)
    offloaded = count if plan.n_gpu_layers < 0 else min(plan.n_gpu_layers - 1, count)
    return slice(count - offloaded, count)


def _padded(cells: int) -> int:
    return -(-max(cells, 1) // _PAD) * _PAD
