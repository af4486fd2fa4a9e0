"""Chats that last: every question is kept before it is answered, so that no crash loses one."""

from __future__ import annotations

import builtins
from collections.abc import Callable, Collection, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from pathlib import Path
from typing import Protocol

from app.domain.assistants import Assistant
from app.domain.conversations import ChatHit, Conversation, KeptTurn, Turn
from app.domain.errors import UserError
from app.domain.events import TurnChanged
from app.domain.ids import ConversationId, TurnId
from app.domain.jobs import CancelToken
from app.domain.retrieval import Answer, PastTurn
from app.services.assistant import AssistantService, OnEvent, ignore_event
from app.services.event_bus import EventBus

REMEMBERED_TURNS = 6
"""Earlier turns that a follow-up question may lean on."""
FOLDER_LENGTH = 60
LONGEST_ABOUT = 800
"""Characters of a passage that a question is about; its beginning says what it is about."""


class ConversationStore(Protocol):
    """Where chats are kept. Changing one that is not there raises UserError("unknown_conversation")."""

    def create(self, title: str) -> Conversation:
        """An empty one."""

    def list(self) -> list[Conversation]:
        """The one used last comes first."""

    def turns(self, conversation_id: ConversationId, *, last: int | None = None) -> builtins.list[Turn]:
        """Those of the branches that are shown, in the order they were asked; ``last``: so many of the end."""

    def kept_turns(self, conversation_id: ConversationId) -> builtins.list[KeptTurn]:
        """The same, with answers that are taken apart when they are looked at."""

    def all_turns(self, conversation_id: ConversationId) -> builtins.list[Turn]:
        """Those of all branches, in the order they were asked."""

    def add_turn(
        self, conversation_id: ConversationId, question: str, *, instead_of: TurnId | None = None
    ) -> Turn:
        """A question without an answer yet, at the end; or beside another. Raises UserError("unknown_turn")."""

    def finish_turn(self, turn_id: TurnId, answer: Answer) -> None:
        """Keep the answer; nothing happens when the turn is gone."""

    def choose(self, turn_id: TurnId) -> ConversationId:
        """Have the branches shown in which this turn stands. Raises UserError("unknown_turn")."""

    def delete_turn(self, turn_id: TurnId) -> None:
        """With all that follows it. Raises UserError("unknown_turn")."""

    def search(self, text: str) -> dict[ConversationId, builtins.list[ChatHit]]:
        """Turns that hold all words of ``text``, by chat."""

    def rename(self, conversation_id: ConversationId, title: str) -> None:
        """Give it another title."""

    def set_pinned(self, conversation_id: ConversationId, pinned: bool) -> None:
        """Keep it at the top of the list, or no longer."""

    def set_archived(self, conversation_id: ConversationId, archived: bool) -> None:
        """Put it away, or take it back."""

    def set_scope(self, conversation_id: ConversationId, scope: Sequence[Path] | None) -> None:
        """The documents that are asked in it; None for the whole library."""

    def set_folder(self, conversation_ids: Collection[ConversationId], folder: str) -> None:
        """Put these chats into a folder; "" takes them out."""

    def delete(self, conversation_id: ConversationId) -> None:
        """With all its turns."""

    def drafts(self) -> dict[ConversationId, str]:
        """What was typed and not sent, by chat."""

    def set_draft(self, conversation_id: ConversationId, text: str) -> None:
        """Keep what is typed; "" for nothing."""


NEW_CHAT = ConversationId(0)
"""What is typed before there is a chat is kept under this id."""


InChat = Callable[[ConversationId], AbstractContextManager[Assistant | None]]
"""Entered while a question is asked in a chat; gives the assistant that answers there."""


def nobody(_conversation_id: ConversationId) -> AbstractContextManager[Assistant | None]:
    """Where there are no assistants."""
    return nullcontext()


def forget_nothing(_conversation_id: ConversationId) -> None:
    """Where nothing else is kept of a chat."""


