"""How far something is, how long it will take, and the way to stop it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from app.i18n import figure, tr
from app.ui.phrases import time_left
from app.ui.theme import Space, Theme
from app.ui.widgets.buttons import IconButton
from app.ui.widgets.labels import ElidedLabel, PlainLabel


class ProgressRow(QWidget):
    """Label, bar, time left and a stop button. ``cancel_requested`` asks; the row does not stop anything itself."""

    cancel_requested = Signal()

    def __init__(
        self, theme: Theme, label: str = "", *, cancellable: bool = True, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.label = ElidedLabel(label, "", Qt.TextElideMode.ElideMiddle)
        self.left = PlainLabel("", "caption")
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setRange(0, 0)
        self.stop_button = IconButton(theme, "close", tr("Stop"), size=16)
        self.stop_button.clicked.connect(self.cancel_requested)
        self.stop_button.setVisible(cancellable)
        top = QHBoxLayout()
        top.setSpacing(Space.S)
        top.addWidget(self.label, 1)
        top.addWidget(self.left)
        words = QVBoxLayout()
        words.setSpacing(Space.XS)
        words.addLayout(top)
        words.addWidget(self.bar)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Space.S)
        row.addLayout(words, 1)
        row.addWidget(self.stop_button, 0, Qt.AlignmentFlag.AlignBottom)

    def show_progress(self, label: str, done: int, total: int, seconds_left: float | None = None) -> None:
        """Numbers as in ``domain.jobs.Progress``; a total of 0 shows a bar that only says "busy"."""
        if label:
            self.label.setText(label)
        self.bar.setRange(0, max(total, 0))
        self.bar.setValue(min(done, total))
        self.bar.setAccessibleName(self.label.text())
        count = tr("{done} of {total}", done=figure(done), total=figure(total)) if total > 0 else ""
        rest = time_left(seconds_left) if seconds_left is not None else ""
        self.left.setText(" · ".join(part for part in (count, rest) if part))
