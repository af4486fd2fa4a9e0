"""Asks for passphrases; nothing typed here is shown, kept or written."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLineEdit, QVBoxLayout, QWidget

from app.i18n import tr
from app.services.encryption import SHORTEST_PASSPHRASE
from app.ui.theme import Space
from app.ui.widgets import PlainLabel, set_kind


class PassphraseDialog(QDialog):
    """One field for each label; with ``new`` the last two must be alike. Calls ``then`` with what was typed."""

    def __init__(
        self,
        parent: QWidget,
        title: str,
        text: str,
        labels: Sequence[str],
        then: Callable[[Sequence[str]], None],
        *,
        new: bool,
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self.setMinimumWidth(440)
        self._then, self._new = then, new
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.XL, Space.L, Space.XL, Space.L)
        column.setSpacing(Space.S)
        column.addWidget(PlainLabel(title, "title", wrap=True))
        column.addWidget(PlainLabel(text, "muted", wrap=True))
        self.fields: list[QLineEdit] = []
        for label in labels:
            column.addWidget(PlainLabel(label))
            field = QLineEdit()
            field.setEchoMode(QLineEdit.EchoMode.Password)
            field.setAccessibleName(label)
            field.textChanged.connect(self._on_typed)
            column.addWidget(field)
            self.fields.append(field)
        self.note = PlainLabel("", "muted", wrap=True)
        column.addWidget(self.note)
        buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )
        self.button = buttons.button(QDialogButtonBox.StandardButton.Ok)
        self.button.setText(title)
        set_kind(self.button, "primary")
        buttons.accepted.connect(self._on_accepted)
        buttons.rejected.connect(self.reject)
        column.addWidget(buttons)
        self._on_typed()
        self.fields[0].setFocus()

    @Slot()
    def _on_typed(self) -> None:
        words = [field.text() for field in self.fields]
        said = ""
        if self._new and words[-2] and len(words[-2]) < SHORTEST_PASSPHRASE:
            said = tr(
                "At least {number} characters; several words are easy to keep in mind.",
                number=SHORTEST_PASSPHRASE,
            )
        elif self._new and words[-1] and words[-1] != words[-2]:
            said = tr("The two are not the same yet.")
        self.note.setText(said)
        self.button.setEnabled(all(words) and not said)

    @Slot()
    def _on_accepted(self) -> None:
        if self.button.isEnabled():
            words = [field.text() for field in self.fields]
            self.accept()
            self._then(words)
