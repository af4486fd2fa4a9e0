from __future__ import annotations

import os
from pathlib import Path

from app.domain.documents import DocumentState, DocumentWarning
from app.domain.errors import ErrorInfo
from app.store.documents import FileSeen
from app.store.queue import FileFacts
from app.store.store import Store
from tests.unit.store.filling import assert_whole, content, fail, fill, finish, link, queue, rows

FACTS = FileFacts(7, 8, "other", 0.1)


def test_what_is_stored_comes_back(store: Store) -> None:
    done = fill(store, "/d/a.txt", ["One.", "Two."])
    document = store.documents.get(done.id)
    assert document == store.documents.find(Path("/d/a.txt")) == done
    assert document is not None
    assert (document.state, document.chunks, document.pages) == (DocumentState.INDEXED, 2, 1)
    assert (document.title, document.seconds, document.content_hash) == ("Title", 0.5, "/d/a.txt")
    parsed = store.documents.parsed(done.id)
    assert parsed == content(["One.", "Two."], "/d/a.txt").parsed


def test_a_partial_document_says_what_is_missing(store: Store) -> None:
    from dataclasses import replace

    new = content(["One."])
    parsed = replace(new.parsed, partial=True, warnings=(DocumentWarning("page_unreadable", 3),), title="")
    new = replace(new, parsed=parsed)
    done = finish(store, queue(store, "/d/a.txt"), new, FACTS)
    assert done is not None
    assert done.state is DocumentState.PARTIAL
    assert done.warnings == (DocumentWarning("page_unreadable", 3),)
    assert done.title == "a"


def test_same_bytes_share_everything(store: Store) -> None:
    first = fill(store, "/d/a.txt", ["One."], "same")
    second = link(store, queue(store, "/d/b.txt"), FileFacts(1, 1, "same", 0.0))
    assert second is not None
    assert second.state is DocumentState.INDEXED
    assert rows(store, "contents") == rows(store, "chunks") == 1
    store.documents.remove([first.id])
    assert rows(store, "chunks") == 1
    store.documents.remove([second.id])
    for table in ("contents", "texts", "chunks", "embeddings", "codes", "chunks_fts_docsize", "documents"):
        assert rows(store, table) == 0, table
    assert_whole(store)


def test_an_edit_replaces_the_text_and_removes_the_old(store: Store) -> None:
    fill(store, "/d/a.txt", ["Old words."], "v1")
    fill(store, "/d/a.txt", ["New words.", "More."], "v2")
    assert rows(store, "documents") == 1
    assert rows(store, "chunks") == 2
    assert store.fulltext.search(["old"], 5, None) == []
    assert_whole(store)


def test_reading_anew_replaces_the_content_of_all_twins(store: Store) -> None:
    first = fill(store, "/d/a.txt", ["One."], "same")
    second = link(store, queue(store, "/d/b.txt"), FileFacts(1, 1, "same", 0.0))
    store.documents.requeue([first.id], reparse=True)
    (queued,) = store.queue.next()
    assert queued.reparse
    new = content(["One", "cut differently."], "same")
    finish(store, queued, new, FACTS)
    assert second is not None
    twin = store.documents.get(second.id)
    assert twin is not None
    assert twin.chunks == 2
    assert_whole(store)


def test_results_for_an_older_revision_are_thrown_away(store: Store) -> None:
    queued = queue(store, "/d/a.txt")
    store.documents.save([FileSeen(Path("/d/a.txt"), 2, 2, "text/plain")])
    new = content(["Stale."])
    assert finish(store, queued, new, FACTS) is None
    assert fail(store, queued, ErrorInfo("damaged_document"), FACTS) is None
    assert rows(store, "contents") == 0
    assert store.queue.size() == (1, 2)
    store.documents.remove([queued.document.id])
    assert finish(store, queued, new, FACTS) is None


def test_a_queued_document_stays_searchable_until_it_failed(store: Store) -> None:
    fill(store, "/d/a.txt", ["Findable."])
    queued = queue(store, "/d/a.txt")
    assert len(store.fulltext.search(["findable"], 5, None)) == 1
    failed = fail(store, queued, ErrorInfo("damaged_document", {"n": 1}), FACTS)
    assert failed is not None
    assert (failed.state, failed.error) == (DocumentState.FAILED, ErrorInfo("damaged_document", {"n": 1}))
    assert store.fulltext.search(["findable"], 5, None) == []
    assert_whole(store)


def test_scopes_are_files_and_folders(store: Store) -> None:
    for path in ("/d/a.txt", "/d/sub/b.txt", "/d/sub%/c.txt", "/d/subway/e.txt"):
        fill(store, path, ["x"])
    names = [d.path.name for d in store.documents.in_scope([Path("/d/sub"), Path("/d/a.txt")])]
    assert names == ["a.txt", "b.txt"]
    assert len(store.documents.in_scope(None)) == 4
    assert len(store.documents.in_scope([Path(os.sep)])) == 4
    assert store.documents.in_scope([]) == []
    assert store.chunks.document_count([Path("/d/sub")]) == 1
    assert len(store.chunks.contents_in([Path("/d/sub"), Path("/d/subway")])) == 2


def test_ids_are_not_used_twice(store: Store) -> None:
    first = fill(store, "/d/a.txt", ["One."])
    store.documents.remove([first.id])
    second = fill(store, "/d/b.txt", ["Two."])
    assert second.id != first.id
    assert second.content_id != first.content_id


def test_the_queue_is_worked_off_in_order(store: Store) -> None:
    for name in "cab":
        store.documents.save([FileSeen(Path(f"/d/{name}"), 5, 1, None)])
    assert [q.document.path.name for q in store.queue.next(9)] == ["c", "a", "b"]
    (first,) = store.queue.next()
    assert [q.document.path.name for q in store.queue.next(9, {first.document.id})] == ["a", "b"]
    store.queue.defer(first)
    assert [q.document.path.name for q in store.queue.next(9)] == ["a", "b", "c"]
    assert store.queue.prioritize([Path("/d/b"), Path("/d/c")]) == 2
    assert [q.document.path.name for q in store.queue.next(9)] == ["b", "c", "a"]
    assert store.queue.prioritize([Path("/d/a")]) == 1
    assert [q.document.path.name for q in store.queue.next(9)] == ["a", "b", "c"]
    assert store.queue.size() == (3, 15)


def test_status(store: Store) -> None:
    fill(store, "/d/a.txt", ["One.", "Two."])
    queue(store, "/d/b.txt")
    status = store.documents.status()
    assert (status.documents, status.indexed, status.queued, status.chunks) == (2, 1, 1, 2)
    assert status.embedder == "fake"
    assert status.database_bytes > 0
