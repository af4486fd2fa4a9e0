"""What a screen reader finds in the real window with documents, an answer, minutes, models: nothing without a name."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QAbstractSpinBox, QApplication, QWidget

from app.bootstrap import build_services
from app.paths import profile_paths, resources_dir
from app.ui.main_window import MainWindow
from app.ui.theme import Theme
from tests.gui.accessible_tree import nodes
from tests.gui.closing import close_window
from tests.gui.real_screenshots import add, ask, cite, settle, until

pytestmark = pytest.mark.models
AREAS = ("chats", "library", "meetings", "write", "models", "jobs", "settings")
QUESTION = "How long is the notice period for 12 Harbour Street?"


@pytest.fixture(scope="module")
def full_window(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> Iterator[MainWindow]:
    """Two folders read, a question answered, its citation open, a transcript made into minutes."""
    home = tmp_path_factory.mktemp("home")
    samples = resources_dir() / "sample_library"
    for name in ("contracts", "meetings"):
        shutil.copytree(samples / name, home / name)
    services = build_services(profile_paths(home / "profile").create())
    window = MainWindow(Theme(qapp, "light"))
    window.resize(1300, 850)
    window.show()
    window.attach(services)
    add(window, [home / "contracts"])
    ask(window, QUESTION)
    cite(window)
    make_minutes(window, home / "meetings")
    yield window
    close_window(window, services)


def make_minutes(window: MainWindow, folder: Path) -> None:
    window.open_area("meetings")
    meetings = window.areas.area("meetings")
    meetings.intake.add([folder])  # type: ignore[attr-defined]
    settle()
    until(lambda: meetings.maker.path is None, 240)  # type: ignore[attr-defined]


@pytest.mark.parametrize("area", AREAS)
def test_everything_that_can_be_operated_has_a_name(full_window: MainWindow, area: str) -> None:
    full_window.open_area(area)
    settle(600)
    tree = list(nodes(full_window))
    operable = [node for node in tree if node.operable]
    assert len(operable) > 10, [node.path for node in tree]
    assert not [f"{node.role.name} {node.path}" for node in operable if not node.name]


@pytest.mark.parametrize("area", AREAS)
def test_a_name_says_more_than_a_sign(full_window: MainWindow, area: str) -> None:
    """ "×" or "…" is read as nothing, or as "multiplication sign"."""
    full_window.open_area(area)
    settle(300)
    names = {node.name for node in nodes(full_window) if node.operable and node.name}
    assert not {name for name in names if not any(character.isalnum() for character in name)}


@pytest.mark.parametrize("area", AREAS)
def test_tab_reaches_every_control_and_comes_back(full_window: MainWindow, area: str) -> None:
    """No trap, no control that only a mouse reaches."""
    full_window.open_area(area)
    settle(600)
    full_window.activateWindow()
    until(full_window.isActiveWindow, 30)
    start = full_window.rail.current()
    start.setFocus()
    wanted = [widget for widget in full_window.findChildren(QWidget) if takes_tab(widget)]
    reached = [focused()]
    for _ in range(2 * len(wanted)):
        QTest.keyClick(focused(), Qt.Key.Key_Tab)
        if focused() is start:
            break
        reached.append(focused())
    assert focused() is start, [said(widget) for widget in reached[-8:]]
    assert not [said(widget) for widget in wanted if takes_tab(widget) and widget not in reached]


def focused() -> QWidget:
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget


def takes_tab(widget: QWidget) -> bool:
    """One that Tab should halt at; of buttons that exclude each other it halts at the chosen one."""
    tab = Qt.FocusPolicy.TabFocus
    if not (widget.isVisible() and widget.isEnabled() and widget.focusPolicy() & tab == tab):
        return False
    group = widget.group() if isinstance(widget, QAbstractButton) else None
    chosen = group is None or not group.exclusive() or group.checkedButton() is widget
    return chosen and widget.focusProxy() is None and not isinstance(widget.parentWidget(), QAbstractSpinBox)


def said(widget: QWidget) -> str:
    return f"{type(widget).__name__} {widget.accessibleName()}"
