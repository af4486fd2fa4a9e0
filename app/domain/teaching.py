"""Teaching a model its job: what it is taught, how, and how far that is."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

ADAPTER, CHECKPOINT = "adapter.gguf", "checkpoint.safetensors"
"""Files in a lesson's folder."""


@dataclass(frozen=True, slots=True)
class Lesson:
    """The model reads ``prompt`` and is to go on with ``target`` and then end its turn.

    Lessons whose first ``shared`` characters agree are about the same passage and are worked on together. ``weight``
    is that of the target's first token, ``ending`` the factor for the tokens behind it.
    """

    prompt: str
    target: str
    shared: int = 0
    weight: float = 1.0
    ending: float = 1.0


@dataclass(frozen=True, slots=True)
class TeachSettings:
    """How to teach. ``folder`` receives adapter.gguf, and the checkpoint while it lasts.

    ``first_layer`` -1 and ``learning_rate`` 0 mean: as suits the model. ``max_minutes`` 0 is no limit; a limited run
    gets slower in time, so that it ends well. ``precision`` is "auto", "float32" or "bfloat16"; ``threads`` 0 is the
    fastest number.
    """

    model: Path
    folder: Path
    name: str = "adapter"
    rank: int = 16
    epochs: int = 3
    learning_rate: float = 0.0
    first_layer: int = -1
    max_minutes: float = 0.0
    checkpoint_seconds: float = 180.0
    seed: int = 0
    resume: bool = False
    precision: str = "auto"
    threads: int = 0


@dataclass(frozen=True, slots=True)
class TeachProgress:
    """``step`` of ``steps`` are done. ``loss`` is the mean of the last steps; ``rate`` counts lessons a second."""

    step: int
    steps: int
    epoch: int
    loss: float
    rate: float
    seconds_left: float


@dataclass(frozen=True, slots=True)
class Taught:
    """What came of it. ``loss_before`` and ``loss_after`` are those of the lessons kept back (None without any).

    ``left_out`` lessons were longer than can be taught; ``complete``: no time limit cut it short.
    """

    adapter: Path
    lessons: int
    left_out: int
    steps: int
    seconds: float
    loss: float
    loss_before: float | None
    loss_after: float | None
    learning_rate: float
    first_layer: int
    device: str
    precision: str
    complete: bool
