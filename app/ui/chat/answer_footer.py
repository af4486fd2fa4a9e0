"""Under an answer: how far it is supported, why, what was left out, and what can be done with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.domain.retrieval import Answer, AnswerStatus, Support
from app.i18n import tr
from app.ui.actions import keys
from app.ui.chat.answer_tools import AnswerTools
from app.ui.chat.feedback_bar import FeedbackBar
from app.ui.chat.support_words import facts_words, interrupted_words, support_words
from app.ui.theme import Space, Theme
from app.ui.widgets import ElidedLabel, LinkButton, PlainLabel, StatePill

if TYPE_CHECKING:
    from app.ui.chat.dropped_list import DroppedList
    from app.ui.chat.why_panel import WhyPanel


class AnswerFooter(QWidget):
    """Signals: ``copy_requested(CopyKind)``, ``again_requested``, ``citation_opened(n)``, ``judged(Judgement | None)``,
    ``widen_requested`` (ask again, in the whole library), ``write_requested(task_id)``,
    ``expanded(widget)`` when something opened that should be in view.
    """

    copy_requested = Signal(object)
    again_requested = Signal()
    citation_opened = Signal(int)
    judged = Signal(object)
    widen_requested = Signal()
    write_requested = Signal(str)
    expanded = Signal(object)

    def __init__(self, theme: Theme, answer: Answer, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._answer = answer
        words = support_words(answer)
        self.pill = StatePill(theme, words.pill, words.tone)
        self.pill.setVisible(answer.status is not AnswerStatus.NOT_FOUND)  # the card over it says so
        self.support = ElidedLabel(words.text, "muted")
        self.support.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.support.setVisible(bool(words.text))
        self.facts = ElidedLabel(facts_words(answer), "caption")
        self.facts.dispensable = True
        self.facts.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.why = LinkButton(tr("Why?"))
        self.why.setToolTip(tr("How this came about ({keys})", keys=keys("explain_answer")))
        self.why.setAccessibleName(
            tr("Why there is no answer") if answer.status is AnswerStatus.NOT_FOUND else tr("Why this answer")
        )
        self.why.clicked.connect(self.toggle_why)
        self.why_panel: WhyPanel | None = None
        self.feedback = FeedbackBar(theme, answer)
        self.feedback.judged.connect(self.judged)
        self.feedback.expanded.connect(self.expanded)
        self.tools = AnswerTools(theme, answer, self.feedback)
        self.tools.copy_requested.connect(self.copy_requested)
        self.tools.write_requested.connect(self.write_requested)
        self.tools.again_requested.connect(self.again_requested)
        self.copy_button, self.copy_cited_button = self.tools.copy_button, self.tools.copy_cited_button
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(Space.S)
        self._row = self._make_row()
        self._column.addLayout(self._row)
        self.interrupted = PlainLabel(interrupted_words(answer), "muted", wrap=True)
        self.interrupted.setVisible(bool(self.interrupted.text()))
        self._column.addWidget(self.interrupted)
        self._column.addWidget(self.tools.cost)
        # The supported ones only say again what the quote says.
        unsupported = [s for s in answer.dropped if s.support is not Support.SUPPORTED]
        self.dropped: DroppedList | None = None
        if unsupported:
            from app.ui.chat.dropped_list import DroppedList

            self.dropped = DroppedList(unsupported, answer.evidence)
            self._column.addWidget(self.dropped)
        self._column.addWidget(self.feedback)

    @Slot()
    def toggle_why(self) -> None:
        """Open the panel that explains the answer, or close it."""
        if self.why_panel is not None:
            self._column.removeWidget(self.why_panel)
            self.why_panel.hide()
            self.why_panel.deleteLater()
            self.why_panel = None
            self.why.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        from app.ui.chat.why_panel import WhyPanel  # and the checker, which a starting window does without

        self.why_panel = WhyPanel(self._theme, self._answer)
        self.why_panel.opened.connect(self.citation_opened)
        self.why_panel.closed.connect(self.toggle_why)
        self.why_panel.widen_requested.connect(self.widen_requested)
        self._column.insertWidget(1, self.why_panel)
        self.why_panel.show()
        self.why_panel.close_button.setFocus(Qt.FocusReason.OtherFocusReason)
        self.expanded.emit(self.why_panel)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where there is no room for words and buttons in one row, the buttons take the next."""
        super().resizeEvent(event)
        wanted = self._words.sizeHint().width() + Space.L + self.tools.sizeHint().width()
        narrow = wanted > self.width()
        direction = QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight
        if self._row.direction() != direction:
            self._row.setDirection(direction)
            self._row.setSpacing(Space.XS if narrow else Space.S)
            left_or_right = Qt.AlignmentFlag.AlignLeft if narrow else Qt.AlignmentFlag.AlignRight
            self.facts.setAlignment(left_or_right)

    def _make_row(self) -> QBoxLayout:
        self._words = QHBoxLayout()
        self._words.setSpacing(Space.S)
        for widget in (self.pill, self.support, self.why):
            self._words.addWidget(widget)
        self._words.addStretch(1)
        tools = QHBoxLayout()
        tools.setSpacing(Space.S)
        tools.addWidget(self.facts, 1)
        tools.addWidget(self.tools)
        row = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        row.setSpacing(Space.S)
        row.addLayout(self._words)
        row.addLayout(tools, 1)
        return row
