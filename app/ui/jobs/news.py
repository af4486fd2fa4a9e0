"""Tells of a long job's end: in the window when the person is elsewhere in it, else by the system."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QApplication, QWidget

from app import APP_NAME
from app.domain.jobs import JobKind, JobState
from app.i18n import tr
from app.ui.jobs.words import reason, state_line
from app.ui.notifications import UNDO_MS

if TYPE_CHECKING:
    from app.ui.bridge.context import UiContext
    from app.ui.bridge.jobs import JobRecord
    from app.ui.tray import Tray

LONG_S = 5.0
"""Whoever waited less has not gone elsewhere."""
AREA_OF = {
    JobKind.INTAKE: "library",
    JobKind.MINUTES: "meetings",
    JobKind.DOWNLOAD: "models",
    JobKind.MODEL: "models",
    JobKind.TASK: "write",
}


class JobNews(QObject):
    """Belongs to the window. ``area`` names the open one, ``tray`` is there when the person wants one."""

    def __init__(
        self, context: UiContext, window: QWidget, area: Callable[[], str], tray: Callable[[], Tray | None]
    ) -> None:
        super().__init__(window)
        self._context, self._window, self._area, self._tray = context, window, area, tray
        context.jobs.ended.connect(self._on_ended)

    @Slot(object)
    def _on_ended(self, record: JobRecord) -> None:
        if record.seconds < LONG_S or record.state is JobState.CANCELLED:
            return
        if not self._window.isActiveWindow():
            self._tell_system(record)
        if self._area() not in ("jobs", AREA_OF.get(record.kind, "")):
            self._tell_here(record)

    def _tell_system(self, record: JobRecord) -> None:
        QApplication.alert(self._window)  # the entry in the task bar or dock asks for a look
        tray = self._tray()
        if tray is not None:
            tray.tell(APP_NAME, f"{record.title}. {state_line(record)}")

    def _tell_here(self, record: JobRecord) -> None:
        """Never in place of a message that still offers something: that one may be the only way back."""
        notifications = self._context.notifications
        if notifications.offers_something:
            return
        failed = record.state is JobState.FAILED
        verbs = self._context.jobs.verbs(record.id)
        show = verbs.show if verbs is not None else None
        if failed:
            message, hint = reason(record)
            notifications.offer(f"{record.title}: {message}", hint, tr("Jobs"), self._show_jobs)
        elif show is not None:
            notifications.offer(f"{record.title}: {state_line(record)}", "", tr("Show"), show, UNDO_MS)
        else:
            notifications.success(f"{record.title}: {state_line(record)}")

    def _show_jobs(self) -> None:
        self._context.open_area("jobs")
