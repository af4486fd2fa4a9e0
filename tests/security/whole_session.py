"""A whole session of the real window over the real services, offscreen: ``python -m tests.security.whole_session DIR``.

Index, ask, open what is cited, minutes, exports, settings, models, a question about a meeting, a killed child, a bug.
Every tool tip and every cell is really shown on the way. Writes ``DIR/told.json``: what was answered, every window
title there was, and what was shown as a tool tip.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from pathlib import Path
from typing import Any, cast

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QPoint, Qt
from PySide6.QtWidgets import QAbstractItemView, QApplication, QListView, QMessageBox, QToolTip, QWidget

from app.bootstrap import build_services
from app.logs import start_logging
from app.paths import profile_paths
from app.ui.application import Session, make_application
from app.ui.bug_report import BugDialog
from app.ui.main_window import MainWindow
from app.ui.theme import Theme
from app.ui.window_state import WindowState
from tests.gui.real_screenshots import add, ask, chats, cite, services_of, settle, until
from tests.security.hostile import CANARY, FACT, QUESTION, plant, plant_transcript

_MOST_CELLS = 200


class Watcher:
    """What could be seen of the windows."""

    def __init__(self) -> None:
        self.titles: set[str] = set()
        self.tips: set[str] = set()

    def look(self) -> None:
        """Show every tool tip there is now, and note every title."""
        for widget in QApplication.allWidgets():
            if widget.isWindow() and widget.windowTitle():
                self.titles.add(widget.windowTitle())
            self._show(widget.toolTip(), widget)
            if isinstance(widget, QAbstractItemView) and widget.model() is not None:
                self._look_at_cells(widget, widget.model())
        QToolTip.hideText()
        settle(20)

    def _look_at_cells(self, view: QAbstractItemView, model: QAbstractItemModel) -> None:
        columns = 1 if isinstance(view, QListView) else model.columnCount(QModelIndex())
        for row in range(min(model.rowCount(QModelIndex()), _MOST_CELLS)):
            for column in range(columns):
                tip = model.data(model.index(row, column), Qt.ItemDataRole.ToolTipRole)
                self._show(str(tip or ""), view)

    def _show(self, tip: str, widget: QWidget) -> None:
        if tip and tip not in self.tips:
            self.tips.add(tip)
            QToolTip.showText(QPoint(10, 10), tip, widget)
            QApplication.processEvents()


def documents(window: MainWindow, folder: Path, watcher: Watcher) -> str:
    """Read, ask, open, explain, export."""
    add(window, [folder / "documents"])
    watcher.look()
    ask(window, QUESTION)
    view = chats(window).view.turns[-1].answer_view
    cite(window)
    watcher.look()
    chats(window).shortcuts.explain()
    settle(100)
    ask(window, "Who won the football world cup in 1954?")
    watcher.look()
    chat = services_of(window).conversations.list()[0]
    for suffix in ("md", "html", "docx", "pdf", "json"):
        chats(window).exporter.export_to(chat.id, folder / "exports" / f"chat.{suffix}")
        until(lambda suffix=suffix: (folder / "exports" / f"chat.{suffix}").exists())
    return view.answer.text if view.answer else ""


def meeting(window: MainWindow, folder: Path, watcher: Watcher) -> None:
    """Minutes, exports, the meeting as a document."""
    window.open_area("meetings")
    area = cast("Any", window.areas.area("meetings"))
    area.intake.add([folder / "meetings"])
    settle()
    until(lambda: area.maker.path is None, 900)
    settle(300)
    watcher.look()
    for suffix in (".md", ".docx", ".pdf", ".html"):
        area.handing_on.export_to(folder / "exports" / f"minutes{suffix}")
        until(lambda suffix=suffix: (folder / "exports" / f"minutes{suffix}").exists())


def troubles(window: MainWindow, watcher: Watcher) -> None:
    """A child dies in the middle of a question; then a bug whose message quotes a document."""
    area = chats(window)
    area.new_chat()
    area.ask(QUESTION)
    settle(30)
    if (pid := services_of(window).generator.pid) is not None:
        os.kill(pid, signal.SIGSEGV)
    until(lambda: not area.composer.running)
    try:
        raise ValueError(FACT)
    except ValueError as error:
        sys.excepthook(ValueError, error, error.__traceback__)
    settle(100)
    watcher.look()
    for box in [w for w in QApplication.topLevelWidgets() if isinstance(w, QMessageBox)]:
        box.close()


def main(folder: Path) -> int:
    """The session; 0 when it came to its end."""
    port = int(os.environ.get("CARREL_TEST_PORT", "9"))
    (folder / "exports").mkdir(parents=True)
    plant(folder / "documents", port)
    plant_transcript(folder / "meetings", port)
    os.chdir(folder)  # where a name with a picture in it would find that picture
    paths = profile_paths(folder / "profile").create()
    start_logging(paths.logs)
    app = make_application()
    bugs = BugDialog(app)
    window = MainWindow(Theme(app, "light"), WindowState(paths.config / "window.ini"))
    window.resize(1280, 800)
    session = Session(window, lambda: build_services(paths), None)
    window.show()
    session.start_soon()
    until(lambda: window.context is not None)
    watcher = Watcher()
    answer = documents(window, folder, watcher)
    meeting(window, folder, watcher)
    for name in ("models", "settings", "library"):
        window.open_area(name)
        settle(300)
        watcher.look()
    bugs.install()
    troubles(window, watcher)
    window.close()
    session.close()
    told = {"answer": answer, "titles": sorted(watcher.titles), "tips": sorted(watcher.tips), "name": CANARY}
    (folder / "told.json").write_text(json.dumps(told), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]).absolute()))
