"""A generator around a generator: what a wrapper does not change goes through."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from app.domain.jobs import CancelToken, OnProgress
from app.domain.language_models import (
    FinishedText,
    GenerationEvent,
    GenerationRequest,
    LoadedModel,
    LoadSettings,
)
from app.domain.ports import Generator


class GeneratorAround:
    """See the port for every method; wrappers override some."""

    def __init__(self, generator: Generator) -> None:
        self._generator = generator

    @property
    def loaded(self) -> LoadedModel | None:
        """See the port."""
        return self._generator.loaded

    def load(self, settings: LoadSettings, cancel: CancelToken, on_progress: OnProgress) -> LoadedModel:
        """See the port."""
        return self._generator.load(settings, cancel, on_progress)

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """See the port."""
        return self._generator.count_tokens(texts)

    def generate(self, request: GenerationRequest, cancel: CancelToken) -> Iterator[GenerationEvent]:
        """See the port."""
        return self._generator.generate(request, cancel)

    def generate_many(self, requests: Sequence[GenerationRequest], cancel: CancelToken) -> list[FinishedText]:
        """See the port."""
        return self._generator.generate_many(requests, cancel)
