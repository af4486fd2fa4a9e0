"""Background work as a named object: what runs, and what happens on the UI thread when it is done.

    context.operations.run(self, lambda job: library.add(paths, job.cancel, job.report))
        .with_progress(self._show_progress).on_success(self._show_result).start()

Promises: the call runs in a pool thread; every callback runs on the UI thread, and none once the owner is gone;
cancelling is silent; a failure nobody handles becomes exactly one notification; anything that is not a
``CarrelError`` is our bug and reaches ``sys.excepthook``.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar

import shiboken6
from PySide6.QtCore import QObject, Qt, QThreadPool, Signal, Slot

from app.domain.errors import Cancelled, CarrelError, ErrorInfo
from app.domain.jobs import CancelToken, Progress

if TYPE_CHECKING:
    from app.ui.bridge.jobs import Job

T = TypeVar("T")
MAX_THREADS = 6  # calls mostly wait for a child process, so this may exceed the number of cores


@dataclass(frozen=True)
class RunningJob:
    """Handed to the call: look at ``cancel`` while working, and tell ``report`` how far you are."""

    cancel: CancelToken
    report: Callable[[Progress], None]


class Operation(QObject, Generic[T]):
    """One run of ``call``. Built fluently, started once."""

    _progressed = Signal(object, object)
    _ended = Signal(object, object, object)

    def __init__(
        self,
        call: Callable[[RunningJob], T],
        owner: QObject | None = None,
        pool: QThreadPool | None = None,
    ) -> None:
        super().__init__()
        self.cancel_token = CancelToken()
        self.running = False
        self._call = call
        self._owner = owner
        self._pool = pool or QThreadPool.globalInstance()
        self._success: Callable[[T], None] | None = None
        self._failure: Callable[[ErrorInfo], None] | None = None
        self._cancelled: Callable[[], None] | None = None
        self._progress: Callable[[Progress], None] | None = None
        self._always: list[Callable[[], None]] = []
        self._latest: Progress | None = None
        self._job: Job | None = None
        self._lock = threading.Lock()
        self._progressed.connect(self._on_progressed, Qt.ConnectionType.QueuedConnection)
        self._ended.connect(self._on_ended, Qt.ConnectionType.QueuedConnection)

    def on_success(self, callback: Callable[[T], None]) -> Operation[T]:
        """Call back with the result."""
        self._success = callback
        return self

    def on_failure(self, callback: Callable[[ErrorInfo], None]) -> Operation[T]:
        """Call back with the error, in place of the notification."""
        self._failure = callback
        return self

    def on_cancelled(self, callback: Callable[[], None]) -> Operation[T]:
        """Call back when the work was stopped on request."""
        self._cancelled = callback
        return self

    def with_progress(self, callback: Callable[[Progress], None]) -> Operation[T]:
        """Call back with the newest progress; reports in between may be skipped."""
        self._progress = callback
        return self

    def as_job(self, job: Job) -> Operation[T]:
        """Show it among the jobs: its progress, how it ended, and a way to stop it."""
        self._job = job
        job.on_cancel(self.cancel)
        return self

    def finally_do(self, callback: Callable[[], None]) -> Operation[T]:
        """Call back last, however it ended."""
        self._always.append(callback)
        return self

    def start(self) -> Operation[T]:
        """Queue the work; returns at once.

        The operation lives until word of its end was delivered, also when nobody else holds it: the pool holds the
        callable until it has run, then the queued signal carries the operation.
        """
        if self.running:
            raise RuntimeError("an operation is started once")
        self.running = True
        # A callable, no QRunnable of ours: the pool's Python object holds that one, where the cycle collector sees it,
        # and pool, runnable and operation were collected together when their window was gone, the work still queued.
        self._pool.start(self.run_in_thread)
        return self

    def cancel(self) -> None:
        """Ask the work to stop; callbacks still come."""
        self.cancel_token.cancel()

    def run_in_thread(self) -> None:
        """The pool thread's part."""
        result: T | None = None
        error: BaseException | None = None
        try:
            result = self._call(RunningJob(self.cancel_token, self._report))
        except BaseException as caught:  # noqa: BLE001 - carried to the UI thread, which decides
            error = caught
        if shiboken6.isValid(self):
            self._ended.emit(self, result, error)

    def _report(self, progress: Progress) -> None:
        with self._lock:
            waiting, self._latest = self._latest is not None, progress
        if not waiting:
            self._progressed.emit(self, None)

    @Slot(object, object)
    def _on_progressed(self, _keep_alive: object, _unused: object) -> None:
        with self._lock:
            progress, self._latest = self._latest, None
        if progress is None:
            return
        if self._job is not None:
            self._job.progress(progress)
        if self._progress is not None and self._owner_alive():
            self._progress(progress)

    @Slot(object, object, object)
    def _on_ended(self, _keep_alive: object, result: Any, error: BaseException | None) -> None:
        self.running = False
        if self._job is not None:
            self._job.end(error)
        try:
            if self._owner_alive():
                self._deliver(result, error)
        finally:
            for callback in self._always:
                callback()

    def _deliver(self, result: Any, error: BaseException | None) -> None:
        if error is None:
            if self._success is not None:
                self._success(result)
        elif isinstance(error, Cancelled):
            if self._cancelled is not None:
                self._cancelled()
        elif isinstance(error, CarrelError):
            if self._failure is not None:
                self._failure(error.info())
        else:
            raise error

    def _owner_alive(self) -> bool:
        return self._owner is None or shiboken6.isValid(self._owner)


class OperationRunner:
    """Makes operations that share one pool and one way to report a failure, and stops them all at the end."""

    def __init__(self, report_failure: Callable[[ErrorInfo], None]) -> None:
        self._report_failure = report_failure
        self._pool = QThreadPool()
        self._pool.setMaxThreadCount(MAX_THREADS)
        self._running: set[Operation[Any]] = set()

    def run(self, owner: QObject | None, call: Callable[[RunningJob], T]) -> Operation[T]:
        """An operation, not started yet."""
        operation: Operation[T] = Operation(call, owner, self._pool)
        self._running.add(operation)

        def forget() -> None:
            self._running.discard(operation)

        return operation.on_failure(self._report_failure).finally_do(forget)

    def shut_down(self, timeout_ms: int = 3000) -> bool:
        """Cancel everything and wait; False when something would not stop in time."""
        for operation in tuple(self._running):
            operation.cancel()
        return self._pool.waitForDone(timeout_ms)
