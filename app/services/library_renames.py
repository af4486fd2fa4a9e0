"""An added folder that has another name now: found again by what it is, and taken along with all that is known of it.

A folder that only changed its name, or that of a folder above it, keeps its number (inode) on its drive. Later folders
may get that number, so that the documents must be there as well, with their sizes and times. A copy has another number
and is never taken for the original, nor is what lies on another drive.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

from app.domain.documents import Document
from app.domain.events import DocumentChanged, SourcesChanged
from app.domain.file_names import listable, listed, on_disk
from app.services.event_bus import EventBus
from app.services.file_kinds import device_of, inode_of
from app.store.moving import move_folder
from app.store.sources import Source
from app.store.store import Store

_MOST_ENTRIES = 5_000
"""Of the folder that is still there; in a larger one a person is asked instead (``LibraryService.relocate``)."""
_SAMPLE = 32
"""Documents looked for, spread over the folder; half of them must be as they were."""


def find_renamed(store: Store, sources: Sequence[Source]) -> list[tuple[Path, Path]]:
    """Added folders that are gone, and where they are now."""
    added = {source.path for source in sources}
    return [
        (source.path, found)
        for source in sources
        if source.kind == "folder" and source.inode and (found := _find(store, source, added)) is not None
    ]


def relocate(store: Store, bus: EventBus, old: Path, new: Path) -> list[Document]:
    """Write down that a folder is somewhere else, and tell so. Returns the documents below it."""
    move_folder(store.database, old, new)
    documents = store.documents.in_scope([new])
    for document in documents:
        bus.publish(DocumentChanged(document))
    bus.publish(SourcesChanged((new,)))
    return documents


def _find(store: Store, source: Source, added: set[Path]) -> Path | None:
    gone = on_disk(source.path)
    if gone.exists():
        return None
    candidates = [path for path in _candidates(gone, source.inode) if listed(path) not in added]
    if not candidates:
        return None
    documents = [d for d in store.documents.in_scope([source.path]) if d.content_hash]
    return next((listed(path) for path in candidates if _holds(path, source.path, documents)), None)


def _candidates(gone: Path, inode: int) -> Iterator[Path]:
    """Folders with this number that differ from ``gone`` in the first name that is missing."""
    above, missing = gone.parent, [gone.name]
    while not above.is_dir():
        if above == above.parent:
            return
        above, missing = above.parent, [above.name, *missing]
    device = device_of(above)
    try:
        with os.scandir(above) as entries:
            names = [entry.name for entry in islice(entries, _MOST_ENTRIES) if _is_folder(entry)]
    except OSError:
        return
    for name in names:
        path = above.joinpath(name, *missing[1:])
        if listable(path) and inode_of(path) == inode and device_of(path) == device:
            yield path


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir(follow_symlinks=False)
    except OSError:
        return False


def _holds(path: Path, old: Path, documents: Sequence[Document]) -> bool:
    """Are they there as they were? Without any there is nothing to know the folder by."""
    sample = documents[:: max(1, len(documents) // _SAMPLE)]
    same = sum(_is_same(path / on_disk(d.path).relative_to(on_disk(old)), d) for d in sample)
    return same > 0 and 2 * same >= len(sample)


def _is_same(path: Path, document: Document) -> bool:
    try:
        status = path.lstat()
    except OSError:
        return False
    return (status.st_size, status.st_mtime_ns) == (document.size, document.mtime_ns)
