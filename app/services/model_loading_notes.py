"""Why a model is loaded otherwise than it was wished: what each step down gave up, and what the step was taken for.

A step has a cause. What was given up to save memory is said in the words of :mod:`app.catalog.fit`; what was given up
because the engine stopped, or would not load the model on the graphics card, is said so and not called a lack of room.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from app.catalog.fit import ModelSpec, reasons_between
from app.catalog.fit_memory import LoadPlan
from app.domain.errors import CarrelError
from app.domain.language_models import LoadNote
from app.i18n import N_

SHORT = frozenset({"not_enough_memory", "out_of_memory"})
"""Codes of errors that mean: less memory is to be asked for."""
BROKEN = frozenset({"engine_crashed", "engine_timeout", "engine_bug"})
"""Codes of errors after which the engine had to be started again."""


class Cause(StrEnum):
    """What a step down was taken for: memory (by the figures, or when it was tried), the engine's end, its refusal."""

    MEMORY = "memory"
    CRASH = "crash"
    REFUSED = "refused"


Causes = Mapping[str, Cause]
"""Of what was given up, by the code of its note; what is not there was given up for memory."""

_SAID = {
    (Cause.CRASH, "fit_processor_only"): "load_card_crashed",
    (Cause.CRASH, "fit_smaller_context"): "load_smaller_crashed",
    (Cause.CRASH, "fit_small_cache"): "load_cache_crashed",
    (Cause.REFUSED, "fit_processor_only"): "load_card_refused",
}


@dataclass(frozen=True, slots=True)
class Step:
    """From one plan to the next. ``causes``: where they differ from one thing given up to another."""

    before: LoadPlan
    after: LoadPlan
    cause: Cause = Cause.MEMORY
    causes: Causes | None = None


def cause_of(error: CarrelError) -> Cause:
    """Of the step that follows an error."""
    if error.code in SHORT:
        return Cause.MEMORY
    return Cause.CRASH if error.code in BROKEN else Cause.REFUSED


def failure_note(error: CarrelError, plan: LoadPlan) -> LoadNote:
    """What happened when ``plan`` was tried."""
    if error.code in SHORT:
        place = N_("The graphics card") if plan.n_gpu_layers else N_("The computer")
        return LoadNote("load_no_memory", {"place": place})
    return LoadNote("load_crashed" if error.code in BROKEN else "load_refused")


def causes_of(spec: ModelSpec, steps: Sequence[Step]) -> dict[str, Cause]:
    """The cause of each thing given up; where several steps gave it up, the last one's."""
    found: dict[str, Cause] = {}
    for step in steps:
        given = step.causes or {}
        for note in reasons_between(spec, [step.before, step.after]):
            found[note.code] = given.get(note.code, step.cause)
    return found


def step_notes(spec: ModelSpec, steps: Sequence[Step]) -> tuple[LoadNote, ...]:
    """What was given up from the first plan to the last, each with its true reason."""
    causes = causes_of(spec, steps)
    whole = reasons_between(spec, [steps[0].before, steps[-1].after])
    return tuple(
        replace(note, code=_SAID.get((causes.get(note.code, Cause.MEMORY), note.code), note.code))
        for note in whole
    )
