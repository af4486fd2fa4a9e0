"""The words of an answer, sentence by sentence: each shows what carries it to the pointer and to the keyboard."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, QRegularExpression, Qt, QUrl, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QHideEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QTextBlock,
    QTextCursor,
    QTextLine,
)
from PySide6.QtWidgets import QTextEdit, QWidget

from app.domain.retrieval import AnswerSentence, Support
from app.i18n import tr
from app.ui.chat.answer_markup import SENTENCE_END, SENTENCE_START
from app.ui.theme import Theme
from app.ui.widgets.safe_text import SafeTextView, citation_number, line_x

_CLICK_SLOP = 4
_FOCUS = 2.5
"""Thickness of the line under the sentence that has the keyboard."""
_LINES = {
    Support.PARTIAL: ("warning", Qt.PenStyle.DashLine),
    Support.UNSUPPORTED: ("danger", Qt.PenStyle.DotLine),
}


@dataclass(frozen=True)
class ShownSentence:
    """A sentence and where it stands in the text document."""

    sentence: AnswerSentence
    start: int
    end: int


class AnswerText(SafeTextView):
    """Arrows go from sentence to sentence, Enter (or a click) opens what a sentence cites, a digit opens that passage.

    Signals: ``citation_clicked(n)``, ``sentence_pointed(index, rect)`` when the pointer or the keyboard comes to a
    sentence (``rect`` in this widget's coordinates, index -1: to none), ``dismissed`` (Esc).
    """

    sentence_pointed = Signal(int, QRect)
    dismissed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._hovered = -1
        self._hovered_mark: int | None = None
        self._current = -1
        self._pressed_at = QPoint()
        self.sentences: list[ShownSentence] = []
        theme.keep_font(self, "reading")
        self.setAccessibleName(tr("Answer"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.viewport().setMouseTracking(True)

    def show_sentences(
        self,
        html: str,
        style: str,
        pill: QColor,
        sentences: Sequence[AnswerSentence],
        tool_tips: dict[int, str],
    ) -> None:
        """Markup with marks around each of ``sentences``, as ``answer_markup`` makes it.

        ``tool_tips`` are the quotes by number; they stand in where there are no sentences to point at.
        """
        self._hovered = self._current = -1
        self.show_html(html, style, pill, {} if sentences else tool_tips)
        self.sentences = [
            ShownSentence(sentence, start, end)
            for sentence, (start, end) in zip(sentences, self._take_out_marks(), strict=False)
        ]
        self.viewport().update()

    def show_draft(self, html: str, style: str) -> None:
        """Markup that nobody has checked yet."""
        self.sentences = []
        self._hovered = self._current = -1
        self.show_html(html, style, QColor(0, 0, 0, 0), {})

    def mark_words(self, words: Sequence[str]) -> None:
        """Set off every place where one of ``words`` begins a word."""
        document, marks = self.document(), []
        for word in words:
            look = QRegularExpression(
                rf"\b{QRegularExpression.escape(word)}\w*",
                QRegularExpression.PatternOption.CaseInsensitiveOption
                | QRegularExpression.PatternOption.UseUnicodePropertiesOption,
            )
            found = document.find(look)
            while not found.isNull():
                mark = QTextEdit.ExtraSelection()
                mark.cursor = found
                mark.format.setBackground(self._theme.color("highlight"))
                marks.append(mark)
                found = document.find(look, found)
        self.setExtraSelections(marks)

    @property
    def pointed(self) -> int:
        """The sentence under the pointer, else that of the keyboard; -1 for none."""
        return self._hovered if self._hovered >= 0 else self._current

    @property
    def pointed_mark(self) -> int | None:
        """The citation mark under the pointer."""
        return self._hovered_mark

    @property
    def by_keyboard(self) -> bool:
        """Whether it is the keyboard that points at a sentence, and not the pointer."""
        return self._hovered < 0 <= self._current

    def area_of(self, index: int) -> QRect:
        """Around a sentence, in this widget's coordinates."""
        area = QRectF()
        for rect in self._rects(self.sentences[index]):
            area = area.united(rect)
        return area.toAlignedRect()

    def go_to(self, index: int) -> None:
        """Bring the keyboard to a sentence."""
        self._current = index
        self._say_where()

    def _take_out_marks(self) -> list[tuple[int, int]]:
        document, found = self.document(), []
        cursor = QTextCursor(document)
        while not (start := document.find(SENTENCE_START, cursor)).isNull():
            start.removeSelectedText()
            end = document.find(SENTENCE_END, start)
            if end.isNull():
                break
            end.removeSelectedText()
            found.append((start.position(), end.position()))
            cursor = end
        return found

    # Pointer

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Qt override."""
        super().mouseMoveEvent(event)
        index = self._sentence_at(event.position())
        mark = citation_number(QUrl(self.anchorAt(event.position().toPoint())))
        if (index, mark) != (self._hovered, self._hovered_mark):
            self._hovered, self._hovered_mark = index, mark
            self._say_where()

    def leaveEvent(self, event: QEvent) -> None:
        """Qt override."""
        super().leaveEvent(event)
        if self._hovered >= 0:
            self._hovered, self._hovered_mark = -1, None
            self._say_where()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Qt override."""
        self._pressed_at = event.position().toPoint()
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click that selects nothing opens what the sentence cites; on its [n], that passage."""
        super().mouseReleaseEvent(event)
        position = event.position().toPoint()
        near = (position - self._pressed_at).manhattanLength() <= _CLICK_SLOP
        plain = event.button() == Qt.MouseButton.LeftButton and not self.textCursor().hasSelection()
        if near and plain and not self.anchorAt(position):
            self._open(self._sentence_at(event.position()))
        event.accept()

    # Keyboard

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt override."""
        key = event.key()
        if key in (Qt.Key.Key_Right, Qt.Key.Key_Down) and self._current < len(self.sentences) - 1:
            self.go_to(self._current + 1)
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Up) and self._current > 0:
            self.go_to(self._current - 1)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and self._current >= 0:
            self._open(self._current)
        elif Qt.Key.Key_1 <= key <= Qt.Key.Key_9 and not event.modifiers():
            self.citation_clicked.emit(int(key) - int(Qt.Key.Key_0))
        elif key == Qt.Key.Key_Escape:
            self.dismissed.emit()
            event.ignore()
        elif event.modifiers():
            super().keyPressEvent(event)  # copy, select all
        else:
            event.ignore()  # the conversation scrolls

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Qt override."""
        super().focusInEvent(event)
        by_key = event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)
        if by_key and self.sentences:
            self.go_to(max(self._current, 0))

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Qt override."""
        super().focusOutEvent(event)
        if self._current >= 0:
            self._current = -1
            self._say_where()

    def hideEvent(self, event: QHideEvent) -> None:
        """Nothing points at what is not to be seen."""
        super().hideEvent(event)
        self._hovered = self._current = -1
        self.sentence_pointed.emit(-1, QRect())

    def _open(self, index: int) -> None:
        if 0 <= index < len(self.sentences) and self.sentences[index].sentence.citations:
            self.citation_clicked.emit(self.sentences[index].sentence.citations[0])

    def _say_where(self) -> None:
        index = self.pointed
        shape = Qt.CursorShape.PointingHandCursor if self._hovered >= 0 else Qt.CursorShape.IBeamCursor
        self.viewport().setCursor(shape)
        self.viewport().update()
        self.sentence_pointed.emit(index, self.area_of(index) if index >= 0 else QRect())

    # Painting

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt override."""
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for index, shown in enumerate(self.sentences):
            rects = list(self._rects(shown))
            focused = index == self._current  # the keyboard leaves no trace when it goes
            if index == self.pointed:
                self._paint_pointed(painter, rects, focused=focused)
            if not focused:
                self._paint_line(painter, rects, shown.sentence.support)
        painter.end()
        super().paintEvent(event)

    def _paint_pointed(self, painter: QPainter, rects: Sequence[QRectF], *, focused: bool) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        for rect in rects:
            painter.setBrush(self._theme.color("hover"))
            painter.drawRoundedRect(rect, 4, 4)
            if focused:
                painter.setBrush(self._theme.color("accent"))
                painter.drawRect(QRectF(rect.left(), rect.bottom() - _FOCUS, rect.width(), _FOCUS))

    def _paint_line(self, painter: QPainter, rects: Sequence[QRectF], support: Support) -> None:
        if support not in _LINES:
            return
        color, style = _LINES[support]
        painter.setPen(QPen(self._theme.color(color), 1.5, style))
        for rect in rects:
            y = rect.bottom() - 1
            painter.drawLine(QPointF(rect.left(), y), QPointF(rect.right(), y))

    def _sentence_at(self, position: QPointF) -> int:
        for index, shown in enumerate(self.sentences):
            if any(rect.contains(position) for rect in self._rects(shown)):
                return index
        return -1

    def _rects(self, shown: ShownSentence) -> Iterator[QRectF]:
        block = self.document().findBlock(shown.start)
        while block.isValid() and block.position() < shown.end:
            yield from self._rects_in(block, shown)
            block = block.next()

    def _rects_in(self, block: QTextBlock, shown: ShownSentence) -> Iterator[QRectF]:
        origin = self.document().documentLayout().blockBoundingRect(block).topLeft()
        layout = block.layout()
        first, last = shown.start - block.position(), shown.end - block.position()
        for number in range(layout.lineCount()):
            line: QTextLine = layout.lineAt(number)
            start, end = max(first, line.textStart()), min(last, line.textStart() + line.textLength())
            if start < end:
                left, right = line_x(line, start), line_x(line, end)
                yield QRectF(origin.x() + left, origin.y() + line.y(), right - left, line.height())
