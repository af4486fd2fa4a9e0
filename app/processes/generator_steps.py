"""The token loop: one evaluation a token, or one for several where they could be guessed from what stands before.

A guess is taken only where the model's own choice is the same, so that at temperature 0 the text is that of the plain
loop. Rows of a batch are computed by other kernels than single ones and differ in the last digits, which 8-bit
activations blow up (measured with the starter: 0.5 on the most different of 49,000 logits); where the two best tokens
are nearer to each other than ``SURE``, the row is therefore evaluated again alone, as the plain loop does.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Iterator

from llama_cpp import llama_cpp

from app.processes.generator_lanes import Lane, Row
from app.processes.generator_lookup import Pace, SeenBefore
from app.processes.generator_model import LoadedContext
from app.processes.generator_sampler import UNSURE, Sampler
from app.processes.generator_scores import Scores

SURE = 1.0
"""Distance of the two best logits from which a batch's choice is taken."""


class Steps:
    """The tokens that one generation writes. ``pace`` None: each is evaluated alone."""

    def __init__(
        self,
        context: LoadedContext,
        lane: Lane,
        sampler: Sampler,
        scores: Scores,
        pace: Pace | None,
    ) -> None:
        self._context = context
        self._lane = lane
        self._sampler = sampler
        self._scores = scores
        self._pace = pace
        self._seen: SeenBefore | None = None
        self._at = -1
        self._ahead: deque[int] = deque()  # evaluated and not confirmed yet; their rows follow row _at
        self._drafted = 0

    def tokens(self, room: int) -> Iterator[int]:
        """At most ``room``; fewer when the model ends its turn. Each is evaluated when the next is wanted."""
        if self._pace is not None:
            self._pace.begin()
            self._seen = SeenBefore(self._lane.tokens)
        for number in range(room):
            token = self._next(first=number == 0)
            self._scores.took(token)
            if token < 0 or self._context.vocabulary.ends(token):
                break
            yield token
            if number + 1 < room:
                self._follow(token, room - number - 2)
        self._settle()

    def _next(self, *, first: bool) -> int:
        self._scores.look(self._context, self._at, first=first)
        token = self._sampler.next(self._at, sure=SURE if self._drafted else 0.0)
        if token != UNSURE:
            return token
        self._alone()
        self._scores.look(self._context, self._at, first=False)
        return self._sampler.next(self._at)

    def _follow(self, token: int, more: int) -> None:
        """Have the logits behind ``token`` ready; at most ``more`` will be wanted behind them."""
        if self._seen is not None:
            self._seen.add(token)
        if self._ahead and self._ahead[0] == token:
            self._ahead.popleft()
            self._at += 1
            return
        self._settle()
        self._evaluate([token, *self._draft(more)])

    def _draft(self, most: int) -> list[int]:
        if self._pace is None or self._seen is None or not self._seen.found:
            return []
        return self._seen.draft(min(self._pace.length(), most))

    def _settle(self) -> None:
        """What was guessed wrong is given up, and what was guessed is counted."""
        if self._drafted and self._pace is not None:
            self._pace.saw(self._drafted, self._drafted - len(self._ahead))
        if self._ahead:
            self._context.rewind(self._lane, len(self._lane.tokens) - len(self._ahead))
        self._ahead.clear()
        self._drafted = 0

    def _alone(self) -> None:
        """Evaluate the last confirmed token again, in a batch of its own."""
        self._settle()
        token = self._lane.tokens[-1]
        self._context.rewind(self._lane, len(self._lane.tokens) - 1)
        self._evaluate([token])

    def _evaluate(self, tokens: list[int]) -> None:
        began = time.perf_counter()
        self._context.evaluate([Row(self._lane, token, True) for token in tokens])
        if self._pace is not None:
            llama_cpp.llama_synchronize(self._context.pointer)
            self._pace.took(len(tokens), time.perf_counter() - began)
        self._at = 0
        self._ahead.extend(tokens[1:])
        self._drafted = len(tokens) - 1
