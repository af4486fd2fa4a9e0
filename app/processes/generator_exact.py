"""Whether a model computes the same figures for several tokens in a batch as for each of them alone.

llama.cpp has kernels of their own for single rows and for batches. Where they add up in another order, the last digits
differ, and rounding activations to 8 bits makes more of it (measured with the starter: the distance of the two best
logits moves by .09 on average, and one token in sixty changes). Where they add up alike, what a batch says about a
guessed token is what would have been computed without guessing, bit by bit. Which of it holds depends on the build, the
processor, the kinds of numbers in the model and the cache: so it is tried, once per loaded model.
"""

from __future__ import annotations

import numpy as np

from app.processes.generator_lanes import Row
from app.processes.generator_model import LoadedContext
from app.processes.generator_scores import raw_logits

_BEFORE, _ROWS = 8, 4  # four rows: a whole tile of every kernel


def batches_agree(context: LoadedContext) -> bool:
    """True where all logits are the same in both ways. Forgets what the context holds. Raises Cancelled.

    Costs about as much as eight tokens. With the flash kernel and half-precision values nothing is tried: llama.cpp
    splits long single rows over its threads there, so that what holds for a short text need not hold for a long one.
    """
    if context.splits_rows or context.n_ctx < _BEFORE + _ROWS:
        return False
    lane, size = context.bare, context.vocabulary.size
    context.clear()
    context.evaluate([Row(lane, number % size, False) for number in range(_BEFORE)])
    tokens = [(_BEFORE + number) % size for number in range(_ROWS)]
    alone = []
    for token in tokens:
        context.evaluate([Row(lane, token, True)])
        alone.append(raw_logits(context).copy())
    context.rewind(lane, _BEFORE)
    context.evaluate([Row(lane, token, True) for token in tokens])
    same = all(np.array_equal(raw_logits(context, place), row) for place, row in enumerate(alone))
    context.clear()
    return same
