"""A locked library: one field for the passphrase, in the middle of the window, before there is anything else."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from app.domain.errors import ErrorInfo
from app.i18n import N_, tr
from app.ui.theme import Space, Theme
from app.ui.widgets import IconLabel, PlainLabel, PrimaryButton, set_kind

LOCKED = frozenset({"library_locked", "wrong_passphrase", "key_damaged"})
"""Errors that end at this page."""
_WIDTH = 340


class UnlockPage(QWidget):
    """``unlock(passphrase)`` is called once for each page; another page comes when it was not the right one."""

    STATUS = N_("Locked")
    """What the line at the bottom of the window says."""

    def __init__(
        self, theme: Theme, error: ErrorInfo, unlock: Callable[[str], None], parent: QWidget | None = None
    ) -> None:
        from app.wording import describe

        super().__init__(parent)
        self._unlock = unlock
        centre = Qt.AlignmentFlag.AlignHCenter
        self.title = PlainLabel(tr("This library is locked"), "title")
        self.field = QLineEdit()
        self.field.setEchoMode(QLineEdit.EchoMode.Password)
        self.field.setAccessibleName(tr("Passphrase"))
        self.field.setPlaceholderText(tr("Passphrase"))
        self.field.setFixedWidth(_WIDTH)
        self.button = PrimaryButton(tr("Unlock"))
        said = describe(error)
        text = (
            tr("It is encrypted on this computer.")
            if error.code == "library_locked"
            else f"{said.message}. {said.hint}"
        )
        wrong = error.code != "library_locked"
        self.text = PlainLabel(text, "danger-text" if wrong else "muted", wrap=True)
        self.text.setAlignment(centre)
        self.text.setFixedWidth(_WIDTH)
        column = QVBoxLayout(self)
        column.setSpacing(Space.M)
        column.addStretch(2)
        for part in (
            IconLabel(theme, "lock", "accent", 48),
            self.title,
            self.text,
            self.field,
            self.button,
        ):
            column.addWidget(part, 0, centre)
        column.addStretch(3)
        self.field.returnPressed.connect(self.submit)
        self.button.clicked.connect(self.submit)

    def showEvent(self, event: QShowEvent) -> None:
        """Qt override: typing may begin at once."""
        super().showEvent(event)
        self.field.setFocus()

    @Slot()
    def submit(self) -> None:
        """Try what was typed; it takes about a second, on purpose."""
        if not self.field.text() or not self.field.isEnabled():
            return
        typed = self.field.text()
        self.field.clear()
        self.field.setEnabled(False)
        self.button.setEnabled(False)
        set_kind(self.text, "muted")
        self.text.setText(tr("Unlocking…"))
        self._unlock(typed)
