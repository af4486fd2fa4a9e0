"""What stands where a chat will be: what can be expected of it, and how to begin."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app.i18n import tr
from app.ui.theme import Theme
from app.ui.widgets import EmptyState, PrimaryButton, QuietButton


class Welcome(EmptyState):
    """Two ways to begin: ``write`` goes to where questions are written, ``add_files`` is for who has none to ask."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        self.write = PrimaryButton(tr("Write a question"))
        self.add_files = QuietButton(tr("Add files…"), theme, "library")
        super().__init__(
            theme,
            "lamp",
            tr("Ask your documents"),
            tr(
                "You see the passage first, then the answer, and every sentence says where it stands. "
                "What is not in your documents is not made up."
            ),
            (self.write, self.add_files),
            parent,
        )
