"""A few named facts, one under the other; the text can be selected and copied."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from app.ui.theme import Space
from app.ui.widgets import PlainLabel


class FactRows(QWidget):
    """Name on the left, text on the right. Nothing in it is a link: no address is ever opened from here."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(Space.M)
        self._grid.setVerticalSpacing(Space.XS)
        self._grid.setColumnStretch(1, 1)
        self.shown: list[tuple[str, str]] = []

    def show_rows(self, rows: Sequence[tuple[str, str]]) -> None:
        """Replace what is there."""
        if list(rows) == self.shown:
            return
        self.shown = list(rows)
        while (item := self._grid.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for number, (name, text) in enumerate(rows):
            label, value = PlainLabel(name, "caption"), PlainLabel(_breakable(text), wrap=True)
            value.setTextInteractionFlags(
                Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
            )
            value.setAccessibleName(f"{name}: {text}")
            self._grid.addWidget(label, number, 0, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(value, number, 1, Qt.AlignmentFlag.AlignTop)
        self.setVisible(bool(rows))


def _breakable(text: str) -> str:
    """Long addresses, paths and hashes may break after a slash or somewhere (a zero-width space)."""
    zero = "\u200b"
    text = text.replace("/", "/" + zero).replace("\\", "\\" + zero)
    return "\n".join(
        zero.join(line[i : i + 32] for i in range(0, len(line), 32)) if " " not in line else line
        for line in text.split("\n")
    )
