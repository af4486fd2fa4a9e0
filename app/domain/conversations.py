"""Chats as they are kept."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.ids import ConversationId, TurnId
from app.domain.retrieval import Answer


@dataclass(frozen=True, slots=True)
class Conversation:
    """A chat; ``updated_at`` is seconds since the epoch."""

    id: ConversationId
    title: str
    updated_at: float
    turns: int = 0


@dataclass(frozen=True, slots=True)
class Turn:
    """One question and, once it is there, its answer (None while it is written, or when it was interrupted)."""

    id: TurnId
    conversation_id: ConversationId
    question: str
    asked_at: float
    answer: Answer | None = None
