"""The ways a transcript comes in: dropped, chosen, pasted, or the sample."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QFileDialog, QWidget

from app.i18n import tr
from app.services.pasted_transcripts import PastedTranscripts
from app.ui.meetings.making import MinutesMaker
from app.ui.meetings.paste_dialog import PasteDialog
from app.ui.widgets.file_dialog import dress

if TYPE_CHECKING:
    from app.ui.bridge.context import UiContext

TRANSCRIPT_SUFFIXES = (".vtt", ".srt", ".txt", ".docx", ".tsv", ".json")
"""What file dialogs offer first; reading goes by content."""


def transcripts_in(folder: Path) -> list[Path]:
    """The files in a folder that are named as transcripts are, by name."""
    return sorted(file for file in folder.iterdir() if file.suffix.lower() in TRANSCRIPT_SUFFIXES)


class TranscriptIntake(QObject):
    """Hands files to the maker."""

    def __init__(self, context: UiContext, maker: MinutesMaker, parent: QWidget) -> None:
        super().__init__(parent)
        self._context, self._maker, self._parent = context, maker, parent

    @Slot(list)
    def add(self, paths: Sequence[Path]) -> None:
        """Make minutes of these files, one after the other; folders are searched for transcripts."""
        files: list[Path] = []
        for path in paths:
            inside = transcripts_in(path) if path.is_dir() else [path]
            if not inside:
                message = tr("There is no transcript in “{name}”.", name=path.name)
                self._context.notifications.warning(
                    message, tr("Drop the files themselves if they have other names.")
                )
            files += inside
        self._maker.add(files)

    @Slot()
    def load_sample(self) -> None:
        """Make minutes of the meeting that comes with Carrel."""
        self.add([self._context.services.paths.sample_library / "meetings"])

    @Slot()
    def choose_files(self) -> None:
        """Let the person choose transcripts."""
        dialog = QFileDialog(self._parent, tr("Open transcript"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        patterns = " ".join(f"*{suffix}" for suffix in TRANSCRIPT_SUFFIXES)
        dialog.setNameFilters([f"{tr('Transcripts')} ({patterns})", tr("All files") + " (*)"])
        dialog.filesSelected.connect(self._on_files_selected)
        dialog.finished.connect(dialog.deleteLater)
        dress(dialog).open()

    @Slot()
    def paste(self) -> None:
        """Let the person paste a transcript."""
        services = self._context.services
        pasted = PastedTranscripts(services.paths.transcripts, services.paths.cache, services.parser)
        dialog = PasteDialog(self._context, pasted, self._on_kept, self._parent)
        dialog.paste()
        dialog.open()

    def _on_kept(self, path: Path) -> None:
        self._maker.add([path])

    @Slot(list)
    def _on_files_selected(self, files: list[str]) -> None:
        self.add([Path(file) for file in files])
