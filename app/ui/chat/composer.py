"""Where questions are written. Enter sends, Shift+Enter begins a new line, Esc stops."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from app.ui.chat.scope_bar import ScopeBar
from app.ui.theme import Space, Theme
from app.ui.widgets import IconButton, set_kind
from app.ui.widgets.kinds import set_style_property

MAX_LINES = 7
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class QuestionEdit(QPlainTextEdit):
    """Grows with its text, up to MAX_LINES. Signals: ``sent``, ``stopped``, ``focus_changed``."""

    sent = Signal()
    stopped = Signal()
    focus_changed = Signal(bool)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_kind(self, "bare")
        self.setFont(theme.font("reading"))
        self.setPlaceholderText("Ask your documents")
        self.setAccessibleName("Question")
        self.setTabChangesFocus(True)
        self.setAcceptDrops(False)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.document().setDocumentMargin(2)
        self.textChanged.connect(self._fit_height)
        self._fit_height()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt override."""
        if event.key() in _ENTER and not event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self.sent.emit()
        elif event.key() == Qt.Key.Key_Escape:
            self.stopped.emit()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Qt override."""
        super().focusInEvent(event)
        self.focus_changed.emit(True)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Qt override."""
        super().focusOutEvent(event)
        self.focus_changed.emit(False)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt override."""
        super().resizeEvent(event)
        self._fit_height()

    def sizeHint(self) -> QSize:
        """Qt override."""
        return QSize(400, self.height())

    @Slot()
    def _fit_height(self) -> None:
        lines = max(1, min(int(self.document().size().height()), MAX_LINES))
        wanted = lines * self.fontMetrics().lineSpacing() + 6
        if wanted != self.height():
            self.setFixedHeight(wanted)


class Composer(QFrame):
    """Question, scope, and one button that sends or stops.

    Signals: ``submitted(question)``, ``stop_requested``, ``dismissed`` (Esc while nothing runs).
    """

    submitted = Signal(str)
    stop_requested = Signal()
    dismissed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_kind(self, "composer")
        self._running = False
        self.edit = QuestionEdit(theme)
        self.scope = ScopeBar(theme)
        self.button = IconButton(theme, "send", "Send", color="on_accent", kind="round", size=20)
        self.edit.sent.connect(self._on_sent)
        self.edit.stopped.connect(self._on_escape)
        self.edit.focus_changed.connect(self._on_focus_changed)
        self.edit.textChanged.connect(self._on_text_changed)
        self.button.clicked.connect(self._on_button)
        bottom = QHBoxLayout()
        bottom.setSpacing(Space.S)
        bottom.addWidget(self.scope, 1)
        bottom.addWidget(self.button, 0, Qt.AlignmentFlag.AlignBottom)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.L, Space.M, Space.S + 2, Space.S + 2)
        column.setSpacing(Space.S)
        column.addWidget(self.edit)
        column.addLayout(bottom)
        self._on_text_changed()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Anywhere on the composer is a good place to begin to type."""
        super().mousePressEvent(event)
        self.edit.setFocus(Qt.FocusReason.MouseFocusReason)

    @property
    def running(self) -> bool:
        """Whether an answer is being made."""
        return self._running

    def set_running(self, running: bool) -> None:
        """While an answer is being made, the button stops it."""
        self._running = running
        self.button.show_icon("stop" if running else "send")
        self.button.set_name("Stop" if running else "Send")
        self._on_text_changed()

    def chosen_scope(self) -> tuple[Path, ...] | None:
        """The documents to ask, None for the whole library."""
        return self.scope.paths() or None

    @Slot()
    def _on_sent(self) -> None:
        question = self.edit.toPlainText().strip()
        if question and not self._running:
            self.edit.clear()
            self.submitted.emit(question)

    @Slot()
    def _on_button(self) -> None:
        if self._running:
            self.stop_requested.emit()
        else:
            self._on_sent()

    @Slot()
    def _on_escape(self) -> None:
        if self._running:
            self.stop_requested.emit()
        else:
            self.dismissed.emit()

    @Slot(bool)
    def _on_focus_changed(self, focused: bool) -> None:
        set_style_property(self, "focused", focused)

    @Slot()
    def _on_text_changed(self) -> None:
        self.button.setEnabled(self._running or bool(self.edit.toPlainText().strip()))
