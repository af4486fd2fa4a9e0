"""Jobs that are no operation of the window: documents being read, models on their way."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QWidget

from app.domain.downloads import DownloadState
from app.domain.jobs import JobKind, JobState, Progress
from app.i18n import tr, tr_n
from app.ui.bridge.jobs import Job, JobVerbs
from app.ui.library.reading_words import PAUSED, waiting_words

if TYPE_CHECKING:
    from app.domain.downloads import Download
    from app.domain.events import DownloadChanged, IngestionProgressed
    from app.ui.bridge.context import UiContext
    from app.ui.library.intake import Intake

_STATES = {
    DownloadState.WAITING: JobState.WAITING,
    DownloadState.RUNNING: JobState.RUNNING,
    DownloadState.PAUSED: JobState.PAUSED,
    DownloadState.FAILED: JobState.FAILED,
    DownloadState.DONE: JobState.DONE,
}


class ReadingJob(QObject):
    """The reading of documents, whoever began it: one job for each time the queue is worked off."""

    def __init__(self, context: UiContext, intake: Callable[[], Intake], parent: QObject) -> None:
        super().__init__(parent)
        self._context, self._intake = context, intake
        self._job: Job | None = None
        self._read = 0
        context.events.ingestion_progressed.connect(self._on_progressed)

    @Slot(object)
    def _on_progressed(self, event: IngestionProgressed) -> None:
        if not event.running:
            self._end()
            return
        if self._job is None:
            if not event.progress.total:
                return
            self._job = self._context.jobs.begin(JobKind.INTAKE, tr("Reading documents"), verbs=self._verbs())
        self._read = event.progress.done
        state = _waiting_state(event.waiting)
        self._job.progress(event.progress, state, waiting_words(event.waiting) if event.waiting else "")

    def _end(self) -> None:
        job, self._job = self._job, None
        if job is None:
            return
        if self._intake().stopped:
            job.finish(JobState.CANCELLED)
        else:
            job.finish(
                JobState.DONE, detail=tr_n("{count} document read", "{count} documents read", self._read)
            )

    def _verbs(self) -> JobVerbs:
        """Asked of the library's own intake each time, so that its buttons and these agree."""
        return JobVerbs(
            pause=lambda: self._intake().pause(),
            resume=lambda: self._intake().resume(),
            cancel=lambda: self._intake().stop(),
            retry=lambda: self._intake().resume(),
            show=partial(self._context.open_area, "library"),
        )


class DownloadJobs(QObject):
    """One job for each model on its way."""

    def __init__(self, context: UiContext, window: QWidget) -> None:
        super().__init__(window)
        self._context, self._window = context, window
        self._downloads: dict[int, Download] = {}
        self._jobs: dict[int, Job] = {}
        context.events.download_changed.connect(self._on_changed)
        operation = context.operations.run(self, lambda _job: context.services.downloads.all())
        operation.on_success(self._show_all).start()

    def _show_all(self, downloads: list[Download]) -> None:
        for download in downloads:
            if download.state is not DownloadState.DONE:
                self._show(download)

    @Slot(object)
    def _on_changed(self, event: DownloadChanged) -> None:
        if event.gone:
            job = self._jobs.pop(event.download.id, None)
            record = self._context.jobs.record(job.id) if job is not None else None
            if job is not None and record is not None and not record.state.ended:
                job.finish(JobState.CANCELLED)  # one that is done is dismissed, too
        else:
            self._show(event.download)

    def _show(self, download: Download) -> None:
        self._downloads[download.id] = download
        job = self._jobs.get(download.id)
        if job is None or self._context.jobs.record(job.id) is None:
            job = self._context.jobs.begin(
                JobKind.DOWNLOAD, tr("Getting {model}", model=download.name), verbs=self._verbs(download.id)
            )
            self._jobs[download.id] = job
        state = _STATES[download.state]
        if state.ended:
            job.finish(state, download.error)
            return
        label = tr("checking the file") if download.checking else ""
        job.progress(Progress(download.received, download.total or 0, label, download.seconds_left), state)

    def _verbs(self, number: int) -> JobVerbs:
        downloads = self._context.services.downloads
        return JobVerbs(
            pause=self._doing(partial(downloads.pause, number)),
            resume=self._doing(partial(downloads.go_on, number)),
            cancel=partial(self._cancel, number),
            retry=self._doing(partial(downloads.go_on, number)),
            show=partial(self._context.open_area, "models"),
        )

    def _cancel(self, number: int) -> None:
        from app.ui.catalog.download_rows import throw_away  # the models' own page, which may never be opened

        download = self._downloads.get(number)
        if download is not None:
            cancel = self._context.services.downloads.cancel
            throw_away(self._window, download, lambda one: self._run(partial(cancel, one)))

    def _doing(self, call: Callable[[], object]) -> Callable[[], None]:
        return partial(self._run, call)

    def _run(self, call: Callable[[], object]) -> None:
        self._context.operations.run(self, lambda _job: call()).start()


def _waiting_state(waiting: str) -> JobState:
    if not waiting:
        return JobState.RUNNING
    return JobState.PAUSED if waiting == PAUSED else JobState.WAITING
