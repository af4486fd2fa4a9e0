"""The teacher's child side: puts an adapter on a frozen model, teaches it lessons, writes it as GGUF.

The only part of Carrel that trains anything. It loads a GGUF into torch and needs the ``gguf`` package beside torch.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace

import msgspec
import torch

from app.domain.errors import EngineError, UserError
from app.domain.teaching import ADAPTER, Lesson, Taught, TeachProgress
from app.processes import teacher_checkpoint as checkpoint
from app.processes.generator_words import Words, words_of
from app.processes.requests import Request, Teach
from app.processes.results import Result, TeachingDone, TeachStep
from app.processes.runtime import Work
from app.processes.teacher_checkpoint import State
from app.processes.teacher_course import Course, Forward, Plan
from app.processes.teacher_device import Place, choose_place
from app.processes.teacher_export import write_adapter
from app.processes.teacher_model import Model
from app.processes.teacher_shape import memory_needed, read_shape
from app.processes.teacher_weights import Weights
from app.teaching import schedule
from app.teaching.packs import TokenLesson, Tree, plant

_ALPHA = 2.0  # times the rank
_LONGEST = 2048
_FOR_HIDDEN = 0.25  # of the free memory: what the frozen layers give, kept from one epoch to the next


class TeacherRuntime:
    """Answers Teach."""

    def handle(self, request: Request, work: Work) -> Result:
        """See :class:`app.processes.runtime.Runtime`."""
        if not isinstance(request, Teach):
            raise EngineError("protocol_mismatch", detail=type(request).__name__)
        try:
            return TeachingDone(Lessons(request, work).taught())
        except torch.OutOfMemoryError as error:
            raise UserError("not_enough_memory") from error


class Lessons:
    """One request."""

    def __init__(self, request: Teach, work: Work) -> None:
        settings = request.settings
        self._shape = shape = read_shape(settings.model)
        first = settings.first_layer
        first = schedule.usual_first_layer(shape.layers) if first < 0 else min(first, shape.layers - 1)
        peak = settings.learning_rate or schedule.usual_rate(shape.parameters)
        self._settings = replace(settings, first_layer=first, learning_rate=peak)
        self._request = request
        self._work = work

    def taught(self) -> Taught:
        """Raises UserError, Cancelled."""
        settings, cancel = self._settings, self._work.cancel
        state = self._state_before()
        place = choose_place(state.precision or settings.precision, settings.threads)
        learn, left_out = self._trees(self._request.learn)
        check, _ = self._trees(self._request.check)
        if not learn:
            raise UserError("no_examples", path=settings.name)
        place = self._place_with_room(place, [*learn, *check])
        model = Model(Weights(settings.model, place, self._shape.architecture), self._shape)
        loras = model.adapt(settings.rank, _ALPHA * settings.rank, settings.first_layer, settings.seed)
        forward = Forward(model, settings.first_layer, int(_FOR_HIDDEN * place.free()))
        if not state.step:  # an adapter that begins with zeros is no adapter
            state = replace(state, precision=place.precision, loss_before=forward.mean(check, cancel))
        course = Course(self._plan(state), learn, forward, loras, state)
        course.run(cancel, self._tell)
        loss_after = forward.mean(check, cancel)
        path = settings.folder / ADAPTER
        write_adapter(path, loras, self._shape.architecture, _ALPHA * settings.rank, settings.name)
        checkpoint.forget(settings.folder)
        return Taught(
            adapter=path,
            lessons=sum(len(tree.branches) for tree in learn),
            left_out=left_out,
            steps=course.state.step,
            seconds=course.state.seconds,
            loss=course.loss,
            loss_before=state.loss_before,
            loss_after=loss_after,
            learning_rate=settings.learning_rate,
            first_layer=settings.first_layer,
            device=place.kind,
            precision=place.precision,
            complete=course.state.step == course.steps,
        )

    def _tell(self, progress: TeachProgress) -> None:
        self._work.send(TeachStep(progress))

    def _state_before(self) -> State:
        """Where an earlier run stopped, or the beginning.

        Raises UserError("checkpoint_missing" | "checkpoint_mismatch" | "checkpoint_damaged").
        """
        folder, key = self._settings.folder, self._key()
        found = checkpoint.read_state(folder) if self._settings.resume else None
        if found is None and self._settings.resume:
            raise UserError("checkpoint_missing", path=str(folder))
        if found is not None and found.key != key:
            raise UserError("checkpoint_mismatch", path=str(folder))
        return found or State(key, "", 0, 0.0, None, ())

    def _key(self) -> str:
        """Of the lessons, the model's shape and whatever decides what is learnt from them."""
        settings = self._settings
        how = (settings.rank, settings.epochs, settings.learning_rate, settings.first_layer, settings.seed)
        what = (self._request.learn, self._request.check, self._shape, how)
        return hashlib.sha256(msgspec.msgpack.encode(what)).hexdigest()

    def _plan(self, state: State) -> Plan:
        settings = self._settings
        return Plan(
            settings.folder,
            state.key,
            state.precision,
            settings.epochs,
            settings.learning_rate,
            settings.first_layer,
            settings.seed,
            settings.max_minutes,
            settings.checkpoint_seconds,
        )

    def _trees(self, lessons: Sequence[Lesson]) -> tuple[list[Tree], int]:
        """And how many lessons are too long."""
        longest = min(_LONGEST, self._shape.context or _LONGEST)
        with words_of(self._settings.model) as words:
            if words.end < 0:
                raise UserError(
                    "architecture_not_teachable",
                    architecture=self._shape.architecture,
                    detail="no end of turn",
                )
            cut = [_in_tokens(lesson, words) for lesson in lessons]
        kept = [lesson for lesson in cut if lesson.length <= longest]
        return plant(kept), len(cut) - len(kept)

    def _place_with_room(self, place: Place, trees: Sequence[Tree]) -> Place:
        """In 16 bits where 32 do not fit. Raises UserError("not_enough_memory")."""
        found = place if self._need(place, trees) <= place.free() else replace(place, precision="bfloat16")
        fixed = self._settings.resume or self._settings.precision != "auto"
        need, free = self._need(place if fixed else found, trees), place.free()
        if need > free:
            raise UserError("not_enough_memory", needed=need, free=free)
        return place if fixed else found

    def _need(self, place: Place, trees: Sequence[Tree]) -> int:
        return memory_needed(
            self._shape,
            rank=self._settings.rank,
            first=self._settings.first_layer,
            tokens=max(tree.tokens for tree in trees),
            pairs=max(tree.pairs for tree in trees),
            width=place.width,
        )


def _in_tokens(lesson: Lesson, words: Words) -> TokenLesson:
    prompt = words.prompt(lesson.prompt)
    target = [*words.target(lesson.prompt, prompt, lesson.target), words.end]
    weights = [lesson.weight, *([lesson.weight * lesson.ending] * (len(target) - 1))]
    return TokenLesson(prompt, target, weights, lesson.prompt[: lesson.shared])
