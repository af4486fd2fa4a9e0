"""What a place says while nothing is in it: what belongs here, and how to get it here."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from app.ui.theme import Space, Theme
from app.ui.widgets.flow_layout import FlowLayout
from app.ui.widgets.labels import IconLabel, PlainLabel

TEXT_WIDTH = 440


class EmptyState(QWidget):
    """Icon, title, text and buttons in the middle of the free room."""

    def __init__(
        self,
        theme: Theme,
        icon: str,
        title: str,
        text: str,
        buttons: Sequence[QPushButton] = (),
        parent: QWidget | None = None,
        *,
        tone: str = "accent",
    ) -> None:
        super().__init__(parent)
        centre = Qt.AlignmentFlag.AlignHCenter
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.XL, Space.XL, Space.XL, Space.XL)
        column.setSpacing(Space.M)
        self.title = PlainLabel(title, "title", wrap=True)
        self.text = PlainLabel(text, "muted", wrap=True)
        for label in (self.title, self.text):
            label.setAlignment(centre)
            label.setFixedWidth(TEXT_WIDTH)
        column.addStretch(2)
        column.addWidget(IconLabel(theme, icon, tone, 48), 0, centre)
        column.addSpacing(Space.XS)
        column.addWidget(self.title, 0, centre)
        column.addWidget(self.text, 0, centre)
        row = FlowLayout(centred=True)
        for button in buttons:
            row.addWidget(button)
        column.addSpacing(Space.S)
        column.addLayout(row)
        column.addStretch(3)

    def set_words(self, title: str, text: str) -> None:
        """Say something else."""
        self.title.setText(title)
        self.text.setText(text)
