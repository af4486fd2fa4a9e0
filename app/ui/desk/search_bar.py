"""Find in the open document: a line, how many places there are, one further, one back."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.i18n import figure, tr
from app.ui.theme import Space, Theme
from app.ui.widgets import IconButton, PlainLabel, SearchField


class SearchBar(QWidget):
    """Enter goes on, Shift+Enter back, Esc closes.

    Signals: ``searched(words)``, ``step_requested(step)``, ``closed``.
    """

    searched = Signal(str)
    step_requested = Signal(int)
    closed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.field = SearchField(theme, tr("Find in this document"))
        self.field.searched.connect(self.searched)
        self.field.installEventFilter(self)
        self.count = PlainLabel("", "caption")
        self.count.setAccessibleName(tr("Places found"))
        self.previous_button = IconButton(theme, "chevron-up", tr("Previous place (Shift+Enter)"), size=18)
        self.previous_button.clicked.connect(self._on_previous)
        self.next_button = IconButton(theme, "chevron-down", tr("Next place (Enter)"), size=18)
        self.next_button.clicked.connect(self._on_next)
        self.close_button = IconButton(theme, "close", tr("Close the search (Esc)"), size=16)
        self.close_button.clicked.connect(self.closed)
        row = QHBoxLayout(self)
        row.setContentsMargins(Space.L, Space.S, Space.S, Space.S)
        row.setSpacing(Space.XS)
        row.addWidget(self.field, 1)
        for widget in (self.count, self.previous_button, self.next_button, self.close_button):
            row.addWidget(widget)
        self.show_count(-1, 0)

    def open_with(self, words: str = "") -> None:
        """Show it, ready to type; ``words``, or those that still stand there, are looked for at once."""
        self.show()
        if words:
            self.field.setText(words)
        self.searched.emit(self.field.text().strip())
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()

    def show_searching(self) -> None:
        """What is found is not known yet."""
        self.count.setText("…")

    def show_nothing_yet(self) -> None:
        """Nobody has looked in this document; Enter and the arrows do."""
        self.count.setText("")
        for button in (self.previous_button, self.next_button):
            button.setEnabled(bool(self.field.text().strip()))

    def show_count(self, current: int, hits: int) -> None:
        """ "3 of 17"; ``current`` counts from 0, -1 for none."""
        typed = bool(self.field.text().strip())
        words = tr("{n} of {count}", n=figure(current + 1), count=figure(hits)) if hits else tr("Not found")
        self.count.setText(words if typed else "")
        for button in (self.previous_button, self.next_button):
            button.setEnabled(hits > 0)

    def eventFilter(self, watched: object, event: QEvent) -> bool:
        """Keys in the line."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            if event.key() == Qt.Key.Key_Escape:
                event.accept()
                return True
        elif event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                back = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
                self.step_requested.emit(-1 if back else 1)
                return True
            if event.key() == Qt.Key.Key_Escape:
                self.closed.emit()
                return True
        return False

    @Slot()
    def _on_previous(self) -> None:
        self.step_requested.emit(-1)

    @Slot()
    def _on_next(self) -> None:
        self.step_requested.emit(1)
