"""Remembers of the model that answers: when it was last used, what for, and how fast it wrote on this machine."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace

from app.domain.events import MeetingChanged, ModelLoaded, TurnChanged
from app.domain.language_models import LoadedModel
from app.domain.ports import LoadingGenerator
from app.i18n import N_
from app.services.event_bus import EventBus
from app.store.model_records import ModelNoteStore

_OLD, _NEW = 0.7, 0.3
"""The speed is an average in which each new measurement counts so much: other programs slow some of them down."""


class ModelUse:
    """Follows the bus; nothing has to call it."""

    def __init__(
        self,
        notes: ModelNoteStore,
        generator: LoadingGenerator,
        bus: EventBus,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._notes = notes
        self._generator = generator
        self._clock = clock
        bus.subscribe(TurnChanged, lambda _event: self.used(N_("for an answer")))
        bus.subscribe(MeetingChanged, lambda _event: self.used(N_("for minutes")))
        bus.subscribe(ModelLoaded, self._on_loaded)

    def used(self, purpose: str) -> None:
        """The model that is in memory has just worked."""
        loaded = self._generator.loaded
        if loaded is not None:
            self._note(loaded, purpose, self._generator.speed)

    def _on_loaded(self, event: ModelLoaded) -> None:
        if event.model is not None:
            self._note(event.model, "", 0.0)

    def _note(self, loaded: LoadedModel, purpose: str, speed: float) -> None:
        note = self._notes.get(loaded.path)
        if speed > 0 and note.tokens_per_second > 0:
            speed = _OLD * note.tokens_per_second + _NEW * speed
        self._notes.save(
            replace(
                note,
                last_used=self._clock(),
                used_for=purpose or note.used_for,
                tokens_per_second=speed or note.tokens_per_second,
            )
        )
