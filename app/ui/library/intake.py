"""Adding documents and reading them, in the background, for whoever asks: the library, a drop, the first run.

At most one reading is under way. What is added meanwhile is queued in the library, and one more round is run when
the present one ends, so that nothing that was added during the last moments is left waiting.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Protocol

import shiboken6
from PySide6.QtCore import QObject, Signal, Slot

from app.domain.documents import Document, OcrMode
from app.domain.errors import ErrorInfo
from app.domain.ids import DocumentId
from app.domain.jobs import CancelToken, OnProgress, Progress
from app.ui.bridge.operation import Operation, OperationRunner, RunningJob


class Added(Protocol):
    """What adding came to; ``rejected`` are files that never became documents, each with its reason."""

    @property
    def documents(self) -> Sequence[Document]: ...  # noqa: D102 - said above

    @property
    def rejected(self) -> Sequence[tuple[Path, ErrorInfo]]: ...  # noqa: D102 - said above


class Library(Protocol):
    """The verbs of the library that intake needs."""

    def add(self, paths: Sequence[Path], cancel: CancelToken, on_progress: OnProgress) -> Added:
        """Queue files and folders."""

    def rescan(self, cancel: CancelToken, on_progress: OnProgress) -> Any:
        """Queue what is new or changed, drop what is gone."""

    def retry(self, ids: Sequence[DocumentId], *, ocr: OcrMode | None = None) -> int:
        """Queue documents again; ``ocr`` None leaves it as it was."""

    def ignore(self, ids: Sequence[DocumentId]) -> Any:
        """Take documents out of reading."""

    def unignore(self, ids: Sequence[DocumentId]) -> Any:
        """Read them after all."""


class Ingestion(Protocol):
    """Reads what is queued."""

    def run(self, cancel: CancelToken, on_progress: OnProgress) -> Any:
        """Works off the queue."""

    def pause(self) -> None:
        """Wait, whoever started the run."""

    def resume(self) -> None:
        """Go on."""

    def prioritize(self, scope: Sequence[Path]) -> Any:
        """Read what is at or below these paths first."""


class Intake(QObject):
    """One queue for the whole window.

    Signals:
        state_changed: reading began, was paused, or ended.
        progressed: a :class:`Progress`, from adding or from reading.
        added: an :class:`Added`.
        nothing_added: adding ended (failed, or was stopped) and nothing is read because of it.
    """

    state_changed = Signal()
    progressed = Signal(object)
    added = Signal(object)
    nothing_added = Signal()

    def __init__(
        self,
        library: Library,
        ingestion: Ingestion,
        operations: OperationRunner,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._library = library
        self._ingestion = ingestion
        self._operations = operations
        self._adding: set[Operation[Any]] = set()
        self._reading: Operation[Any] | None = None
        self._again = False
        self._paused = False
        self._stopped = False

    @property
    def adding(self) -> bool:
        """Whether files are being looked at and queued."""
        return bool(self._adding)

    @property
    def reading(self) -> bool:
        """Whether documents are being read; also while that is paused."""
        return self._reading is not None

    @property
    def paused(self) -> bool:
        """Whether the person asked to wait."""
        return self._paused

    @property
    def stopped(self) -> bool:
        """Whether the person ended the last reading before its end."""
        return self._stopped

    def add(self, paths: Sequence[Path]) -> None:
        """Queue files and folders, then read them. Returns at once."""
        chosen = tuple(paths)
        if chosen:
            self._enqueue(lambda job: self._library.add(chosen, job.cancel, job.report))

    def rescan(self) -> None:
        """Find what changed in the added files and folders, and read it. Returns at once."""
        self._enqueue(lambda job: self._library.rescan(job.cancel, job.report))

    def retry(self, ids: Sequence[DocumentId], ocr: OcrMode | None = None) -> None:
        """Read these documents again; with OcrMode.ALWAYS from their pictures. Returns at once."""
        chosen = tuple(ids)
        if chosen:
            self._enqueue(lambda _job: _retry(self._library, chosen, ocr))

    def ignore(self, ids: Sequence[DocumentId]) -> None:
        """Take documents out of reading; they stay listed. Returns at once."""
        chosen = tuple(ids)
        self._operations.run(self, lambda _job: self._library.ignore(chosen)).start()

    def unignore(self, ids: Sequence[DocumentId]) -> None:
        """Read ignored documents after all. Returns at once."""
        chosen = tuple(ids)
        self._enqueue(lambda _job: self._library.unignore(chosen))

    def prioritize(self, folder: Path) -> None:
        """Read what lies in this folder first. Returns at once."""
        self._operations.run(self, lambda _job: self._ingestion.prioritize([folder])).start()

    @Slot()
    def read(self) -> None:
        """Read what is queued; while that is under way, ask for one more round."""
        self._go_on_after_stop()
        if self._reading is not None:
            self._again = True
            return
        self._again = False
        operation = self._operations.run(self, self._run).with_progress(self._on_progress)
        self._reading = operation.finally_do(self._on_read)
        self._reading.start()
        self.state_changed.emit()

    @Slot()
    def pause(self) -> None:
        """Wait after the present document (or page), until :meth:`resume`."""
        self._paused = True
        self._ingestion.pause()
        self.state_changed.emit()

    @Slot()
    def resume(self) -> None:
        """Go on, also after :meth:`stop`."""
        self._paused = False
        self._ingestion.resume()
        self.read()
        self.state_changed.emit()

    @Slot()
    def stop(self) -> None:
        """End adding and reading; what was not read stays queued, also if others would read it."""
        self._stopped, self._again = True, False
        self._ingestion.pause()
        for operation in (*self._adding, self._reading):
            if operation is not None:
                operation.cancel()
        self.state_changed.emit()

    def _go_on_after_stop(self) -> None:
        """Whoever asks for something new wants it read; a pause lasts until it is ended."""
        if self._stopped:
            self._stopped = False
            if not self._paused:
                self._ingestion.resume()

    def _run(self, job: RunningJob) -> Any:
        return self._ingestion.run(job.cancel, job.report)

    def _enqueue(self, call: Callable[[RunningJob], Any]) -> None:
        operation: Operation[Any] = self._operations.run(self, call)
        self._go_on_after_stop()
        self._adding.add(operation)
        operation.with_progress(self._on_progress).on_success(self._on_added)
        operation.finally_do(self._forgetter(operation)).start()
        self.state_changed.emit()

    def _forgetter(self, operation: Operation[Any]) -> Callable[[], None]:
        def forget() -> None:
            self._adding.discard(operation)
            if not shiboken6.isValid(self):  # the window was closed meanwhile
                return
            self.state_changed.emit()
            if not self._adding and self._reading is None:
                self.nothing_added.emit()

        return forget

    def _on_added(self, result: Any) -> None:
        if hasattr(result, "rejected") and hasattr(result, "documents"):
            self.added.emit(result)
        if not self._stopped:
            self.read()

    def _on_progress(self, progress: Progress) -> None:
        self.progressed.emit(progress)

    def _on_read(self) -> None:
        self._reading = None
        if not shiboken6.isValid(self):  # the window was closed meanwhile
            return
        if self._again and not self._stopped:
            self.read()
        else:
            self.state_changed.emit()


def _retry(library: Library, ids: Sequence[DocumentId], ocr: OcrMode | None) -> int:
    return library.retry(ids) if ocr is None else library.retry(ids, ocr=ocr)
