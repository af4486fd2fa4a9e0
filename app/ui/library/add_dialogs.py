"""The dialogs that choose what to add, and where a list is written."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QStandardPaths
from PySide6.QtWidgets import QFileDialog, QWidget

from app.i18n import tr
from app.services.kinds import FileKind, file_kinds
from app.ui.widgets.file_dialog import dress

Take = Callable[[list[Path]], None]


def ask_for_files(parent: QWidget, take: Take) -> QFileDialog:
    """Let the person choose files; all kinds that can be read first, then one kind each, then everything."""
    dialog = QFileDialog(parent, tr("Add files"))
    dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
    dialog.setNameFilters(name_filters(file_kinds()))
    dialog.setDirectory(documents_folder())
    return _open(dialog, take)


def ask_for_folder(parent: QWidget, take: Take) -> QFileDialog:
    """Let the person choose a folder."""
    dialog = QFileDialog(parent, tr("Add folder"))
    dialog.setFileMode(QFileDialog.FileMode.Directory)
    dialog.setDirectory(documents_folder())
    return _open(dialog, take)


def ask_where_folder_is(parent: QWidget, gone: Path, take: Take) -> QFileDialog:
    """Let the person choose where a folder is now; begins in what is still there above it."""
    dialog = QFileDialog(parent, tr("Where is “{name}” now?", name=gone.name))
    dialog.setFileMode(QFileDialog.FileMode.Directory)
    dialog.setDirectory(str(next((path for path in gone.parents if path.is_dir()), Path.home())))
    return _open(dialog, take)


def ask_where(parent: QWidget, name: str, take: Take) -> QFileDialog:
    """Where to write the list; the dialog asks before it replaces a file."""
    dialog = QFileDialog(parent, tr("Export the list"))
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setNameFilter(tr("Table") + " (*.csv)")
    dialog.setDefaultSuffix("csv")
    dialog.selectFile(name)
    return _open(dialog, take)


def documents_folder() -> str:
    """Where people keep their documents: a program that a menu started stands nowhere in particular."""
    place = Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation))
    return str(place if place.is_absolute() and place.is_dir() else Path.home())


def name_filters(kinds: tuple[FileKind, ...]) -> list[str]:
    """As QFileDialog wants them: "PDF (*.pdf)"."""
    whole = sorted({suffix for kind in kinds for suffix in kind.suffixes})
    named = [
        (tr("Everything that can be read"), tuple(whole)),
        *((tr(kind.label), kind.suffixes) for kind in kinds),
    ]
    # Parentheses in a name would be taken for the pattern.
    clean = [(label.replace("(", "- ").replace(")", ""), suffixes) for label, suffixes in named]
    filters = [f"{label} ({' '.join(f'*{suffix}' for suffix in suffixes)})" for label, suffixes in clean]
    return [*filters, tr("All files") + " (*)"]


def _open(dialog: QFileDialog, take: Take) -> QFileDialog:
    def on_selected(files: list[str]) -> None:
        take([Path(file) for file in files])

    dialog.filesSelected.connect(on_selected)
    dialog.finished.connect(dialog.deleteLater)
    dress(dialog).open()
    return dialog
