"""Whether a model computes the same figures for several tokens in a batch as for each of them alone.

llama.cpp has kernels of their own for single rows and for batches. Where they add up in another order, the last digits
differ, and rounding activations to 8 bits makes more of it (measured with the starter: the distance of the two best
logits moves by .09 on average, and one token in sixty changes). Where they add up alike, what a batch says about a
guessed token is what would have been computed without guessing, bit by bit. Of attention that is known from the build
and the cache (``sums_alike``; trying would not show it: in one try of four the difference is rounded away). Of the
weights it depends on their kinds and the processor as well, and shows at once: so it is tried, once per loaded model.
"""

from __future__ import annotations

import numpy as np

from app.processes.generator_lanes import Lane, Row
from app.processes.generator_model import LoadedContext
from app.processes.generator_scores import raw_logits

ROWS = 4
"""Tokens that are tried: a whole tile of every kernel."""
LEAST_BEFORE = 128
"""Tokens from which the lane is long enough: over a few tokens also kernels that differ round to the same figures."""


def batches_agree(context: LoadedContext, lane: Lane) -> bool | None:
    """True where all logits are the same in both ways; None where the lane is too short to tell.

    Leaves the lane as it was; its latest logits are gone. It must have room for ROWS more tokens. Costs about as much
    as six. Raises Cancelled.
    """
    if not context.sums_alike:
        return False
    before, size = len(lane.tokens), context.vocabulary.size
    if before < LEAST_BEFORE:
        return None
    tokens = [(1 + number) % size for number in range(ROWS)]
    alone = []
    for token in tokens:
        context.evaluate([Row(lane, token, True)])
        alone.append(raw_logits(context).copy())
    context.rewind(lane, before)
    context.evaluate([Row(lane, token, True) for token in tokens])
    same = all(np.array_equal(raw_logits(context, place), row) for place, row in enumerate(alone))
    context.rewind(lane, before)
    return same
