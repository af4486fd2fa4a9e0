"""The window while it has most to do: an answer streams at full speed and 1,000 files are taken in.

``python -m app.bench.busy_window PROFILE RESULT.json [FILES]``. The files are read, cut and embedded by the real
children; the answer's words come faster than any model writes them, through the window's own stream. A heartbeat every
10 ms tells how long the window could not react (``app.bench.chat_window.Heartbeat``).
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import Any

import psutil
from PySide6.QtCore import QEventLoop, QObject, QTimer, Slot
from PySide6.QtWidgets import QApplication

from app.bench.chat_window import Heartbeat
from app.bench.made_library import Prose, small_files
from app.bootstrap import build_services
from app.paths import profile_paths
from app.ui.bridge.token_stream import TokenStream
from app.ui.garbage import GarbageCollector
from app.ui.main_window import MainWindow
from app.ui.theme import Theme

FILES = 1000
_TOKEN_MS = 4
"""250 words a second."""
_ANSWER = 500
_IDLE_S = 4.0
_LONGEST_S = 420.0


class Writer(QObject):
    """Writes one answer after the other into the window's chat."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._chats = window.areas.chats()
        self._words = Prose(3).paragraph(400, 400).split()
        self._written = 0
        self._stream = TokenStream(self)
        self._stream.text_added.connect(self._add)
        self._timer = QTimer(self)
        self._timer.setInterval(_TOKEN_MS)
        self._timer.timeout.connect(self._push)
        self.answers = 0

    def start(self) -> None:
        """From now on."""
        self._next()
        self._timer.start()

    def stop(self) -> None:
        """No more words."""
        self._timer.stop()
        self._turn.answer_view.show_interrupted()

    def _next(self) -> None:
        self._chats.pages.setCurrentWidget(self._chats.view)
        self._turn = self._chats.view.add_question("What does it say?")
        self._turn.answer_view.start()
        self.answers += 1

    @Slot()
    def _push(self) -> None:
        word = self._words[self._written % len(self._words)]
        self._written += 1
        self._stream.push(f"{word} " if self._written % 40 else "\n\n- **more** ")
        if self._written % _ANSWER == 0:
            self._stream.flush()
            self._turn.answer_view.show_interrupted()
            self._next()

    @Slot(str)
    def _add(self, text: str) -> None:
        self._turn.answer_view.add_draft(text)


def main(profile: str, target: str, files: int = FILES) -> None:
    """Open the window on an empty profile, measure, write the numbers."""
    app = QApplication(sys.argv[:1])
    services = build_services(profile_paths(Path(profile)).create())
    window = MainWindow(Theme(app, "light"))
    garbage = GarbageCollector(app)
    garbage.start()
    window.resize(1280, 820)
    window.show()
    window.attach(services)
    _run(_IDLE_S)
    idle = psutil.Process().memory_info().rss / 1e6
    library = small_files(Path(profile) / "library", files)
    report = {"idle_mb": round(idle), "files": files, **_measured(window, library, files)}
    Path(target).write_text(json.dumps(report), encoding="utf-8")
    window.operations.shut_down()
    services.close()


def _measured(window: MainWindow, library: Path, files: int) -> dict[str, Any]:
    assert window.context is not None
    services = window.context.services
    writer, beat = Writer(window), Heartbeat()
    window.add_paths([library])
    writer.start()
    beat.start()
    started = time.monotonic()
    end = started + _LONGEST_S
    while time.monotonic() < end:
        _run(1.0)
        status = services.library.status()
        if status.documents >= files and status.queued == 0:
            break
    stalls = beat.stalls()
    writer.stop()
    return {
        "read": services.library.status().indexed,
        "seconds": round(time.monotonic() - started, 1),
        "answers": writer.answers,
        "stalls_ms": stalls,
        "working_mb": round(psutil.Process().memory_info().rss / 1e6),
    }


def _run(seconds: float) -> None:
    loop = QEventLoop()
    QTimer.singleShot(int(seconds * 1000), loop.quit)
    loop.exec()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], *map(int, sys.argv[3:4]))
