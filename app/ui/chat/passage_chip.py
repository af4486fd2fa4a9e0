"""Over the line where questions are written: the passage that the next question is about."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.i18n import tr
from app.ui.theme import Space, Theme
from app.ui.widgets import ElidedLabel, IconButton, IconLabel
from app.ui.widgets.labels import plain_tool_tip

_TIP = 600


class PassageChip(QWidget):
    """Hidden while there is none."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.text = ""
        self.words = ElidedLabel("", "muted")
        self.close_button = IconButton(theme, "close", tr("Ask about no passage"), size=16)
        self.close_button.clicked.connect(self.clear)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, Space.S, 0)
        row.setSpacing(Space.S)
        row.addWidget(IconLabel(theme, "quote", "accent", 16))
        row.addWidget(self.words, 1)
        row.addWidget(self.close_button)
        self.hide()

    def show_passage(self, text: str, name: str) -> None:
        """The next question is about this."""
        self.text = text.strip()
        line = " ".join(self.text.split())
        self.words.setText(tr("About “{passage}” in {name}", passage=line, name=name))
        self.words.setToolTip(plain_tool_tip(self.text[:_TIP]))
        self.setVisible(bool(self.text))

    def take(self) -> str:
        """The passage, for a question that is sent now; it is gone then."""
        text = self.text
        self.clear()
        return text

    @Slot()
    def clear(self) -> None:
        """About nothing in particular."""
        self.text = ""
        self.hide()
