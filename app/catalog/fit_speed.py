"""An estimate of how fast a model writes on a machine: to write one token, all its weights are read once.

The speed of reading is measured where it counts: while a model wrote on this machine (bytes of weights read, divided by
the time). It holds for other models as far as the processor keeps up with the memory, so the figure is an estimate and
is shown as one. Reading the cache is added at half the context; mixtures of experts read the experts in use only.
"""

from __future__ import annotations

from app.catalog.fit_memory import LoadPlan, layer_cache
from app.catalog.fit_shape import ModelSpec
from app.domain.machine import Machine


def bytes_per_token(spec: ModelSpec, plan: LoadPlan, filled: float = 0.5) -> int:
    """Bytes that are read to write one token with the context ``filled`` to that part."""
    cache = sum(layer_cache(layer, plan.n_ctx, plan.cache) for layer in spec.layers)
    return spec.read_per_token + int(cache * filled)


def bandwidth_from(spec: ModelSpec, plan: LoadPlan, measured_tokens_per_second: float) -> float:
    """Bytes per second that were read when this model wrote so fast, with little in its context."""
    return bytes_per_token(spec, plan, 0.05) * measured_tokens_per_second


def tokens_per_second(spec: ModelSpec, plan: LoadPlan, machine: Machine) -> float | None:
    """None where nothing was measured, or where part of the layers would be at a place that was not."""
    count = len(spec.layers) + 1
    layers = count if plan.n_gpu_layers < 0 else min(plan.n_gpu_layers, count)
    share = layers / count if machine.device is not None else 0.0
    total = bytes_per_token(spec, plan)
    seconds = 0.0
    for part, speed in ((share, machine.device_bandwidth), (1.0 - share, machine.bandwidth)):
        if part > 0 and speed <= 0:
            return None
        seconds += part * total / speed if part > 0 else 0.0
    return 1.0 / seconds if seconds > 0 else None
