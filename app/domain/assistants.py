"""Assistants: a name for who answers, with what, in which words, and from which documents."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path

from app.domain.errors import UserError
from app.domain.ids import AssistantId
from app.domain.language_models import SamplingParams

NAME_LENGTH, INSTRUCTIONS_LENGTH, MOST_PLACES = 80, 4000, 200
LARGEST_SCALE, HOTTEST = 4.0, 2.0


@dataclass(frozen=True, slots=True)
class Assistant:
    """``model`` and ``adapter`` are names or paths; "" is the model that is chosen, the adapter that was made for it.

    ``sampling`` None: as each task says, which for answers from documents is temperature 0. ``scope`` None: the whole
    library. ``instructions`` are said to the model before everything else.
    """

    name: str
    instructions: str = ""
    model: str = ""
    adapter: str = ""
    adapter_scale: float = 1.0
    sampling: SamplingParams | None = None
    scope: tuple[Path, ...] | None = None
    id: AssistantId = AssistantId(0)


def checked(assistant: Assistant) -> Assistant:
    """With tidy spaces. Raises UserError("invalid_input") naming the field that is out of bounds."""
    name = " ".join(assistant.name.split())
    if not 0 < len(name) <= NAME_LENGTH:
        raise UserError("invalid_input", detail="name")
    if len(assistant.instructions) > INSTRUCTIONS_LENGTH:
        raise UserError("invalid_input", detail="instructions")
    if not 0.0 <= assistant.adapter_scale <= LARGEST_SCALE:  # false for what is not a number, too
        raise UserError("invalid_input", detail="adapter_scale")
    if assistant.sampling is not None and not _sound(assistant.sampling):
        raise UserError("invalid_input", detail="sampling")
    if assistant.scope is not None and not 0 < len(assistant.scope) <= MOST_PLACES:
        raise UserError("invalid_input", detail="scope")
    return Assistant(
        name,
        assistant.instructions.strip(),
        assistant.model.strip(),
        assistant.adapter.strip(),
        assistant.adapter_scale,
        assistant.sampling,
        assistant.scope,
        assistant.id,
    )


def _sound(sampling: SamplingParams) -> bool:
    shares = (sampling.top_p, sampling.min_p)
    return (
        0.0 <= sampling.temperature <= HOTTEST
        and 0 <= sampling.top_k <= 1000
        and all(0.0 <= share <= 1.0 for share in shares)
        and math.isfinite(sampling.repeat_penalty)
        and 0.5 <= sampling.repeat_penalty <= 2.0
    )
