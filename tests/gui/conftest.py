"""What holds for every test of the window."""

from __future__ import annotations

from functools import partial

import pytest
from pytestqt.qtbot import QtBot

LIMIT_MS = 30_000
"""Whatever is waited for comes at once, or within this on a machine that has much else to do."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Qt's offscreen platform says this about every window that is shown; it is not about us."""
    for item in items:
        item.add_marker(pytest.mark.qt_log_ignore("does not support propagateSizeHints", extend=True))


@pytest.fixture
def qtbot(qtbot: QtBot) -> QtBot:
    """pytest-qt's own, with more patience than its five seconds."""
    for name in ("waitUntil", "waitSignal", "waitSignals", "waitExposed", "waitActive", "waitCallback"):
        setattr(qtbot, name, partial(getattr(qtbot, name), timeout=LIMIT_MS))
    return qtbot
