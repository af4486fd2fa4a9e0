"""The key of one window."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from app.ui.hotkeys.ask_key import AskKey, KeptSettings
from app.ui.hotkeys.here import hotkeys_here
from app.ui.waking import come_to_ask

if TYPE_CHECKING:
    from app.ui.main_window import MainWindow


def ask_key_of(window: MainWindow, settings: KeptSettings) -> AskKey:
    """Made and, where it is wanted, held. That it cannot be had is said: the person counts on it."""
    key = AskKey(
        settings, window.operations, partial(hotkeys_here, window), partial(come_to_ask, window), window
    )
    window.closing.connect(key.stop)
    key.follow()
    if key.problem is not None:
        window.notifications.error(key.problem)
    return key
