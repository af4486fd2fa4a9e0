"""The row that says what is being made: minutes of a file, or one section again."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from app.domain.jobs import Progress
from app.ui.meetings.again import SECTION_NAMES, SectionMaker
from app.ui.meetings.making import MinutesMaker
from app.ui.theme import Theme
from app.ui.widgets import ProgressRow

_STEPS = {"summarizing": "weighing what matters", "examining": "trying out what the model can do"}
"""Steps in words; all others read utterances."""


class MakingRow(ProgressRow):
    """There while something is being made; its button stops that."""

    def __init__(
        self, theme: Theme, maker: MinutesMaker, again: SectionMaker, parent: QWidget | None = None
    ) -> None:
        super().__init__(theme, parent=parent)
        self._maker, self._again = maker, again
        self.stop_button.set_name("Stop making minutes")
        self.hide()
        for work in (maker, again):
            self.cancel_requested.connect(work.cancel)
            work.state_changed.connect(self._on_state_changed)
            work.progressed.connect(self._on_progressed)

    @Slot()
    def _on_state_changed(self) -> None:
        doing = self._doing()
        self.setVisible(bool(doing))
        if doing:
            self.show_progress(doing, 0, 0)

    @Slot(object)
    def _on_progressed(self, progress: Progress) -> None:
        step = _STEPS.get(progress.label, "utterances read")
        self.show_progress(f"{self._doing()}: {step}", progress.done, progress.total, progress.seconds_left)

    def _doing(self) -> str:
        if self._maker.path is not None:
            more = f", {self._maker.waiting} more after it" if self._maker.waiting else ""
            return f"Making minutes of {self._maker.path.name}{more}"
        return f"Making {SECTION_NAMES[self._again.section]} again" if self._again.section else ""
