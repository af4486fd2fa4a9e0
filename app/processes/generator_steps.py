"""The token loop: one evaluation a token, or one for several where they could be guessed from what stands before.

A guess is taken only where the model's own choice is the same, so that at temperature 0 the text is that of the plain
loop. Where batches compute what single rows do (``LoadedContext.agrees``), that is all there is to it. Elsewhere rows
of a batch differ from single ones in the last digits, which 8-bit activations blow up (measured with the starter: by
0.5 on the most different of 49,000 logits), and two distances decide: where the two best logits of a batch's row are
nearer than ``SURE``, that row is evaluated again alone; where they then still are nearer than ``SURE_ALONE``, all
tokens that came out of batches are evaluated again one by one, so that also the keys and values behind the choice are
those of the plain loop. Such texts gain only where they are copied without a close choice.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Iterator

from llama_cpp import llama_cpp

from app.processes.generator_exact import ROWS, batches_agree
from app.processes.generator_greedy import UNSURE
from app.processes.generator_lanes import Lane, Row
from app.processes.generator_lookup import Pace, SeenBefore
from app.processes.generator_model import LoadedContext
from app.processes.generator_sampler import Sampler
from app.processes.generator_scores import Scores

SURE, SURE_ALONE = 0.5, 0.25
"""Distances of the two best logits from which the choice of a batch, and of a single row behind one, is taken."""


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
        self._drafted = self._run = 0  # tokens guessed, and how long the run was that they stood behind
        self._doubtful: int | None = None  # place of the lane's first token that came out of a batch

    def tokens(self, room: int) -> Iterator[int]:
        """At most ``room``; fewer when the model ends its turn. Each is evaluated when the next is wanted."""
        if self._pace is not None:
            self._pace.begin()
            self._seen = SeenBefore(self._lane.tokens)
        if room == 0:  # the probes are answered all the same
            self._scores.look(self._context, -1, first=True)
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
        token = self._sampler.next(self._at, sure=self._distance())
        while token == UNSURE:
            last = len(self._lane.tokens) - len(self._ahead) - 1
            self._again(last if self._drafted or self._doubtful is None else self._doubtful)
            self._scores.look(self._context, self._at, first=False)
            token = self._sampler.next(self._at, sure=self._distance())
        return token

    def _distance(self) -> float:
        if self._context.agrees:
            return 0.0
        if self._drafted:
            return SURE
        return SURE_ALONE if self._doubtful is not None else 0.0

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
        self._run = self._seen.found
        wanted = min(self._pace.length(self._run), most)
        if wanted > 0 and self._context.agrees is None and most >= ROWS:
            self._context.agrees = batches_agree(self._context, self._lane)
        return self._seen.draft(wanted)

    def _settle(self) -> None:
        """What was guessed wrong is given up, and what was guessed is counted."""
        if self._drafted and self._pace is not None:
            self._pace.saw(self._run, self._drafted, self._drafted - len(self._ahead))
        if self._ahead:
            self._context.rewind(self._lane, len(self._lane.tokens) - len(self._ahead))
        self._ahead.clear()
        self._drafted = 0

    def _again(self, place: int) -> None:
        """Evaluate the confirmed tokens from this place on again, each in a batch of its own."""
        self._settle()
        tokens = self._lane.tokens[place:]
        self._context.rewind(self._lane, place)
        for token in tokens:
            self._evaluate([token])
        if self._doubtful is not None and self._doubtful >= place:
            self._doubtful = None
        if self._pace is not None:
            self._pace.regret(len(tokens))

    def _evaluate(self, tokens: list[int]) -> None:
        if len(tokens) > 1 and self._doubtful is None and not self._context.agrees:
            self._doubtful = len(self._lane.tokens)
        began = time.perf_counter()
        self._context.evaluate([Row(self._lane, token, True) for token in tokens])
        if self._pace is not None:
            llama_cpp.llama_synchronize(self._context.pointer)
            self._pace.took(len(tokens), time.perf_counter() - began)
        self._at = 0
        self._ahead.extend(tokens[1:])
        self._drafted = len(tokens) - 1
