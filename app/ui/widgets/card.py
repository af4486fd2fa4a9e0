"""Framed boxes and thin lines."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from app.ui.theme import Space
from app.ui.widgets.kinds import set_kind


class Card(QFrame):
    """A rounded box with a vertical layout (``body``). Kinds: card, card-soft, card-accent, bubble, quote."""

    def __init__(self, kind: str = "card", margin: int = Space.L, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_kind(self, kind)
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(margin, margin, margin, margin)
        self.body.setSpacing(Space.S)


class Line(QFrame):
    """A hairline between two things."""

    def __init__(
        self,
        orientation: Qt.Orientation = Qt.Orientation.Horizontal,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        set_kind(self, "line" if orientation == Qt.Orientation.Horizontal else "vline")
