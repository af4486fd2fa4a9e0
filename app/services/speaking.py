"""Lets an assistant answer: everything that is asked of the model inside ``as_`` is asked in its name.

The three parts that take part in an answer (generator, adapters, loading the model) are wrapped once, where objects are
wired; outside ``as_`` the wrappers pass everything on as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import replace
from typing import Protocol

from app.catalog.adapter_card import Adapter
from app.domain.assistants import Assistant
from app.domain.jobs import CancelToken
from app.domain.language_models import (
    ChatMessage,
    FinishedText,
    GenerationEvent,
    GenerationRequest,
    LoadedModel,
)
from app.domain.ports import Generator
from app.services.generator_around import GeneratorAround

EnsureModel = Callable[[CancelToken], LoadedModel | None]


class AdapterFinder(Protocol):
    """Where adapters are looked up."""

    def for_model(self, model: LoadedModel, task: str) -> Adapter | None:
        """The one to use with this model, if there is one."""


class Speaking:
    """Who speaks, on this thread; nobody in particular unless inside :meth:`as_`."""

    def __init__(self) -> None:
        self._who: ContextVar[Assistant | None] = ContextVar("assistant", default=None)

    @property
    def who(self) -> Assistant | None:
        """The assistant that speaks."""
        return self._who.get()

    @contextmanager
    def as_(self, assistant: Assistant | None) -> Iterator[None]:
        """What is asked inside is asked in the name of ``assistant``."""
        token = self._who.set(assistant)
        try:
            yield
        finally:
            self._who.reset(token)

    def ensure(self, chosen: EnsureModel, named: Callable[[str, CancelToken], LoadedModel]) -> EnsureModel:
        """Loads the model that the assistant names, else the one that is chosen."""

        def ensure(cancel: CancelToken) -> LoadedModel | None:
            who = self.who
            return named(who.model, cancel) if who is not None and who.model else chosen(cancel)

        return ensure


class SpokenGenerator(GeneratorAround):
    """A generator whose requests carry the assistant's instructions, sampling and scale of the adapter.

    Instructions go where the task has instructions of its own; a task that has none (the smallest models get none)
    stays as it was measured. Sampling leaves reading with probabilities alone.
    """

    def __init__(self, generator: Generator, speaking: Speaking) -> None:
        super().__init__(generator)
        self._speaking = speaking

    def generate(self, request: GenerationRequest, cancel: CancelToken) -> Iterator[GenerationEvent]:
        """See the port."""
        return self._generator.generate(spoken(request, self._speaking.who), cancel)

    def generate_many(self, requests: Sequence[GenerationRequest], cancel: CancelToken) -> list[FinishedText]:
        """See the port."""
        who = self._speaking.who
        return self._generator.generate_many([spoken(request, who) for request in requests], cancel)


class SpokenAdapters:
    """Adapters, of which the one that the assistant names comes first where it fits task and model."""

    def __init__(
        self,
        adapters: AdapterFinder,
        speaking: Speaking,
        named: Callable[[Assistant, LoadedModel], Adapter | None],
    ) -> None:
        self._adapters = adapters
        self._speaking = speaking
        self._named = named

    def for_model(self, model: LoadedModel, task: str) -> Adapter | None:
        """The one to use with this model, if there is one."""
        who = self._speaking.who
        own = self._named(who, model) if who is not None and who.adapter else None
        return own if own is not None and own.task == task else self._adapters.for_model(model, task)


def spoken(request: GenerationRequest, who: Assistant | None) -> GenerationRequest:
    """The request as this assistant makes it."""
    if who is None:
        return request
    if request.adapter is not None and who.adapter:
        request = replace(request, adapter_scale=who.adapter_scale)
    if who.sampling is not None and request.messages and not request.probes:
        request = replace(request, sampling=who.sampling)
    if who.instructions and request.messages and request.messages[0].role == "system":
        first, *rest = request.messages
        told = ChatMessage("system", f"{first.content}\n\n{who.instructions}")
        request = replace(request, messages=(told, *rest))
    return request
