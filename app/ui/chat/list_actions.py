"""What can be done with a chat of the list: one action each, for its menu and its keys."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QListView, QMenu

from app.domain.conversations import Conversation
from app.i18n import tr
from app.ui.actions import bind, keys


@dataclass(frozen=True)
class ListSlots:
    """What the actions do."""

    rename: Callable[[], None]
    pin: Callable[[], None]
    archive: Callable[[], None]
    export: Callable[[], None]
    delete: Callable[[], None]
    move: Callable[[], None]


class ListActions:
    """The keys work while the list has the keyboard; the menu names them."""

    def __init__(self, view: QListView, slots: ListSlots) -> None:
        self._view = view
        self.rename = self._action(tr("Rename"), "rename_chat", slots.rename)
        self.pin = self._action(tr("Pin"), "pin_chat", slots.pin)
        self.archive = self._action(tr("Archive"), "archive_chat", slots.archive)
        self.export = self._action(
            f"{tr('Export…')}\t{keys('export_chat')}", "", slots.export
        )  # the key works in the whole area
        self.move = self._action(tr("Move to a folder…"), "move_chat", slots.move)
        self.delete = self._action(tr("Delete"), "delete_chat", slots.delete)

    def menu_for(self, chat: Conversation) -> QMenu:
        """What can be done with this chat; the menu deletes itself."""
        self.pin.setText(tr("Unpin") if chat.pinned else tr("Pin"))
        self.archive.setText(tr("Take out of the archive") if chat.archived else tr("Archive"))
        menu = QMenu(self._view)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addActions([self.rename, self.pin, self.move, self.archive, self.export])
        menu.addSeparator()
        menu.addAction(self.delete)
        return menu

    def _action(self, text: str, command: str, slot: Callable[[], None]) -> QAction:
        action = QAction(text, self._view)
        if command:
            bind(action, command)
            action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        action.triggered.connect(slot)
        self._view.addAction(action)
        return action
