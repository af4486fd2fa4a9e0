"""Writing in place: a line of the minutes as a small text field that is as high as its words."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from app.i18n import tr
from app.ui.widgets import set_kind

FRAME = (7, 6)
"""Dots between the field's edge and its words, across and down; one more down than the frame, so nothing scrolls."""


class LineEditor(QPlainTextEdit):
    """Signals: ``committed`` (Enter), ``abandoned`` (Escape). Paragraphs are joined when the text is taken."""

    committed = Signal()
    abandoned = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(tr("Words of this line"))
        set_kind(self, "field")
        self.document().setDocumentMargin(0)
        self.setTabChangesFocus(True)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def event(self, event: QEvent) -> bool:
        """Keys belong to the text while it is written, whatever they mean to the list around it."""
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter takes the words, Escape leaves the line as it was."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.committed.emit()
        elif event.key() == Qt.Key.Key_Escape:
            self.abandoned.emit()
        else:
            super().keyPressEvent(event)
