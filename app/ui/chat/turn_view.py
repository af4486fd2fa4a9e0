"""One turn: the question at the right, the answer under it."""

from __future__ import annotations

import re

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QFontMetrics, QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.domain.conversations import Turn
from app.domain.feedback import Judgement
from app.i18n import tr
from app.ui.actions import keys
from app.ui.chat.answer_view import AnswerView
from app.ui.chat.branch_switcher import BranchSwitcher
from app.ui.chat.copy_text import CopyKind, copied
from app.ui.chat.narrowed_notice import widened_question
from app.ui.theme import Space, Theme
from app.ui.widgets import Card, IconButton, PlainLabel


class TurnView(QWidget):
    """Signals: ``citation_opened(turn_view, n)``, ``retry_requested(turn_view)``, ``edit_requested(turn_view)``,
    ``branch_requested(TurnId)``, ``widen_requested(question)`` (ask again, in the whole library),
    ``judged(turn_view, Judgement | None)``, ``expanded(widget)``.
    """

    citation_opened = Signal(object, int)
    retry_requested = Signal(object)
    edit_requested = Signal(object)
    branch_requested = Signal(object)
    widen_requested = Signal(str)
    write_requested = Signal(str, str)
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
        self.branches = BranchSwitcher(theme)
        self.branches.branch_requested.connect(self.branch_requested)
        self.edit_button = IconButton(
            theme, "edit", tr("Edit the question ({keys})", keys=keys("edit_question")), size=16
        )
        self.edit_button.clicked.connect(self._on_edit)
        row = QHBoxLayout()
        row.setSpacing(Space.XS)
        row.addStretch(1)
        for widget in (self.branches, self.edit_button):
            row.addWidget(widget, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(bubble)
        self.answer_view = AnswerView(theme)
        self.answer_view.citation_opened.connect(self._on_citation_opened)
        self.answer_view.retry_requested.connect(self._on_retry)
        self.answer_view.copy_requested.connect(self.copy)
        self.answer_view.expanded.connect(self.expanded)
        self.answer_view.judged.connect(self._on_judged)
        self.answer_view.write_requested.connect(self.write_requested)
        self.answer_view.widen_requested.connect(self._on_widen)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.L)
        column.addLayout(row)
        column.addWidget(self.answer_view)

    @property
    def busy(self) -> bool:
        """Whether its answer is being made."""
        return self.answer_view.running

    def keep_turn(self, turn: Turn) -> None:
        """The question was kept; its answer is being made."""
        self.turn = turn
        self.branches.show_turn(turn)

    def show_turn(self, turn: Turn, judgement: Judgement | None = None) -> None:
        """Show a turn as it was kept, and what was said about its answer."""
        self.keep_turn(turn)
        if turn.answer is None:
            self.answer_view.show_interrupted()
        else:
            self.answer_view.show_answer(turn.answer, judgement)

    def mark_words(self, words: str) -> None:
        """Mark the words that were looked for, in the answer and (the first of them) in the question."""
        wanted = re.findall(r"\w+", words)
        if self.answer_view.text is not None:
            self.answer_view.text.mark_words(wanted)
        found = [self.question.casefold().find(word.casefold()) for word in wanted]
        place = next(((at, len(word)) for at, word in zip(found, wanted, strict=True) if at >= 0), None)
        if place is not None:
            self.question_label.setSelection(*place)

    def fit_width(self, width: int) -> None:
        """A question is as wide as its words, and at most three quarters of the column."""
        margins = 2 * Space.M + 2
        metrics = QFontMetrics(self._theme.font("reading"))  # the label has its own only once it is shown
        longest = max(map(metrics.horizontalAdvance, self.question.split("\n")))
        self._bubble.setFixedWidth(min(longest + margins + Space.XS, int(width * 0.75)))

    @Slot(object)
    def copy(self, kind: CopyKind) -> None:
        """Put the answer on the clipboard."""
        answer = self.answer_view.answer
        if answer is not None:
            QGuiApplication.clipboard().setText(copied(answer, kind))

    @Slot(int)
    def _on_citation_opened(self, n: int) -> None:
        self.citation_opened.emit(self, n)

    @Slot()
    def _on_retry(self) -> None:
        self.retry_requested.emit(self)

    @Slot()
    def _on_edit(self) -> None:
        self.edit_requested.emit(self)

    @Slot(object)
    def _on_judged(self, judgement: Judgement | None) -> None:
        self.judged.emit(self, judgement)

    @Slot()
    def _on_widen(self) -> None:
        self.widen_requested.emit(widened_question(self.question, self.answer_view.answer))
