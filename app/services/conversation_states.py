"""What the model has evaluated of each chat, kept on the disk so that a chat that is opened again goes on at once.

A state holds words of documents: it lies in the profile, readable by its owner alone, and goes with its chat. All of
them together stay below a limit; those used longest ago go first. Only chats whose turns really begin alike are kept.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from pathlib import Path
from typing import Protocol

from app.domain.errors import CarrelError
from app.domain.ids import ConversationId
from app.domain.jobs import CancelToken
from app.domain.language_models import (
    GenerationEvent,
    GenerationRequest,
    LoadedModel,
    PromptProgress,
)
from app.domain.ports import Generator
from app.services.generator_around import GeneratorAround

log = logging.getLogger(__name__)
LIMIT = 2 * 1024**3
LARGEST = 512 * 1024**2
"""Bytes of all states, and of one."""
WORTH_TOKENS = 256
"""A chat is kept when at least so many tokens of a prompt of it had been evaluated before."""


class StateKeeper(Protocol):
    """A generator that can write down what it has evaluated."""

    @property
    def loaded(self) -> LoadedModel | None:
        """The model in memory."""

    def keep_state(self, folder: Path, key: str, most: int) -> int:
        """How many tokens were kept, in a file of at most ``most`` bytes; 0 for none."""

    def take_state(self, folder: Path, key: str) -> int:
        """How many tokens were taken back; 0 where there is no state that fits."""


class ConversationStates:
    """The kept states of a profile. May be used from any thread."""

    def __init__(self, keeper: StateKeeper, folder: Path, limit: int = LIMIT) -> None:
        self._keeper = keeper
        self._folder = folder
        self._limit = limit
        self._inside: ContextVar[ConversationId | None] = ContextVar("conversation", default=None)
        self._lock = threading.Lock()
        self._current: ConversationId | None = None
        self._model: LoadedModel | None = None
        self._worth = False

    @contextmanager
    def inside(self, conversation_id: ConversationId) -> Iterator[None]:
        """What is asked of the model inside is asked in this chat."""
        token = self._inside.set(conversation_id)
        try:
            yield
        finally:
            self._inside.reset(token)

    def enter(self) -> None:
        """Before a prompt is evaluated: keep what the chat before had, and take what this one has."""
        wanted = self._inside.get()
        with self._lock:
            model = self._keeper.loaded
            if wanted is None or (wanted == self._current and model == self._model):
                return
            self._keep()
            self._current, self._model, self._worth = wanted, model, False
            with suppress(CarrelError):
                self._keeper.take_state(self._folder, _key(wanted))

    def evaluated(self, reused: int) -> None:
        """How much of the latest prompt had been evaluated before."""
        if self._inside.get() is not None:
            self._worth = self._worth or reused >= WORTH_TOKENS

    def keep(self) -> None:
        """Keep the chat that was asked last, as when Carrel is closed."""
        with self._lock:
            self._keep()
            self._current = None

    def forget(self, conversation_id: ConversationId) -> None:
        """The chat is gone, and with it what was kept."""
        with self._lock:
            if conversation_id == self._current:
                self._current = None
            for path in self._files(f"{_key(conversation_id)}-*"):
                _delete(path)

    def forget_others(self, conversation_ids: Collection[ConversationId]) -> None:
        """Keep the states of these chats only; for the start, when a kill may have left some behind."""
        known = {_key(one) for one in conversation_ids}
        for path in self._files("*"):
            if path.name.partition("-")[0] not in known:
                _delete(path)

    def clear(self) -> None:
        """Delete all of them."""
        with self._lock:
            self._current = None
            for path in self._files("*"):
                _delete(path)

    def size(self) -> int:
        """Bytes of all states."""
        return sum(_size(path) for path in self._files("*"))

    def _keep(self) -> None:
        if self._current is None or not self._worth or self._keeper.loaded != self._model:
            return
        try:
            kept = self._keeper.keep_state(self._folder, _key(self._current), LARGEST)
        except CarrelError as error:
            log.warning("what a chat had evaluated could not be kept: %s", error.code)
            return
        log.debug("kept %d tokens of a chat", kept)
        self._evict()

    def _evict(self) -> None:
        """Oldest first, until all fit."""
        files = sorted(self._files("*"), key=_age)
        total = sum(map(_size, files))
        for path in files:
            if total <= self._limit:
                return
            total -= _size(path)
            _delete(path)

    def _files(self, pattern: str) -> list[Path]:
        try:
            return [path for path in self._folder.glob(pattern) if path.is_file()]
        except OSError:
            return []


class NoStates:
    """Keeps nothing: an encrypted library's words are not written beside it."""

    def __init__(self, keeper: StateKeeper) -> None:
        self._keeper = keeper

    @property
    def loaded(self) -> LoadedModel | None:
        """The model in memory."""
        return self._keeper.loaded

    def keep_state(self, _folder: Path, _key: str, _most: int) -> int:
        """None."""
        return 0

    def take_state(self, _folder: Path, _key: str) -> int:
        """None."""
        return 0


class RememberingGenerator(GeneratorAround):
    """A generator that has the state of the chat it is asked in; passages are read outside the chat's own prompt."""

    def __init__(self, generator: Generator, states: ConversationStates) -> None:
        super().__init__(generator)
        self._states = states

    def generate(self, request: GenerationRequest, cancel: CancelToken) -> Iterator[GenerationEvent]:
        """See the port."""
        if request.adapter is None:
            self._states.enter()
        first = True
        for event in self._generator.generate(request, cancel):
            if first and isinstance(event, PromptProgress):
                self._states.evaluated(event.done)
            first = False
            yield event


def _key(conversation_id: ConversationId) -> str:
    return f"c{conversation_id}"


def _delete(path: Path) -> None:
    with suppress(OSError):
        path.unlink(missing_ok=True)


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _age(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0
