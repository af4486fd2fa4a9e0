"""The window with a long chat, measured from inside: ``python -m app.bench.chat_window PROFILE RESULT.json``.

A heartbeat every 10 ms tells how long the window could not react (https://doc.qt.io/qt-6/eventsandfilters.html: all of
it happens in one thread).
"""

from __future__ import annotations

import json
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEventLoop, QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication

from app.bench.chats import LONG, fill, made_words
from app.bench.report import percentile, rounded
from app.bootstrap import Services, build_services
from app.domain.ids import ConversationId
from app.paths import profile_paths
from app.ui.chat.area import ChatArea
from app.ui.chat.rehearsal import Rehearsal
from app.ui.main_window import MainWindow
from app.ui.theme import Theme

_BEAT_MS = 10
_TOKENS, _TOKEN_MS = 400, 5
_LONGEST_S = 60.0


class Heartbeat(QObject):
    """Collects by how much each beat was late, and for how long this thread computed before it, in milliseconds.

    The second is what the first would be on a machine that has nothing else to do. ``alone`` is between the two: late
    without the time in which this thread was ready and others had the cores (Linux tells it).
    """

    def __init__(self) -> None:
        super().__init__()
        self.late: list[float] = []
        self.busy: list[float] = []
        self.alone: list[float] = []
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(_BEAT_MS)
        self._timer.timeout.connect(self._beat)
        self._last = self._last_cpu = self._last_wait = 0.0
        self._schedule = Path(f"/proc/self/task/{threading.get_native_id()}/schedstat")

    def start(self) -> None:
        """Begin anew."""
        self.late, self.busy, self.alone = [], [], []
        self._last, self._last_cpu, self._last_wait = time.perf_counter(), time.thread_time(), self._waited()
        self._timer.start()

    def stalls(self) -> dict[str, float]:
        """How long nothing could happen."""
        self._timer.stop()
        late, busy, alone = self.late or [0.0], self.busy or [0.0], self.alone or [0.0]
        times = {"p99": percentile(late, 0.99), "max": max(late)}
        computed = {"p99_computing": percentile(busy, 0.99), "max_computing": max(busy)}
        without = {"p99_alone": percentile(alone, 0.99), "max_alone": max(alone)}
        return rounded({**times, **without, **computed, "beats": float(len(late))}, 1)

    def _beat(self) -> None:
        now = time.perf_counter()
        self.late.append(max(0.0, (now - self._last) * 1000 - _BEAT_MS))
        self._last = now
        computed = time.thread_time()
        self.busy.append((computed - self._last_cpu) * 1000)
        self._last_cpu = computed
        waited = self._waited()
        self.alone.append(max(0.0, self.late[-1] - (waited - self._last_wait)))
        self._last_wait = waited

    def _waited(self) -> float:
        """Milliseconds in which this thread waited for a core; 0 where that is not told (proc(5), "schedstat")."""
        try:
            return int(self._schedule.read_text("ascii").split()[1]) / 1e6
        except (OSError, IndexError, ValueError):
            return 0.0


def main(profile: str, target: str) -> None:
    """Fill a profile, open the window, measure, write the numbers."""
    app = QApplication(sys.argv[:1])
    services = build_services(profile_paths(Path(profile)).create())
    long = fill(services.store, made_words(), 1, LONG)
    window = MainWindow(Theme(app, "light"))
    window.resize(1280, 820)
    window.show()
    window.attach(services)
    Rehearsal(window.theme, window).start()  # as the program does (app.ui.application)
    _run(1000)
    report = _measured(window.areas.chats(), services, long)
    Path(target).write_text(json.dumps(report), encoding="utf-8")
    window.operations.shut_down()
    services.close()


def _measured(chats: ChatArea, services: Services, long: ConversationId) -> dict[str, Any]:
    beat = Heartbeat()
    beat.start()
    started, computed = time.perf_counter(), time.process_time()
    chats.open_conversation(long)
    _until(lambda: bool(chats.view.turns) and chats.view.turns[-1].isVisible())
    QApplication.processEvents()
    opened = {
        "open_ms": (time.perf_counter() - started) * 1000,
        "open_computing_ms": (time.process_time() - computed) * 1000,
    }
    _run(500)
    report: dict[str, Any] = {**rounded(opened, 1), "open_stalls_ms": beat.stalls()}
    beat.start()
    _scroll(chats)
    report["scroll_stalls_ms"] = beat.stalls()
    report["widgets"] = len(chats.view.turns)
    beat.start()
    _stream(chats)
    report["stream_stalls_ms"] = beat.stalls()
    return report


def _scroll(chats: ChatArea) -> None:
    """A wheel that turns for two seconds, then the slider drawn from one end to the other."""
    bar = chats.view.verticalScrollBar()
    for _ in range(100):
        bar.setValue(bar.value() - 120)
        _run(20)
    for share in range(40):
        bar.setValue(bar.maximum() * share // 40)
        _run(20)


def _stream(chats: ChatArea) -> None:
    """A long answer, token by token, into the window's own view."""
    turn = chats.view.add_question("What does it say?")
    turn.answer_view.start()
    for number in range(_TOKENS):
        turn.answer_view.add_draft("word " if number % 40 else "\n\n- **word** ")
        _run(_TOKEN_MS)
    turn.answer_view.show_interrupted()


def _run(milliseconds: int) -> None:
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def _until(ready: Callable[[], bool]) -> None:
    end = time.monotonic() + _LONGEST_S
    flags = QEventLoop.ProcessEventsFlag
    alarm = QTimer()
    alarm.start(5)  # sleeps between events: turning in circles would be counted as the window's computing
    while not ready() and time.monotonic() < end:
        QApplication.processEvents(flags.AllEvents | flags.WaitForMoreEvents)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
