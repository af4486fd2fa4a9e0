"""How to bring Carrel to the front from any program, by a key of the system's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout

from app.i18n import tr
from app.paths import ask_command
from app.ui.settings.sections import titled_card
from app.ui.theme import Space
from app.ui.widgets import Card, ElidedLabel, PlainLabel, QuietButton

if TYPE_CHECKING:
    from app.ui.bridge.context import UiContext


def ask_card(context: UiContext) -> Card:
    """The command to bind, and a button that copies it."""
    card = titled_card(tr("Ask from anywhere"))
    text = tr(
        "Carrel takes no keys while you work in other programs. Your system can start this command with a key of your "
        "choice (in its keyboard settings); it brings this window to the front, ready for a question."
    )
    card.body.addWidget(PlainLabel(text, "muted", wrap=True))
    command = ask_command()
    row = QHBoxLayout()
    row.setSpacing(Space.M)
    row.addWidget(ElidedLabel(command, "strong"), 1)
    button = QuietButton(tr("Copy the command"), context.theme, "copy")

    def copy() -> None:
        QGuiApplication.clipboard().setText(command)
        context.notifications.info(tr("The command was copied."))

    button.clicked.connect(copy)
    row.addWidget(button)
    card.body.addLayout(row)
    return card
