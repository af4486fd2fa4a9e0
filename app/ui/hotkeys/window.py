"""The key of one window."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from app.i18n import tr
from app.services.settings import ASK_ANYWHERE
from app.ui.hotkeys.ask_key import AskKey, KeptSettings
from app.ui.hotkeys.here import hotkeys_here
from app.ui.hotkeys.ports import Hotkeys
from app.ui.waking import come_to_ask

if TYPE_CHECKING:
    from app.ui.main_window import MainWindow


def ask_key_of(
    window: MainWindow, settings: KeptSettings, find_hotkeys: Callable[[], Hotkeys] | None = None
) -> AskKey:
    """Made and, where it is wanted, held. That it cannot be had is said: the person counts on it."""
    find = find_hotkeys or partial(hotkeys_here, window)
    key = AskKey(settings, window.operations, find, partial(come_to_ask, window), window)
    window.closing.connect(key.stop)
    key.follow()
    if key.problem is not None:
        from app.wording import describe  # long: only where there is trouble

        show = partial(window.show_setting, ASK_ANYWHERE.key)
        window.notifications.offer(*describe(key.problem), tr("Show the setting"), show)
    return key
