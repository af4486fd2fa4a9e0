"""Not found is an answer: what was searched, and the passages that came nearest."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.domain.retrieval import Answer
from app.i18n import tr
from app.ui.chat.narrowed_notice import NarrowedNotice
from app.ui.chat.passage_row import PassageRow
from app.ui.chat.support_words import not_found_words
from app.ui.theme import Space, Theme
from app.ui.widgets import Card, IconLabel, LinkButton, PlainLabel

_NEAREST = 3


class NotFoundCard(Card):
    """Signals: ``opened(n)`` when one of the nearest passages is chosen, ``widen_requested``
    (ask the whole library)."""

    opened = Signal(int)
    widen_requested = Signal()

    def __init__(self, theme: Theme, answer: Answer, parent: QWidget | None = None) -> None:
        super().__init__("card", Space.L, parent)
        title, text = not_found_words(answer)
        self.title = PlainLabel(title, "strong", wrap=True)
        self.text = PlainLabel(text, "muted", wrap=True)
        words = QVBoxLayout()
        words.setSpacing(Space.XS)
        words.addWidget(self.title)
        words.addWidget(self.text)
        self.widen_button = LinkButton(tr("Ask the whole library"))
        self.widen_button.clicked.connect(self.widen_requested)
        self.widen_button.setVisible(answer.scope is not None)
        words.addWidget(self.widen_button, 0, Qt.AlignmentFlag.AlignLeft)
        self.narrowed: NarrowedNotice | None = None
        if answer.narrowed is not None:
            self.narrowed = NarrowedNotice(answer.narrowed, answer.question)
            self.narrowed.widen_requested.connect(self.widen_requested)
            words.addWidget(self.narrowed)
        row = QHBoxLayout()
        row.setSpacing(Space.M)
        icon_column = QVBoxLayout()
        icon_column.addWidget(IconLabel(theme, "not-found", "muted", 24))
        icon_column.addStretch(1)
        row.addLayout(icon_column)
        row.addLayout(words, 1)
        self.body.addLayout(row)
        self.rows: list[PassageRow] = []
        if answer.evidence:
            self.body.addSpacing(Space.XS)
            self.body.addWidget(PlainLabel(tr("Nearest passages. None of them is the answer."), "group"))
        for evidence in answer.evidence[:_NEAREST]:
            passage = PassageRow(theme, evidence, (tr("near"), "neutral"))
            passage.setCheckable(False)
            passage.clicked.connect(self._on_clicked)
            self.rows.append(passage)
            self.body.addWidget(passage)

    @Slot()
    def _on_clicked(self) -> None:
        sender = self.sender()
        if isinstance(sender, PassageRow):
            self.opened.emit(sender.evidence.n)
