"""Wiping everything, from the window: what goes, what stays, and a word to type."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLineEdit, QVBoxLayout, QWidget

from app.i18n import tr
from app.ui.theme import Space, Theme
from app.ui.widgets import PlainLabel, set_kind
from app.ui.widgets.check_box import CheckBox


class WipeDialog(QDialog):
    """Calls ``then(models)`` once the word was typed and the button pressed; ``models``: those go too."""

    def __init__(self, theme: Theme, parent: QWidget, models: int, then: Callable[[bool], None]) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Wipe everything"))
        self.setMinimumWidth(460)
        self._then = then
        self._word = tr("wipe")
        self.models = CheckBox(
            theme, tr("Also the {count} models that Carrel downloaded or copied", count=models)
        )
        self.models.setVisible(models > 0)
        self.typed = QLineEdit()
        self.typed.setAccessibleName(tr("Type “{word}” to confirm", word=self._word))
        self.typed.textChanged.connect(self._on_typed)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.button = buttons.addButton(tr("Wipe and quit"), QDialogButtonBox.ButtonRole.AcceptRole)
        set_kind(self.button, "danger")
        self.button.setEnabled(False)
        buttons.accepted.connect(self._on_accepted)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.XL, Space.L, Space.XL, Space.L)
        column.setSpacing(Space.M)
        column.addWidget(
            PlainLabel(tr("Everything that Carrel wrote on this computer is removed"), "strong", wrap=True)
        )
        text = tr(
            "The library, chats, minutes, settings, caches and logs go; then Carrel quits. Your documents stay where "
            "they are, and so do backups and exports. It cannot be undone."
        )
        column.addWidget(PlainLabel(text, "muted", wrap=True))
        column.addWidget(self.models)
        column.addWidget(PlainLabel(tr("Type “{word}” to go on:", word=self._word)))
        column.addWidget(self.typed)
        column.addWidget(buttons)
        self.typed.setFocus()

    @Slot()
    def _on_typed(self) -> None:
        self.button.setEnabled(self.typed.text().strip().casefold() == self._word.casefold())

    @Slot()
    def _on_accepted(self) -> None:
        if self.button.isEnabled():
            self._then(self.models.isChecked())
            self.accept()
