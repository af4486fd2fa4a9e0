"""Where questions are written and edited. Enter sends, Shift+Enter begins a new line, Esc stops, or ends editing."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent, QSize, Qt, Signal, Slot
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QResizeEvent, QTextCursor
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from app.i18n import tr
from app.ui.chat.passage_chip import PassageChip
from app.ui.chat.scope_bar import ScopeBar
from app.ui.theme import Space, Theme
from app.ui.widgets import ElidedLabel, IconButton, LinkButton, set_kind
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
        self.takes_escape = False
        set_kind(self, "bare")
        theme.keep_font(self, "reading")
        self.setPlaceholderText(tr("Ask your documents"))
        self.setAccessibleName(tr("Question"))
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

    def event(self, event: QEvent) -> bool:
        """Qt override: Esc is the window's, except while there is something to end here."""
        if (
            self.takes_escape
            and event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
        ) and event.key() == Qt.Key.Key_Escape:
            event.accept()
            return True
        return super().event(event)

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

    Signals: ``submitted(question)``, ``edited(question)`` (another version of an earlier one), ``edit_ended`` (with or
    without one), ``stop_requested``, ``dismissed`` (Esc while nothing runs).
    """

    submitted = Signal(str)
    edited = Signal(str)
    edit_ended = Signal()
    stop_requested = Signal()
    dismissed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_kind(self, "composer")
        self._running = False
        self.editing = False
        self.edit = QuestionEdit(theme)
        self.scope = ScopeBar(theme)
        self.button = IconButton(theme, "send", tr("Send"), color="on_accent", kind="round", size=20)
        self.edit.sent.connect(self._on_sent)
        self.edit.stopped.connect(self._on_escape)
        self.edit.focus_changed.connect(self._on_focus_changed)
        self.edit.textChanged.connect(self._on_text_changed)
        self.button.clicked.connect(self._on_button)
        self.edit_words = ElidedLabel(tr("Another version of your question. The first one stays."), "muted")
        self.edit_cancel = LinkButton(tr("Cancel"))
        self.edit_cancel.setAccessibleName(tr("Do not edit the question"))
        self.edit_cancel.clicked.connect(self.end_editing)
        self.passage = PassageChip(theme)
        self._edit_row = QWidget()
        edit_row = QHBoxLayout(self._edit_row)
        edit_row.setContentsMargins(0, 0, Space.S, 0)
        edit_row.addWidget(self.edit_words, 1)
        edit_row.addWidget(self.edit_cancel)
        self._edit_row.hide()
        bottom = QHBoxLayout()
        bottom.setSpacing(Space.S)
        bottom.addWidget(self.scope, 1)
        self._bottom = bottom
        bottom.addWidget(self.button, 0, Qt.AlignmentFlag.AlignBottom)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.L, Space.M, Space.S + 2, Space.S + 2)
        column.setSpacing(Space.S)
        column.addWidget(self._edit_row)
        column.addWidget(self.passage)
        column.addWidget(self.edit)
        column.addLayout(bottom)
        self._on_text_changed()

    def add_tool(self, widget: QWidget) -> None:
        """Something else to choose, beside the button."""
        self._bottom.insertWidget(self._bottom.count() - 1, widget, 0, Qt.AlignmentFlag.AlignVCenter)

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
        self.button.set_name(tr("Stop") if running else tr("Send"))
        self._on_text_changed()

    def set_text(self, text: str) -> None:
        """Put this in place of what is typed, the cursor at its end."""
        if text != self.edit.toPlainText():
            self.edit.setPlainText(text)
            self.edit.moveCursor(QTextCursor.MoveOperation.End)

    def begin_editing(self, question: str) -> None:
        """What is sent next is another version of this question."""
        self._set_editing(True)
        self.set_text(question)
        self.edit.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def end_editing(self) -> None:
        """No other version after all; nothing happens when there was none."""
        if self.editing:
            self.edit.clear()
            self._set_editing(False)
            self.edit_ended.emit()

    def _set_editing(self, editing: bool) -> None:
        self.editing = self.edit.takes_escape = editing
        self._edit_row.setVisible(editing)
        self.edit.setAccessibleName(tr("Another version of the question") if editing else tr("Question"))

    def chosen_scope(self) -> tuple[Path, ...] | None:
        """The documents to ask, None for the whole library."""
        return self.scope.paths() or None

    @Slot()
    def _on_sent(self) -> None:
        question = self.edit.toPlainText().strip()
        if question and not self._running:
            if self.editing:
                self.edited.emit(question)
                self.end_editing()
            else:
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
        elif self.editing:
            self.end_editing()
        else:
            self.dismissed.emit()

    @Slot(bool)
    def _on_focus_changed(self, focused: bool) -> None:
        set_style_property(self, "focused", focused)

    @Slot()
    def _on_text_changed(self) -> None:
        self.button.setEnabled(self._running or bool(self.edit.toPlainText().strip()))
