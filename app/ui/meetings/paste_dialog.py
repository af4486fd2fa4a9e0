"""A transcript from the clipboard: pasted, looked at before anything is made of it, and kept as a file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from app import wording
from app.domain.errors import ErrorInfo
from app.i18n import tr
from app.services.pasted_transcripts import PastedTranscripts, TranscriptPreview
from app.ui.bridge.operation import Operation
from app.ui.meetings.words import preview_text
from app.ui.theme import Space
from app.ui.widgets import PlainLabel, set_kind
from app.ui.widgets.room import roomy

if TYPE_CHECKING:
    from app.ui.bridge.context import UiContext

_PAUSE_MS = 400


class PasteDialog(QDialog):
    """Calls ``then`` with the file that keeps the text."""

    def __init__(
        self,
        context: UiContext,
        pasted: PastedTranscripts,
        then: Callable[[Path], None],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Paste a transcript"))
        self.resize(roomy(self, 640, 520))
        self._context, self._pasted, self._then = context, pasted, then
        self._operation: Operation[Any] | None = None
        self._looks = 0
        self.title = QLineEdit()
        self.title.setAccessibleName(tr("Title of the meeting"))
        self.title.setPlaceholderText(tr("Title of the meeting"))
        self.title.setMaxLength(120)
        self.text = QPlainTextEdit()
        self.text.setAccessibleName(tr("Transcript"))
        self.text.setPlaceholderText(
            tr(
                "Paste what was said here: captions, “Name: text” lines, or what Zoom, Teams, Meet or Otter saved."
            )
        )
        self.text.setTabChangesFocus(True)
        set_kind(self.text, "field")
        self.preview = PlainLabel("", "muted", wrap=True)
        self.preview.setAccessibleName(tr("What Carrel sees in it"))
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.make_button = self.buttons.addButton(tr("Make minutes"), QDialogButtonBox.ButtonRole.AcceptRole)
        set_kind(self.make_button, "primary")
        self.make_button.setEnabled(False)
        self.buttons.accepted.connect(self._on_accepted)
        self.buttons.rejected.connect(self.reject)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_PAUSE_MS)
        self._timer.timeout.connect(self._look)
        self.text.textChanged.connect(self._on_text_changed)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.L, Space.L, Space.L, Space.L)
        column.setSpacing(Space.M)
        for part in (self.title, self.text, self.preview, self.buttons):
            column.addWidget(part, 1 if part is self.text else 0)
        self.finished.connect(self._on_finished)

    def paste(self) -> None:
        """Begin with what is on the clipboard, where that is text."""
        self.text.setPlainText(QGuiApplication.clipboard().text())

    @Slot()
    def _on_text_changed(self) -> None:
        self.make_button.setEnabled(False)
        self._looks += 1
        if self._operation is not None:
            self._operation.cancel()
        if self.text.toPlainText().strip():
            self.preview.setText(tr("Looking at it…"))
            self._timer.start()
        else:
            self._timer.stop()
            self.preview.setText("")

    @Slot()
    def _look(self) -> None:
        text, number, pasted = self.text.toPlainText(), self._looks, self._pasted

        def take(found: TranscriptPreview) -> None:
            if number == self._looks:
                self.preview.setText(preview_text(found))
                self.make_button.setEnabled(True)
                if not self.title.text() and found.title:
                    self.title.setText(found.title)

        def fail(error: ErrorInfo) -> None:
            if number == self._looks:
                message, hint = wording.describe(error)
                self.preview.setText(f"{message}. {hint}")

        operation = self._context.operations.run(self, lambda job: pasted.preview(text, job.cancel))
        self._operation = operation.on_success(take).on_failure(fail).start()

    @Slot()
    def _on_accepted(self) -> None:
        text, title, pasted = self.text.toPlainText(), self.title.text(), self._pasted
        operation = self._context.operations.run(self, lambda _job: pasted.keep(text, title))
        operation.on_success(self._on_kept).start()

    def _on_kept(self, path: Path) -> None:
        self._then(path)
        self.accept()

    @Slot()
    def _on_finished(self) -> None:
        if self._operation is not None:
            self._operation.cancel()
        self._pasted.tidy()
        self.deleteLater()
