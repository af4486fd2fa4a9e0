"""Damage at random places: what a person made comes back, documents are read again, the file stays."""

from __future__ import annotations

import random
import shutil
import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from app.domain.errors import UserError
from app.store.rescue import COMPUTED, rescue
from app.store.schema import MIGRATIONS
from app.store.store import Store
from tests.unit.store.filling import fill
from tests.unit.store.test_records import ANSWER

PAGE = 4096
CHATS, TURNS = 30, 8


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Forty documents, thirty chats of eight turns, closed."""
    path = tmp_path_factory.mktemp("filled") / "carrel.db"
    store = Store(path)
    for number in range(40):
        fill(store, f"/docs/{number}.txt", [f"text {number} " * 40, "second passage " * 30])
    for number in range(CHATS):
        chat = store.conversations.create(f"Chat {number}")
        for turn in range(TURNS):
            asked = store.conversations.add_turn(chat.id, f"Question {number}.{turn}?")
            store.conversations.finish_turn(asked.id, replace(ANSWER, question=asked.question))
    store.close()
    return path


@pytest.fixture
def path(filled: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(filled, tmp_path))


def turns_in(store: Store) -> int:
    return sum(len(store.conversations.turns(chat.id)) for chat in store.conversations.list())


def spoil(path: Path, pages: list[int]) -> bytes:
    data = bytearray(path.read_bytes())
    for page in pages:
        data[page * PAGE : (page + 1) * PAGE] = random.Random(page).randbytes(PAGE)
    path.write_bytes(data)
    return bytes(data)


def test_a_whole_database_is_taken_over_but_for_what_is_computed(path: Path, tmp_path: Path) -> None:
    target = tmp_path / "new.db"
    rescued = rescue(path, target)
    assert rescued.unreadable == set()
    assert not COMPUTED & set(rescued.rows)
    store = Store(target)
    assert store.integrity_check() == []
    assert turns_in(store) == CHATS * TURNS
    assert {d.path.name for d in store.documents.in_scope()} == {f"{n}.txt" for n in range(40)}
    assert len(store.queue.next(100)) == 40
    assert store.conversations.search("Question")
    store.close()


@pytest.mark.parametrize("seed", range(8))
def test_damaged_pages_cost_what_stood_on_them_and_no_more(path: Path, tmp_path: Path, seed: int) -> None:
    """One page in twenty is overwritten, wherever it is: rows, what leads to rows, the schema itself."""
    pages = path.stat().st_size // PAGE
    before = spoil(path, random.Random(seed).sample(range(pages), pages // 20))
    target = tmp_path / "new.db"
    rescue(path, target)
    assert path.read_bytes() == before
    store = Store(target)
    assert store.integrity_check() == []
    assert turns_in(store) >= CHATS * TURNS * 0.7
    store.conversations.create("still works")
    store.close()


@pytest.mark.parametrize("table", ["sqlite_schema", "turns", "conversations", "documents"])
def test_a_lost_way_costs_no_row(path: Path, tmp_path: Path, table: str) -> None:
    """The first page of a table leads to all others."""
    connection = sqlite3.connect(path)
    roots = dict(connection.execute("SELECT name, rootpage FROM sqlite_schema").fetchall())
    connection.close()
    spoil(path, [roots.get(table, 1) - 1])
    target = tmp_path / "new.db"
    rescued = rescue(path, target)
    assert rescued.unreadable
    store = Store(target)
    assert turns_in(store) == CHATS * TURNS
    store.close()


def test_turns_without_their_chat_get_one(path: Path, tmp_path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute("DELETE FROM conversations WHERE id <= 10")  # foreign keys are off here
    connection.commit()
    connection.close()
    target = tmp_path / "new.db"
    rescue(path, target)
    store = Store(target)
    assert turns_in(store) == CHATS * TURNS
    assert any(chat.title.startswith("Question 3.") for chat in store.conversations.list())
    store.close()


@pytest.mark.parametrize("content", [b"", b"not a database at all", b"SQLite format 3\0" + b"\xff" * 5000])
def test_what_gives_nothing_ends_in_an_empty_library(tmp_path: Path, content: bytes) -> None:
    damaged, target = tmp_path / "carrel.db", tmp_path / "new.db"
    damaged.write_bytes(content)
    rescued = rescue(damaged, target)
    assert sum(rescued.rows.values()) == 0
    store = Store(target)
    assert store.documents.in_scope() == []
    store.close()


def test_a_newer_database_is_refused(path: Path, tmp_path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute(f"PRAGMA user_version={len(MIGRATIONS) + 1}")
    connection.close()
    with pytest.raises(UserError, match="database_newer"):
        rescue(path, tmp_path / "new.db")
    assert not (tmp_path / "new.db").exists()
