"""The chats: list at the left, the open conversation, and the composer under it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QAction, QResizeEvent, QShortcut
from PySide6.QtWidgets import QWidget

from app.domain.conversations import ChatHit, Conversation
from app.domain.ids import ConversationId, TurnId
from app.ui.actions import bind
from app.ui.assistants.chooser import AssistantChooser
from app.ui.bridge.context import UiContext
from app.ui.chat import verbs
from app.ui.chat.answer_shortcuts import AnswerShortcuts
from app.ui.chat.area_layout import lay_out
from app.ui.chat.asker import Asker, Wanted
from app.ui.chat.chat_exporter import ChatExporter
from app.ui.chat.composer import Composer
from app.ui.chat.conversation_list import ConversationList
from app.ui.chat.conversation_view import ConversationView
from app.ui.chat.draft_keeper import DraftKeeper
from app.ui.chat.feedback_keeper import FeedbackKeeper
from app.ui.chat.list_keeper import ListKeeper
from app.ui.chat.scope_keeper import ScopeKeeper
from app.ui.chat.scope_picker import ScopeChooser
from app.ui.chat.support_words import evidence_pill
from app.ui.chat.turn_view import TurnView
from app.ui.chat.welcome import Welcome

_ROOM_FOR_LIST = 600


class ChatArea(QWidget):
    """One per window; one question at a time.

    Signals: ``evidence_requested(passages, n)`` with (Evidence, (pill, tone)) pairs, ``answered(Answer)``,
    ``dismissed`` (Esc while nothing runs).
    """

    evidence_requested = Signal(object, int)
    answered = Signal(object)
    dismissed = Signal()

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._conversation: ConversationId | None = None
        self._editing: TurnId | None = None
        self._wanted = 0
        theme = context.theme
        self.list = ConversationList(theme)
        self.list.setMinimumWidth(180)
        self.view = ConversationView(theme)
        self.composer = Composer(theme)
        self.scope_chooser = ScopeChooser(context, self.composer.scope)
        self.scope = ScopeKeeper(context, self.composer.scope, self.open_chat)
        self.chooser = AssistantChooser(context)
        self.composer.add_tool(self.chooser)
        self.welcome = Welcome(theme)
        self.feedback = FeedbackKeeper(context, self, self.view)
        self._keeper = ListKeeper(context, self.list, self.feedback)
        self.asker = Asker(context, self.view)
        self.exporter = ChatExporter(context, self)
        self.drafts = DraftKeeper(context, self.composer)
        self.pages, self.splitter = lay_out(self, self.list, (self.welcome, self.view), self.composer)
        self._connect()
        self.refresh()

    def _connect(self) -> None:
        self.list.opened.connect(self.open_conversation)
        self.list.hit_opened.connect(self._on_hit_opened)
        self.list.chat_export_requested.connect(self.exporter.export)
        self.list.new_requested.connect(self.new_chat)
        self.welcome.write.clicked.connect(self.focus_composer)
        self.welcome.add_files.clicked.connect(lambda: self._context.run_command("add_files"))
        self._keeper.leaving.connect(self._on_leaving)
        self.view.citation_opened.connect(self._on_citation_opened)
        self.view.retry_requested.connect(self._on_retry_requested)
        self.view.edit_requested.connect(self._on_edit_requested)
        self.view.left.connect(self.focus_composer)
        self.view.branch_requested.connect(self._on_branch_requested)
        self.view.write_requested.connect(self._context.write_with)
        self.view.widen_requested.connect(self._on_widen_requested)
        self.chooser.edit_requested.connect(self.edit_assistants)
        assistants = QAction(self)
        bind(assistants, "edit_assistants")
        assistants.triggered.connect(self.edit_assistants)
        self.addAction(assistants)
        self.asker.chat_made.connect(self._on_chat_made)
        self.asker.answered.connect(self.answered)
        self.asker.ended.connect(self._on_asking_ended)
        self.composer.submitted.connect(self.ask)
        self.composer.edited.connect(self._on_edited)
        self.composer.edit_ended.connect(self._on_edit_ended)
        self.composer.stop_requested.connect(self.stop)
        self.composer.dismissed.connect(self.dismissed)
        self.shortcuts = AnswerShortcuts(self, self.view)
        export = QShortcut(self)
        bind(export, "export_chat")
        export.activated.connect(self.export)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where there is little room (a small window, the desk open), the list of chats steps aside."""
        super().resizeEvent(event)
        self.list.setVisible(self.width() >= _ROOM_FOR_LIST)

    @property
    def running(self) -> bool:
        """Whether an answer is being made."""
        return self.asker.running

    def open_chat(self) -> ConversationId | None:
        """The one that is shown; None for one that is not begun."""
        return self._conversation

    def panes(self) -> list[QWidget]:
        """Where F6 goes, in order."""
        shown = self.view if self._conversation is not None else None
        return [pane for pane in (self.list.view, shown, self.composer.edit) if pane is not None]

    @Slot()
    def new_chat(self) -> None:
        """An empty page; the chat itself is made with its first question."""
        self._wanted += 1
        self._show_conversation(None)
        self.focus_composer()

    @Slot()
    def focus_composer(self) -> None:
        """Ready to type."""
        self.composer.edit.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def ask_in(self, paths: Sequence[Path]) -> None:
        """A new chat limited to these documents."""
        self.new_chat()
        self.composer.scope.set_paths(paths)

    def insert(self, text: str) -> None:
        """Add to what is being typed."""
        before = self.composer.edit.toPlainText().rstrip()
        self.composer.set_text(f"{before}\n\n{text}" if before else text)
        self.focus_composer()

    @Slot()
    def stop(self) -> None:
        """Stop the answer that is being made."""
        self.asker.stop()

    def finish(self) -> None:
        """The window closes."""
        self.stop()
        self.drafts.flush()
        self._keeper.commit()

    @Slot()
    def refresh(self) -> None:
        """Read the list of chats anew."""
        self._keeper.refresh()

    @Slot(object)
    def open_conversation(self, conversation_id: ConversationId) -> None:
        """Show a chat."""
        if conversation_id != self._conversation:
            self._open(conversation_id)

    @Slot(object)
    def _on_hit_opened(self, hit: ChatHit) -> None:
        self.open_at(hit.conversation_id, hit.turn_id, self.list.search.text())

    def open_at(self, conversation_id: ConversationId, turn_id: TurnId, words: str = "") -> None:
        """Show a chat at one of its turns, in whichever branch that stands, with ``words`` marked."""
        if conversation_id != self._conversation or not self.view.go_to(turn_id, words):
            self._open(conversation_id, turn_id, words)

    def _open(self, conversation_id: ConversationId, turn_id: TurnId | None = None, words: str = "") -> None:
        services = self._context.services
        self._wanted = wanted = self._wanted + 1

        def show(chat: verbs.OpenedChat) -> None:
            if wanted != self._wanted:
                return  # the person has gone elsewhere meanwhile
            self._show_conversation(chat)
            if turn_id is not None:
                self.view.go_to(turn_id, words)

        self._context.operations.run(
            self, lambda _job: verbs.open_chat(services, conversation_id, turn_id)
        ).on_success(show).start()

    def _show_conversation(self, chat: verbs.OpenedChat | None) -> None:
        conversation_id = chat.conversation.id if chat is not None else None
        same = conversation_id == self._conversation
        self._conversation = conversation_id
        self.asker.look_away()
        self.list.select(conversation_id)
        if chat is not None or self.pages.currentWidget() is self.view:  # what was put over the welcome stays
            self.pages.setCurrentWidget(self.view if chat is not None else self.welcome)
        self.view.show_turns(chat.turns if chat else (), chat.judgements if chat else None)
        if not same or chat is None:
            self.composer.end_editing()
            self.drafts.go_to(conversation_id)
            self.chooser.show_conversation(conversation_id)
            self.scope.show_scope(chat.conversation.scope if chat is not None else None)
        if self.running and conversation_id == self.asker.conversation:
            self.asker.find_active()

    @Slot()
    def export(self) -> None:
        """Write the open chat to a file."""
        chat = self.list.model.conversation(self._conversation) if self._conversation is not None else None
        if chat is not None:
            self.exporter.export(chat)

    @Slot(object)
    def _on_leaving(self, conversation: Conversation) -> None:
        if conversation.id == self.asker.conversation:
            self.stop()
        if conversation.id == self._conversation:
            self.new_chat()

    @Slot(str)
    def _on_widen_requested(self, question: str) -> None:
        self.composer.scope.set_paths(())
        self.ask(question)

    @Slot(object)
    def _on_retry_requested(self, view: TurnView) -> None:
        self.ask(view.question, view.turn.id if view.turn is not None else None)

    @Slot(object)
    def _on_edit_requested(self, view: TurnView) -> None:
        if view.turn is not None and not self.composer.running:
            self._editing = view.turn.id
            self.composer.begin_editing(view.question)

    @Slot(str)
    def _on_edited(self, question: str) -> None:
        self.ask(question, self._editing)

    @Slot()
    def _on_edit_ended(self) -> None:
        self._editing = None
        self.composer.set_text(self.drafts.draft())

    @Slot(object)
    def _on_branch_requested(self, turn_id: TurnId) -> None:
        if self._conversation is not None:
            self._open(self._conversation, turn_id)

    @Slot(str)
    def ask(self, question: str, instead_of: TurnId | None = None) -> None:
        """Ask in the open chat, or in a new one; with ``instead_of`` as another version of that turn, which stays."""
        if self.composer.running:
            return
        about = self.asker.about(instead_of) if instead_of is not None else self.composer.passage.take()
        self.pages.setCurrentWidget(self.view)
        self.composer.set_running(True)
        self.asker.ask(
            self._conversation,
            Wanted(question, self.composer.chosen_scope(), about, instead_of, self.chooser.chosen),
        )

    def ask_about(self, text: str, path: Path) -> None:
        """A question about a passage: its document is the scope, the passage stands over the line to type in."""
        if self._conversation is None or self.composer.chosen_scope() != (path,):
            self.composer.scope.set_paths((path,))
        self.composer.passage.show_passage(text, path.name)
        self.focus_composer()

    @Slot()
    def edit_assistants(self) -> None:
        """Make, change, hand on assistants."""
        from app.ui.assistants.dialog import AssistantsDialog

        dialog = AssistantsDialog(self._context, self.chooser.chosen, self)
        dialog.changed.connect(self.chooser.refresh)
        dialog.open()

    @Slot(object, bool)
    def _on_chat_made(self, conversation: Conversation, shown: bool) -> None:
        if shown:
            self._conversation = conversation.id
            self.drafts.moved(conversation.id)
            self.chooser.made(conversation.id)
            self.list.select(conversation.id)
        self.refresh()

    @Slot()
    def _on_asking_ended(self) -> None:
        self.composer.set_running(False)

    @Slot(object, int)
    def _on_citation_opened(self, turn: TurnView, n: int) -> None:
        view = turn.answer_view
        passages = [(evidence, evidence_pill(evidence.n, view.answer)) for evidence in view.evidence]
        self.evidence_requested.emit(passages, n)
