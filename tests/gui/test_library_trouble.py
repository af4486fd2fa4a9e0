"""What keeps the library from being up to date is said on its page, with what to do."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication

from app.domain.errors import ErrorInfo
from app.domain.events import WatchingChanged
from app.services.watching import Following, WatchedFolder, WatchState
from app.ui.library.trouble_banner import TroubleBanner
from app.ui.theme import Theme
from tests.gui.fakes_areas import World, make_world

FULL = ErrorInfo("disk_full")
AWAY = ErrorInfo("offline_source", {"path": "/media/stick"})
REMOTE = ErrorInfo("remote_drive", {"path": "/mnt/office"})


@pytest.fixture
def world(qapp: QApplication, tmp_path: Path) -> Iterator[World]:
    made = make_world(Theme(qapp, "light"), tmp_path / "profile")
    yield made
    made.close()


def test_the_worst_is_said_first_and_goes_when_it_is_over(qtbot: Any, world: World) -> None:
    banner = TroubleBanner(world.context)
    qtbot.addWidget(banner)
    assert banner.isHidden()
    banner.show_troubles(FULL, None, [AWAY])
    assert banner.message.text().startswith("Reading stopped: ")
    assert banner.hint.text()
    assert not banner.isHidden()
    banner.show_troubles(None, FULL, [])
    assert banner.message.text().startswith("The last look for changes failed: ")
    banner.show_troubles(None, None, [None, AWAY])
    assert "/media/stick" in banner.message.text()
    banner.show_troubles(None, None, [None, REMOTE])
    assert banner.isHidden()


def test_what_was_dismissed_stays_away_until_it_is_over(qtbot: Any, world: World) -> None:
    banner = TroubleBanner(world.context)
    qtbot.addWidget(banner)
    banner.show_troubles(None, None, [AWAY])
    banner.close_button.click()
    banner.show_troubles(None, None, [AWAY])
    assert banner.isHidden()
    banner.show_troubles(None, None, [])
    banner.show_troubles(None, None, [AWAY])
    assert not banner.isHidden()


def test_it_follows_the_services_and_looks_again_when_asked(qtbot: Any, world: World) -> None:
    services = world.context.services
    waked: list[str] = []
    services.background.problem = FULL
    services.background.wake = lambda: waked.append("read")  # type: ignore[method-assign]
    state = WatchState(True, (WatchedFolder(Path("/papers"), Following.AT_ONCE),))
    services.watching = _Watching(state, waked)  # type: ignore[assignment, misc]
    banner = TroubleBanner(world.context)
    qtbot.addWidget(banner)
    assert not banner.isHidden()
    with qtbot.waitSignal(banner.look_requested):
        banner.action_button.click()
    assert waked == ["look", "read"]
    services.background.problem = None
    services.bus.publish(WatchingChanged())
    qtbot.waitUntil(banner.isHidden)


class _Watching:
    """A state, and whether it was asked to look again."""

    def __init__(self, state: WatchState, asked: list[str]) -> None:
        self.state, self._asked = state, asked

    def reconcile(self) -> None:
        self._asked.append("look")
