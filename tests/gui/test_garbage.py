from __future__ import annotations

import gc
import weakref

from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from app.ui.garbage import SETTLED, GarbageCollector


class Node:
    """Part of a cycle."""

    def __init__(self) -> None:
        self.other: Node | None = None


def test_cycles_are_collected_by_the_windows_thread_only(qtbot: QtBot) -> None:
    gc.enable()  # as it is when the program starts; switched off again for the next test
    owner = QObject()
    garbage = GarbageCollector(owner)
    garbage.start()
    try:
        assert not gc.isenabled()
        one, two = Node(), Node()
        one.other, two.other = two, one
        gone = weakref.ref(one)
        del one, two
        for _ in range(15):
            garbage.collect()
        assert gone() is None
    finally:
        garbage.stop()
    assert gc.isenabled()


def test_what_is_there_from_the_start_is_set_aside_and_comes_back(qtbot: QtBot) -> None:
    gc.enable()
    owner = QObject()
    garbage = GarbageCollector(owner)
    garbage.start()
    try:
        for _ in range(SETTLED):
            garbage.collect()
        assert gc.get_freeze_count() > 0
    finally:
        garbage.stop()
    assert gc.get_freeze_count() == 0
