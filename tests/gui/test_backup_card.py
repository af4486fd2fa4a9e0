"""Backing up from the settings, a restore at the next start, and a damaged database repaired from the window."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication, QPushButton

from app.domain.errors import ErrorInfo
from app.paths import AppPaths
from app.services.backup_file import SUFFIX
from app.services.restoring import carry_out, want_restore
from app.store.store import Store
from app.ui.bridge.jobs import JobBoard
from app.ui.bridge.operation import OperationRunner
from app.ui.notifications import Notifications
from app.ui.refusal import Refusal
from app.ui.settings.backup_card import BackupCard
from app.ui.theme import Theme
from tests.gui.closing import finish
from tests.unit.services.test_backup import made
from tests.unit.services.test_repair import spoil


@pytest.fixture
def paths(tmp_path: Path) -> AppPaths:
    return made(tmp_path / "here")


@pytest.fixture
def theme(qapp: QApplication) -> Theme:
    return Theme(qapp, "light")


@pytest.fixture
def operations(theme: Theme) -> Iterator[OperationRunner]:
    runner = OperationRunner(lambda error: pytest.fail(str(error)))
    yield runner
    finish(runner)


@pytest.fixture
def card(qtbot: Any, theme: Theme, operations: OperationRunner, paths: AppPaths) -> Iterator[BackupCard]:
    store = Store(paths.database)
    services = SimpleNamespace(store=store, paths=paths)
    context: Any = SimpleNamespace(
        theme=theme,
        operations=operations,
        services=services,
        notifications=Notifications(theme),
        jobs=JobBoard(),
    )
    made_card = BackupCard(context)
    qtbot.addWidget(made_card)
    qtbot.addWidget(context.notifications)
    made_card.show()
    yield made_card
    store.close()


def titles(paths: AppPaths) -> list[str]:
    with closing(Store(paths.database)) as store:
        return [chat.title for chat in store.conversations.list()]


def test_from_the_button_to_the_next_start(
    qtbot: Any, card: BackupCard, paths: AppPaths, tmp_path: Path
) -> None:
    card.back_up_to(tmp_path / "mine")
    assert not card.save_button.isEnabled()
    backup = tmp_path / f"mine{SUFFIX}"
    qtbot.waitUntil(lambda: backup.exists() and card.save_button.isEnabled())
    assert not card.progress.isVisible()
    card._context.services.store.conversations.create("Later")
    card.ask_to_restore(backup)
    assert card.box is not None
    go = next(b for b in card.box.buttons() if isinstance(b, QPushButton) and "Restore" in b.text())
    go.click()
    assert titles(paths) == ["Later", "Lease"]
    done = carry_out(paths)
    assert done is not None
    assert titles(paths) == ["Lease"]
    assert carry_out(paths) is None


def test_a_wish_that_cannot_be_done_is_told_once(paths: AppPaths, tmp_path: Path) -> None:
    (tmp_path / "other.zip").write_bytes(b"no backup")
    want_restore(paths, tmp_path / "other.zip")
    with pytest.raises(Exception, match="not_a_backup"):
        carry_out(paths)
    assert carry_out(paths) is None
    assert titles(paths) == ["Lease"]


def test_a_damaged_database_is_repaired_from_the_window(
    qtbot: Any, theme: Theme, operations: OperationRunner, paths: AppPaths
) -> None:
    spoil(paths.database)
    started: list[bool] = []
    error = ErrorInfo("database_damaged", {"path": str(paths.database)})
    page = Refusal(theme, operations, error, paths.database, lambda: started.append(True))
    qtbot.addWidget(page)
    page.show()
    page.repair_button.click()
    assert not page.repair_button.isEnabled()
    qtbot.waitUntil(lambda: bool(started))
    assert titles(paths) == ["Lease"]
