"""Compares the files on the disk with the documents in the store, and writes down what changed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from app.domain.documents import Document, DocumentState
from app.domain.errors import ErrorInfo
from app.domain.events import DocumentChanged
from app.domain.jobs import CancelToken
from app.services.discovery import FoundFile
from app.services.event_bus import EventBus
from app.services.hashing import hash_file
from app.store.documents import FileSeen
from app.store.store import Store

# Failures that lie in the surroundings and not in the file (or in what Carrel can read): adding or rescanning
# tries again although the file is unchanged.
_PASSING = {
    "file_missing",
    "permission_denied",
    "file_changed",
    "not_enough_memory",
    "disk_error",
    "unsupported_format",
}

Documents = dict[Path, Document]


class LibraryFiles:
    """``known`` are always the documents as they stand in the store, by path."""

    def __init__(self, store: Store, bus: EventBus) -> None:
        self._store = store
        self._bus = bus

    def save(self, files: Iterable[FoundFile], known: Documents, cancel: CancelToken) -> list[Document]:
        """Write down what is new or changed, in one transaction; returns these documents."""
        changed = []
        for file in files:
            cancel.raise_if_cancelled()
            seen = self._compare(file, known.get(file.path), cancel)
            if seen is not None:
                changed.append(seen)
        documents = self._store.documents.save(changed) if changed else []
        for document in documents:
            self._bus.publish(DocumentChanged(document))
        return documents

    def follow_moves(
        self, files: Sequence[FoundFile], known: Documents, gone: list[Document], cancel: CancelToken
    ) -> int:
        """A file that only changed its folder keeps what was read from it; takes these out of ``gone``."""
        by_look = {(d.path.name, d.size, d.mtime_ns): d for d in gone if d.content_hash and d.content_id}
        moved = 0
        for file in files:
            before = by_look.get((file.path.name, file.size, file.mtime_ns))
            if before is None or file.path in known or before not in gone:
                continue
            if _hash_or_none(file.path, cancel) == before.content_hash:
                after = self._store.documents.move(before.id, file.path)
                gone.remove(before)
                moved += 1
                if after is not None:
                    known[file.path] = after
                    self._bus.publish(DocumentChanged(after))
        return moved

    def _compare(self, file: FoundFile, document: Document | None, cancel: CancelToken) -> FileSeen | None:
        """What to write down about a file, or None when nothing is new."""
        seen = (
            _unreadable(file)
            if file.error
            else FileSeen(file.path, file.size, file.mtime_ns, file.media_type)
        )
        if document is None:
            return seen
        unchanged = (document.size, document.mtime_ns) == (file.size, file.mtime_ns)
        if file.error is not None:
            return None if unchanged and document.error == file.error else seen
        if unchanged:
            return seen if _worth_another_try(document) else None
        if document.content_id and _hash_or_none(file.path, cancel) == document.content_hash:
            self._store.documents.touch(document.id, file.size, file.mtime_ns)
            return None
        return seen


def missing_files(known: Documents, paths: Iterable[Path]) -> list[FoundFile]:
    """Documents at these paths as files that are not there any more."""
    return [
        FoundFile(
            d.path, d.size, d.mtime_ns, d.media_type, True, ErrorInfo("file_missing", {"path": str(path)})
        )
        for path in paths
        if (d := known.get(path))
    ]


def _unreadable(file: FoundFile) -> FileSeen:
    state = DocumentState.FAILED if file.named else DocumentState.SKIPPED
    return FileSeen(file.path, file.size, file.mtime_ns, file.media_type, state, file.error)


def _hash_or_none(path: Path, cancel: CancelToken) -> str | None:
    """None where it cannot be read: reading it will find out why, and say so."""
    try:
        return hash_file(path, cancel)
    except OSError:
        return None


def _worth_another_try(document: Document) -> bool:
    if document.state is DocumentState.SKIPPED:  # a reader for it has been added since
        return True
    error = document.error
    return document.state is DocumentState.FAILED and error is not None and error.code in _PASSING
