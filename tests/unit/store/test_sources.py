from __future__ import annotations

from pathlib import Path

from app.store.sources import Source
from app.store.store import Store


def test_sources(store: Store) -> None:
    store.sources.add(Source(Path("/d"), "folder", 3))
    store.sources.add(Source(Path("/d/out"), "excluded", 0))
    assert [(s.path.name, s.kind) for s in store.sources.all()] == [("d", "folder"), ("out", "excluded")]
    store.sources.add(Source(Path("/d/out/x.txt"), "file", 3))
    assert len(store.sources.all()) == 3
    store.sources.add(Source(Path("/d"), "folder", 3))
    assert [s.kind for s in store.sources.all()] == ["folder", "file"]
    store.sources.remove([Path("/d")])
    assert store.sources.all() == []


def test_a_source_comes_back_as_it_was(store: Store) -> None:
    source = Source(Path("/d"), "folder", 3, watched=False, patterns=("*.bak", "old/"), inode=1 << 62)
    store.sources.add(source)
    assert store.sources.all() == [source]
    store.sources.set_device(Path("/d"), 4, 9)
    assert (store.sources.all()[0].device, store.sources.all()[0].inode) == (4, 9)
