"""The binding itself. PySide6 6.12.0 gives away a reference to None with every call that returns nothing; before
Python 3.12 made None immortal, that ends the process ("deallocating None") after some ten thousand calls.
"""

from __future__ import annotations

import sys

from PySide6.QtCore import QObject


def test_calls_that_return_nothing_do_not_use_up_none() -> None:
    thing = QObject()
    thing.setObjectName("x")
    before = sys.getrefcount(None)
    for _ in range(500):
        thing.setObjectName("x")
    assert sys.getrefcount(None) > before - 100
