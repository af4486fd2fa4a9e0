"""Where a question was edited or asked again: "2 of 3", with a way to the one before and the one after."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.domain.conversations import Turn
from app.domain.ids import TurnId
from app.i18n import tr
from app.ui.actions import keys
from app.ui.theme import Theme
from app.ui.widgets import IconButton, PlainLabel


class BranchSwitcher(QWidget):
    """Hidden while there is one branch only. Signal: ``branch_requested(TurnId)``."""

    branch_requested = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._branches: tuple[TurnId, ...] = ()
        self._here = 0
        self.earlier = IconButton(
            theme, "chevron-left", tr("Earlier version ({keys})", keys=keys("earlier_version")), size=14
        )
        self.later = IconButton(
            theme, "chevron-right", tr("Later version ({keys})", keys=keys("later_version")), size=14
        )
        self.label = PlainLabel("", "caption")
        self.earlier.clicked.connect(self.go_earlier)
        self.later.clicked.connect(self.go_later)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        for widget in (self.earlier, self.label, self.later):
            row.addWidget(widget)
        self.hide()

    def show_turn(self, turn: Turn) -> None:
        """Which of how many this turn is."""
        self._branches = turn.branches
        several = len(turn.branches) > 1 and turn.id in turn.branches
        self.setVisible(several)
        if several:
            self._here = turn.branches.index(turn.id)
            self.label.setText(tr("{number} of {all}", number=self._here + 1, all=len(turn.branches)))
            self.setAccessibleName(
                tr("Version {number} of {all}", number=self._here + 1, all=len(turn.branches))
            )
            self.earlier.setEnabled(self._here > 0)
            self.later.setEnabled(self._here < len(turn.branches) - 1)

    @Slot()
    def go_earlier(self) -> None:
        """To the version before, if there is one."""
        self._go(-1)

    @Slot()
    def go_later(self) -> None:
        """To the version after, if there is one."""
        self._go(1)

    def _go(self, step: int) -> None:
        wanted = self._here + step
        if 0 <= wanted < len(self._branches):
            self.branch_requested.emit(self._branches[wanted])
