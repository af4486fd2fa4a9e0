"""What the library says while nothing is in it."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from app.ui.theme import Theme
from app.ui.widgets import EmptyState, PrimaryButton, QuietButton

EMPTY = (
    "Drop files or folders here, or add them with the buttons. Carrel reads PDF, scans, office documents, mail, "
    "web pages, images and text. The files stay where they are, and nothing leaves this computer."
)


class EmptyLibrary(EmptyState):
    """Three ways to begin."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        self.add_files = PrimaryButton("Add files…")
        self.add_folder = QuietButton("Add folder…", theme, "folder")
        self.load_sample = QuietButton("Load the sample library", theme, "library")
        buttons = [self.add_files, self.add_folder, self.load_sample]
        super().__init__(theme, "library", "No documents yet", EMPTY, buttons, parent)
