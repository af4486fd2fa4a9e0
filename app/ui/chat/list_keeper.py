"""Keeps the list of chats in step with what there is; searches, renames, pins, archives and deletes chats."""

from __future__ import annotations

from PySide6.QtCore import QObject, QPoint, QTimer, Signal, Slot
from PySide6.QtWidgets import QMenu

from app.domain.conversations import Conversation
from app.domain.ids import ConversationId
from app.i18n import N_, tr
from app.ui.bridge.context import UiContext
from app.ui.chat import verbs
from app.ui.chat.conversation_list import ConversationList
from app.ui.chat.deletion import PendingDeletion
from app.ui.chat.feedback_keeper import FeedbackKeeper
from app.ui.chat.folders import FolderVerbs

_REFRESH_MS = 150


class ListKeeper(QObject):
    """Signal: ``leaving(Conversation)`` when a chat is about to disappear."""

    leaving = Signal(object)

    def __init__(self, context: UiContext, chats: ConversationList, feedback: FeedbackKeeper) -> None:
        super().__init__(chats)
        self._context = context
        self._list = chats
        self._feedback = feedback
        self._deletion = PendingDeletion(self._delete_now, self)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_REFRESH_MS)
        self._timer.timeout.connect(self.refresh)
        chats.renamed.connect(self._on_renamed)
        chats.delete_requested.connect(self._on_delete_requested)
        chats.pin_requested.connect(self._on_pin_requested)
        chats.archive_requested.connect(self._on_archive_requested)
        chats.search_requested.connect(self._on_search_requested)
        chats.export_requested.connect(feedback.export)
        chats.forget_requested.connect(feedback.delete_all)
        self.folders = FolderVerbs(context, chats)
        self.folders.changed.connect(self.refresh)
        chats.move_requested.connect(self._on_move_requested)
        chats.folder_menu_requested.connect(self._on_folder_menu)
        chats.folder_rename_requested.connect(self.folders.rename)
        chats.folder_delete_requested.connect(self.folders.dissolve)
        chats.model.moved.connect(self.folders.move_by_id)
        feedback.changed.connect(self.refresh_soon)
        self._deletion.changed.connect(self.refresh)
        context.events.turn_changed.connect(self.refresh_soon)

    @Slot()
    def refresh(self) -> None:
        """Read the list of chats anew."""
        services = self._context.services
        self._context.operations.run(self, lambda _job: verbs.list_chats(services)).on_success(
            self._show_list
        ).start()

    @Slot()
    def refresh_soon(self) -> None:
        """The same, once for all that happens within a moment."""
        self._timer.start()

    def commit(self) -> None:
        """What was deleted goes for good now."""
        self._deletion.commit()

    def _show_list(self, read: tuple[list[Conversation], dict[ConversationId, int]]) -> None:
        conversations, judged = read
        self._feedback.set_counts(judged)
        self.folders.set_conversations(conversations)
        self._list.show_conversations(self._deletion.without(conversations))

    @Slot(str)
    def _on_search_requested(self, text: str) -> None:
        services = self._context.services
        self._context.operations.run(self, lambda _job: verbs.search_chats(services, text)).on_success(
            lambda hits: self._list.show_results(text, hits)
        ).start()

    @Slot(object, object)
    def _on_move_requested(self, conversation: Conversation, menu: QMenu) -> None:
        self.folders.fill_menu(menu, conversation)

    @Slot(str, object)
    def _on_folder_menu(self, folder: str, place: QPoint) -> None:
        self.folders.folder_menu(folder, self._list).popup(place)

    @Slot(object)
    def _on_pin_requested(self, conversation: Conversation) -> None:
        services, pinned = self._context.services, not conversation.pinned
        self._context.operations.run(
            self, lambda _job: services.conversations.set_pinned(conversation.id, pinned)
        ).finally_do(self.refresh).start()

    @Slot(object)
    def _on_archive_requested(self, conversation: Conversation) -> None:
        self._archive(conversation, not conversation.archived)

    def _archive(self, conversation: Conversation, archived: bool) -> None:
        services = self._context.services

        def tell(_done: None) -> None:
            words = (
                N_("“{name}” is in the archive now.") if archived else N_("“{name}” is out of the archive.")
            )
            self._context.notifications.undo(
                tr(words, name=conversation.title), lambda: self._archive(conversation, not archived)
            )

        self._context.operations.run(
            self, lambda _job: services.conversations.set_archived(conversation.id, archived)
        ).on_success(tell).finally_do(self.refresh).start()

    @Slot(object, str)
    def _on_renamed(self, conversation_id: ConversationId, title: str) -> None:
        services = self._context.services
        self._context.operations.run(
            self, lambda _job: verbs.rename_chat(services, conversation_id, title)
        ).finally_do(self.refresh).start()

    @Slot(object)
    def _on_delete_requested(self, conversation: Conversation) -> None:
        self._feedback.before_deleting(
            conversation, lambda keep_cases: self._delete_soon(conversation, keep_cases=keep_cases)
        )

    def _delete_soon(self, conversation: Conversation, *, keep_cases: bool) -> None:
        self.leaving.emit(conversation)
        self._deletion.add(conversation, keep_cases=keep_cases)
        self._context.notifications.undo(
            tr("“{name}” was deleted.", name=conversation.title), self._deletion.undo
        )

    def _delete_now(self, conversation_id: ConversationId, keep_cases: bool) -> None:
        services = self._context.services
        self._context.operations.run(
            None, lambda _job: verbs.delete_chat(services, conversation_id, keep_cases=keep_cases)
        ).start()
