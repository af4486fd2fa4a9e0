"""Write with it: a task on a text, by a model that passed that task's examination, else by rules, else not at all.

Whatever is written is compared with the text it was made from: numbers, dates and names that are not there are marked.
"""

from __future__ import annotations

import struct
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from app.domain.errors import UserError
from app.domain.jobs import CancelToken, OnProgress, no_progress
from app.domain.language_models import (
    FinishReason,
    GenerationFinished,
    GenerationRequest,
    LoadedModel,
    TokenDelta,
)
from app.domain.ports import Embedder, Generator
from app.domain.writing import Check, Doubt, How, Marks, TaskResult, TextInput, TextOutput
from app.retrieval.facts import FactKind, FactSource
from app.services.writing_ability import WritingAbility
from app.services.writing_parts import parts_of
from app.tasks.registry import text_task
from app.tasks.writing import OftenByRules, TextTask, Vector

EnsureModel = Callable[[CancelToken], LoadedModel | None]
OnText = Callable[[str], None]
LONGEST = 400_000
"""Characters; a longer text is a book, and better asked in the library."""
_PROMPT_TOKENS = 220
"""Room for instructions and chat template."""
_BATCH = 24
_FEWEST_PART = 120


def ignore_text(_text: str) -> None:
    """For whoever does not want to watch."""


class WritingService:
    """``ability`` knows which loaded model may do what."""

    def __init__(
        self, generator: Generator, embedder: Embedder, ensure_model: EnsureModel, ability: WritingAbility
    ) -> None:
        self._generator = generator
        self._embedder = embedder
        self._ensure_model = ensure_model
        self._ability = ability

    def run(
        self,
        task_id: str,
        what: TextInput,
        *,
        anyway: bool = False,
        cancel: CancelToken | None = None,
        on_progress: OnProgress = no_progress,
        on_text: OnText = ignore_text,
    ) -> TaskResult:
        """Do it. ``anyway``: let the loaded model write although it failed the examination.

        Raises EngineError, Cancelled, UserError("unknown_task", "nothing_to_work_on", "text_too_long", "model_needed",
        "text_too_long_for_model", "model_too_small", "nothing_written").
        """
        task, cancel, started = text_task(task_id), cancel or CancelToken(), time.perf_counter()
        if not what.text.strip():
            raise UserError("nothing_to_work_on")
        if len(what.text) > LONGEST:
            raise UserError("text_too_long", most=LONGEST)
        enough = isinstance(task, OftenByRules) and task.rules_suffice(what)
        model = None if enough else self._ensure_model(cancel)
        marks = (
            self._ability.marks(task, model, cancel, on_progress)
            if model is not None and not anyway
            else None
        )
        if model is not None and (anyway or (marks is not None and marks.able)):
            result = self._written(task, what, model, marks, cancel, on_text)
        else:
            result = self._by_rules(task, what, model, marks, cancel)
        took = (time.perf_counter() - started) * 1000
        return TaskResult(
            task_id, result.output, result.how, result.model, marks,
            doubts_in(task, what, result.output), result.complete, result.tokens, took,
        )  # fmt: skip

    def _by_rules(
        self,
        task: TextTask,
        what: TextInput,
        model: LoadedModel | None,
        marks: Marks | None,
        cancel: CancelToken,
    ) -> _Made:
        def embed(texts: Sequence[str]) -> list[Vector]:
            found: list[Vector] = []
            for start in range(0, len(texts), _BATCH):
                cancel.raise_if_cancelled()
                vectors = self._embedder.embed_queries(texts[start : start + _BATCH])
                found += struct.iter_unpack(f"<{vectors.dims}f", vectors.data)
            return found

        output = task.without_model(what, embed)
        cancel.raise_if_cancelled()
        if output is None and model is None:
            raise UserError("model_needed", task=task.declaration.label)
        if output is None:
            raise UserError(
                "model_too_small",
                task=task.declaration.label,
                name=model.name if model is not None else "",
                passed=marks.passed if marks else 0,
                papers=marks.papers if marks else 0,
            )
        return _Made(output, How.RULES)

    def _written(
        self,
        task: TextTask,
        what: TextInput,
        model: LoadedModel,
        marks: Marks | None,
        cancel: CancelToken,
        on_text: OnText,
    ) -> _Made:
        pieces = self._pieces(task, what, model)
        if pieces is None:  # too long for it to read at once
            return self._by_rules_or_too_long(task, what, model, marks, cancel)
        made = _Made(TextOutput(), How.MODEL, model.name)
        texts: list[str] = []
        rows: list[TextOutput] = []
        for piece, gap in pieces:
            part = TextInput(piece, what.options)
            output = task.parse(part, self._generate(task.plan(part), made, cancel, on_text))
            rows.append(output)
            texts.append(output.text + gap)
            on_text(gap)
            if not made.complete:
                break
        made.output = TextOutput("".join(texts).strip(), rows[0].rows if len(rows) == 1 else ())
        if not made.output.text and made.complete:
            raise UserError("nothing_written", name=model.name)
        return made

    def _by_rules_or_too_long(
        self, task: TextTask, what: TextInput, model: LoadedModel, marks: Marks | None, cancel: CancelToken
    ) -> _Made:
        try:
            return self._by_rules(task, what, model, marks, cancel)
        except UserError as error:
            if error.code != "model_too_small":
                raise
            raise UserError("text_too_long_for_model", name=model.name, most=model.n_ctx) from error

    def _pieces(self, task: TextTask, what: TextInput, model: LoadedModel) -> list[tuple[str, str]] | None:
        """The text in pieces that the model can read and write, each with the gap behind it; None: it cannot be cut."""
        room = model.n_ctx - _PROMPT_TOKENS
        if self._size(task, what) <= room:
            return [(what.text, "")]
        if not task.declaration.in_parts:
            return None
        per_part = max(_FEWEST_PART, room // 5)  # the reply may be longer than the text
        return parts_of(what.text, per_part, self._generator.count_tokens)

    def _size(self, task: TextTask, what: TextInput) -> int:
        request = task.plan(what)
        read = sum(self._generator.count_tokens([m.content for m in request.messages]))
        return read + request.max_tokens

    def _generate(self, request: GenerationRequest, made: _Made, cancel: CancelToken, on_text: OnText) -> str:
        said: list[str] = []
        for event in self._generator.generate(request, cancel):
            if isinstance(event, TokenDelta) and not event.thinking:
                said.append(event.text)
                on_text(event.text)
            elif isinstance(event, GenerationFinished):
                made.tokens += event.completion_tokens
                made.complete = made.complete and event.finish_reason is FinishReason.STOP
        return "".join(said)


@dataclass(slots=True)
class _Made:
    """A result under way."""

    output: TextOutput = field(default_factory=TextOutput)
    how: How = How.RULES
    model: str | None = None
    complete: bool = True
    tokens: int = 0


def doubts_in(task: TextTask, what: TextInput, output: TextOutput) -> tuple[Doubt, ...]:
    """The facts of a result that neither the text nor what the person said holds, where they stand."""
    check = task.declaration.checks
    if check is Check.NOTHING or not output.text:
        return ()
    missing = FactSource("\n".join((what.text, *what.options.values()))).missing(output.text)
    wanted = [f for f in missing if check is Check.FACTS or f.kind is FactKind.NUMBER]
    found: list[Doubt] = []
    for fact in wanted:
        after = max((d.end for d in found if d.value == fact.value), default=0)
        start = output.text.find(fact.value, after)
        if start >= 0:
            found.append(Doubt(start, start + len(fact.value), fact.value))
    return tuple(sorted(found, key=lambda doubt: doubt.start))
