"""Operations, event bridge, token stream: what runs where, and when."""

from __future__ import annotations

import gc
import threading
import time
import weakref

import pytest
import shiboken6
from PySide6.QtCore import QObject, QThread

from app.domain.errors import ErrorInfo, UserError
from app.domain.events import DocumentRemoved, EngineChanged
from app.domain.ids import DocumentId
from app.domain.jobs import Progress
from app.services.event_bus import EventBus
from app.ui.bridge.event_bridge import EventBridge
from app.ui.bridge.operation import OperationRunner, RunningJob
from app.ui.bridge.token_stream import LONGEST_MS, REST, TokenStream


class Outcomes:
    def __init__(self) -> None:
        self.results: list[object] = []
        self.errors: list[ErrorInfo] = []
        self.progress: list[Progress] = []
        self.threads: list[QThread] = []
        self.ends = 0

    def success(self, result: object) -> None:
        self.results.append(result)
        self.threads.append(QThread.currentThread())

    def end(self) -> None:
        self.ends += 1


@pytest.fixture
def outcomes() -> Outcomes:
    return Outcomes()


@pytest.fixture
def runner(outcomes: Outcomes) -> OperationRunner:
    return OperationRunner(outcomes.errors.append)


def test_result_arrives_on_the_ui_thread(qtbot, runner, outcomes) -> None:
    worked_in: list[QThread] = []

    def work(_job: RunningJob) -> int:
        worked_in.append(QThread.currentThread())
        return 42

    runner.run(None, work).on_success(outcomes.success).finally_do(outcomes.end).start()
    qtbot.waitUntil(lambda: outcomes.ends == 1)
    assert outcomes.results == [42]
    assert outcomes.threads == [QThread.currentThread()]
    assert worked_in != outcomes.threads


def test_unhandled_failure_is_reported_once(qtbot, runner, outcomes) -> None:
    def fail(_job: RunningJob) -> None:
        raise UserError("disk_full", path="/x")

    runner.run(None, fail).finally_do(outcomes.end).start()
    qtbot.waitUntil(lambda: outcomes.ends == 1)
    assert outcomes.errors == [ErrorInfo("disk_full", {"path": "/x"})]


def test_own_failure_handler_replaces_the_report(qtbot, runner, outcomes) -> None:
    mine: list[ErrorInfo] = []

    def fail(_job: RunningJob) -> None:
        raise UserError("disk_full")

    runner.run(None, fail).on_failure(mine.append).finally_do(outcomes.end).start()
    qtbot.waitUntil(lambda: outcomes.ends == 1)
    assert [e.code for e in mine] == ["disk_full"]
    assert outcomes.errors == []


def test_cancel_is_silent(qtbot, runner, outcomes) -> None:
    begun = threading.Event()
    stopped: list[bool] = []

    def work(job: RunningJob) -> None:
        begun.set()
        while True:
            job.cancel.raise_if_cancelled()

    operation = runner.run(None, work).on_cancelled(lambda: stopped.append(True)).finally_do(outcomes.end)
    operation.start()
    begun.wait(60)
    operation.cancel()
    qtbot.waitUntil(lambda: outcomes.ends == 1)
    assert stopped == [True]
    assert outcomes.errors == []


def test_a_bug_reaches_the_excepthook(qtbot, runner, outcomes) -> None:
    def bug(_job: RunningJob) -> None:
        raise KeyError("ours")

    with qtbot.captureExceptions() as caught:
        runner.run(None, bug).finally_do(outcomes.end).start()
        qtbot.waitUntil(lambda: outcomes.ends == 1)
    assert [kind for kind, *_ in caught] == [KeyError]


def test_progress_skips_to_the_newest(qtbot, runner, outcomes) -> None:
    def work(job: RunningJob) -> None:
        for number in range(1000):
            job.report(Progress(number, 1000))

    runner.run(None, work).with_progress(outcomes.progress.append).finally_do(outcomes.end).start()
    qtbot.waitUntil(lambda: outcomes.ends == 1)
    assert outcomes.progress[-1] == Progress(999, 1000)
    assert len(outcomes.progress) <= 1000


