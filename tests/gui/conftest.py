"""What holds for every test of the window."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.ui.main_window import MainWindow
from app.ui.theme import Theme
from tests.gui.closing import finish

LIMIT_MS = 30_000
"""Whatever is waited for comes at once, or within this on a machine that has much else to do."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Qt's offscreen platform says this about windows and tool tips that are shown; it is not about us."""
    said = ("does not support propagateSizeHints", r"does not support raise\(\)")
    for item in items:  # of the whole run: the nearest mark counts alone
        item.add_marker(pytest.mark.qt_log_ignore(*said, extend=True))


@pytest.fixture
def qtbot(qtbot: QtBot) -> QtBot:
    """pytest-qt's own, with more patience than its five seconds."""
    for name in ("waitUntil", "waitSignal", "waitSignals", "waitExposed", "waitActive", "waitCallback"):
        setattr(qtbot, name, partial(getattr(qtbot, name), timeout=LIMIT_MS))
    return qtbot


@pytest.fixture
def window(qtbot: QtBot, qapp: QApplication, services: Any) -> Iterator[MainWindow]:
    """The whole window over the module's ``services`` (fakes), shown; it must end without anything left running."""
    window = MainWindow(Theme(qapp, "light"))
    qtbot.addWidget(window)
    window.resize(1300, 850)
    window.show()
    window.attach(services)
    yield window
    services.conversations.gate.set()
    finish(window.operations)
