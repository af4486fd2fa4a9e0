"""One task under way: the service runs in a pool thread, what it writes arrives here on the UI thread."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from app.domain.errors import ErrorInfo
from app.domain.jobs import JobKind, Progress
from app.domain.writing import TaskResult, TextInput
from app.services.text_changes import Piece, changes
from app.ui.bridge.context import UiContext
from app.ui.bridge.operation import RunningJob
from app.ui.bridge.token_stream import TokenStream


@dataclass(frozen=True, slots=True)
class Done:
    """What came of it; ``changed`` compares it with the text it was made from, empty for a task that does not."""

    result: TaskResult
    changed: tuple[Piece, ...] = ()


class TaskRun(QObject):
    """Signals: ``text_added(str)``, ``progressed(Progress)``, then exactly one of ``done(Done)``,
    ``failed(ErrorInfo)``, ``stopped``.
    """

    text_added = Signal(str)
    progressed = Signal(object)
    done = Signal(object)
    failed = Signal(object)
    stopped = Signal()

    def __init__(
        self,
        context: UiContext,
        task_id: str,
        what: TextInput,
        paths: Sequence[Path],
        parent: QObject,
        *,
        anyway: bool = False,
        compares: bool = False,
    ) -> None:
        super().__init__(parent)
        self._context, self._services = context, context.services
        self._task_id, self._what, self._paths = task_id, what, tuple(paths)
        self._anyway, self._compares = anyway, compares
        self._stream = TokenStream(self)
        self._stream.text_added.connect(self.text_added)
        self._operation = (
            context.operations.run(self, self._run)
            .with_progress(self._on_progress)
            .on_success(self._on_success)
            .on_failure(self._on_failure)
            .on_cancelled(self._on_cancelled)
        )

    def start(self, title: str = "") -> None:
        """Begin; with a ``title`` it is listed among the jobs."""
        if title:
            show = partial(self._context.open_area, "write")
            self._operation.as_job(self._context.jobs.begin(JobKind.TASK, title, show=show))
        self._operation.start()

    @Slot()
    def stop(self) -> None:
        """Ask it to end; what was written so far is kept."""
        self._operation.cancel()

    def _run(self, job: RunningJob) -> Done:
        texts = [self._what.text] if self._what.text.strip() else []
        if self._paths:
            texts.append(self._services.writing_sources.text(self._paths, job.cancel))
        source = "\n\n".join(texts)
        result = self._services.writing.run(
            self._task_id,
            TextInput(source, self._what.options),
            anyway=self._anyway,
            cancel=job.cancel,
            on_progress=job.report,
            on_text=self._stream.push,
        )
        # comparing two long texts takes longer than a window may stand still
        return Done(result, tuple(changes(source, result.output.text)) if self._compares else ())

    def _on_progress(self, progress: Progress) -> None:
        self.progressed.emit(progress)

    def _on_success(self, done: Done) -> None:
        self._stream.clear()
        self.done.emit(done)

    def _on_failure(self, error: ErrorInfo) -> None:
        self._stream.clear()
        self.failed.emit(error)

    def _on_cancelled(self) -> None:
        self._stream.clear()
        self.stopped.emit()
