"""Making minutes in the background, one transcript after the other."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import shiboken6
from PySide6.QtCore import QObject, Signal, Slot

from app import wording
from app.domain.errors import ErrorInfo
from app.domain.ids import MeetingId
from app.domain.jobs import Progress
from app.ui.bridge.operation import Operation, RunningJob

if TYPE_CHECKING:
    from app.ui.bridge.context import UiContext


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
        self._waiting: deque[Path] = deque()
        self._operation: Operation[Any] | None = None
        self.path: Path | None = None

    def add(self, paths: Iterable[Path]) -> None:
        """Make minutes of these files; returns at once."""
        self._waiting.extend(paths)
        if self._operation is None:
            self._next()

    @property
    def waiting(self) -> int:
        """Transcripts that come after the present one."""
        return len(self._waiting)

    @Slot()
    def cancel(self) -> None:
        """Stop the present one and forget the rest; nothing half-made is kept."""
        self._waiting.clear()
        if self._operation is not None:
            self._operation.cancel()

    def _next(self) -> None:
        self.path = path = self._waiting.popleft()
        minutes = self._context.services.minutes

        def make(job: RunningJob) -> MeetingId:
            made = minutes.make(path, job.cancel, job.report)
            job.cancel.raise_if_cancelled()
            return minutes.keep(made, path)

        operation = self._context.operations.run(self, make).with_progress(self._on_progress)
        operation.on_success(self._on_made).on_failure(self._on_failed).finally_do(self._on_ended)
        self._operation = operation.start()
        self.state_changed.emit()

    def _on_progress(self, progress: Progress) -> None:
        self.progressed.emit(progress)

    def _on_made(self, meeting_id: MeetingId) -> None:
        self.made.emit(meeting_id)

    def _on_failed(self, error: ErrorInfo) -> None:
        message, hint = wording.describe(error)
        name = self.path.name if self.path else ""
        self._context.notifications.warning(f"“{name}”: {message}", hint)

    def _on_ended(self) -> None:
        self._operation = None
        self.path = None
        if not shiboken6.isValid(self):  # the window was closed meanwhile
            return
        if self._waiting:
            self._next()
        else:
            self.state_changed.emit()
