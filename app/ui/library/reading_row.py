"""What is being read, how far that is, why it stands still, and the ways to hold, go on and stop."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.domain.jobs import Progress
from app.i18n import tr
from app.ui.library.intake import Intake
from app.ui.library.reading_words import PAUSED, left_words, progress_words, waiting_words
from app.ui.theme import Space, Theme
from app.ui.widgets import Banner, IconButton, ProgressRow, QuietButton


class ReadingRow(QWidget):
    """Either the progress, or how many documents wait after a stop. Signal: ``forget_requested``."""

    forget_requested = Signal()

    def __init__(self, theme: Theme, intake: Intake, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._intake = intake
        self._why = ""
        self._latest = Progress(0, 0)
        self.progress = ProgressRow(theme)
        self.progress.stop_button.set_name(tr("Stop reading; the rest stays queued"))
        self.progress.stop_button.show_icon("stop")
        self.progress.cancel_requested.connect(intake.stop)
        self.hold = IconButton(theme, "pause", tr("Pause reading"), size=16)
        self.hold.clicked.connect(self._on_hold)
        row = self.progress.layout()
        if isinstance(row, QHBoxLayout):
            row.insertWidget(1, self.hold)
        self.waiting = Banner(theme, closable=False)
        self.waiting.action_requested.connect(intake.resume)
        self.forget = QuietButton(tr("Remove from the library"))
        self.forget.clicked.connect(self.forget_requested)
        row = self.waiting.layout()
        if isinstance(row, QHBoxLayout):
            row.insertWidget(2, self.forget)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.S)
        column.addWidget(self.progress)
        column.addWidget(self.waiting)
        self.progress.hide()
        self.waiting.hide()

    def show_progress(self, progress: Progress) -> None:
        """Name what is being done, how far it is and how long it takes."""
        self._latest = progress
        self._say()

    def show_state(self, *, running: bool, why: str, queued: int) -> None:
        """``running``: some run is under way; ``why`` it stands still; ``queued`` documents wait."""
        self._why = why or (PAUSED if self._intake.paused else "")
        busy = running or self._intake.reading or self._intake.adding
        self.progress.setVisible(busy)
        self.progress.stop_button.setVisible(self._intake.reading or self._intake.adding)
        held = self._intake.paused
        self.hold.show_icon("play" if held else "pause")
        self.hold.set_name(tr("Go on reading") if held else tr("Pause reading"))
        left = 0 if busy else queued
        self.waiting.setVisible(left > 0)
        if left:
            head = waiting_words(PAUSED) if held else tr("Not everything was read yet")
            self.waiting.say("info", head, left_words(left), tr("Go on"))
        self.setVisible(busy or left > 0)
        self._say()

    def _say(self) -> None:
        latest = self._latest
        if self._why:
            self.progress.show_progress(waiting_words(self._why), latest.done, max(latest.total, 1))
            return
        words = progress_words(latest, adding=self._intake.adding and not self._intake.reading)
        self.progress.show_progress(words, latest.done, latest.total, latest.seconds_left)

    @Slot()
    def _on_hold(self) -> None:
        if self._intake.paused:
            self._intake.resume()
        else:
            self._intake.pause()
