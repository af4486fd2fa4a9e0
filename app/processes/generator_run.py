"""One generation: its prompt is evaluated, then its tokens are written and told as text."""

from __future__ import annotations

import time

from app.catalog.fit_memory import BATCH
from app.domain.errors import Cancelled
from app.domain.language_models import (
    FinishReason,
    GenerationFinished,
    GenerationRequest,
    PromptProgress,
)
from app.processes.generator_lanes import Lane, Row
from app.processes.generator_lookup import Pace
from app.processes.generator_model import LoadedContext
from app.processes.generator_prompt import Prompt
from app.processes.generator_sampler import Sampler
from app.processes.generator_scores import Scores
from app.processes.generator_steps import Steps
from app.processes.generator_text import TextStream
from app.processes.generator_thinking import ThinkingSplitter
from app.processes.results import PromptRead, TextWritten
from app.processes.runtime import Work

_FLUSH_SECONDS = (
    0.03  # fast models: several tokens a frame, each of which costs a core 0.2 ms where it is read
)


class Run:
    """One generation: evaluates the prompt, then writes."""

    def __init__(
        self,
        context: LoadedContext,
        request: GenerationRequest,
        prompt: Prompt,
        lane: Lane,
        work: Work,
        pace: Pace | None,
    ) -> None:
        self._context = context
        self._request = request
        self._prompt = prompt.tokens
        self._room = max(0, min(request.max_tokens, context.n_ctx - len(prompt.tokens)))
        self._scores = Scores(prompt.probes, prompt.avoid, request.logprobs, request.adapter is not None)
        self._lane = lane
        self._work = work
        self._pace = pace
        self._text = TextStream((*request.stop, *prompt.stop))
        self._thinking = ThinkingSplitter(prompt.reasoning, inside=prompt.inside)
        self._marks = prompt.marks
        self._unsent = ""
        self._unsent_thought = False
        self._sent_at = 0.0
        self._written = 0
        self._evaluated = 0

    def to_the_end(self, sampler: Sampler) -> GenerationFinished:
        """Also when it is cancelled; what was written until then has been sent."""
        began = decoding = time.perf_counter()
        try:
            self._read_prompt()
            decoding = time.perf_counter()
            reason = self._write(sampler)
        except Cancelled:
            reason = FinishReason.CANCELLED
            decoding = decoding if decoding > began else time.perf_counter()
        for piece, thought in self._thinking.finish():
            self._add(piece, thought)
        self._flush()
        ended = time.perf_counter()
        return GenerationFinished(
            reason,
            prompt_tokens=len(self._prompt) if reason is not FinishReason.CANCELLED else self._evaluated,
            completion_tokens=self._written,
            prompt_ms=(decoding - began) * 1000.0,
            decode_ms=(ended - decoding) * 1000.0,
            probabilities=self._scores.probabilities,
            mean_logprob=self._scores.mean,
            first_logprob=self._scores.first,
            drafted=self._pace.drafted if self._pace is not None else 0,
            accepted=self._pace.accepted if self._pace is not None else 0,
        )

    def _read_prompt(self) -> None:
        """The last token in a batch of its own, whether the others were kept or not: batches are computed by other
        kernels, and the same prompt is to give the same text."""
        total = len(self._prompt)
        self._evaluated = self._context.reuse(self._lane, self._prompt, self._room)
        self._work.send(PromptRead(PromptProgress(self._evaluated, total)))
        while self._evaluated < total:
            self._work.cancel.raise_if_cancelled()
            before = self._prompt[self._evaluated : min(self._evaluated + BATCH, total - 1)]
            rows = [Row(self._lane, token, False) for token in before]  # none: the last one alone
            self._context.evaluate(rows or [Row(self._lane, self._prompt[-1], True)])
            self._evaluated += len(before) or 1
            self._work.send(PromptRead(PromptProgress(self._evaluated, total)))

    def _write(self, sampler: Sampler) -> FinishReason:
        piece = self._context.vocabulary.piece
        for token in self._steps(sampler).tokens(self._room):
            self._written += 1
            self._show(self._text.feed(piece(token, special=token in self._marks)))
            if self._text.stopped:
                return FinishReason.STOP
        self._show(self._text.finish())
        return FinishReason.LENGTH if self._written >= self._room else FinishReason.STOP

    def _steps(self, sampler: Sampler) -> Steps:
        return Steps(self._context, self._lane, sampler, self._scores, self._pace)

    def _show(self, text: str) -> None:
        for piece, thought in self._thinking.feed(text):
            self._add(piece, thought)
        if self._unsent and time.perf_counter() - self._sent_at >= _FLUSH_SECONDS:
            self._flush()

    def _add(self, piece: str, thought: bool) -> None:
        if thought is not self._unsent_thought:
            self._flush()
            self._unsent_thought = thought
        self._unsent += piece

    def _flush(self) -> None:
        if self._unsent:
            self._work.send(TextWritten(self._unsent, self._unsent_thought))
            self._unsent = ""
        self._sent_at = time.perf_counter()
