"""The jobs: their records, their rows, what can be done with them, and who is told of their end."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QAbstractButton, QMessageBox
from pytestqt.qtbot import QtBot

from app.domain.downloads import Download, DownloadState
from app.domain.errors import Cancelled, ErrorInfo, UserError
from app.domain.events import DownloadChanged, IngestionProgressed
from app.domain.jobs import JobKind, JobState, Progress
from app.ui.bridge.jobs import MOST_ENDED, JobBoard, JobVerbs
from app.ui.jobs import news
from app.ui.jobs.area import JobsArea
from app.ui.jobs.job_item_model import JobItemModel
from app.ui.jobs.words import share, state_line
from app.ui.main_window import MainWindow
from tests.gui import fakes

GETTING = Download(
    3, "model", "A model", Path("/models"), "window", state=DownloadState.RUNNING, received=5, total=10
)


class Downloads:
    """What the jobs ask of the download service."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, int]] = []

    def all(self) -> list[Download]:
        return []

    def __getattr__(self, verb: str) -> Any:
        return lambda number: self.asked.append((verb, number))


@pytest.fixture
def services() -> Any:
    return fakes.fake_services(downloads=Downloads(), model_catalogue=SimpleNamespace())


@pytest.fixture
def board(qtbot: QtBot) -> JobBoard:
    return JobBoard()


def test_the_model_keeps_qts_rules(board: JobBoard) -> None:
    old = board.begin(JobKind.EXPORT, "Old")
    model = JobItemModel(board)
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    new = board.begin(JobKind.MINUTES, "New")
    assert [model.index(row).data() for row in range(model.rowCount())] == ["New", "Old"]
    new.progress(Progress(1, 4, "step", 30))
    old.end()
    assert model.index(1).data(0x100).state is JobState.DONE
    assert board.clear_ended() == 1
    new.remove()
    assert model.rowCount() == 0


def test_an_end_is_told_once_and_by_its_kind(qtbot: QtBot, board: JobBoard) -> None:
    told = []
    board.ended.connect(lambda record: told.append((record.title, record.state, record.error)))
    for title, error in (
        ("a", None),
        ("b", Cancelled()),
        ("c", UserError("encrypted_document")),
        ("d", ValueError()),
    ):
        job = board.begin(JobKind.TASK, title)
        job.end(error)
        job.end(error)
    assert told == [
        ("a", JobState.DONE, None),
        ("b", JobState.CANCELLED, None),
        ("c", JobState.FAILED, ErrorInfo("encrypted_document")),
        ("d", JobState.FAILED, None),
    ]


def test_only_so_many_that_ended_are_kept(board: JobBoard) -> None:
    running = board.begin(JobKind.TASK, "running")
    for number in range(MOST_ENDED + 5):
        board.begin(JobKind.TASK, str(number)).end()
    assert len(board.records()) == MOST_ENDED + 1
    assert board.record(running.id) is not None


def test_jobs_in_words(board: JobBoard) -> None:
    job = board.begin(JobKind.INTAKE, "Reading documents")
    job.progress(Progress(3, 1204, "a.pdf", 62))
    record = board.records()[0]
    assert state_line(record) == "Running · 3 of 1,204 · a.pdf · about 1 min left"
    assert share(record) == pytest.approx(3 / 1204)
    job.progress(Progress(3, 1204, "a.pdf", 62), JobState.PAUSED, "Paused by you")
    assert state_line(board.records()[0]) == "Paused · Paused by you · 3 of 1,204 · a.pdf"
    job.finish(JobState.FAILED, ErrorInfo("encrypted_document"))
    assert state_line(board.records()[0]).startswith("Failed: The document is protected")
    assert share(board.records()[0]) is None
    got = board.begin(JobKind.DOWNLOAD, "x")
    got.progress(Progress(1_500_000_000, 3_000_000_000))
    assert state_line(board.records()[0]) == "Running · 1.5 GB of 3.0 GB"


def test_an_operation_is_listed_with_its_progress_and_its_end(qtbot: QtBot, window: MainWindow) -> None:
    context = window.context
    assert context is not None
    seen: list[Any] = []
    board = context.jobs

    def work(job: Any) -> None:
        job.report(Progress(1, 2))
        job.cancel._event.wait(60)  # noqa: SLF001 - until it is cancelled from the list
        job.cancel.raise_if_cancelled()

    listed = board.begin(JobKind.TASK, "Working")
    board.changed.connect(lambda _id: seen.append(board.record(listed.id)))
    context.operations.run(window, work).as_job(listed).start()
    qtbot.waitUntil(lambda: any(r and r.progress == Progress(1, 2) for r in seen))
    assert window.rail.buttons["jobs"].text() == "Jobs · 1"
    verbs = board.verbs(listed.id)
    assert verbs is not None
    assert verbs.cancel is not None
    verbs.cancel()
    qtbot.waitUntil(lambda: getattr(board.record(listed.id), "state", None) is JobState.CANCELLED)
    assert window.rail.buttons["jobs"].text() == "Jobs"


