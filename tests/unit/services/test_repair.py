"""A damaged database is kept, replaced by what it still holds, and read again from the documents."""

from __future__ import annotations

import random
from contextlib import closing
from pathlib import Path

import pytest

from app.domain.errors import UserError
from app.domain.jobs import CancelToken, no_progress
from app.services.encryption import encrypt, open_library
from app.services.repair import is_damaged, repair
from app.store.store import Store
from tests.unit.services.test_backup import made


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return made(tmp_path / "here", documents=30).database


def spoil(database: Path) -> bytes:
    data = bytearray(database.read_bytes())
    for page in range(3, len(data) // 4096, 9):
        data[page * 4096 : page * 4096 + 4096] = random.Random(page).randbytes(4096)
    database.write_bytes(data)
    return bytes(data)


def test_a_whole_one_is_not_touched(database: Path) -> None:
    assert not is_damaged(database)


def test_what_can_be_read_is_saved_and_the_rest_is_kept(database: Path) -> None:
    damaged = spoil(database)
    assert is_damaged(database)
    done = repair(database)
    assert (done.kept / database.name).read_bytes() == damaged
    assert not is_damaged(database)
    assert database.stat().st_mode & 0o077 == 0
    with closing(Store(database)) as store:
        assert len(store.queue.next(100)) == done.rows["documents"] > 0
        assert [chat.title for chat in store.conversations.list()] == ["Lease"]


def test_a_log_of_the_damaged_one_is_not_worked_into_the_new_one(database: Path) -> None:
    store = Store(database)
    store.conversations.create("In the log")
    data = database.read_bytes()
    log = database.with_name(database.name + "-wal")
    kept = log.read_bytes()
    store.close()
    database.write_bytes(data)
    log.write_bytes(kept)
    repair(database)
    assert not log.exists() or not log.stat().st_size
    with closing(Store(database)) as store:
        assert {chat.title for chat in store.conversations.list()} == {"Lease", "In the log"}
        assert store.integrity_check() == []


def test_twice_keeps_both(database: Path) -> None:
    spoil(database)
    first = repair(database).kept
    spoil(database)
    assert repair(database).kept != first


def test_a_full_disk_is_told_before_anything_is_done(database: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    damaged = spoil(database)
    monkeypatch.setattr("shutil.disk_usage", lambda _path: type("Usage", (), {"free": 10}))
    with pytest.raises(UserError, match="disk_full"):
        repair(database)
    assert database.read_bytes() == damaged


def test_an_encrypted_one_is_saved_and_stays_encrypted(tmp_path: Path) -> None:
    paths = made(tmp_path / "here", documents=30)
    encrypt(paths, "correct horse battery", CancelToken(), no_progress)
    key = open_library(paths, "correct horse battery")
    pages = bytearray(paths.database.read_bytes())
    with closing(Store(paths.database, key)) as store, store.database.read() as connection:
        (root,) = connection.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'texts'").fetchone()
    pages[(root - 1) * 4096 : root * 4096] = random.Random(1).randbytes(4096)
    paths.database.write_bytes(pages)
    assert is_damaged(paths.database, key)
    done = repair(paths.database, key)
    with pytest.raises(UserError, match="library_locked"):
        Store(paths.database)
    with closing(Store(paths.database, key)) as store:
        assert store.integrity_check() == []
        assert len(store.queue.next(100)) == 30
        assert [chat.title for chat in store.conversations.list()] == ["Lease"]
    assert (done.kept / "library.key").exists()
