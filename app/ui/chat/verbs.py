"""What a person can do with chats, one function per verb: the only place where the chat area meets the services.

These may take a while, so they are called from operations, never from a slot.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from app.domain.assistants import Assistant
from app.domain.conversations import ChatHit, Conversation, KeptTurn, Turn
from app.domain.feedback import Judgement
from app.domain.ids import ConversationId, TurnId
from app.domain.jobs import CancelToken
from app.domain.retrieval import AnswerEvent
from app.services.settings import STRICT

if TYPE_CHECKING:
    from app.bootstrap import Services

TITLE_LENGTH = 80


def list_chats(services: Services) -> tuple[list[Conversation], dict[ConversationId, int]]:
    """All chats, and how many answers were judged in those with judged ones."""
    return list(services.conversations.list()), services.feedback.counts()


@dataclass(frozen=True)
class OpenedChat:
    """A chat, the turns of the branches that are shown, and what the person said about their answers."""

    conversation: Conversation
    turns: list[KeptTurn]
    judgements: dict[TurnId, Judgement]


def open_chat(services: Services, conversation_id: ConversationId, show: TurnId | None = None) -> OpenedChat:
    """Read a chat; with ``show``, the branches in which that turn stands are the ones shown from now on."""
    turns = list(services.conversations.kept_turns(conversation_id))
    if show is not None and all(turn.id != show for turn in turns):
        services.conversations.choose(show)
        turns = list(services.conversations.kept_turns(conversation_id))
    judgements = services.feedback.judgements(conversation_id)
    return OpenedChat(services.conversations.get(conversation_id), turns, judgements)


def search_chats(services: Services, text: str) -> dict[ConversationId, list[ChatHit]]:
    """Questions and answers of all chats with every word of ``text``, by chat."""
    return services.conversations.search(text)


def new_chat(services: Services, question: str, assistant: Assistant | None = None) -> Conversation:
    """A chat named after its first question, in which ``assistant`` answers."""
    made = services.conversations.create(title_of(question))
    if assistant is not None:
        services.assistants.choose(made.id, assistant)
    return made


def rename_chat(services: Services, conversation_id: ConversationId, title: str) -> None:
    """Give it another name."""
    services.conversations.rename(conversation_id, title)


def delete_chat(services: Services, conversation_id: ConversationId, *, keep_cases: bool = False) -> None:
    """For good; with ``keep_cases`` what was said about its answers stays."""
    if keep_cases:
        services.feedback.keep_when_deleted(conversation_id)
    services.conversations.delete(conversation_id)


def judge(
    services: Services, conversation_id: ConversationId, turn_id: TurnId, judgement: Judgement | None
) -> None:
    """Keep what the person says about an answer; None takes it back."""
    if judgement is None:
        services.feedback.take_back(turn_id)
    else:
        services.feedback.judge(conversation_id, turn_id, judgement)


def export_cases(services: Services, target: Path) -> int:
    """Write all judged answers to a file; how many there were."""
    return services.feedback.export(target)


def delete_cases(services: Services) -> int:
    """Delete all judged answers; how many there were."""
    return services.feedback.delete()


def ask(
    services: Services,
    conversation_id: ConversationId,
    question: str,
    scope: tuple[Path, ...] | None,
    cancel: CancelToken,
    on_event: Callable[[AnswerEvent], None],
    on_asked: Callable[[Turn], None],
    instead_of: TurnId | None = None,
    *,
    about: str = "",
) -> Turn:
    """Ask in a chat; the turn is kept with its answer. It has none when it was stopped before there was one.

    With ``instead_of`` it is another version of that turn, which stays; ``about`` is a passage it is about. The chat
    remembers its scope.
    """
    services.conversations.set_scope(conversation_id, scope)
    return services.conversations.ask(
        conversation_id,
        question,
        scope=scope,
        strict=services.settings.get(STRICT),
        instead_of=instead_of,
        about=about,
        cancel=cancel,
        on_event=on_event,
        on_asked=on_asked,
    )


def documents_to_ask(services: Services) -> list[tuple[Path, str]]:
    """(path, title) of every document that can be searched."""
    return [(d.path, d.title) for d in services.library.documents() if d.chunks]


def title_of(question: str) -> str:
    """The first line of a question, cut at a word when it is long."""
    line = " ".join(question.split())
    if len(line) <= TITLE_LENGTH:
        return line
    return line[:TITLE_LENGTH].rsplit(" ", 1)[0].rstrip(",;:") + "…"
