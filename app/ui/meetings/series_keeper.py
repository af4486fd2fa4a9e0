"""Keeps the page of a series in step with what is known about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QWidget

from app.domain.ids import MeetingId, SeriesId
from app.domain.minutes_templates import CarriedAction
from app.ui.meetings.series_page import SeriesPage
from app.ui.meetings.showing import ShownMeeting

if TYPE_CHECKING:
    from app.ui.bridge.context import UiContext


class SeriesKeeper(QObject):
    """``shown`` is the meeting that is shown, set by the area."""

    def __init__(self, context: UiContext, parent: QWidget) -> None:
        super().__init__(parent)
        self._context = context
        self._series: SeriesId | None = None
        self._loads = 0
        self.shown: ShownMeeting | None = None
        self.page = SeriesPage(context.theme)

    def show(self, series_id: SeriesId) -> None:
        """Read the actions of this series and show them."""
        self._series = series_id
        self.refresh()

    @Slot()
    def show_current(self) -> None:
        """That of the meeting that is shown, where it is in one."""
        if self.shown is not None and self.shown.series is not None:
            self.page.requested.emit(self.shown.series.id)

    def concerns(self, meeting_id: MeetingId) -> bool:
        """Whether the shown meeting may show something of this one."""
        return self.shown is not None and self.shown.id != meeting_id and self.shown.series is not None

    def refresh(self) -> None:
        """Read it anew, after a change; nothing happens while no series was shown."""
        series_id, series = self._series, self._context.services.meeting_series
        if series_id is None:
            return
        self._loads += 1
        this = self._loads

        def read() -> tuple[str, list[CarriedAction]]:
            name = next((row.name for row in series.all() if row.id == series_id), "")
            return name, series.actions(series_id)

        def take(found: tuple[str, list[CarriedAction]]) -> None:
            if this == self._loads:
                self.page.show_series(*found)

        self._context.operations.run(self, lambda _job: read()).on_success(take).start()
