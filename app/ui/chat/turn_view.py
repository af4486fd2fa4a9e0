"""One turn: the question at the right, the answer under it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QFontMetrics, QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.domain.conversations import Turn
from app.domain.feedback import Judgement
from app.ui.chat.answer_view import AnswerView
from app.ui.chat.copy_text import cited_text, plain_text
from app.ui.chat.narrowed_notice import widened_question
from app.ui.theme import Space, Theme
from app.ui.widgets import Card, PlainLabel


class TurnView(QWidget):
    """Signals: ``citation_opened(turn_view, n)``, ``retry_requested(question)``, ``widen_requested(question)`` (ask
    again, in the whole library), ``judged(turn_view, Judgement | None)``, ``expanded(widget)``.
    """

    citation_opened = Signal(object, int)
    retry_requested = Signal(str)
    widen_requested = Signal(str)
    judged = Signal(object, object)
    expanded = Signal(object)

    def __init__(self, theme: Theme, question: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.question = question
        self.turn: Turn | None = None
        bubble = Card("bubble", Space.M)
        self.question_label = PlainLabel(question, "reading", wrap=True)
        self.question_label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.question_label.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        bubble.body.addWidget(self.question_label)
        self._bubble = bubble
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(bubble)
        self.answer_view = AnswerView(theme)
        self.answer_view.citation_opened.connect(self._on_citation_opened)
        self.answer_view.retry_requested.connect(self._on_retry)
        self.answer_view.copy_requested.connect(self.copy)
        self.answer_view.expanded.connect(self.expanded)
        self.answer_view.judged.connect(self._on_judged)
        self.answer_view.widen_requested.connect(self._on_widen)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.L)
        column.addLayout(row)
        column.addWidget(self.answer_view)

    def show_turn(self, turn: Turn, judgement: Judgement | None = None) -> None:
        """Show a turn as it was kept, and what was said about its answer."""
        self.turn = turn
        if turn.answer is None:
            self.answer_view.show_interrupted()
        else:
            self.answer_view.show_answer(turn.answer, judgement)

    def fit_width(self, width: int) -> None:
        """A question is as wide as its words, and at most four fifths of the column."""
        margins = 2 * Space.M + 2
        metrics = QFontMetrics(self._theme.font("reading"))  # the label has its own only once it is shown
        longest = max(map(metrics.horizontalAdvance, self.question.split("\n")))
        self._bubble.setFixedWidth(min(longest + margins + Space.XS, int(width * 0.8)))

    @Slot(bool)
    def copy(self, with_citations: bool) -> None:
        """Put the answer on the clipboard."""
        answer = self.answer_view.answer
        if answer is not None:
            text = cited_text(answer) if with_citations else plain_text(answer)
            QGuiApplication.clipboard().setText(text)

    @Slot(int)
    def _on_citation_opened(self, n: int) -> None:
        self.citation_opened.emit(self, n)

    @Slot()
    def _on_retry(self) -> None:
        self.retry_requested.emit(self.question)

    @Slot(object)
    def _on_judged(self, judgement: Judgement | None) -> None:
        self.judged.emit(self, judgement)

    @Slot()
    def _on_widen(self) -> None:
        self.widen_requested.emit(widened_question(self.question, self.answer_view.answer))
