"""The command palette itself: a field and what it finds, over the window. All of it by keyboard."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import QEvent, QModelIndex, QObject, Qt, Slot
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QFrame, QListView, QVBoxLayout, QWidget

from app.i18n import tr
from app.ui.palette.entries import Entry, Finder, Found
from app.ui.palette.found_delegate import FoundDelegate
from app.ui.palette.found_item_model import RECORD, FoundItemModel, spoken
from app.ui.palette.sources import WindowSources
from app.ui.theme import Space, Theme
from app.ui.widgets import PlainLabel, SearchField, set_kind

WIDTH, HEIGHT = 680, 460
_STEPS = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 8, Qt.Key.Key_PageUp: -8}


class Memory(Protocol):
    """Remembers what was used last (``app.ui.window_state``)."""

    def recent(self) -> list[str]:
        """Keys of entries, the last used first."""

    def use(self, key: str) -> None:
        """It was used now."""


class PalettePanel(QFrame):
    """Opened by :meth:`open_panel`; Esc, Enter and a click elsewhere close it."""

    def __init__(self, theme: Theme, sources: WindowSources, memory: Memory, window: QWidget) -> None:
        super().__init__(window)
        self._sources, self._memory, self._window = sources, memory, window
        self._entries: list[Entry] = []
        self._finder = Finder([])
        self._before: QWidget | None = None
        set_kind(self, "card")
        self.setAutoFillBackground(True)
        self.setAccessibleName(tr("Find anything"))
        self.field = SearchField(theme, tr("Find a command, chat, document, meeting or setting"))
        self.field.textChanged.connect(self._look)
        self.field.installEventFilter(self)
        self.model = FoundItemModel(self)
        self.list = QListView()
        self.list.setAccessibleName(tr("Found"))
        self.list.setModel(self.model)
        self.list.setItemDelegate(FoundDelegate(theme))
        self.list.itemDelegate().setParent(self.list)
        self.list.setUniformItemSizes(True)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.clicked.connect(self._on_clicked)
        hint = PlainLabel(tr("Up and Down choose, Enter opens, Esc closes"), "caption")
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.M, Space.M, Space.M, Space.S)
        column.setSpacing(Space.S)
        column.addWidget(self.field)
        column.addWidget(self.list, 1)
        column.addWidget(hint)
        window.installEventFilter(self)
        self.hide()

    def open_panel(self) -> None:
        """Show it with nothing typed; opening it once more closes it."""
        if self.isVisible():
            self.close_panel()
            return
        self._before = QApplication.focusWidget()
        self._take(self._sources.at_once())
        self._sources.load(self._on_loaded)
        self.field.clear()
        self._look()
        self._place()
        self.show()
        self.raise_()
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def close_panel(self) -> None:
        """Put it away; the keyboard goes back to where it was."""
        if not self.isVisible():
            return
        before, self._before = self._before, None
        self.hide()
        if before is not None and before.isVisible():
            before.setFocus(Qt.FocusReason.OtherFocusReason)

    def escape(self) -> bool:
        """Esc closes it."""
        self.close_panel()
        return True

    def choose(self) -> None:
        """Use the current row."""
        found = self.current()
        if found is not None:
            self.close_panel()
            if found.entry.kind != "ask":
                self._memory.use(found.entry.key)
            found.entry.run()

    def current(self) -> Found | None:
        """What Enter would use."""
        found = self.list.currentIndex().data(RECORD)
        return found if isinstance(found, Found) else None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Qt override: the field's arrow keys move in the list; the panel keeps its place in the window."""
        if watched is self._window:
            if event.type() == QEvent.Type.Resize and self.isVisible():
                self._place()
            return False
        if watched is self.field and event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._key(event)
        if watched is self.field and event.type() == QEvent.Type.FocusOut:
            if self.isVisible() and self._window.isActiveWindow():
                self.hide()
            return False
        return False

    def _key(self, event: QKeyEvent) -> bool:
        key = Qt.Key(event.key())
        if key in _STEPS:
            self._move(_STEPS[key])
            return True
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.choose()
            return True
        return key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab)  # the keyboard stays in the field

    def _move(self, by: int) -> None:
        rows = self.model.rowCount()
        if rows:
            row = self.list.currentIndex().row() + by
            row = row % rows if abs(by) == 1 else min(max(row, 0), rows - 1)
            self._go_to(row)

    def _go_to(self, row: int) -> None:
        self.list.setCurrentIndex(self.model.index(row))
        found = self.current()
        if found is not None:
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self.field, spoken(found)))

    def _on_loaded(self, entries: list[Entry]) -> None:
        if self.isVisible():
            self._take([*self._entries, *entries])
            self._look()

    def _take(self, entries: list[Entry]) -> None:
        self._entries = entries
        self._finder = Finder(entries, self._memory.recent())

    @Slot()
    def _look(self) -> None:
        typed = self.field.text().strip()
        rows = self._finder.find(typed)
        if typed:
            rows.append(Found(self._sources.ask(typed)))
        self.model.set_rows(rows)
        self.list.scrollToTop()
        if rows:
            self.list.setCurrentIndex(self.model.index(0))
        self._place()

    def _place(self) -> None:
        room = self._window.size()
        width, height = min(WIDTH, room.width() - 2 * Space.XL), min(HEIGHT, room.height() - 3 * Space.XXL)
        row = self.list.sizeHintForRow(0) if self.model.rowCount() else 0
        height = min(
            height,
            row * self.model.rowCount() + self.sizeHint().height() - self.list.sizeHint().height() + Space.M,
        )
        self.setGeometry((room.width() - width) // 2, min(80, room.height() // 10), width, height)

    @Slot(QModelIndex)
    def _on_clicked(self, _index: QModelIndex) -> None:
        self.choose()
