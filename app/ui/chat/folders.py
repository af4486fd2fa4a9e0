"""Folders of chats as the list shows them, and what a person does with them. Nothing here is lost: all of it undoes."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QInputDialog, QLineEdit, QMenu, QWidget

from app.domain.conversations import Conversation
from app.domain.ids import ConversationId
from app.i18n import tr, tr_n
from app.services.conversations import FOLDER_LENGTH
from app.ui.bridge.context import UiContext


class FolderVerbs(QObject):
    """Signal: ``changed`` when the list is to be read anew."""

    changed = Signal()

    def __init__(self, context: UiContext, owner: QWidget) -> None:
        super().__init__(owner)
        self._context = context
        self._owner = owner
        self._known: Sequence[Conversation] = ()

    def fill_menu(self, menu: QMenu, chat: Conversation) -> None:
        """Where a chat can be moved to."""
        names = sorted({c.folder for c in self._known if c.folder}, key=str.casefold)
        for name in names:
            if name != chat.folder:
                menu.addAction(name.replace("&", "&&"), partial(self.move, [chat], name))
        if chat.folder:
            menu.addAction(tr("Out of its folder"), partial(self.move, [chat], ""))
        menu.addSeparator()
        menu.addAction(tr("New folder…"), partial(self.move_to_new, chat))

    def folder_menu(self, folder: str, parent: QWidget) -> QMenu:
        """What can be done with a folder."""
        menu = QMenu(parent)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.addAction(tr("Rename the folder…"), partial(self.rename, folder))
        menu.addAction(tr("Dissolve the folder"), partial(self.dissolve, folder))
        return menu

    def set_conversations(self, conversations: Sequence[Conversation]) -> None:
        """What there is."""
        self._known = conversations

    def move_by_id(self, conversation_id: ConversationId, folder: str) -> None:
        """A chat was dropped on a folder, or beside one ("")."""
        chats = [c for c in self._known if c.id == conversation_id and c.folder != folder]
        if chats:
            self.move(chats, folder)

    def move(self, chats: Sequence[Conversation], folder: str) -> None:
        """Put chats into a folder ("" takes them out), with a way back."""
        before = [(chat.id, chat.folder) for chat in chats]
        name = chats[0].title if len(chats) == 1 else tr_n("{count} chat", "{count} chats", len(chats))
        words = (
            tr("“{name}” lies in “{folder}” now.", name=name, folder=folder)
            if folder
            else tr("“{name}” lies in no folder any more.", name=name)
        )
        self._put([chat.id for chat in chats], folder)
        self._context.notifications.undo(words, partial(self._put_back, before))

    def move_to_new(self, chat: Conversation) -> None:
        """Ask for a name, then move."""
        name = self._name(tr("New folder"), tr("Name of the folder"), "")
        if name:
            self.move([chat], name)

    def rename(self, folder: str) -> None:
        """Another name for it."""
        name = self._name(tr("Rename the folder"), tr("Name of the folder"), folder)
        if name and name != folder:
            chats = [c for c in self._known if c.folder == folder]
            before = [(chat.id, folder) for chat in chats]
            self._put([chat.id for chat in chats], name)
            self._context.notifications.undo(
                tr("The folder is called “{name}” now.", name=name), partial(self._put_back, before)
            )

    def dissolve(self, folder: str) -> None:
        """Its chats stay, in no folder."""
        chats = [c for c in self._known if c.folder == folder]
        if chats:
            before = [(chat.id, folder) for chat in chats]
            self._put([chat.id for chat in chats], "")
            self._context.notifications.undo(
                tr("The folder “{name}” was dissolved; its chats stay.", name=folder),
                partial(self._put_back, before),
            )

    def _name(self, title: str, label: str, before: str) -> str:
        name, given = QInputDialog.getText(self._owner, title, label, QLineEdit.EchoMode.Normal, before)
        return " ".join(name.split())[:FOLDER_LENGTH] if given else ""

    def _put_back(self, before: Sequence[tuple[ConversationId, str]]) -> None:
        for folder in {folder for _, folder in before}:
            self._put([number for number, old in before if old == folder], folder)

    def _put(self, ids: Sequence[ConversationId], folder: str) -> None:
        conversations = self._context.services.conversations
        self._context.operations.run(self, lambda _job: conversations.set_folder(ids, folder)).finally_do(
            self.changed.emit
        ).start()
