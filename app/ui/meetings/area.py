"""Meetings: transcripts in, minutes out, every line linked to what was said."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.domain.errors import ErrorInfo
from app.domain.events import MeetingChanged
from app.domain.ids import MeetingId
from app.domain.jobs import Progress
from app.domain.meetings import Minutes
from app.services.minutes_export import minutes_mail
from app.services.minutes_words import file_name_of
from app.ui.meetings.editing import MinutesEditing
from app.ui.meetings.making import MinutesMaker
from app.ui.meetings.meeting_item_model import MeetingRow
from app.ui.meetings.minutes_pdf import minutes_pdf
from app.ui.meetings.minutes_view import EXPORTS, MinutesView
from app.ui.meetings.sidebar import MeetingsSidebar
from app.ui.theme import Space
from app.ui.widgets import EmptyState, PrimaryButton, ProgressRow, QuietButton
from app.ui.widgets.confirmation import confirm
from app.ui.widgets.drop_area import DropArea

if TYPE_CHECKING:
    from app.ui.bridge.context import UiContext

TRANSCRIPT_SUFFIXES = (".vtt", ".srt", ".txt", ".docx", ".tsv", ".json")
"""What file dialogs offer first; reading goes by content."""


class MeetingsArea(DropArea):
    """One per window."""

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(context.theme, "Drop transcripts to make minutes of them", parent)
        self._context = context
        self._minutes: Minutes | None = None
        self._shown: MeetingId | None = None
        self.maker = MinutesMaker(context, self)
        self.editing = MinutesEditing(context, self)
        self._to_choose = ""
        self._loads = 0
        self._build()
        self._connect()
        self.refresh()

    def _build(self) -> None:
        theme = self._context.theme
        self.sidebar = MeetingsSidebar(theme)
        self.progress = ProgressRow(theme)
        self.progress.stop_button.set_name("Stop making minutes")
        self.progress.hide()
        self.view = MinutesView(theme, self.editing)
        self.open_button = PrimaryButton("Open transcript…")
        self.sample_button = QuietButton("Try the sample meeting", theme, "meetings")
        self.empty = EmptyState(
            theme,
            "meetings",
            "No meetings yet",
            "Drop a transcript here (.vtt, .srt, .txt, .docx): Zoom, Teams, Meet and others write them. You get "
            "decisions, actions and open questions, and each line shows the place where it was said.",
            [self.open_button, self.sample_button],
        )
        self.pages = QStackedWidget()
        self.pages.addWidget(self.empty)
        self.pages.addWidget(self.view)
        self.pages.setMinimumSize(
            1, 1
        )  # else the empty page's needs would push the minutes out of a small window
        column = QVBoxLayout()
        column.setContentsMargins(Space.L, Space.L, Space.L, Space.M)
        column.setSpacing(Space.M)
        column.addWidget(self.progress)
        column.addWidget(self.pages, 1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.sidebar)
        row.addLayout(column, 1)

    def _connect(self) -> None:
        self.paths_dropped.connect(self.add_transcripts)
        self.open_button.clicked.connect(self.choose_files)
        self.sample_button.clicked.connect(self.load_sample)
        self.sidebar.open_requested.connect(self.choose_files)
        self.sidebar.meeting_chosen.connect(self._on_meeting_chosen)
        self.view.export_requested.connect(self._on_export_requested)
        self.view.mail_requested.connect(self.copy_as_mail)
        self.view.delete_requested.connect(self._on_delete_requested)
        self.progress.cancel_requested.connect(self.maker.cancel)
        self.maker.state_changed.connect(self._show_progress_row)
        self.maker.progressed.connect(self._on_progressed)
        self.maker.made.connect(self._on_made)
        self.editing.added.connect(self._on_line_added)
        self._context.events.meeting_changed.connect(self._on_meeting_changed)

    @Slot(list)
    def add_transcripts(self, paths: Sequence[Path]) -> None:
        """Make minutes of these files, one after the other; folders are searched for transcripts."""
        files: list[Path] = []
        for path in paths:
            inside = sorted(path.iterdir()) if path.is_dir() else [path]
            files += [file for file in inside if file == path or file.suffix in TRANSCRIPT_SUFFIXES]
        self.maker.add(files)

    @Slot()
    def load_sample(self) -> None:
        """Make minutes of the meeting that comes with Carrel."""
        self.add_transcripts([self._context.services.paths.sample_library / "meetings"])

    @Slot()
    def choose_files(self) -> None:
        """Let the person choose transcripts."""
        dialog = QFileDialog(self, "Open transcript")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        patterns = " ".join(f"*{suffix}" for suffix in TRANSCRIPT_SUFFIXES)
        dialog.setNameFilters([f"Transcripts ({patterns})", "All files (*)"])
        dialog.filesSelected.connect(self._on_files_selected)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def refresh(self, choose: MeetingId | None = None) -> None:
        """Read the list anew and choose a meeting (None: the one that is shown, else the newest)."""
        minutes = self._context.services.minutes

        def show(rows: Sequence[tuple[MeetingId, str, str | None, float]]) -> None:
            wanted = choose if choose is not None else self._shown
            self._show_meetings([MeetingRow(*row) for row in rows], wanted)

        self._context.operations.run(self, lambda _job: minutes.list()).on_success(show).start()

    def export_to(self, path: Path) -> None:
        """Write the minutes that are shown; the suffix decides the format."""
        shown, service = self._minutes, self._context.services.minutes
        if shown is None:
            return

        def tell(_result: None) -> None:
            self._context.notifications.success(f"The minutes were saved as “{path.name}”.", str(path.parent))

        operation = self._context.operations.run(self, lambda _job: service.export(shown, path, minutes_pdf))
        operation.on_success(tell).start()

    @Slot()
    def copy_as_mail(self) -> None:
        """Put the minutes that are shown on the clipboard, as the text of an e-mail."""
        if self._minutes is not None:
            QGuiApplication.clipboard().setText(minutes_mail(self._minutes))
            self._context.notifications.success("The minutes were copied as text for an e-mail.")

    @Slot(list)
    def _on_files_selected(self, files: list[str]) -> None:
        self.add_transcripts([Path(file) for file in files])

    def _show_meetings(self, rows: list[MeetingRow], choose: MeetingId | None) -> None:
        self.sidebar.set_meetings(rows, choose)
        self.sidebar.setVisible(bool(rows))
        if not rows:
            self._shown = self._minutes = self.editing.meeting = None
            self._loads += 1
        self.pages.setCurrentWidget(self.view if rows else self.empty)

    @Slot(object)
    def _on_meeting_chosen(self, meeting_id: MeetingId) -> None:
        if meeting_id == self._shown:
            return
        self._shown = self.editing.meeting = meeting_id
        self._load(meeting_id, self.view.show_minutes)

    def _load(self, meeting_id: MeetingId, show: Callable[[Minutes], None]) -> None:
        service = self._context.services.minutes
        self._loads += 1
        this = self._loads

        def load() -> tuple[Minutes, tuple[int, int]]:
            return service.get(meeting_id), service.editor.steps(meeting_id)

        def take(loaded: tuple[Minutes, tuple[int, int]]) -> None:
            if (
                this == self._loads
            ):  # else the person has gone on to another one, or newer changes are being loaded
                self._minutes, steps = loaded
                show(self._minutes)
                self.view.menu.set_steps(*steps)
                self._choose_added()

        operation = self._context.operations.run(self, lambda _job: load()).on_success(take)
        operation.on_failure(self._on_load_failed).start()

    def _on_load_failed(self, error: ErrorInfo) -> None:
        """A meeting that was deleted elsewhere gives way to the newest one; anything else is told."""
        if error.code != "unknown_meeting":
            self._context.notifications.error(error)
            return
        self._shown = self._minutes = self.editing.meeting = None
        self.refresh()

    @Slot(object)
    def _on_meeting_changed(self, event: MeetingChanged) -> None:
        if event.meeting_id == self._shown:
            self._load(event.meeting_id, self.view.update_minutes)
        else:
            self.refresh()

    @Slot(str)
    def _on_line_added(self, line_id: str) -> None:
        self._to_choose = line_id
        self._choose_added()

    def _choose_added(self) -> None:
        """The new line is shown before or after it is known which one it is."""
        if self._to_choose and self.view.note_model.rows_where(lambda row: row.id == self._to_choose):
            self.view.choose_line(self._to_choose)
            self._to_choose = ""

    @Slot()
    def _show_progress_row(self) -> None:
        path = self.maker.path
        self.progress.setVisible(path is not None)
        self.sample_button.setEnabled(path is None)
        if path is not None:
            more = f", {self.maker.waiting} more after it" if self.maker.waiting else ""
            self.progress.show_progress(f"Making minutes of {path.name}{more}", 0, 0)

    @Slot(object)
    def _on_progressed(self, progress: Progress) -> None:
        name = self.maker.path.name if self.maker.path else ""
        self.progress.show_progress(
            f"Making minutes of {name}: utterances read", progress.done, progress.total, progress.seconds_left
        )

    @Slot(object)
    def _on_made(self, meeting_id: MeetingId) -> None:
        self.refresh(meeting_id)

    @Slot(str)
    def _on_export_requested(self, suffix: str) -> None:
        if self._minutes is None:
            return
        dialog = QFileDialog(self, "Export minutes", file_name_of(self._minutes.transcript.title, suffix))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(suffix.lstrip("."))
        dialog.setNameFilter(f"{EXPORTS[suffix]} (*{suffix})")
        dialog.fileSelected.connect(self._on_export_file_chosen)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    @Slot(str)
    def _on_export_file_chosen(self, file: str) -> None:
        self.export_to(Path(file))

    @Slot()
    def _on_delete_requested(self) -> None:
        if self._minutes is None:
            return
        title = self._minutes.transcript.title
        detail = "The transcript's own file stays on the disk. Minutes can be made again from it."
        confirm(self, f"Delete the minutes of “{title}”?", detail, "Delete", self._delete_shown)

    def _delete_shown(self) -> None:
        meeting_id, service = self._shown, self._context.services.minutes
        if meeting_id is None:
            return
        self._shown = self._minutes = self.editing.meeting = None
        self._loads += 1
        operation = self._context.operations.run(self, lambda _job: service.delete(meeting_id))
        operation.on_success(self._on_deleted).start()

    def _on_deleted(self, _result: object) -> None:
        self.refresh()
        self._context.notifications.info("The minutes were deleted.")
