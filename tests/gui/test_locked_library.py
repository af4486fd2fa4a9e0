"""A locked library in the window: its page, the lock after a while, the dialogs that ask for passphrases."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from app.domain.errors import UserError
from app.paths import profile_paths
from app.services.after_closing import DECRYPT, ENCRYPT, LOCK, AfterClosing
from app.services.settings import LOCK_AFTER, Settings
from app.store.cipher import is_encrypted
from app.store.database import Database
from app.ui.application import Session
from app.ui.idle_lock import IdleLock
from app.ui.main_window import MainWindow
from app.ui.rewriting import rewrite_library
from app.ui.settings.passphrase_dialog import PassphraseDialog
from app.ui.theme import Theme
from app.ui.unlock_page import UnlockPage
from tests.gui.closing import finish


def page_of(window: MainWindow) -> UnlockPage | None:
    page = window.areas.currentWidget()
    return page if isinstance(page, UnlockPage) else None


def test_the_page_takes_the_passphrase_until_it_is_right(qtbot: QtBot, qapp: QApplication) -> None:
    typed: list[str] = []

    def services() -> object:
        if not typed:
            raise UserError("library_locked")
        raise UserError(
            "wrong_passphrase" if typed[-1] != "right" else "database_newer", found=9, supported=8
        )

    window = MainWindow(Theme(qapp, "light"))
    qtbot.addWidget(window)
    window.show()
    session = Session(window, services, None)  # type: ignore[arg-type]
    session.unlock = typed.append
    session.start_soon()
    qtbot.waitUntil(lambda: page_of(window) is not None)
    first = page_of(window)
    assert first is not None
    assert first.field.echoMode() is QLineEdit.EchoMode.Password
    first.submit()  # nothing typed: nothing tried
    assert typed == []
    qtbot.keyClicks(first.field, "wrong")
    qtbot.keyClick(first.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page_of(window) not in (None, first))
    second = page_of(window)
    assert second is not None
    assert "not the passphrase" in second.text.text()
    second.field.setText("right")
    second.button.click()
    qtbot.waitUntil(lambda: page_of(window) is None)
    assert typed == ["wrong", "right"]
    finish(window.operations)


def test_it_locks_when_nobody_is_there(qtbot: QtBot, tmp_path: Path) -> None:
    window = QLineEdit()
    qtbot.addWidget(window)
    window.show()
    settings, after = Settings(tmp_path / "settings.toml"), AfterClosing()
    settings.set(LOCK_AFTER, 0)
    lock = IdleLock(window, settings, after)
    assert not lock.timer.isActive()
    settings.set(LOCK_AFTER, 5)
    qtbot.keyClicks(window, "a")  # somebody is there
    assert lock.timer.isActive()
    assert lock.timer.interval() == 5 * 60_000
    lock.timer.timeout.emit()
    assert after.wish == LOCK
    assert not window.isVisible()


def test_a_new_passphrase_is_typed_twice_alike(qtbot: QtBot) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    told: list[Sequence[str]] = []
    dialog = PassphraseDialog(
        parent, "Change", "text", ["Passphrase", "New", "Once more"], told.append, new=True
    )
    dialog.show()
    old, new, again = dialog.fields
    for words in (
        ("old", "", ""),
        ("old", "short", "short"),
        ("old", "long enough", "long enougj"),
        ("", "long enough", "long enough"),
    ):
        for field, word in zip((old, new, again), words, strict=True):
            field.setText(word)
        assert not dialog.button.isEnabled()
    dialog._on_accepted()
    assert told == []
    old.setText("old")
    assert dialog.button.isEnabled()
    dialog.button.click()
    assert told == [["old", "long enough", "long enough"]]


def test_the_library_is_rewritten_between_two_windows(
    qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = profile_paths(tmp_path).create()
    Database(paths.database).close()
    told: list[str] = []
    monkeypatch.setattr("app.ui.application.show_refusal", lambda message, _hint: told.append(message))
    after = AfterClosing()
    after.want(ENCRYPT, "a long enough passphrase")
    rewrite_library(paths, after)
    assert is_encrypted(paths.database)
    assert after.passphrase == ""
    assert told == []
    after.want(DECRYPT, "another passphrase")
    rewrite_library(paths, after)
    assert is_encrypted(paths.database)
    assert len(told) == 1
    after.want(DECRYPT, "a long enough passphrase")
    rewrite_library(paths, after)
    assert not is_encrypted(paths.database)


def test_a_passphrase_is_not_in_what_is_printed_of_it() -> None:
    after = AfterClosing()
    after.type("secret words")
    after.want("encrypt", "secret words")
    assert "secret" not in repr(after)
