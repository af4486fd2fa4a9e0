"""Everything that runs or ran since the window opened, in one list: the jobs.

    job = context.jobs.begin(JobKind.MINUTES, title, retry=again, show=open_it)
    context.operations.run(self, make).as_job(job).on_success(...).start()

An operation reports its progress and its end to its job by itself; what is no operation (reading, downloads) is
followed by ``app.ui.jobs.following``. All of it happens on the UI thread. Jobs are not kept over a restart: what must
survive one (the queue of documents, downloads) is kept by its own service and shows up here anew.
"""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable
from dataclasses import dataclass, replace

import shiboken6
from PySide6.QtCore import QObject, Signal

from app.domain.errors import Cancelled, CarrelError, ErrorInfo
from app.domain.jobs import JobKind, JobState, Progress

MOST_ENDED = 100
Verb = Callable[[], None]


@dataclass(frozen=True, slots=True)
class JobRecord:
    """One job as it stands. ``began`` and ``ended`` are Unix times; ``detail`` is a sentence that is shown as it is."""

    id: int
    kind: JobKind
    title: str
    state: JobState = JobState.RUNNING
    progress: Progress | None = None
    detail: str = ""
    error: ErrorInfo | None = None
    began: float = 0.0
    ended: float | None = None

    @property
    def seconds(self) -> float:
        """How long it has taken so far, or took; 0 where the clock was put back meanwhile."""
        return max(0.0, (self.ended if self.ended is not None else time.time()) - self.began)


@dataclass(slots=True)
class JobVerbs:
    """What can be done with it; None: not with this one. ``show`` goes to what it is about."""

    pause: Verb | None = None
    resume: Verb | None = None
    cancel: Verb | None = None
    retry: Verb | None = None
    show: Verb | None = None


class Job:
    """The handle of whoever runs it."""

    def __init__(self, board: JobBoard, job_id: int) -> None:
        self._board = board
        self.id = job_id

    def on_cancel(self, cancel: Verb) -> None:
        """How it is stopped, unless it was told before."""
        verbs = self._board.verbs(self.id)
        if verbs is not None and verbs.cancel is None:
            verbs.cancel = cancel
            self._board.touch(self.id)

    def progress(
        self, progress: Progress | None, state: JobState = JobState.RUNNING, detail: str = ""
    ) -> None:
        """How far it is; ``detail`` says why when it stands still."""
        self._board.update(self.id, state=state, progress=progress, detail=detail, ended=None, error=None)

    def end(self, error: BaseException | None = None, detail: str = "") -> None:
        """It is over: done, cancelled, or failed. What is no error of ours to tell has no reason."""
        if error is None:
            self.finish(JobState.DONE, detail=detail)
        elif isinstance(error, Cancelled):
            self.finish(JobState.CANCELLED)
        else:
            self.finish(JobState.FAILED, error.info() if isinstance(error, CarrelError) else None)

    def finish(self, state: JobState, error: ErrorInfo | None = None, detail: str = "") -> None:
        """The same, by its state."""
        self._board.update(self.id, state=state, error=error, detail=detail, ended=time.time())

    def remove(self) -> None:
        """Take it off the list."""
        self._board.remove(self.id)


class JobBoard(QObject):
    """Signals: ``added``, ``changed``, ``removed`` carry the id; ``ended`` the record."""

    added = Signal(int)
    changed = Signal(int)
    removed = Signal(int)
    ended = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._numbers = itertools.count(1)
        self._records: dict[int, JobRecord] = {}
        self._verbs: dict[int, JobVerbs] = {}

    def begin(
        self,
        kind: JobKind,
        title: str,
        *,
        state: JobState = JobState.RUNNING,
        verbs: JobVerbs | None = None,
        retry: Verb | None = None,
        show: Verb | None = None,
    ) -> Job:
        """A new job, at the head of the list."""
        job = Job(self, next(self._numbers))
        self._records[job.id] = JobRecord(job.id, kind, title, state, began=time.time())
        self._verbs[job.id] = verbs or JobVerbs(retry=retry, show=show)
        self.added.emit(job.id)
        return job

    def records(self) -> list[JobRecord]:
        """All, the newest first."""
        return list(reversed(self._records.values()))

    def record(self, job_id: int) -> JobRecord | None:
        """One of them."""
        return self._records.get(job_id)

    def verbs(self, job_id: int) -> JobVerbs | None:
        """What can be done with it."""
        return self._verbs.get(job_id)

    def under_way(self) -> list[JobRecord]:
        """Those that have not ended, the newest first."""
        return [record for record in self.records() if not record.state.ended]

    def update(self, job_id: int, **changes: object) -> None:
        """Of a job that is still on the list."""
        before = self._records.get(job_id)
        if before is None or not shiboken6.isValid(self):  # the window is gone: nobody looks any more
            return
        after = replace(before, **changes)  # type: ignore[arg-type]
        if after == before:
            return
        self._records[job_id] = after
        self.changed.emit(job_id)
        if after.state.ended and not before.state.ended:
            self.ended.emit(after)
            self._forget_oldest()

    def touch(self, job_id: int) -> None:
        """What can be done with it is different now."""
        if job_id in self._records:
            self.changed.emit(job_id)

    def remove(self, job_id: int) -> None:
        """Forget it."""
        if self._records.pop(job_id, None) is not None:
            self._verbs.pop(job_id, None)
            self.removed.emit(job_id)

    def clear_ended(self) -> int:
        """Forget all that ended; how many there were."""
        ended = [record.id for record in self._records.values() if record.state.ended]
        for job_id in ended:
            self.remove(job_id)
        return len(ended)

    def _forget_oldest(self) -> None:
        ended = [record.id for record in self._records.values() if record.state.ended]
        for job_id in ended[:-MOST_ENDED]:
            self.remove(job_id)
