"""Chats that last: every question is kept before it is answered, so that no crash loses one."""

from __future__ import annotations

import builtins
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Protocol

from app.domain.conversations import Conversation, Turn
from app.domain.errors import UserError
from app.domain.events import TurnChanged
from app.domain.ids import ConversationId, TurnId
from app.domain.jobs import CancelToken
from app.domain.retrieval import Answer, PastTurn
from app.services.assistant import AssistantService, OnEvent, ignore_event
from app.services.event_bus import EventBus

REMEMBERED_TURNS = 6
"""Earlier turns that a follow-up question may lean on."""


class ConversationStore(Protocol):
    """Where chats are kept. Changing one that is not there raises UserError("unknown_conversation")."""

    def create(self, title: str) -> Conversation:
        """An empty one."""

    def list(self) -> list[Conversation]:
        """The one used last comes first."""

    def turns(self, conversation_id: ConversationId) -> builtins.list[Turn]:
        """In the order they were asked."""

    def add_turn(self, conversation_id: ConversationId, question: str) -> Turn:
        """A question without an answer yet."""

    def finish_turn(self, turn_id: TurnId, answer: Answer) -> None:
        """Keep the answer; nothing happens when the turn is gone."""

    def rename(self, conversation_id: ConversationId, title: str) -> None:
        """Give it another title."""

    def delete(self, conversation_id: ConversationId) -> None:
        """With all its turns."""


class ConversationService:
    """The chats of a profile."""

    def __init__(self, store: ConversationStore, assistant: AssistantService, bus: EventBus) -> None:
        self._store = store
        self._assistant = assistant
        self._bus = bus

    def list(self) -> list[Conversation]:
        """The one used last comes first."""
        return self._store.list()

    def turns(self, conversation_id: ConversationId) -> builtins.list[Turn]:
        """In the order they were asked."""
        return self._store.turns(conversation_id)

    def create(self, title: str) -> Conversation:
        """An empty chat."""
        return self._store.create(" ".join(title.split()))

    def rename(self, conversation_id: ConversationId, title: str) -> None:
        """Raises UserError("invalid_input") for an empty title, ("unknown_conversation") when it is gone."""
        title = " ".join(title.split())
        if not title:
            raise UserError("invalid_input", detail="title")
        self._store.rename(conversation_id, title)

    def delete(self, conversation_id: ConversationId) -> None:
        """With all its turns."""
        self._store.delete(conversation_id)

    def ask(
        self,
        conversation_id: ConversationId,
        question: str,
        *,
        scope: Sequence[Path] | None = None,
        strict: bool = True,
        cancel: CancelToken | None = None,
        on_event: OnEvent = ignore_event,
        on_asked: Callable[[Turn], None] | None = None,
    ) -> Turn:
        """Ask in a chat: the question is kept first (``on_asked`` gets that turn), the answer when it is there.

        Raises what :meth:`AssistantService.ask` raises; the turn then stays without an answer.
        """
        if not question.strip():
            raise UserError("empty_question")
        history = history_of(self._store.turns(conversation_id))
        turn = self._store.add_turn(conversation_id, question.strip())
        self._bus.publish(TurnChanged(conversation_id, turn.id))
        if on_asked is not None:
            on_asked(turn)
        answer = self._assistant.ask(
            question, scope=scope, history=history, strict=strict, cancel=cancel, on_event=on_event
        )
        answer = replace(answer, scope=None if scope is None else tuple(scope))
        self._store.finish_turn(turn.id, answer)
        self._bus.publish(TurnChanged(conversation_id, turn.id))
        return replace(turn, answer=answer)


def history_of(turns: Sequence[Turn]) -> tuple[PastTurn, ...]:
    """The last turns as the assistant wants them; an unanswered question counts, its missing answer does not."""
    past: list[PastTurn] = []
    for turn in turns[-REMEMBERED_TURNS:]:
        past.append(PastTurn("user", turn.question))
        if turn.answer is not None and turn.answer.text:
            past.append(PastTurn("assistant", turn.answer.text))
    return tuple(past)
