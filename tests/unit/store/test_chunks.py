from __future__ import annotations

from pathlib import Path

from app.domain.ids import ChunkId
from app.store.queue import FileFacts
from app.store.store import Store
from tests.unit.store.filling import content, content_of, fill, link, queue


def test_chunks_come_back_as_they_went_in(store: Store) -> None:
    document = fill(store, "/d/a.txt", ["One.", "Two.", "Three."])
    chunks = store.chunks.of_content(content_of(document))
    assert tuple(chunk.chunk for chunk in chunks) == content(["One.", "Two.", "Three."]).chunks
    ids = [chunk.id for chunk in chunks]
    assert [c.id for c in store.chunks.get([ids[2], ChunkId(999), ids[0]])] == [ids[2], ids[0]]
    assert chunks[0].document_id == document.id
    assert chunks[0].path == Path("/d/a.txt")


def test_neighbours(store: Store) -> None:
    document = fill(store, "/d/a.txt", ["a", "b", "c", "d"])
    fill(store, "/d/z.txt", ["z"])
    ids = [chunk.id for chunk in store.chunks.of_content(content_of(document))]
    assert [c.chunk.text for c in store.chunks.neighbours(ids[1], 1, 2)] == ["a", "b", "c", "d"]
    assert [c.chunk.text for c in store.chunks.neighbours(ids[3], 0, 5)] == ["d"]
    assert store.chunks.neighbours(ChunkId(999), 1, 1) == []


def test_a_shared_content_is_shown_with_a_path_in_scope(store: Store) -> None:
    first = fill(store, "/d/a.txt", ["One."], "same")
    link(store, queue(store, "/e/b.txt"), FileFacts(1, 1, "same", 0.0))
    (chunk,) = store.chunks.of_content(content_of(first))
    assert store.chunks.get([chunk.id])[0].path == Path("/d/a.txt")
    assert store.chunks.get([chunk.id], [Path("/e")])[0].path == Path("/e/b.txt")
    assert store.chunks.get([chunk.id], [Path("/f")]) == []
    assert store.chunks.document_count() == 2