def area_of(window: MainWindow) -> JobsArea:
    window.open_area("jobs")
    area = window.areas.area("jobs")
    assert isinstance(area, JobsArea)
    return area


def offered(area: JobsArea) -> list[str]:
    return [b.text() for b in area.card.findChildren(QAbstractButton) if b.isVisible()]


def test_pause_go_on_cancel_retry_and_dismiss(qtbot: QtBot, window: MainWindow) -> None:
    assert window.context is not None
    area, board = area_of(window), window.context.jobs
    assert area.pages.currentWidget() is area.empty
    done: list[str] = []
    verbs = JobVerbs(
        *(lambda name=name: done.append(name) for name in ("pause", "resume", "cancel", "retry", "show"))
    )
    job = board.begin(JobKind.DOWNLOAD, "Getting a model", verbs=verbs)
    assert area.pages.currentWidget() is area.list
    assert offered(area) == ["Pause", "Show", "Cancel"]
    area.retry()
    area.pause_or_resume()
    job.progress(None, JobState.PAUSED)
    assert offered(area) == ["Go on", "Show", "Cancel"]
    area.pause_or_resume()
    area.cancel_or_dismiss()
    job.finish(JobState.FAILED, ErrorInfo("network_off"))
    assert offered(area) == ["Try again", "Show", "Remove from this list"]
    assert area.reason.text()
    area.pause_or_resume()
    area.retry()
    area.show_job()
    assert done == ["pause", "resume", "cancel", "retry", "show"]
    area.cancel_or_dismiss()
    assert area.model.rowCount() == 0
    assert area.pages.currentWidget() is area.empty


def test_reading_is_a_job_that_says_why_it_waits(qtbot: QtBot, window: MainWindow, services: Any) -> None:
    assert window.context is not None
    board = window.context.jobs
    services.bus.publish(IngestionProgressed(Progress(0, 10, "a.pdf", 60), running=True))
    qtbot.waitUntil(lambda: len(board.records()) == 1)
    services.bus.publish(IngestionProgressed(Progress(4, 10, "b.pdf"), True, "answer"))
    qtbot.waitUntil(lambda: board.records()[0].state is JobState.WAITING)
    assert "an answer is being written" in state_line(board.records()[0])
    services.bus.publish(IngestionProgressed(Progress(10, 10), running=False))
    qtbot.waitUntil(lambda: board.records()[0].state is JobState.DONE)
    services.bus.publish(IngestionProgressed(Progress(0, 2), running=True))
    qtbot.waitUntil(lambda: len(board.records()) == 2)


def test_a_download_is_a_job_until_it_is_there(qtbot: QtBot, window: MainWindow, services: Any) -> None:
    assert window.context is not None
    board = window.context.jobs
    services.bus.publish(DownloadChanged(GETTING))
    qtbot.waitUntil(lambda: len(board.records()) == 1)
    verbs = board.verbs(board.records()[0].id)
    assert verbs is not None
    for verb in (verbs.pause, verbs.resume, verbs.cancel, verbs.retry):
        assert verb is not None
        verb()
    box = window.findChild(QMessageBox)
    assert "5 bytes have come so far" in box.informativeText()
    box.accept()
    qtbot.waitUntil(lambda: len(services.downloads.asked) == 4)
    assert sorted(services.downloads.asked) == [("cancel", 3), ("go_on", 3), ("go_on", 3), ("pause", 3)]
    services.bus.publish(DownloadChanged(GETTING, gone=True))
    qtbot.waitUntil(lambda: board.records()[0].state is JobState.CANCELLED)
    done = replace(GETTING, id=4, state=DownloadState.DONE)
    running = replace(done, state=DownloadState.RUNNING)
    for event in (DownloadChanged(running), DownloadChanged(done), DownloadChanged(done, gone=True)):
        services.bus.publish(event)
    qtbot.waitUntil(lambda: board.records()[0].state is JobState.DONE)


def test_a_long_job_is_told_of_where_the_person_is_elsewhere(
    qtbot: QtBot, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert window.context is not None
    board, banner = window.context.jobs, window.notifications.banner
    monkeypatch.setattr(news, "LONG_S", 0.0)
    window.open_area("library")
    board.begin(JobKind.INTAKE, "Reading documents").end()
    assert window.notifications.isHidden()
    board.begin(JobKind.MINUTES, "Minutes of a", show=lambda: window.open_area("meetings")).end()
    assert banner.message.text().startswith("Minutes of a: Done")
    assert banner.action_button.text() == "Show"
    board.begin(JobKind.MINUTES, "Minutes of b").end()
    assert banner.message.text().startswith("Minutes of a"), "what still offers something is not written over"
    window.notifications.dismiss()
    board.begin(JobKind.EXPORT, "Export").end(UserError("disk_full"))
    assert banner.action_button.text() == "Jobs"
    window.notifications.act()
    assert window.rail.area() == "jobs"


def test_a_short_job_is_not_told_of(qtbot: QtBot, window: MainWindow) -> None:
    assert window.context is not None
    window.context.jobs.begin(JobKind.MINUTES, "Minutes of a").end()
    assert window.notifications.isHidden()
