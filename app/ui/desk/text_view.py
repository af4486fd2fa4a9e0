"""A document's text as it was indexed: plain text, headings larger, the cited passage marked and in view."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QContextMenuEvent, QFont, QTextBlockFormat, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QTextEdit, QWidget

from app.domain.documents import Block, BlockKind, Span
from app.i18n import tr
from app.ui.desk.offsets import utf16_offset
from app.ui.theme import Space, Theme
from app.ui.widgets import set_kind

MAX_MARKED = 500
"""Places of a search that are marked; more would make scrolling slow."""
MAX_HEADINGS = 2000
"""Beyond this, a document is set as running text: formatting costs more than it helps."""
_HEADING_SCALES = {1: "title", 2: "reading"}


class DocumentTextView(QTextEdit):
    """Never interprets the text as markup. Signal: ``menu_requested(QPoint)`` on the screen."""

    menu_requested = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._text = ""
        self._span: Span | None = None
        self._hits: tuple[Span, ...] = ()
        set_kind(self, "paper")
        self.setReadOnly(True)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.setAcceptRichText(False)
        self.setUndoRedoEnabled(False)
        self.setAcceptDrops(False)
        self.setAccessibleName(tr("Text of the document"))
        self.document().setDocumentMargin(Space.L)
        theme.changed.connect(self._on_theme_changed)

    def show_document(self, text: str, blocks: Sequence[Block]) -> None:
        """Replace what is shown."""
        self._text = text
        self._span = None
        self._theme.keep_font(self, "body")
        self.setPlainText(text.replace("\r\n", " \n"))  # Qt makes one character of the two; spans count both
        cursor = QTextCursor(self.document())
        cursor.beginEditBlock()
        headings = [block for block in blocks if block.kind is BlockKind.HEADING]
        for block in headings[:MAX_HEADINGS]:
            self._set_heading(cursor, block)
        cursor.endEditBlock()
        self._mark()

    def highlight(self, span: Span | None) -> None:
        """Mark a span of the document's text and scroll to it."""
        self._span = span
        self._mark()
        if span is None:
            return
        cursor = self._cursor(span)
        start = QTextCursor(cursor)
        start.setPosition(cursor.selectionStart())
        self.setTextCursor(start)
        area = self.cursorRect(start)
        bar = self.verticalScrollBar()
        bar.setValue(bar.value() + area.top() - self.viewport().height() // 3)

    def show_hits(self, hits: Sequence[Span]) -> None:
        """Mark these places lightly."""
        self._hits = tuple(hits[:MAX_MARKED])
        self._mark()

    def selected_text(self) -> str:
        """What a person has selected, lines as lines."""
        return self.textCursor().selectedText().replace("\u2029", "\n").strip()

    def _mark(self) -> None:
        places = [(self._span, "highlight")] if self._span is not None else []
        places += [(hit, "accent_soft") for hit in self._hits if hit != self._span]
        selections = []
        for span, color in places:
            selection = QTextEdit.ExtraSelection()
            selection.cursor = self._cursor(span)
            format_ = QTextCharFormat()
            format_.setBackground(self._theme.color(color))
            format_.setForeground(self._theme.color("text"))
            selection.format = format_
            selections.append(selection)
        self.setExtraSelections(selections)

    def go_to(self, offset: int) -> None:
        """Bring the text at ``offset`` to the top."""
        cursor = self._cursor(Span(offset, offset))
        self.setTextCursor(cursor)
        bar = self.verticalScrollBar()
        bar.setValue(bar.value() + self.cursorRect(cursor).top() - Space.M)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """What can be done with the selected words."""
        self.menu_requested.emit(event.globalPos())

    def marked_text(self) -> str:
        """The words that are marked."""
        selections = self.extraSelections()
        if not selections:
            return ""
        cursor: QTextCursor = selections[0].cursor
        return cursor.selection().toPlainText()

    def _cursor(self, span: Span) -> QTextCursor:
        last = max(self.document().characterCount() - 1, 0)
        cursor = QTextCursor(self.document())
        cursor.setPosition(min(utf16_offset(self._text, span.start), last))
        end = min(utf16_offset(self._text, span.end), last)
        cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
        return cursor

    def _set_heading(self, cursor: QTextCursor, block: Block) -> None:
        last = max(self.document().characterCount() - 1, 0)
        cursor.setPosition(min(utf16_offset(self._text, block.span.start), last))
        end = min(utf16_offset(self._text, block.span.end), last)
        cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
        format_ = QTextCharFormat()
        format_.setFontWeight(QFont.Weight.DemiBold)
        format_.setFontPointSize(self._theme.point_size(_HEADING_SCALES.get(block.level, "body")))
        cursor.mergeCharFormat(format_)
        spacing = QTextBlockFormat()
        spacing.setTopMargin(Space.XS)  # the text itself has empty lines
        spacing.setBottomMargin(2)
        cursor.mergeBlockFormat(spacing)

    @Slot()
    def _on_theme_changed(self) -> None:
        self._mark()
        self.viewport().update()
