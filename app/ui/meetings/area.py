"""Meetings: transcripts in, minutes out, every line linked to what was said."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtGui import QShortcut
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.domain.errors import ErrorInfo
from app.domain.events import MeetingChanged
from app.domain.ids import MeetingId, SeriesId
from app.domain.meetings import Minutes
from app.domain.minutes_templates import Layout
from app.i18n import tr
from app.ui.actions import bind
from app.ui.bridge.operation import RunningJob
from app.ui.meetings.again import SectionMaker
from app.ui.meetings.arranging import Arranging
from app.ui.meetings.asking import MeetingAsking
from app.ui.meetings.editing import MinutesEditing
from app.ui.meetings.handing_on import HandingOn
from app.ui.meetings.making import MinutesMaker
from app.ui.meetings.making_row import MakingRow
from app.ui.meetings.meeting_item_model import MeetingRow
from app.ui.meetings.minutes_view import MinutesView
from app.ui.meetings.series_keeper import SeriesKeeper
from app.ui.meetings.showing import ShownMeeting, read_meeting
from app.ui.meetings.sidebar import MeetingsSidebar
from app.ui.meetings.transcript_intake import TranscriptIntake
from app.ui.theme import Space
from app.ui.widgets import EmptyState, PrimaryButton, QuietButton
from app.ui.widgets.confirmation import confirm
from app.ui.widgets.drop_area import DropArea

if TYPE_CHECKING:
    from app.ui.bridge.context import UiContext


class MeetingsArea(DropArea):
    """One per window."""

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(context.theme, tr("Drop transcripts to make minutes of them"), parent)
        self._context = context
        self._shown: MeetingId | None = None
        self.maker = MinutesMaker(context, self)
        self.intake = TranscriptIntake(context, self.maker, self)
        self.editing = MinutesEditing(context, self)
        self.asking = MeetingAsking(context, self)
        self.again = SectionMaker(context, self)
        self._to_choose = ""
        self._loads = 0
        self._build()
        self._connect()
        self.refresh()

    def _build(self) -> None:
        theme = self._context.theme
        self.sidebar = MeetingsSidebar(theme)
        self.progress = MakingRow(theme, self.maker, self.again)
        self.view = MinutesView(theme, self.editing, self.asking)
        self.handing_on = HandingOn(self._context, self)
        self.arranging = Arranging(self._context, self.view, self)
        self.series = SeriesKeeper(self._context, self)
        self.open_button = PrimaryButton(tr("Open transcript…"))
        self.paste_button = QuietButton(tr("Paste transcript…"), theme, "copy")
        self.sample_button = QuietButton(tr("Try the sample meeting"), theme, "meetings")
        self.empty = EmptyState(
            theme,
            "meetings",
            tr("No meetings yet"),
            tr(
                "Drop a transcript here (.vtt, .srt, .txt, .docx): Zoom, Teams, Meet and others write them. You get "
                "decisions, actions and open questions, and each line shows the place where it was said."
            ),
            [self.open_button, self.paste_button, self.sample_button],
        )
        self.pages = QStackedWidget()
        self.pages.addWidget(self.empty)
        self.pages.addWidget(self.view)
        self.pages.addWidget(self.series.page)
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
        self.paths_dropped.connect(self.intake.add)
        self.open_button.clicked.connect(self.intake.choose_files)
        self.sample_button.clicked.connect(self.intake.load_sample)
        self.paste_button.clicked.connect(self.intake.paste)
        self.sidebar.open_requested.connect(self.intake.choose_files)
        self.sidebar.paste_requested.connect(self.intake.paste)
        self.sidebar.meeting_chosen.connect(self._on_meeting_chosen)
        self.view.export_requested.connect(self.handing_on.ask_where)
        self.view.mail_requested.connect(self.handing_on.copy_as_mail)
        self.view.delete_requested.connect(self._on_delete_requested)
        self.view.menu.again_requested.connect(self._on_again_requested)
        self.view.menu.done_requested.connect(self._on_done_requested)
        self.view.origin_requested.connect(self.go_to)
        self.view.series_button.actions_requested.connect(self._on_series_requested)
        self.series.page.requested.connect(self._on_series_requested)
        self.series.page.closed.connect(self._on_series_closed)
        self.series.page.opened.connect(self.go_to)
        self.series.page.marked.connect(self._on_marked)
        self.arranging.templates_changed.connect(self._reload)
        self.maker.state_changed.connect(self._on_work_changed)
        self.maker.made.connect(self._on_made)
        self.editing.added.connect(self._on_line_added)
        self._context.events.meeting_changed.connect(self._on_meeting_changed)
        keys = (
            ("open_transcript", self.intake.choose_files),
            ("paste_transcript", self.intake.paste),
            ("series_actions", self.series.show_current),
        )
        for command, handler in keys:
            shortcut = QShortcut(self)
            bind(shortcut, command)
            shortcut.activated.connect(handler)

    @Slot(object, str)
    def go_to(self, meeting_id: MeetingId, line_id: str) -> None:
        """Show a line of any meeting."""
        self._to_choose = line_id
        if meeting_id == self._shown:
            self.pages.setCurrentWidget(self.view)
            self._choose_added()
        else:
            self.refresh(meeting_id)

    def refresh(self, choose: MeetingId | None = None) -> None:
        """Read the list anew and choose a meeting (None: the one that is shown, else the newest)."""
        minutes = self._context.services.minutes

        def show(rows: Sequence[tuple[MeetingId, str, str | None, float]]) -> None:
            wanted = choose if choose is not None else self._shown
            self._show_meetings([MeetingRow(*row) for row in rows], wanted)

        self._context.operations.run(self, lambda _job: minutes.list()).on_success(show).start()

    def _show_meetings(self, rows: list[MeetingRow], choose: MeetingId | None) -> None:
        self.sidebar.set_meetings(rows, choose)
        self.sidebar.setVisible(bool(rows))
        if not rows:
            self._show_none()
        if not rows or self.pages.currentWidget() is not self.series.page or choose is not None:
            self.pages.setCurrentWidget(self.view if rows else self.empty)

    def _show_none(self) -> None:
        self._shown = self.editing.meeting = self.handing_on.shown = None
        self.view.show_meeting(None)
        self._loads += 1

    @Slot(object)
    def _on_meeting_chosen(self, meeting_id: MeetingId) -> None:
        if meeting_id == self._shown:
            return
        self._shown = self.editing.meeting = meeting_id
        self.view.show_meeting(meeting_id)
        self.pages.setCurrentWidget(self.view)
        self._load(meeting_id, self.view.show_minutes)

    def _load(self, meeting_id: MeetingId, show: Callable[[Minutes, Layout], None]) -> None:
        services = self._context.services
        self._loads += 1
        this = self._loads

        def take(loaded: ShownMeeting) -> None:
            if (
                this != self._loads
            ):  # the person has gone on to another one, or newer changes are being loaded
                return
            self.handing_on.shown = self.series.shown = loaded
            show(loaded.minutes, loaded.layout)
            self.arranging.show(loaded)
            self.view.menu.set_steps(*loaded.steps)
            self._choose_added()

        operation = self._context.operations.run(self, lambda _job: read_meeting(services, meeting_id))
        operation.on_success(take).on_failure(self._on_load_failed).start()

    def _on_load_failed(self, error: ErrorInfo) -> None:
        """A meeting that was deleted elsewhere gives way to the newest one; anything else is told."""
        if error.code != "unknown_meeting":
            self._context.notifications.error(error)
            return
        self._show_none()
        self.refresh()

    @Slot(object)
    def _on_meeting_changed(self, event: MeetingChanged) -> None:
        if event.meeting_id == self._shown:
            self._reload()
        else:
            self.refresh()
            if self.series.concerns(event.meeting_id):
                self._reload()
        self.series.refresh()

    @Slot()
    def _reload(self) -> None:
        if self._shown is not None:
            self._load(self._shown, self.view.update_minutes)

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
    def _on_work_changed(self) -> None:
        self.sample_button.setEnabled(self.maker.path is None)

    @Slot(str)
    def _on_again_requested(self, section: str) -> None:
        if self._shown is not None:
            self.again.make(self._shown, section)

    @Slot(list, bool)
    def _on_done_requested(self, lines: list[tuple[MeetingId | None, str]], done: bool) -> None:  # noqa: FBT001
        """Lines of this meeting are a step that can be undone here; others belong to their own meeting."""
        if here := [line for meeting, line in lines if meeting is None]:
            self.editing.set_done(here, done=done)
        self.arranging.mark_done([(m, line) for m, line in lines if m is not None], done=done)

    @Slot(list, bool)
    def _on_marked(self, lines: list[tuple[MeetingId, str]], done: bool) -> None:  # noqa: FBT001 - a signal's
        self.arranging.mark_done(lines, done=done)

    @Slot(object)
    def _on_series_requested(self, series_id: SeriesId) -> None:
        self.series.show(series_id)
        self.pages.setCurrentWidget(self.series.page)

    @Slot()
    def _on_series_closed(self) -> None:
        self.pages.setCurrentWidget(self.view)
        self.view.notes.setFocus()

    @Slot(object)
    def _on_made(self, meeting_id: MeetingId) -> None:
        self.refresh(meeting_id)
        services = self._context.services

        def read(_path: Path) -> None:
            services.background.wake()

        entering = self._context.operations.run(
            self, lambda job: services.meeting_documents.enter(meeting_id, job.cancel)
        )
        entering.on_success(read).start()

    @Slot()
    def _on_delete_requested(self) -> None:
        shown = self.handing_on.shown
        if shown is None:
            return
        title = shown.minutes.transcript.title
        detail = (
            tr("The text that was pasted is deleted with them.")
            if shown.pasted
            else tr("The transcript's own file stays on the disk. Minutes can be made again from it.")
        )
        confirm(
            self,
            tr("Delete the minutes of “{title}”?", title=title),
            detail,
            tr("Delete"),
            self._delete_shown,
        )

    def _delete_shown(self) -> None:
        meeting_id, service = self._shown, self._context.services.minutes
        if meeting_id is None:
            return
        self._show_none()
        documents = self._context.services.meeting_documents

        def delete(job: RunningJob) -> None:
            documents.leave(meeting_id, job.cancel)
            service.delete(meeting_id)

        operation = self._context.operations.run(self, delete)
        operation.on_success(self._on_deleted).start()

    def _on_deleted(self, _result: object) -> None:
        self.refresh()
        self._context.notifications.info(tr("The minutes were deleted."))
