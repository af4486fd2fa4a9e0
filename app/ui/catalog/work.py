"""The one thing that is being done with a model file: loading, copying or checking it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Signal

from app.domain.errors import ErrorInfo
from app.domain.jobs import JobKind, Progress
from app.i18n import tr
from app.ui.bridge.context import UiContext
from app.ui.bridge.operation import Operation, RunningJob
from app.ui.phrases import file_size
from app.ui.widgets import ProgressRow

Call = Callable[[RunningJob], Any]
Done = Callable[[Any], None]
Failed = Callable[[ErrorInfo], None]


class ModelWork(QObject):
    """Shows it in ``progress`` and among the jobs. Signals: ``changed`` once it has begun, ``ended``."""

    changed = Signal()
    ended = Signal()

    def __init__(self, context: UiContext, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._operation: Operation[Any] | None = None
        self.progress = ProgressRow(context.theme)
        self.progress.hide()

    @property
    def busy(self) -> bool:
        """Whether something is under way."""
        return self._operation is not None

    def cancel(self) -> None:
        """Stop it."""
        if self._operation is not None:
            self._operation.cancel()

    def run(
        self, label: str, call: Call, done: Done, failed: Failed | None = None, *, in_bytes: bool = False
    ) -> None:
        """Begin; ``failed`` is told in place of the notification. From the jobs it can be tried again."""

        def again() -> None:
            if not self.busy:  # else it is left to the person to wait for the end of the other
                self.run(label, call, done, failed, in_bytes=in_bytes)

        self.progress.show_progress(label, 0, 0)
        self.progress.show()
        job = self._context.jobs.begin(
            JobKind.MODEL, label, retry=again, show=lambda: self._context.open_area("models")
        )
        operation = self._context.operations.run(self, call).as_job(job).on_success(done)
        operation.with_progress(lambda progress: self._show(label, progress, in_bytes=in_bytes))
        if failed is not None:
            operation.on_failure(failed)
        self._operation = operation.finally_do(self._on_ended)
        self._operation.start()
        self.changed.emit()

    def _show(self, label: str, progress: Progress, *, in_bytes: bool) -> None:
        if in_bytes:
            done, total = file_size(progress.done), file_size(progress.total)
            label += tr(": {done} of {total}", done=done, total=total)
        share = int(progress.done / progress.total * 100) if progress.total else 0
        self.progress.show_progress(label, share, 100 if progress.total else 0, progress.seconds_left)
        self.progress.left.setVisible(not in_bytes)

    def _on_ended(self) -> None:
        self._operation = None
        self.progress.hide()
        self.ended.emit()
