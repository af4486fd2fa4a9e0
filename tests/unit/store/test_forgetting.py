from __future__ import annotations

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
