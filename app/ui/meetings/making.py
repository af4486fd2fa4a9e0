"""Making minutes in the background, one transcript after the other."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import shiboken6
from PySide6.QtCore import QObject, Signal, Slot

from app import wording
from app.domain.errors import ErrorInfo
from app.domain.ids import MeetingId
from app.domain.jobs import JobKind, JobState, Progress
from app.i18n import tr
from app.ui.bridge.jobs import Job, JobVerbs
from app.ui.bridge.operation import Operation, RunningJob

if TYPE_CHECKING:
    from app.ui.bridge.context import UiContext

_WATCHED_S = 2.0
"""Seconds a step must have been watched before its end can be guessed."""


class MinutesMaker(QObject):
    """A queue of transcripts.

    Signals:
        state_changed: work began on a file, or all work ended.
        progressed: a :class:`Progress` that counts utterances.
        made: the :class:`MeetingId` of minutes that were stored.
    """

    state_changed = Signal()
    progressed = Signal(object)
    made = Signal(object)

    def __init__(self, context: UiContext, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._waiting: deque[tuple[Path, Job]] = deque()
        self._job: Job | None = None
        self._operation: Operation[Any] | None = None
        self._refused: list[tuple[str, str, str]] = []
        self._step: tuple[str, int, float] = ("", 0, 0.0)
        self.path: Path | None = None

    def add(self, paths: Iterable[Path]) -> None:
        """Make minutes of these files; returns at once."""
        for path in paths:
            self._waiting.append((path, self._begin(path)))
        if self._operation is None and self._waiting:
            self._next()

    @property
    def waiting(self) -> int:
        """Transcripts that come after the present one."""
        return len(self._waiting)

    @Slot()
    def cancel(self) -> None:
        """Stop the present one and forget the rest; nothing half-made is kept."""
        waiting, self._waiting = self._waiting, deque()
        for _path, job in waiting:
            job.finish(JobState.CANCELLED)
        if self._operation is not None:
            self._operation.cancel()

    def _begin(self, path: Path) -> Job:
        """Listed among the jobs while it waits, too."""
        verbs = JobVerbs(retry=lambda: self.add([path]), show=lambda: self._context.open_area("meetings"))
        title = tr("Minutes of “{name}”", name=path.name)
        job = self._context.jobs.begin(JobKind.MINUTES, title, state=JobState.WAITING, verbs=verbs)
        verbs.cancel = lambda: self._cancel_one(job)
        return job

    def _cancel_one(self, job: Job) -> None:
        if job is self._job:
            if self._operation is not None:
                self._operation.cancel()
            return
        self._waiting = deque(entry for entry in self._waiting if entry[1] is not job)
        job.finish(JobState.CANCELLED)

    def _next(self) -> None:
        self.path, self._job = path, job_entry = self._waiting.popleft()
        job_entry.progress(None)
        self._step = ("", 0, 0.0)
        minutes = self._context.services.minutes

        def make(job: RunningJob) -> MeetingId:
            made = minutes.make(path, job.cancel, job.report)
            job.cancel.raise_if_cancelled()
            return minutes.keep(made, path)

        operation = self._context.operations.run(self, make).with_progress(self._on_progress)
        operation.as_job(job_entry).on_success(self._on_made).on_failure(self._on_failed).finally_do(
            self._on_ended
        )
        self._operation = operation.start()
        self.state_changed.emit()

    def _on_progress(self, progress: Progress) -> None:
        self.progressed.emit(replace(progress, seconds_left=self._seconds_left(progress)))

    def _seconds_left(self, progress: Progress) -> float | None:
        """From the speed of the present step; None while there is too little to go by."""
        now = time.monotonic()
        name, begun_at, since = self._step
        if name != progress.label or progress.done < begun_at:
            self._step = (progress.label, progress.done, now)
            return progress.seconds_left
        done = progress.done - begun_at
        if progress.seconds_left is not None or done <= 0 or now - since < _WATCHED_S:
            return progress.seconds_left
        return (now - since) / done * (progress.total - progress.done)

    def _on_made(self, meeting_id: MeetingId) -> None:
        self.made.emit(meeting_id)

    def _on_failed(self, error: ErrorInfo) -> None:
        self._refused.append((self.path.name if self.path else "", *wording.describe(error)))

    def _tell_refused(self) -> None:
        """One message for all files of a drop, so that none is written over by the next."""
        refused, self._refused = self._refused, []
        if len(refused) == 1:
            name, message, hint = refused[0]
            self._context.notifications.warning(f"“{name}”: {message}", hint)
        elif refused:
            lines = [f"“{name}”: {message}. {hint}" for name, message, hint in refused]
            self._context.notifications.warning(
                tr("No minutes of {number} files", number=len(refused)), "\n".join(lines)
            )

    def _on_ended(self) -> None:
        self._operation = self._job = None
        self.path = None
        if not shiboken6.isValid(self):  # the window was closed meanwhile
            return
        if self._waiting:
            self._next()
        else:
            self._tell_refused()
            self.state_changed.emit()
