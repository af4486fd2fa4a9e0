"""Drops anywhere, the sheet of keys, a second Carrel, the tray, and the search in the settings."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent
from PySide6.QtWidgets import QApplication, QLabel, QSystemTrayIcon
from pytestqt.qtbot import QtBot

from app.instance import read_wish, wake
from app.paths import profile_paths
from app.services.settings import TRAY
from app.ui.actions import COMMANDS
from app.ui.drops.sorting import sort_drop
from app.ui.main_window import MainWindow
from app.ui.settings.area import SettingsArea
from app.ui.shortcuts.listing import key_groups
from app.ui.shortcuts.sheet import ShortcutSheet
from app.ui.theme import Theme
from app.ui.waking import Waking
from tests.gui import fakes, fakes_areas


@pytest.fixture
def services() -> Any:
    return fakes.fake_services()


@pytest.fixture
def world(qapp: QApplication, tmp_path: Path) -> Iterator[Any]:
    made = fakes_areas.make_world(Theme(qapp, "light"), tmp_path)
    yield made
    made.close()


def places(area: str, *names: str, folders: tuple[str, ...] = ()) -> dict[str, list[str]]:
    sorted_ = sort_drop([Path(name) for name in names], area, lambda path: path.name in folders)
    return {place: [path.name for path in paths] for place, paths in sorted_.groups}


def test_dropped_files_go_where_they_belong() -> None:
    assert places("chats", "a.pdf", "b.VTT", "c.gguf", "d", folders=("d",)) == {
        "library": ["a.pdf", "d"],
        "meetings": ["b.VTT"],
        "models": ["c.gguf"],
    }
    assert places("meetings", "a.docx", "b.pdf", "d", folders=("d",)) == {
        "library": ["b.pdf"],
        "meetings": ["a.docx", "d"],
    }
    assert places("models", "a.txt", "d", folders=("d",)) == {"library": ["a.txt"], "models": ["d"]}


def test_what_will_happen_is_said_before_it_does() -> None:
    paths = [Path("/a/Lease.pdf"), Path("/a/b.docx"), Path("/a/Board.vtt")]
    sorted_ = sort_drop(paths, "chats", lambda _path: False)
    assert sorted_.words() == ["2 items are added to the library", "Minutes are made of “Board.vtt”"]
    assert sorted_.main() == "library"


def test_files_over_the_window_are_announced_and_others_are_not(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl("https://example.org/x.pdf")])
    drag = (Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    event = QDragEnterEvent(QPoint(5, 5), drag[0], mime, drag[1], drag[2])
    event.ignore()
    window.dragEnterEvent(event)
    assert not event.isAccepted()
    mime.setUrls([QUrl.fromLocalFile(str(tmp_path / "a.gguf"))])
    event = QDragEnterEvent(QPoint(5, 5), drag[0], mime, drag[1], drag[2])
    window.dragEnterEvent(event)
    overlay = window._drops().overlay  # noqa: SLF001
    assert event.isAccepted()
    assert overlay.accessibleName() == "Drop here. “a.gguf” is copied to your models"
    window._drops().leave()  # noqa: SLF001
    assert overlay.isHidden()


def test_the_sheet_holds_every_key_once_and_the_open_areas_first() -> None:
    groups = key_groups("meetings")
    assert [group.title for group in groups][:2] == ["Everywhere", "Meetings"]
    shown = {row.text for group in groups for row in group.rows}
    assert {command.text for command in COMMANDS if command.shortcuts} <= shown
    assert [row.keys for group in key_groups(typed="full screen") for row in group.rows] == [("F11",)]
    assert key_groups(typed="zebra crossing") == []


def test_the_sheet_can_be_searched(qtbot: QtBot, window: MainWindow) -> None:
    window.commands.show_shortcuts()
    sheet = window.findChild(ShortcutSheet)
    assert sheet is not None
    sheet.search.setText("zebra crossing")
    assert "No key does that." in [label.text() for label in sheet.findChildren(QLabel)]
    qtbot.keyClick(sheet, Qt.Key.Key_Escape)
    assert not sheet.isVisible()


@pytest.mark.qt_log_ignore("plugin does not support", extend=True)
def test_a_second_carrel_brings_the_window_to_the_front(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    paths = profile_paths(tmp_path).create()
    waking = Waking(window, paths, read_wish)
    window.open_area("library")
    answered: list[bool] = []
    assert window.context is not None
    window.context.operations.run(window, lambda _job: wake(paths, "ask")).on_success(answered.append).start()
    qtbot.waitUntil(lambda: answered == [True])
    assert window.rail.area() == "chats"
    assert waking.parent() is window


def test_without_a_tray_nothing_is_tried(qtbot: QtBot, window: MainWindow, services: Any) -> None:
    services.settings.get = lambda option: True if option is TRAY else option.default
    window.tray.look()
    assert (window.tray.current() is not None) is QSystemTrayIcon.isSystemTrayAvailable()


@pytest.fixture
def settings(qtbot: QtBot, world: Any) -> SettingsArea:
    area = SettingsArea(world.context)
    qtbot.addWidget(area)
    area.resize(1000, 700)
    area.show()
    return area


def visible(area: SettingsArea) -> list[str]:
    return [key for key, editor in area.editors.items() if editor.isVisible()]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("battery", ["index_on_battery"]),
        ("dark", ["appearance"]),
        ("n_ctx", ["n_ctx"]),
        ("network", ["offline", "proxy"]),
    ],
)
def test_settings_are_found_by_name_choice_key_and_group(
    settings: SettingsArea, typed: str, found: list[str]
) -> None:
    settings.search.setText(typed)
    assert visible(settings) == found


def test_what_no_setting_is_called_is_said(settings: SettingsArea) -> None:
    settings.search.setText("zebra crossing")
    assert settings.nothing.isVisible()
    assert visible(settings) == []
    settings.search.clear()
    assert not settings.nothing.isVisible()
    assert set(visible(settings)) == set(settings.editors)


def test_an_option_is_gone_to(qtbot: QtBot, settings: SettingsArea) -> None:
    settings.activateWindow()
    settings.search.setText("battery")
    settings.show_option("proxy")
    qtbot.waitUntil(lambda: QApplication.focusWidget() is settings.editors["proxy"].control)
    settings.show_option("there is none")


def test_the_groups_are_gone_to(qtbot: QtBot, settings: SettingsArea) -> None:
    titles = [section.title for section in settings.sections]
    assert titles[:2] == ["Answers", "Library"]
    settings.contents.setCurrentIndex(settings.contents.model().index(titles.index("Diagnostics"), 0))
    qtbot.waitUntil(lambda: settings.scroll_area.verticalScrollBar().value() > 0)
