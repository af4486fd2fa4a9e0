from __future__ import annotations

import sqlite3

import pytest

from app.domain.errors import ErrorInfo
from app.store import forgetting
from app.store.store import Store
from tests.unit.store.filling import assert_whole, fill, rows

SECRET = "quokkasalat"


def on_disk(store: Store) -> bytes:
    """The database and its log, and what the full-text index holds of each of its blocks."""
    files = sorted(store.database.path.parent.glob(store.database.path.name + "*"))
    return b"".join(file.read_bytes() for file in files)


def test_words_of_a_removed_document_are_nowhere_any_more(store: Store) -> None:
    fill(store, "/d/kept.txt", ["Other words stay."])
    removed = fill(store, "/d/a.txt", [f"The {SECRET} is served at {n}." for n in range(30)])
    assert SECRET.encode() in on_disk(store)
    store.documents.remove([removed.id])
    assert SECRET.encode() not in on_disk(store)
    assert len(store.fulltext.search(["words"], 5, None)) == 1
    assert_whole(store)


def test_words_of_scripts_without_spaces_go_too(store: Store) -> None:
    removed = fill(store, "/d/a.txt", ["秘密の電話番号です。"])
    store.documents.set_aside([removed.id], ErrorInfo("ignored"))
    assert "秘密の".encode() not in on_disk(store)
    assert_whole(store)


def test_words_that_an_edit_took_out_go_with_the_next_run(store: Store) -> None:
    fill(store, "/d/a.txt", [f"The {SECRET}."], "v1")
    fill(store, "/d/a.txt", ["Nothing."], "v2")
    store.forget_words()
    assert SECRET.encode() not in on_disk(store)


@pytest.mark.skipif(forgetting.SECURE_DELETE, reason="nothing lingers")
def test_few_edits_in_a_large_library_wait(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forgetting, "_SMALL", 0)
    fill(store, "/d/a.txt", ["x"] * 100)
    fill(store, "/d/b.txt", ["old"], "v1")
    fill(store, "/d/b.txt", ["new"], "v2")
    assert not forgetting.forget_words(store.database, always=False)
    assert forgetting.forget_words(store.database, always=True)
    assert not forgetting.forget_words(store.database, always=True)
    fill(store, "/d/a.txt", ["y"], "a2")
    assert forgetting.forget_words(store.database, always=False)
    assert rows(store, "chunks") == 2


def varint(number: int) -> bytes:
    """As SQLite writes it, for numbers below 2 ** 14."""
    return bytes([0x80 | number >> 7, number & 0x7F]) if number > 0x7F else bytes([number])


def make_deep(store: Store, table: str, levels: int) -> None:
    """As an index gets by itself after hundreds of merges: empty levels before those that hold something."""
    old = forgetting.depth(store.database._writer, table)
    connection = sqlite3.connect(store.database.path, isolation_level=None)
    (record,) = connection.execute(f"SELECT block FROM {table}_data WHERE id = 10").fetchone()
    head = 8 if record[4:8] == b"\xff\x00\x00\x01" else 4
    rest = record[head + 1 :]  # segments, how much was written, levels; each number below 128 here
    new = record[:head] + varint(levels) + rest[:2] + bytes(2 * (levels - old)) + rest[2:]
    connection.execute(f"UPDATE {table}_data SET block = ? WHERE id = 10", (new,))
    connection.close()


def test_the_depth_of_an_index_is_read(store: Store) -> None:
    fill(store, "/d/a.txt", ["some words"])
    for levels in (5, 127, 128, 1999):
        make_deep(store, "chunks_fts", levels)
        assert forgetting.depth(store.database._writer, "chunks_fts") == levels


@pytest.mark.skipif(forgetting.SECURE_DELETE, reason="nothing is merged")
def test_an_index_never_becomes_so_deep_that_it_is_taken_for_damaged(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(forgetting, "DEEP", 20)
    depths = []
    fill(store, "/d/b.txt", [f"of several pages{n} in{n} the{n} index{n}" for n in range(400)])
    for number in range(30):
        fill(store, "/d/a.txt", [f"words {number}"], f"v{number}")
        store.forget_words()
        depths.append(forgetting.depth(store.database._writer, "chunks_fts"))
    assert max(depths) > 20, "else this proves nothing"
    assert max(depths) < 40
    assert len(store.fulltext.search(["29"], 5, None)) == 1
    assert_whole(store)


def test_chats_that_are_deleted_do_not_deepen_theirs(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forgetting, "DEEP", 20)
    for _ in range(40):
        chat = store.conversations.create("Lease")
        store.conversations.add_turn(chat.id, f"How long is the {SECRET}?")
        store.conversations.delete(chat.id)
    assert forgetting.depth(store.database._writer, "turns_fts") < 40
    assert_whole(store)


@pytest.mark.parametrize("table", ["chunks_fts", "turns_fts"])
def test_one_that_is_deep_already_is_mended_when_it_is_opened(store: Store, table: str) -> None:
    fill(store, "/d/a.txt", ["some words"])
    chat = store.conversations.create("Lease")
    store.conversations.add_turn(chat.id, "How many words?")
    make_deep(store, table, 1999)
    path = store.database.path
    store.close()
    opened = Store(path)
    assert opened.integrity_check() == []
    assert len(opened.fulltext.search(["words"], 5, None)) == 1
    assert list(opened.conversations.search("words")) == [chat.id]
    assert forgetting.depth(opened.database._writer, table) < 20
    opened.close()
