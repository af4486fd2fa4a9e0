"""What can be done with a chat of the list: one action each, for its menu and its keys."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QListView, QMenu

from app.domain.conversations import Conversation

RENAME, PIN, ARCHIVE, DELETE = "F2", "Ctrl+D", "Ctrl+Shift+D", "Delete"


@dataclass(frozen=True)
class ListSlots:
    """What the actions do."""

    rename: Callable[[], None]
    pin: Callable[[], None]
    archive: Callable[[], None]
    export: Callable[[], None]
    delete: Callable[[], None]


class ListActions:
    """The keys work while the list has the keyboard; the menu names them."""

    def __init__(self, view: QListView, slots: ListSlots) -> None:
        self._view = view
        self.rename = self._action("Rename", RENAME, slots.rename)
        self.pin = self._action("Pin", PIN, slots.pin)
        self.archive = self._action("Archive", ARCHIVE, slots.archive)
        self.export = self._action("Export…\tCtrl+E", "", slots.export)  # the key works in the whole area
        self.delete = self._action("Delete", DELETE, slots.delete)

    def menu_for(self, chat: Conversation) -> QMenu:
        """What can be done with this chat; the menu deletes itself."""
        self.pin.setText("Unpin" if chat.pinned else "Pin")
        self.archive.setText("Take out of the archive" if chat.archived else "Archive")
        menu = QMenu(self._view)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addActions([self.rename, self.pin, self.archive, self.export])
        menu.addSeparator()
        menu.addAction(self.delete)
        return menu

    def _action(self, text: str, shortcut: str, slot: Callable[[], None]) -> QAction:
        action = QAction(text, self._view)
        if shortcut:
            action.setShortcut(QKeySequence(shortcut))
            action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        action.triggered.connect(slot)
        self._view.addAction(action)
        return action
