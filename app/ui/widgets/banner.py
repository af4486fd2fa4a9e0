"""A bar with a sentence, a hint, at most one action, and a cross."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app.i18n import tr
from app.ui.theme import Space, Theme
from app.ui.widgets.buttons import IconButton, QuietButton
from app.ui.widgets.kinds import set_kind
from app.ui.widgets.labels import IconLabel, PlainLabel

_ICONS = {
    "info": ("info", "muted"),
    "good": ("check", "good"),
    "warning": ("warning", "warning"),
    "danger": ("warning", "danger"),
}


class Banner(QFrame):
    """Tones: info, good, warning, danger. Signals: ``action_requested``, ``closed`` (by the person)."""

    action_requested = Signal()
    closed = Signal()

    def __init__(self, theme: Theme, *, closable: bool = True, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon = IconLabel(theme, "info", "muted", 20)
        self.message = PlainLabel("", wrap=True)
        self.hint = PlainLabel("", "muted", wrap=True)
        self.action_button = QuietButton("")
        self.action_button.clicked.connect(self.action_requested)
        self.close_button = IconButton(theme, "close", tr("Dismiss"), size=16)
        self.close_button.clicked.connect(self.closed)
        self.close_button.setVisible(closable)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self.message)
        words.addWidget(self.hint)
        row = QHBoxLayout(self)
        row.setContentsMargins(Space.M, Space.S, Space.S, Space.S)
        row.setSpacing(Space.M)
        row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addLayout(words, 1)
        row.addWidget(self.action_button)
        row.addWidget(self.close_button)
        self.say("info", "")

    def say(self, tone: str, message: str, hint: str = "", action: str = "") -> None:
        """Show a sentence; an empty ``action`` shows no button."""
        set_kind(self, f"banner-{tone}")
        self._icon.show_icon(*_ICONS[tone])
        self.message.setText(message)
        self.hint.setText(hint)
        self.hint.setVisible(bool(hint))
        self.action_button.setText(action)
        self.action_button.setVisible(bool(action))
        self.setAccessibleName(f"{message} {hint}".strip())
