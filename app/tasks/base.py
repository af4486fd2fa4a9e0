"""The shape of a task: a kind of work a person can ask for, without any doing.

A task is pure. ``plan`` says what the language model is asked, ``parse`` what its words mean; services run the engine
between the two. So every prompt can be read, tested and measured without a model.
"""

from __future__ import annotations

from typing import Protocol, TypeVar

from app.domain.language_models import GenerationRequest

Input = TypeVar("Input", contravariant=True)
Output = TypeVar("Output", covariant=True)


class Task(Protocol[Input, Output]):
    """``task_id`` is used in settings, logs and file names; ``label`` is what the person reads."""

    @property
    def task_id(self) -> str:
        """Lower case, words joined by underscores."""

    @property
    def label(self) -> str:
        """In English, sentence case."""

    def plan(self, what: Input) -> GenerationRequest:
        """What the model is asked."""

    def parse(self, what: Input, text: str) -> Output:
        """What the model said; never raises: words without meaning give an empty result."""
