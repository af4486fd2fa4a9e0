"""In which order trees are worked on, and how far each step goes."""

from __future__ import annotations

import math
import random

PER_STEP = 2
"""Trees a step."""
_WARM_UP = 20
_FLOOR = 0.05


def steps_of(trees: int, epochs: int) -> int:
    """All steps."""
    return epochs * math.ceil(trees / PER_STEP)


def order(trees: int, epoch: int, seed: int) -> list[int]:
    """A permutation that depends on nothing else, so that work can be taken up again anywhere."""
    numbers = list(range(trees))
    random.Random(f"{seed}/{epoch}").shuffle(numbers)
    return numbers


def trees_of(step: int, trees: int, seed: int) -> list[int]:
    """Those of one step (from 0), counted through all epochs."""
    per_epoch = math.ceil(trees / PER_STEP)
    epoch, within = divmod(step, per_epoch)
    return order(trees, epoch, seed)[within * PER_STEP : (within + 1) * PER_STEP]


def rate(peak: float, step: int, steps: int, done: float) -> float:
    """The learning rate of a step: a short rise, then half a cosine down to a twentieth.

    ``done`` from 0 to 1 is how much of the run is over, by steps or by time, whichever is further (Loshchilov and
    Hutter 2017, "SGDR", without restarts).
    """
    rise = min(1.0, (step + 1) / min(_WARM_UP, max(1, steps // 5)))
    fall = 0.5 * (1.0 + math.cos(math.pi * min(1.0, done)))
    return peak * rise * (fall * (1.0 - _FLOOR) + _FLOOR)


def usual_rate(parameters: int) -> float:
    """The peak for a model of that size: what the starter was taught with, and less for larger ones (Hu et al. 2021,
    "LoRA", appendix D, has 2e-4 for models beyond 300 million weights)."""
    return 4e-4 if parameters < 300e6 else 2e-4 if parameters < 2e9 else 1e-4


def usual_first_layer(layers: int) -> int:
    """Layers below this are left as they are (8 of the starter's 30): what they give is then computed only once."""
    return layers * 8 // 30
