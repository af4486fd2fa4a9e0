"""The window as a whole: areas, keys, drops, status, geometry, starting and closing."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit

from app.domain.documents import LibraryStatus
from app.domain.downloads import Download, DownloadState
from app.domain.errors import ErrorInfo, UserError
from app.domain.events import DownloadChanged, EngineChanged, IngestionProgressed, ModelLoaded
from app.domain.jobs import Progress
from app.ui.application import Session
from app.ui.bug_report import BugDialog, redacted_report
from app.ui.main_window import MainWindow
from app.ui.phrases import model_name
from app.ui.rail import Rail
from app.ui.refusal import Refusal
from app.ui.theme import Theme
from app.ui.window_state import WindowState
from tests.gui import fakes
from tests.gui.closing import finish

SECRET = "canary: the notice period is three months"


@pytest.fixture
def services() -> Any:
    return fakes.fake_services()


@pytest.fixture
def theme(qapp: QApplication) -> Theme:
    return Theme(qapp, "light")


@pytest.fixture
def bare(qtbot, theme: Theme) -> Iterator[MainWindow]:
    window = MainWindow(theme)
    qtbot.addWidget(window)
    window.show()
    yield window
    finish(window.operations)


@pytest.fixture
def window(bare: MainWindow, services) -> MainWindow:
    bare.attach(services)
    return bare


def test_it_can_be_shown_before_there_are_services(bare: MainWindow) -> None:
    assert bare.isVisible()
    assert bare.status.model.text() == "Starting…"
    for action in bare.actions_by_id.values():
        if action.text() != "Quit":
            action.trigger()
    bare.add_paths([Path("/x")])


def test_areas_are_made_when_they_are_opened(window: MainWindow) -> None:
    assert window.areas.made("chats")
    assert not window.areas.made("library")
    window.open_area("library")
    assert window.areas.made("library")
    assert window.rail.current().text() == "Library"
    window.actions_by_id["area_chats"].trigger()
    assert window.areas.currentWidget() is window.areas.chats()


def test_everything_that_can_be_pressed_has_a_name(qtbot, window: MainWindow) -> None:
    window.open_evidence([(e, ("near", "neutral")) for e in fakes.EVIDENCE], 1)
    for button in window.findChildren(QAbstractButton):
        assert button.accessibleName() or button.text() or not button.isVisible(), button
    for edit in window.findChildren(QLineEdit):
        assert edit.accessibleName() or edit.placeholderText() or not edit.isVisible(), edit


def test_tab_comes_to_the_open_area_on_the_rail(qtbot, theme) -> None:
    rail = Rail(theme)
    qtbot.addWidget(rail)
    for area in ("chats", "models", "settings"):
        rail.show_area(area)
        policies = {name: button.focusPolicy() for name, button in rail.buttons.items()}
        assert [name for name, policy in policies.items() if policy & Qt.FocusPolicy.TabFocus] == [area]


def test_f6_goes_round_the_panes(qtbot, window: MainWindow) -> None:
    window.activateWindow()
    window.areas.chats().focus_composer()
    seen = []
    for _ in range(3):
        window.actions_by_id["next_pane"].trigger()
        seen.append(QApplication.focusWidget())
    assert seen[0] is window.rail.current()
    assert seen[1] is window.areas.chats().list.view
    assert seen[2] is window.areas.chats().composer.edit
    window.actions_by_id["previous_pane"].trigger()
    assert QApplication.focusWidget() is seen[1]


def test_escape_stops_first_and_closes_the_desk_then(qtbot, window: MainWindow, services) -> None:
    services.conversations.gate.clear()
    window.areas.chats().ask("How long?")
    qtbot.waitUntil(lambda: window.areas.chats().running)
    window.open_evidence([(e, ("near", "neutral")) for e in fakes.EVIDENCE], 1)
    window.actions_by_id["escape"].trigger()
    qtbot.waitUntil(lambda: not window.areas.chats().running)
    assert window.desk.isVisible()
    window.actions_by_id["escape"].trigger()
    assert window.desk.isHidden()


def test_the_desk_waits_where_it_was_opened(qtbot, window: MainWindow) -> None:
    window.open_evidence([(e, ("near", "neutral")) for e in fakes.EVIDENCE], 1)
    window.open_area("library")
    assert window.desk.isHidden()
    window.open_area("chats")
    assert window.desk.isVisible()
    window.open_area("library")
    window.open_citation(fakes.NOTES.id, None, None)
    assert window.desk.isVisible()
    assert window.rail.area() == "library"
    window.close_desk()
    window.open_area("chats")
    assert window.desk.isHidden()


def test_files_dropped_anywhere_go_into_the_library(qtbot, window: MainWindow, services, tmp_path) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(tmp_path)), QUrl("https://example.org/x.pdf")])
    copy, left, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    window.dropEvent(QDropEvent(QPointF(5, 5), copy, mime, left, none))
    qtbot.waitUntil(lambda: services.library.added == [tmp_path])
    assert window.rail.current().text() == "Library"


def test_the_status_line_tells_the_state_of_the_machine(qtbot, window: MainWindow, services) -> None:
    status = window.status
    assert status.model.text() == "SmolLM2-135M-Instruct · 310 MB · CPU"
    qtbot.waitUntil(lambda: status.library.text() == "2 documents, all read")
    status.show_answer(fakes.answer())
    assert status.model.text().endswith("CPU · 35 tok/s")
    services.bus.publish(IngestionProgressed(Progress(3, 10, "x", 62), running=True))
    qtbot.waitUntil(lambda: status.library.text() == "Reading documents: 3 of 10 · about 1 min left")
    services.bus.publish(IngestionProgressed(Progress(3, 10, "a.pdf", 60), True, "answer"))
    waiting = "Waiting: an answer is being written · 3 of 10 documents read"
    qtbot.waitUntil(lambda: status.library.text() == waiting)
    services.bus.publish(IngestionProgressed(Progress(10, 10), running=False))
    qtbot.waitUntil(lambda: status.library.text() == "2 documents, all read")
    services.bus.publish(EngineChanged("generator", "starting"))
    qtbot.waitUntil(lambda: status.model.text() == "Loading the model…")
    services.bus.publish(ModelLoaded(None))
    qtbot.waitUntil(lambda: status.model.text() == "No model in memory yet")
    assert "nothing has left this computer" in status.shield.text()
    moving = Download(1, "a", "A", Path(), "test", "", DownloadState.RUNNING)
    services.bus.publish(DownloadChanged(moving))
    qtbot.waitUntil(lambda: status.shield.text() == "Fetching a model that you asked for")
    services.bus.publish(DownloadChanged(moving, gone=True))
    qtbot.waitUntil(lambda: "no document has left" in status.shield.text())


@pytest.mark.parametrize(
    ("counts", "words"),
    [
        ((0, 0, 0, 0, 0, 0), "No documents yet"),
        ((5, 3, 0, 0, 0, 2), "3 of 5 documents read, 2 waiting"),
        ((24, 14, 0, 0, 10, 0), "14 documents, all read, 10 other files skipped"),
        ((1204, 1200, 0, 4, 0, 0), "1,200 of 1,204 documents read, 4 could not be read"),
    ],
)
def test_the_library_in_one_line(qtbot, window: MainWindow, services, counts, words: str) -> None:
    services.library.status = lambda: LibraryStatus(*counts, 0, None, 0)
    window.status.refresh()
    qtbot.waitUntil(lambda: window.status.library.text() == words)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("SmolLM2-135M-Instruct.Q4_1", "SmolLM2-135M-Instruct"),
        ("qwen3-4b-Q4_K_M", "qwen3-4b"),
        ("granite-3.3-2b", "granite-3.3-2b"),
        ("model.F16", "model"),
    ],
)
def test_models_are_named_without_their_quantization(name: str, shown: str) -> None:
    assert model_name(name) == shown


def test_the_window_comes_back_where_it_was(qtbot, theme, tmp_path) -> None:
    state = WindowState(tmp_path / "config" / "window.ini")
    first = MainWindow(theme, state)
    qtbot.addWidget(first)
    first.resize(900, 640)  # the offscreen screen is small
    first.show()
    first.close()
    second = MainWindow(theme, state)
    qtbot.addWidget(second)
    assert second.height() == 640


def test_damaged_geometry_is_ignored(qtbot, theme, tmp_path) -> None:
    path = tmp_path / "window.ini"
    path.write_text("[General]\ngeometry=@ByteArray(nonsense)\n")
    window = MainWindow(theme, WindowState(path))
    qtbot.addWidget(window)
    assert window.width() >= 880


def test_services_are_built_after_the_window_shows_and_closed_with_it(
    qtbot, bare: MainWindow, services
) -> None:
    order: list[str] = []

    def factory() -> Any:
        order.append("built while visible" if bare.isVisible() else "built too early")
        return services

    services.close = lambda: order.append("closed")
    session = Session(bare, factory, None)
    session.start_soon()
    assert order == []
    qtbot.waitUntil(lambda: bare.context is not None)
    bare.close()
    qtbot.waitUntil(lambda: order == ["built while visible", "closed"])


def test_services_that_cannot_be_built_are_explained(qtbot, bare: MainWindow) -> None:
    def factory() -> Any:
        raise UserError("database_newer")

    Session(bare, factory, None).start_soon()
    qtbot.waitUntil(lambda: bare.status.model.text() == "Not started")
    assert "newer" in bare.areas.currentWidget().title.text()
    assert bare.context is None


def test_the_sample_library_goes_into_an_empty_library_only(
    qtbot, bare: MainWindow, services, tmp_path
) -> None:
    services.library.rows = []
    Session(bare, lambda: services, tmp_path).start_soon()
    qtbot.waitUntil(lambda: services.library.added == [tmp_path])


def test_a_report_of_a_bug_holds_no_words_of_the_person() -> None:
    try:
        raise ValueError(SECRET)
    except ValueError as error:
        report = redacted_report(type(error), error.__traceback__)
    assert "canary" not in report
    assert "ValueError" in report
    assert "test_main_window.py" in report


def test_a_bug_shows_one_dialog(qtbot, window: MainWindow) -> None:
    bugs = BugDialog()
    for _ in range(3):
        try:
            raise ValueError(SECRET)
        except ValueError as error:
            bugs.handle(type(error), error, error.__traceback__)
    assert bugs.box is not None
    assert "canary" not in bugs.box.detailedText() + bugs.box.informativeText()
    box = bugs.box
    qtbot.addWidget(box)
    box.close()
    qtbot.waitUntil(lambda: bugs.box is None)


def test_refusals_are_plain_words(qtbot, bare: MainWindow) -> None:
    page = Refusal(bare.theme, bare.operations, ErrorInfo("disk_full", {"path": "/x"}), None, lambda: None)
    bare.show_refusal(page)
    assert not page.repair_button.isVisible()
    assert bare.areas.currentWidget().title.text()


HEAVY = (
    "numpy", "torch", "llama_cpp", "transformers", "sentence_transformers", "lxml", "pypdfium2", "selectolax",
    "markdown_it", "sqlite3", "app.bootstrap", "app.store", "app.processes", "app.retrieval",
)  # fmt: skip


def test_what_the_first_paint_imports() -> None:
    code = (
        "import sys, app.window, app.ui.application, app.ui.main_window\n"
        f"print([name for name in {HEAVY!r} if name in sys.modules])"
    )
    root = Path(__file__).resolve().parents[2]
    done = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
