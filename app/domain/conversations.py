"""Chats as they are kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from app.domain.ids import ConversationId, TurnId
from app.domain.retrieval import Answer


@dataclass(frozen=True, slots=True)
class Conversation:
    """A chat; ``updated_at`` is seconds since the epoch, ``turns`` counts those of all branches.

    ``scope`` are the documents that are asked in it (None: the whole library). ``folder`` is the name of the one it
    lies in, "" for none.
    """

    id: ConversationId
    title: str
    updated_at: float
    turns: int = 0
    pinned: bool = False
    archived: bool = False
    scope: tuple[Path, ...] | None = None
    folder: str = ""


@dataclass(frozen=True, slots=True)
class Turn:
    """One question and, once it is there, its answer (None while it is written, or when it was interrupted).

    ``parent_id`` is the turn before it. Where a question was edited or asked again, several turns have the same one:
    ``branches`` are all of these in the order they were asked, this one included; empty while it is alone.
    """

    id: TurnId
    conversation_id: ConversationId
    question: str
    asked_at: float
    answer: Answer | None = None
    parent_id: TurnId | None = None
    branches: tuple[TurnId, ...] = ()


@dataclass(frozen=True, slots=True)
class KeptTurn:
    """A turn whose answer is taken apart only when it is looked at: of a long chat that is done with very few.

    ``asked`` is the turn without its answer, ``letters`` the length of the answer's words; None where there is none.
    """

    asked: Turn
    letters: int | None
    read_answer: Callable[[], Answer | None]

    @property
    def id(self) -> TurnId:
        """That of the turn."""
        return self.asked.id

    def whole(self) -> Turn:
        """With its answer. Raises UserError("database_damaged")."""
        return replace(self.asked, answer=self.read_answer())


@dataclass(frozen=True, slots=True)
class ChatHit:
    """A turn whose question or answer holds all the words looked for.

    ``snippet`` is the part of it with the words, ``marks`` where they stand in the snippet: (start, end) each.
    """

    conversation_id: ConversationId
    turn_id: TurnId
    snippet: str
    marks: tuple[tuple[int, int], ...]
    in_answer: bool
