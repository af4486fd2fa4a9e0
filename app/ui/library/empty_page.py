"""What the library says while nothing is in it."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app.i18n import N_, tr
from app.ui.theme import Theme
from app.ui.widgets import EmptyState, PrimaryButton, QuietButton

EMPTY = N_(
    "Drop files or folders here, or add them with the buttons. Carrel reads PDF, scans, office documents, mail, "
    "web pages, images and text. The files stay where they are, and nothing leaves this computer."
)


class EmptyLibrary(EmptyState):
    """Three ways to begin."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        self.add_files = PrimaryButton(tr("Add files…"))
        self.add_folder = QuietButton(tr("Add folder…"), theme, "folder")
        self.load_sample = QuietButton(tr("Load the sample library"), theme, "library")
        buttons = [self.add_files, self.add_folder, self.load_sample]
        super().__init__(theme, "library", tr("No documents yet"), tr(EMPTY), buttons, parent)
