"""Small questions about a line of the minutes: its words, who is to do it, until when. None blocks the event loop."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QDate, Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QInputDialog,
    QVBoxLayout,
    QWidget,
)

from app.i18n import tr
from app.ui.theme import Space, Theme
from app.ui.widgets import PlainLabel
from app.ui.widgets.combo_box import DateField
from app.ui.widgets.labels import make_plain

_ISO = "yyyy-MM-dd"


def ask_words(
    parent: QWidget, title: str, label: str, words: str, then: Callable[[str], None]
) -> QInputDialog:
    """Ask for text, ``words`` to begin with; call ``then`` with it unless it is empty."""
    dialog = QInputDialog(parent)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setWindowTitle(title)
    dialog.setLabelText(label)
    make_plain(dialog)
    dialog.setTextValue(words)
    dialog.setMinimumWidth(420)

    def take(text: str) -> None:
        if text.strip():
            then(text)

    dialog.textValueSelected.connect(take)
    dialog.open()
    return dialog


class DueDialog(QDialog):
    """Ask for a day; calls ``then`` with it (YYYY-MM-DD)."""

    def __init__(self, theme: Theme, parent: QWidget, day: str | None, then: Callable[[str], None]) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Due date"))
        self._then = then
        known = QDate.fromString(day or "", _ISO)
        self.day = DateField(theme, known if known.isValid() else QDate.currentDate())
        self.day.setDisplayFormat(tr("d MMMM yyyy"))
        self.day.setAccessibleName(tr("Due date"))
        buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        self.accepted.connect(self._take)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.L, Space.L, Space.L, Space.L)
        column.setSpacing(Space.M)
        column.addWidget(PlainLabel(tr("Until when is this to be done?")))
        column.addWidget(self.day)
        column.addWidget(buttons)

    def _take(self) -> None:
        self._then(self.day.date().toString(_ISO))
