"""Facts for whoever helps, shown before they are copied."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot, qVersion
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QWidget

from app.i18n import tr
from app.ui.theme import Space
from app.ui.widgets import Card, PlainLabel, QuietButton, set_kind

if TYPE_CHECKING:
    from app.bootstrap import Services
    from app.ui.bridge.context import UiContext

_LINES = 12


def read_diagnostics(services: Services) -> str:
    """May take a while: for a background thread."""
    from app.services.diagnostics import diagnostics

    platform = QGuiApplication.platformName()
    return diagnostics(services, window=f"Qt {qVersion()}, {platform}")


def copy_diagnostics(context: UiContext, owner: QObject) -> None:
    """To the clipboard, from the palette or by the button."""

    def copied(text: str) -> None:
        QGuiApplication.clipboard().setText(text)
        context.notifications.success(
            tr("The diagnostics were copied."),
            tr("They hold no document text, no questions, no names of files and no name of yours."),
        )

    services = context.services
    context.operations.run(owner, lambda _job: read_diagnostics(services)).on_success(copied).start()


class DiagnosticsCard(Card):
    """Shows what would be copied, and copies it. Nothing is sent anywhere."""

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._context = context
        self.body.setSpacing(Space.M)
        self.body.addWidget(PlainLabel(tr("Diagnostics"), "title"))
        words = tr(
            "What somebody who helps you needs to know about this computer and this Carrel. It holds no document text, "
            "no questions, no names of files and no name of yours, and it is not sent anywhere."
        )
        self.body.addWidget(PlainLabel(words, "muted", wrap=True))
        self.text = QPlainTextEdit()
        set_kind(self.text, "field")
        self.text.setReadOnly(True)
        self.text.setTabChangesFocus(True)
        self.text.setAccessibleName(tr("Diagnostics"))
        self.text.setFixedHeight(self.text.fontMetrics().lineSpacing() * _LINES)
        self.text.hide()
        self.show_button = QuietButton(tr("Show them"), context.theme, "document", framed=True)
        self.copy_button = QuietButton(tr("Copy diagnostics"), context.theme, "copy", framed=True)
        self.show_button.clicked.connect(self.look)
        self.copy_button.clicked.connect(self.copy)
        row = QHBoxLayout()
        row.setSpacing(Space.S)
        row.addWidget(self.copy_button)
        row.addWidget(self.show_button)
        row.addStretch(1)
        self.body.addLayout(row)
        self.body.addWidget(self.text)

    @Slot()
    def copy(self) -> None:
        """To the clipboard."""
        copy_diagnostics(self._context, self)

    @Slot()
    def look(self) -> None:
        """Here, before anything is copied."""
        services = self._context.services

        def show(text: str) -> None:
            self.text.setPlainText(text)
            self.text.show()

        self._context.operations.run(self, lambda _job: read_diagnostics(services)).on_success(show).start()
