"""The row that says what is being made: minutes of a file, or one section again."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from app.domain.jobs import Progress
from app.i18n import N_, tr
from app.ui.meetings.again import SECTION_NAMES, SectionMaker
from app.ui.meetings.making import MinutesMaker
from app.ui.theme import Theme
from app.ui.widgets import ProgressRow

_STEPS = {"summarizing": N_("weighing what matters"), "examining": N_("trying out what the model can do")}
"""Steps in words; all others read utterances."""


class MakingRow(ProgressRow):
    """There while something is being made; its button stops that."""

    def __init__(
        self, theme: Theme, maker: MinutesMaker, again: SectionMaker, parent: QWidget | None = None
    ) -> None:
        super().__init__(theme, parent=parent)
        self._maker, self._again = maker, again
        self.stop_button.set_name(tr("Stop making minutes"))
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
        step = tr(_STEPS.get(progress.label, N_("utterances read")))
        self.show_progress(f"{self._doing()}: {step}", progress.done, progress.total, progress.seconds_left)

    def _doing(self) -> str:
        if self._maker.path is not None:
            doing = tr("Making minutes of {name}", name=self._maker.path.name)
            more = self._maker.waiting
            return f"{doing}, {tr('{number} more after it', number=more)}" if more else doing
        section = self._again.section
        return tr("Making {section} again", section=tr(SECTION_NAMES[section])) if section else ""
