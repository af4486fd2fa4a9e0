"""What a person can do with chats, one function per verb: the only place where the chat area meets the services.

These may take a while, so they are called from operations, never from a slot.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from app.domain.conversations import Conversation, Turn
from app.domain.ids import ConversationId
from app.domain.jobs import CancelToken
from app.domain.retrieval import Answer, AnswerEvent
from app.services.settings import STRICT

if TYPE_CHECKING:
    from app.bootstrap import Services

TITLE_LENGTH = 80


def list_chats(services: Services) -> list[Conversation]:
    """All chats."""
    return list(services.conversations.list())


def read_turns(services: Services, conversation_id: ConversationId) -> list[Turn]:
    """A chat's turns, oldest first."""
    return list(services.conversations.turns(conversation_id))


def new_chat(services: Services, question: str) -> Conversation:
    """A chat named after its first question."""
    return services.conversations.create(title_of(question))


def rename_chat(services: Services, conversation_id: ConversationId, title: str) -> None:
    """Give it another name."""
    services.conversations.rename(conversation_id, title)


def delete_chat(services: Services, conversation_id: ConversationId) -> None:
    """For good."""
    services.conversations.delete(conversation_id)


def ask(
    services: Services,
    conversation_id: ConversationId,
    question: str,
    scope: tuple[Path, ...] | None,
    cancel: CancelToken,
    on_event: Callable[[AnswerEvent], None],
) -> Answer | None:
    """Ask in a chat; the turn is kept with its answer. None when it was stopped before there was one."""
    turn = services.conversations.ask(
        conversation_id,
        question,
        scope=scope,
        strict=services.settings.get(STRICT),
        cancel=cancel,
        on_event=on_event,
    )
    return turn.answer


def documents_to_ask(services: Services) -> list[tuple[Path, str]]:
    """(path, title) of every document that can be searched."""
    return [(d.path, d.title) for d in services.library.documents() if d.chunks]


def title_of(question: str) -> str:
    """The first line of a question, cut at a word when it is long."""
    line = " ".join(question.split())
    if len(line) <= TITLE_LENGTH:
        return line
    return line[:TITLE_LENGTH].rsplit(" ", 1)[0].rstrip(",;:") + "…"
