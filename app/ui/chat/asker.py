"""The one question that may be under way: where it was asked, which turn shows it, and how it ends."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from app.domain.assistants import Assistant
from app.domain.conversations import Conversation, Turn
from app.domain.errors import ErrorInfo
from app.domain.ids import ConversationId, TurnId
from app.domain.retrieval import EvidenceFound
from app.ui.bridge.context import UiContext
from app.ui.chat import verbs
from app.ui.chat.answer_view import failure_words
from app.ui.chat.asking import Asking
from app.ui.chat.conversation_view import ConversationView
from app.ui.chat.turn_view import TurnView


@dataclass(frozen=True, slots=True)
class Wanted:
    """A question. ``about`` is a passage that it is about, "" for none; ``instead_of`` the turn it is another
    version of; ``assistant`` answers where this begins a chat.
    """

    question: str
    scope: tuple[Path, ...] | None = None
    about: str = ""
    instead_of: TurnId | None = None
    assistant: Assistant | None = None


class Asker(QObject):
    """Signals: ``chat_made(Conversation, shown)`` when the question began one (``shown``: nobody went elsewhere
    meanwhile), ``answered(Answer)``, ``ended`` however it ended.
    """

    chat_made = Signal(object, bool)
    answered = Signal(object)
    ended = Signal()

    def __init__(self, context: UiContext, view: ConversationView) -> None:
        super().__init__(view)
        self._context = context
        self._view = view
        self._asking: Asking | None = None
        self._turn: TurnId | None = None
        self._active: TurnView | None = None
        self._abouts: dict[TurnId, str] = {}
        self.conversation: ConversationId | None = None

    @property
    def running(self) -> bool:
        """Whether an answer is being made."""
        return self._asking is not None

    def ask(self, conversation_id: ConversationId | None, wanted: Wanted) -> None:
        """Ask in a chat, or in a new one (None). Only when nothing else runs."""
        self._active = self._view.add_question(wanted.question, wanted.instead_of)
        self._active.answer_view.start()
        if conversation_id is not None:
            self._start(conversation_id, wanted)
            return
        services = self._context.services

        def made(conversation: Conversation) -> None:
            self.chat_made.emit(conversation, self._active is not None)
            self._start(conversation.id, wanted)

        self._context.operations.run(
            self, lambda _job: verbs.new_chat(services, wanted.question, wanted.assistant)
        ).on_success(made).on_failure(self._on_failed).start()

    @Slot()
    def stop(self) -> None:
        """Stop the answer that is being made."""
        if self._asking is not None:
            self._asking.stop()

    def about(self, turn_id: TurnId | None) -> str:
        """The passage that a question of this session was about."""
        return self._abouts.get(turn_id, "") if turn_id is not None else ""

    def look_away(self) -> None:
        """Other turns are shown; what is under way goes on unseen."""
        self._active = None

    def find_active(self) -> None:
        """The turn whose answer is still being written, if it stands in the branch that is shown."""
        shown = (v for v in self._view.turns if v.turn is not None and v.turn.id == self._turn)
        self._active = next(shown, None)
        if self._active is not None:
            self._active.answer_view.start()

    def _start(self, conversation_id: ConversationId, wanted: Wanted) -> None:
        services = self._context.services
        self.conversation = conversation_id
        self._wanted = wanted
        self._asking = Asking(
            self._context.operations,
            lambda cancel, on_event, on_asked: verbs.ask(
                services,
                conversation_id,
                wanted.question,
                wanted.scope,
                cancel,
                on_event,
                on_asked,
                wanted.instead_of,
                about=wanted.about,
            ),
            self,
        )
        self._asking.kept.connect(self._on_kept)
        self._asking.evidence_found.connect(self._on_evidence_found)
        self._asking.text_added.connect(self._on_text_added)
        self._asking.answered.connect(self._on_answered)
        self._asking.failed.connect(self._on_failed)
        self._asking.stopped.connect(self._on_stopped)
        self._asking.start()

    @Slot(object)
    def _on_kept(self, turn: Turn) -> None:
        self._turn = turn.id
        if self._wanted.about:
            self._abouts[turn.id] = self._wanted.about
        if self._active is not None:
            self._active.keep_turn(turn)

    @Slot(object)
    def _on_evidence_found(self, found: EvidenceFound) -> None:
        if self._active is not None:
            self._active.answer_view.show_evidence(found)

    @Slot(str)
    def _on_text_added(self, text: str) -> None:
        if self._active is not None:
            self._active.answer_view.add_draft(text)

    @Slot(object)
    def _on_answered(self, turn: Turn) -> None:
        if self._active is not None:
            self._active.show_turn(turn)
            self._active.answer_view.announce()
        self._end()
        self.answered.emit(turn.answer)

    @Slot(object)
    def _on_failed(self, error: ErrorInfo) -> None:
        if self._active is not None:
            self._active.answer_view.show_failure(*failure_words(error))
        else:
            self._context.notifications.error(error)
        self._end()

    @Slot()
    def _on_stopped(self) -> None:
        if self._active is not None:
            self._active.answer_view.show_interrupted()
        self._end()

    def _end(self) -> None:
        if self._asking is not None:
            self._asking.deleteLater()
        self._asking = self._turn = self._active = self.conversation = None
        self.ended.emit()
