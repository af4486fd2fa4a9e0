"""The sentences that the model wrote and Carrel left out, each with the reason; folded away until asked for."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.domain.retrieval import AnswerSentence, Evidence
from app.services.explaining import faults_of
from app.ui.chat.support_words import dropped_words
from app.ui.chat.why_words import fault_words
from app.ui.theme import Space
from app.ui.widgets import Card, LinkButton, PlainLabel


class DroppedList(QWidget):
    """A line to click, and the sentences under it."""

    def __init__(
        self,
        sentences: Sequence[AnswerSentence],
        evidence: Sequence[Evidence],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.button = LinkButton(f"▸ {dropped_words(len(sentences))}")
        self.button.clicked.connect(self._on_toggle)
        self.box = Card("card-soft", Space.M)
        for sentence in sentences:
            reasons = "; ".join(fault_words(fault) for fault in faults_of(sentence, evidence))
            self.box.body.addWidget(PlainLabel(sentence.text, wrap=True))
            self.box.body.addWidget(PlainLabel(f"✕  {reasons}", "muted", wrap=True))
        self.box.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.XS)
        column.addWidget(self.button)
        column.addWidget(self.box)

    @Slot()
    def _on_toggle(self) -> None:
        shown = self.box.isHidden()
        self.box.setVisible(shown)
        self.button.setText(("▾" if shown else "▸") + self.button.text()[1:])
