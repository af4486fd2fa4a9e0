"""Handing the shown minutes on: as a file, or as text for an e-mail, laid out as they are shown."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QWidget

from app.domain.jobs import JobKind
from app.i18n import tr
from app.services.minutes_export import export_minutes, minutes_mail
from app.services.minutes_words import file_name_of
from app.ui.library.verbs import reveal
from app.ui.meetings.minutes_pdf import minutes_pdf
from app.ui.meetings.minutes_view import EXPORTS
from app.ui.meetings.showing import ShownMeeting
from app.ui.widgets.file_dialog import dress

if TYPE_CHECKING:
    from app.ui.bridge.context import UiContext


class HandingOn(QObject):
    """``shown`` is set by the area."""

    def __init__(self, context: UiContext, parent: QWidget) -> None:
        super().__init__(parent)
        self._context = context
        self._parent = parent
        self.shown: ShownMeeting | None = None

    @Slot(str)
    def ask_where(self, suffix: str) -> None:
        """Let the person choose a file."""
        if self.shown is None:
            return
        name = file_name_of(self.shown.minutes.transcript.title, suffix)
        dialog = QFileDialog(self._parent, tr("Export minutes"), name)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(suffix.lstrip("."))
        dialog.setNameFilter(f"{tr(EXPORTS[suffix])} (*{suffix})")
        dialog.fileSelected.connect(self._on_file_chosen)
        dialog.finished.connect(dialog.deleteLater)
        dress(dialog).open()

    def export_to(self, path: Path) -> None:
        """Write the minutes that are shown; the suffix decides the format."""
        shown = self.shown
        if shown is None:
            return
        paint = partial(minutes_pdf, layout=shown.layout)

        def tell(_result: None) -> None:
            self._context.notifications.success(
                tr("The minutes were saved as “{name}”.", name=path.name), str(path.parent)
            )

        operation = self._context.operations.run(
            self, lambda _job: export_minutes(shown.minutes, path, paint, shown.layout)
        )
        job = self._context.jobs.begin(
            JobKind.EXPORT,
            tr("Writing the minutes to “{name}”", name=path.name),
            show=lambda: reveal(path.parent),
        )
        operation.as_job(job).on_success(tell).start()

    @Slot()
    def copy_as_mail(self) -> None:
        """Put the minutes that are shown on the clipboard, as the text of an e-mail."""
        if self.shown is not None:
            QGuiApplication.clipboard().setText(minutes_mail(self.shown.minutes, self.shown.layout))
            self._context.notifications.success(tr("The minutes were copied as text for an e-mail."))

    @Slot(str)
    def _on_file_chosen(self, file: str) -> None:
        self.export_to(Path(file))
