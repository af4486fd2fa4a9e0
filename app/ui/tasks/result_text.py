"""A result as text: what is not in the source is marked; or the old and the new wording in one, what changed marked."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Slot
from PySide6.QtGui import QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QTextEdit, QWidget

from app.domain.writing import Doubt
from app.i18n import tr
from app.services.text_changes import Change, Piece
from app.ui.desk.offsets import utf16_offset
from app.ui.theme import Space, Theme
from app.ui.widgets import set_kind
from app.ui.widgets.labels import plain_tool_tip


class ResultText(QTextEdit):
    """Read-only; never interprets its text as markup."""

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._text = ""
        self._doubts: tuple[Doubt, ...] = ()
        self._pieces: tuple[Piece, ...] = ()
        set_kind(self, "paper")
        self.setReadOnly(True)
        self.setAcceptRichText(False)
        self.setUndoRedoEnabled(False)
        self.setAcceptDrops(False)
        self.setTabChangesFocus(True)
        self.setAccessibleName(name)
        self.document().setDocumentMargin(Space.M)
        theme.keep_font(self, "reading")
        theme.changed.connect(self._repaint)

    def show_text(self, text: str, doubts: Sequence[Doubt] = ()) -> None:
        """Replace it; ``doubts`` are offsets into ``text``."""
        self._text, self._doubts, self._pieces = text, tuple(doubts), ()
        self.setPlainText(text)
        self._repaint()

    def add_text(self, text: str) -> None:
        """A piece that was just written."""
        self._text += text
        cursor = QTextCursor(self.document())
        cursor.movePosition(QTextCursor.MoveOperation.End)
        cursor.insertText(text)
        bar = self.verticalScrollBar()
        bar.setValue(bar.maximum())

    def show_changes(self, pieces: Sequence[Piece]) -> None:
        """Old and new in one."""
        self._pieces = tuple(pieces)
        self._repaint()

    @Slot()
    def _repaint(self) -> None:
        if self._pieces:
            self._paint_changes()
        else:
            self.setExtraSelections([self._marked(doubt) for doubt in self._doubts])

    def _marked(self, doubt: Doubt) -> QTextEdit.ExtraSelection:
        selection = QTextEdit.ExtraSelection()
        cursor = QTextCursor(self.document())
        cursor.setPosition(utf16_offset(self._text, doubt.start))
        cursor.setPosition(utf16_offset(self._text, doubt.end), QTextCursor.MoveMode.KeepAnchor)
        selection.cursor = cursor
        format_ = QTextCharFormat()
        format_.setBackground(self._theme.color("warning_soft"))
        format_.setForeground(self._theme.color("warning"))
        format_.setUnderlineStyle(QTextCharFormat.UnderlineStyle.DashUnderline)
        format_.setToolTip(plain_tool_tip(tr("Not in the text it was made from: {value}", value=doubt.value)))
        selection.format = format_
        return selection

    def _paint_changes(self) -> None:
        self.clear()
        cursor = QTextCursor(self.document())
        for piece in self._pieces:
            format_ = QTextCharFormat()
            if piece.change is Change.ADDED:
                format_.setBackground(self._theme.color("good_soft"))
                format_.setForeground(self._theme.color("good"))
                format_.setFontUnderline(True)
            elif piece.change is Change.REMOVED:
                format_.setBackground(self._theme.color("danger_soft"))
                format_.setForeground(self._theme.color("danger"))
                format_.setFontStrikeOut(True)
            cursor.insertText(piece.text, format_)