def test_no_callback_after_the_owner_is_gone(qtbot, runner, outcomes) -> None:
    gate = threading.Event()
    owner = QObject()
    runner.run(owner, lambda _job: gate.wait(60)).on_success(outcomes.success).finally_do(
        outcomes.end
    ).start()
    shiboken6.delete(owner)
    gate.set()
    qtbot.waitUntil(lambda: outcomes.ends == 1)
    assert outcomes.results == []


def test_starting_twice_is_refused(qtbot, runner, outcomes) -> None:
    operation = runner.run(None, lambda _job: None).finally_do(outcomes.end).start()
    with pytest.raises(RuntimeError):
        operation.start()
    qtbot.waitUntil(lambda: outcomes.ends == 1)


def test_an_operation_nobody_holds_lives_until_its_end_was_delivered(qtbot, outcomes) -> None:
    """Also when the cycle collector comes by while it is queued, and again while word of its end is on the way."""
    gate = threading.Event()
    runner = OperationRunner(outcomes.errors.append)
    pool = runner._pool
    pool.setMaxThreadCount(1)
    pool.start(lambda: gate.wait(60))
    operation = (
        runner.run(None, lambda _job: 42).on_success(outcomes.success).finally_do(outcomes.end).start()
    )
    alive = weakref.ref(operation)
    del runner, pool, operation
    gc.collect()
    assert alive() is not None
    gate.set()
    assert alive()._pool.waitForDone(60_000)
    assert outcomes.ends == 0
    gc.collect()
    qtbot.waitUntil(lambda: outcomes.ends == 1)
    assert outcomes.results == [42]
    assert outcomes.errors == []
    qtbot.waitUntil(lambda: gc.collect() >= 0 and alive() is None)


def test_shut_down_cancels_and_waits(qtbot, runner) -> None:
    begun = threading.Event()

    def work(job: RunningJob) -> None:
        begun.set()
        while not job.cancel.cancelled:
            begun.wait(0.01)

    runner.run(None, work).start()
    begun.wait(60)
    assert runner.shut_down()


def test_events_from_a_thread_arrive_on_the_ui_thread(qtbot) -> None:
    bus = EventBus()
    bridge = EventBridge(bus)
    seen: list[tuple[object, QThread]] = []
    bridge.engine_changed.connect(lambda event: seen.append((event, QThread.currentThread())))
    event = EngineChanged("generator", "ready")
    thread = threading.Thread(target=bus.publish, args=(event,))
    thread.start()
    thread.join()
    assert seen == []
    qtbot.waitUntil(lambda: len(seen) == 1)
    assert seen == [(event, QThread.currentThread())]
    bridge.close()
    with qtbot.assertNotEmitted(bridge.document_removed, wait=50):
        bus.publish(DocumentRemoved(DocumentId(1)))


def test_tokens_are_gathered(qtbot) -> None:
    stream = TokenStream(interval_ms=30)
    pieces: list[str] = []
    stream.text_added.connect(pieces.append)
    for letter in "abcdefghij" * 20:
        stream.push(letter)
    qtbot.waitUntil(lambda: "".join(pieces) == "abcdefghij" * 20)
    assert len(pieces) < 20


def test_what_is_slow_to_show_comes_less_often_but_still_comes(qtbot) -> None:
    stream = TokenStream(interval_ms=30)
    seconds = [0.02]
    stream.text_added.connect(lambda _text: time.sleep(seconds[0]))
    stream.push("a long draft")
    stream.flush()
    assert REST * 20 <= stream.interval_ms <= LONGEST_MS
    seconds[0] = 0.3
    stream.push("a very long one")
    stream.flush()
    assert stream.interval_ms == LONGEST_MS


def test_cleared_tokens_never_arrive(qtbot) -> None:
    stream = TokenStream(interval_ms=5)
    with qtbot.assertNotEmitted(stream.text_added, wait=60):
        stream.push("gone")
        stream.clear()
