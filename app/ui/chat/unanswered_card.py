"""A question that got no answer, why, and the way to ask it again."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from app.i18n import tr
from app.ui.theme import Space, Theme
from app.ui.widgets import Card, IconLabel, PlainLabel


class UnansweredCard(Card):
    """Signal: ``retry_requested``."""

    retry_requested = Signal()

    def __init__(
        self, theme: Theme, message: str, hint: str, *, warn: bool, parent: QWidget | None = None
    ) -> None:
        super().__init__("card", Space.M, parent)
        self.message = PlainLabel(message, wrap=True)
        self.hint = PlainLabel(hint, "muted", wrap=True)
        self.hint.setVisible(bool(hint))
        self.retry_button = QPushButton(tr("Ask again"))
        self.retry_button.clicked.connect(self.retry_requested)
        words = QVBoxLayout()
        words.setSpacing(Space.XS)
        words.addWidget(self.message)
        words.addWidget(self.hint)
        row = QHBoxLayout()
        row.setSpacing(Space.M)
        row.addWidget(IconLabel(theme, "warning" if warn else "info", "warning" if warn else "muted", 20))
        row.addLayout(words, 1)
        row.addWidget(self.retry_button)
        self.body.addLayout(row)
