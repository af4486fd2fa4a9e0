"""Under an answer: how far it is supported, what was left out, and what can be done with it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.domain.retrieval import Answer, AnswerStatus, Support
from app.ui.chat.support_words import dropped_words, facts_words, interrupted_words, support_words
from app.ui.theme import Space, Theme
from app.ui.widgets import Card, ElidedLabel, IconButton, LinkButton, PlainLabel, StatePill


class AnswerFooter(QWidget):
    """Signals: ``copy_requested(with_citations)``, ``evidence_requested`` (the "why?")."""

    copy_requested = Signal(bool)
    evidence_requested = Signal()

    def __init__(self, theme: Theme, answer: Answer, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        words = support_words(answer)
        self.pill = StatePill(theme, words.pill, words.tone)
        self.pill.setVisible(answer.status is not AnswerStatus.NOT_FOUND)  # the card over it says so
        self.support = ElidedLabel(words.text, "muted")
        self.support.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.facts = ElidedLabel(facts_words(answer), "caption")
        self.facts.dispensable = True
        self.facts.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.why = LinkButton("Why?")
        self.why.setAccessibleName("Show the passages this answer rests on")
        self.why.clicked.connect(self.evidence_requested)
        self.why.setVisible(bool(answer.evidence) and answer.status is not AnswerStatus.NOT_FOUND)
        self.copy_button = IconButton(theme, "copy", "Copy the answer", size=16)
        self.copy_cited_button = IconButton(theme, "quote", "Copy with citations", size=16)
        self.copy_button.clicked.connect(self._on_copy)
        self.copy_cited_button.clicked.connect(self._on_copy_cited)
        row = QHBoxLayout()
        row.setSpacing(Space.S)
        row.addWidget(self.pill)
        row.addWidget(self.support)
        row.addWidget(self.why)
        row.addWidget(self.facts, 1)
        row.addWidget(self.copy_button)
        row.addWidget(self.copy_cited_button)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(Space.XS)
        self._column.addLayout(row)
        self.interrupted = PlainLabel(interrupted_words(answer), "muted", wrap=True)
        self.interrupted.setVisible(bool(self.interrupted.text()))
        self._column.addWidget(self.interrupted)
        self.dropped_button: LinkButton | None = None
        self.dropped_box: Card | None = None
        unsupported = [s.text for s in answer.dropped if s.support is not Support.SUPPORTED]
        if unsupported:  # the others only say again what the quote says
            self._add_dropped(unsupported)

    def _add_dropped(self, sentences: Sequence[str]) -> None:
        self.dropped_button = LinkButton(f"▸ {dropped_words(len(sentences))}")
        self.dropped_button.clicked.connect(self._on_toggle_dropped)
        self.dropped_box = Card("card-soft", Space.M)
        for text in sentences:
            self.dropped_box.body.addWidget(PlainLabel(text, "muted", wrap=True))
        self.dropped_box.hide()
        self._column.addWidget(self.dropped_button)
        self._column.addWidget(self.dropped_box)

    @Slot()
    def _on_toggle_dropped(self) -> None:
        if self.dropped_box is None or self.dropped_button is None:
            return
        shown = self.dropped_box.isHidden()
        self.dropped_box.setVisible(shown)
        self.dropped_button.setText(("▾" if shown else "▸") + self.dropped_button.text()[1:])

    @Slot()
    def _on_copy(self) -> None:
        self.copy_requested.emit(False)

    @Slot()
    def _on_copy_cited(self) -> None:
        self.copy_requested.emit(True)
