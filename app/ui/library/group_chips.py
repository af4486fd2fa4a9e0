"""Filters by state, each with how many documents it shows; those that would show none are not offered."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QButtonGroup, QWidget

from app.i18n import figure, tr
from app.ui.library.groups import GROUP_WORDS, Group, Totals
from app.ui.theme import Theme
from app.ui.widgets import Chip


class GroupChips(QObject):
    """The chips, for ``parent`` to lay out; one is chosen at any time. Signal: ``chosen`` (a :class:`Group`)."""

    chosen = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.chips: dict[Group, Chip] = {}
        self._buttons = QButtonGroup(self)
        self._group = Group.ALL
        for group in Group:
            chip = Chip(theme, tr(GROUP_WORDS[group]), parent=parent)
            chip.setCheckable(True)
            chip.setVisible(group is Group.ALL)
            self.chips[group] = chip
            self._buttons.addButton(chip)
        self.chips[Group.ALL].setChecked(True)
        self._buttons.buttonClicked.connect(self._on_clicked)

    def group(self) -> Group:
        """What is shown."""
        return self._group

    def choose(self, group: Group) -> None:
        """Show a group, as if its chip was pressed."""
        self.chips[group].setChecked(True)
        self._on_clicked()

    def show_totals(self, totals: Totals) -> None:
        """Bring the numbers up to date; the chosen one stays, even with nothing left in it."""
        for group, chip in self.chips.items():
            number = totals.groups[group]
            text = f"{tr(GROUP_WORDS[group])}  {figure(number)}"
            if chip.text() != text:
                chip.setText(text)
                chip.setAccessibleName(f"{tr(GROUP_WORDS[group])}: {figure(number)}")
                chip.updateGeometry()
            chip.setVisible(number > 0 or group in (Group.ALL, self._group))

    @Slot()
    def _on_clicked(self) -> None:
        chosen = next(group for group, chip in self.chips.items() if chip.isChecked())
        if chosen is not self._group:
            self._group = chosen
            self.chosen.emit(chosen)
