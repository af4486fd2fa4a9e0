"""The parts of the settings that are no options: where things lie, privacy, about."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, QUrl, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from app import APP_NAME, __version__
from app.i18n import N_, tr, tr_n
from app.paths import AppPaths
from app.ui.theme import Space, Theme
from app.ui.widgets import Card, ElidedLabel, IconLabel, PlainLabel, QuietButton

PROMISE = N_(
    "Carrel has no account, no telemetry and no update check, and fetches nothing by itself. Documents, questions and "
    "answers stay on this computer. The parts that read your files and run the model refuse network connections. The "
    "network is used for one thing: a model that you asked for. Each such use is written down here, before it begins."
)
LICENCE = "Apache License 2.0"
PARTS = (
    ("Qt and PySide6", "LGPL-3.0", N_("the window")),
    ("llama.cpp and llama-cpp-python", "MIT", N_("runs the language model")),
    ("SmolLM2-135M-Instruct", "Apache-2.0", N_("the starter model")),
    (
        "smollm2-135m-answer",
        "CC BY-SA 4.0",
        N_("lets the starter read passages; taught on SQuAD 2.0 and XQuAD"),
    ),
    ("all-MiniLM-L6-v2", "Apache-2.0", N_("finds passages by meaning")),
    ("PyTorch", "BSD-3-Clause", N_("runs other embedding models, teaches")),
    ("gguf", "MIT", N_("reads and writes models for teaching")),
    ("sentence-transformers", "Apache-2.0", N_("runs other embedding models")),
    ("PDFium and pypdfium2", "BSD-3-Clause, Apache-2.0", N_("reads and draws PDF")),
    ("lxml", "BSD-3-Clause", N_("reads office documents and XML")),
    ("olefile", "BSD-2-Clause", N_("opens older office files and Outlook messages")),
    ("selectolax", "MIT", N_("reads web pages")),
    ("markdown-it-py", "MIT", N_("reads Markdown")),
    ("charset-normalizer", "MIT", N_("finds out how text is encoded")),
    ("Pillow", "MIT-CMU", N_("opens images")),
    ("Tesseract and tesserocr", "Apache-2.0, MIT", N_("read text from pictures, where installed")),
    ("RapidOCR and PP-OCR models", "Apache-2.0", N_("read text from pictures")),
    ("ONNX and ONNX Runtime", "MIT", N_("run all-MiniLM-L6-v2 and RapidOCR")),
    ("OpenCV", "Apache-2.0", N_("straightens pictures for RapidOCR")),
    ("NumPy", "BSD-3-Clause", N_("compares vectors")),
    ("watchdog", "Apache-2.0", N_("follows folders")),
    ("msgspec", "BSD-3-Clause", N_("carries messages between processes")),
    ("psutil", "BSD-3-Clause", N_("memory and battery")),
    ("SQLite", N_("public domain"), N_("keeps the library")),
)


def titled_card(title: str) -> Card:
    """A card with its title."""
    card = Card()
    card.body.setSpacing(Space.M)
    card.body.addWidget(PlainLabel(title, "title"))
    return card


class PlaceRow(QWidget):
    """What lies where, and a button that opens the folder."""

    def __init__(self, theme: Theme, name: str, folder: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._folder = folder
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Space.M)
        label = PlainLabel(name)
        label.setMinimumWidth(label.fontMetrics().averageCharWidth() * 24)
        row.addWidget(label)
        row.addWidget(ElidedLabel(str(folder), "muted", Qt.TextElideMode.ElideMiddle), 1)
        self.button = QuietButton(tr("Open folder"), theme, "folder")
        self.button.setAccessibleName(tr("Open folder: {name}", name=name))
        self.button.clicked.connect(self.open_folder)
        row.addWidget(self.button)

    @Slot()
    def open_folder(self) -> None:
        """In the system's file manager."""
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._folder)))


def places_card(theme: Theme, paths: AppPaths) -> Card:
    """Where the profile's files lie."""
    card = titled_card(tr("Where your data lies"))
    for name, folder in (
        (tr("Library, chats, minutes"), paths.data),
        (tr("Imported models"), paths.models),
        (tr("Settings"), paths.config),
        (tr("Logs (no document text)"), paths.logs),
    ):
        card.body.addWidget(PlaceRow(theme, name, folder))
    return card


class PrivacyCard(Card):
    """The promise, and the network ledger that proves it."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.body.setSpacing(Space.M)
        self.body.addWidget(PlainLabel(tr("Privacy"), "title"))
        row = QHBoxLayout()
        row.setSpacing(Space.S)
        row.addWidget(IconLabel(theme, "shield", "good", 24))
        self.ledger = PlainLabel(tr("Looking at the network ledger…"), "strong", wrap=True)
        row.addWidget(self.ledger, 1)
        self.body.addLayout(row)
        self.entries = PlainLabel("", "muted", wrap=True)
        self.entries.hide()
        self.body.addWidget(self.entries)
        self.body.addWidget(PlainLabel(tr(PROMISE), "muted", wrap=True))

    def show_ledger(self, lines: Sequence[str]) -> None:
        """One line for each use of the network, the latest first."""
        nothing = tr("The network ledger is empty: nothing has left this computer.")
        used = tr_n(
            "The network was used {count} time, each time because you asked for it.",
            "The network was used {count} times, each time because you asked for it.",
            len(lines),
        )
        self.ledger.setText(used if lines else nothing)
        self.entries.setText("\n".join(lines[:20]))
        self.entries.setVisible(bool(lines))


def about_card() -> Card:
    """Version, licence, and what Carrel is made of."""
    card = titled_card(f"{APP_NAME} {__version__}")
    card.body.addWidget(
        PlainLabel(tr("Free software under the {licence}. It is made with:", licence=LICENCE), wrap=True)
    )
    grid = QGridLayout()
    grid.setHorizontalSpacing(Space.L)
    grid.setVerticalSpacing(Space.XS)
    for row, (name, licence, purpose) in enumerate(PARTS):
        for column, text in enumerate((name, tr(purpose), tr(licence))):
            grid.addWidget(PlainLabel(text, "" if column == 0 else "muted", wrap=True), row, column)
    for column, share in enumerate((3, 4, 2)):
        grid.setColumnStretch(column, share)
    card.body.addLayout(grid)
    return card