class ConversationService:
    """The chats of a profile."""

    def __init__(
        self,
        store: ConversationStore,
        assistant: AssistantService,
        bus: EventBus,
        *,
        in_chat: InChat = nobody,
        forgotten: Callable[[ConversationId], None] = forget_nothing,
    ) -> None:
        self._store = store
        self._assistant = assistant
        self._bus = bus
        self._in_chat = in_chat
        self._forgotten = forgotten

    def list(self) -> list[Conversation]:
        """The one used last comes first."""
        return self._store.list()

    def get(self, conversation_id: ConversationId) -> Conversation:
        """Raises UserError("unknown_conversation")."""
        for conversation in self._store.list():
            if conversation.id == conversation_id:
                return conversation
        raise UserError("unknown_conversation")

    def turns(self, conversation_id: ConversationId) -> builtins.list[Turn]:
        """Those of the branches that are shown, in the order they were asked."""
        return self._store.turns(conversation_id)

    def kept_turns(self, conversation_id: ConversationId) -> builtins.list[KeptTurn]:
        """The same, with answers that are taken apart when they are looked at."""
        return self._store.kept_turns(conversation_id)

    def all_turns(self, conversation_id: ConversationId) -> builtins.list[Turn]:
        """Those of all branches, in the order they were asked."""
        return self._store.all_turns(conversation_id)

    def choose(self, turn_id: TurnId) -> None:
        """Show the branches in which this turn stands. Raises UserError("unknown_turn")."""
        conversation_id = self._store.choose(turn_id)
        self._bus.publish(TurnChanged(conversation_id, turn_id))

    def delete_turn(self, turn_id: TurnId) -> None:
        """With all that follows it in its branch. Raises UserError("unknown_turn")."""
        self._store.delete_turn(turn_id)

    def search(self, text: str) -> dict[ConversationId, builtins.list[ChatHit]]:
        """Turns of all chats that hold every word of ``text`` (or longer ones that begin so), newest first."""
        return self._store.search(text)

    def create(self, title: str) -> Conversation:
        """An empty chat."""
        return self._store.create(" ".join(title.split()))

    def rename(self, conversation_id: ConversationId, title: str) -> None:
        """Raises UserError("invalid_input") for an empty title, ("unknown_conversation") when it is gone."""
        title = " ".join(title.split())
        if not title:
            raise UserError("invalid_input", detail="title")
        self._store.rename(conversation_id, title)

    def set_pinned(self, conversation_id: ConversationId, pinned: bool) -> None:
        """Keep it at the top of the list, or no longer. Raises UserError("unknown_conversation")."""
        self._store.set_pinned(conversation_id, pinned)

    def set_archived(self, conversation_id: ConversationId, archived: bool) -> None:
        """Put it away, or take it back. Raises UserError("unknown_conversation")."""
        self._store.set_archived(conversation_id, archived)

    def set_scope(self, conversation_id: ConversationId, scope: Sequence[Path] | None) -> None:
        """The documents asked in it (None: the whole library). Raises UserError("unknown_conversation")."""
        self._store.set_scope(conversation_id, scope)

    def folders(self) -> builtins.list[str]:
        """Their names, each once."""
        return sorted({c.folder for c in self._store.list() if c.folder}, key=str.casefold)

    def set_folder(self, conversation_ids: Collection[ConversationId], folder: str) -> None:
        """Put these chats into a folder, which is there as long as a chat is in it; "" takes them out.

        A name that differs from a folder's in its case only means that folder. Raises UserError("invalid_input") for
        a name that is too long.
        """
        folder = " ".join(folder.split())
        if len(folder) > FOLDER_LENGTH:
            raise UserError("invalid_input", detail="folder")
        same = (name for name in self.folders() if name.casefold() == folder.casefold())
        self._store.set_folder(conversation_ids, next(same, folder))

    def rename_folder(self, folder: str, name: str) -> None:
        """All its chats lie in one of another name then. Raises UserError("invalid_input")."""
        name = " ".join(name.split())
        if not 0 < len(name) <= FOLDER_LENGTH:
            raise UserError("invalid_input", detail="folder")
        self._store.set_folder([c.id for c in self._store.list() if c.folder == folder], name)

    def delete(self, conversation_id: ConversationId) -> None:
        """With all its turns."""
        self._store.delete(conversation_id)
        self._forgotten(conversation_id)

    def drafts(self) -> dict[ConversationId, str]:
        """What was typed and not sent, by chat; under ``NEW_CHAT`` what was typed for one not yet begun."""
        return self._store.drafts()

    def set_draft(self, conversation_id: ConversationId, text: str) -> None:
        """Keep what is typed, as it is typed; "" once it was sent."""
        self._store.set_draft(conversation_id, text if text.strip() else "")

    def ask(
        self,
        conversation_id: ConversationId,
        question: str,
        *,
        scope: Sequence[Path] | None = None,
        strict: bool = True,
        instead_of: TurnId | None = None,
        about: str = "",
        cancel: CancelToken | None = None,
        on_event: OnEvent = ignore_event,
        on_asked: Callable[[Turn], None] | None = None,
    ) -> Turn:
        """Ask in a chat: the question is kept first (``on_asked`` gets that turn), the answer when it is there.

        Where an assistant was chosen for the chat, it answers; its documents are asked unless ``scope`` says others.
        ``about`` is a passage that the person pointed at; it counts as what was spoken of last.
        With ``instead_of`` the question takes the place of that turn, which stays beside it with all that followed.
        Raises what :meth:`AssistantService.ask` raises; the turn then stays without an answer.
        """
        if not question.strip():
            raise UserError("empty_question")
        turn = self._store.add_turn(conversation_id, question.strip(), instead_of=instead_of)
        before = self._store.turns(conversation_id, last=REMEMBERED_TURNS + 1)
        history = history_of([past for past in before if past.id != turn.id])
        if about.strip():
            history = (*history, PastTurn("user", " ".join(about.split())[:LONGEST_ABOUT]))
        self._bus.publish(TurnChanged(conversation_id, turn.id))
        if on_asked is not None:
            on_asked(turn)
        with self._in_chat(conversation_id) as who:
            scope = scope if scope is not None or who is None else who.scope
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
