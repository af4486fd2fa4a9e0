"""Compares the files on the disk with the documents in the store, and writes down what changed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path

from app.domain.documents import Document, DocumentState, OcrMode
from app.domain.errors import ErrorInfo
from app.domain.events import DocumentChanged
from app.domain.ids import DocumentId
from app.domain.jobs import CancelToken
from app.services.discovery import FoundFile
from app.services.event_bus import EventBus
from app.services.hashing import hash_file
from app.store.documents import FileSeen
from app.store.store import Store

# Failures that lie in the surroundings and not in the file: adding or rescanning tries again although the file
# is unchanged.
_PASSING = {
    "file_missing",
    "permission_denied",
    "file_changed",
    "not_enough_memory",
    "disk_error",
    "online_only",
}

Documents = dict[Path, Document]


class LibraryFiles:
    """``known`` are always the documents as they stand in the store, by path."""

    def __init__(self, store: Store, bus: EventBus) -> None:
        self._store = store
        self._bus = bus

    def save(
        self,
        files: Iterable[FoundFile],
        known: Documents,
        cancel: CancelToken,
        ocr: OcrMode | None = None,
        default_ocr: OcrMode = OcrMode.AUTO,
        *,
        wanted: bool = False,
    ) -> list[Document]:
        """Write down what is new or changed, in one transaction; returns these documents.

        ``ocr`` is how their pages are to be read from now on; None leaves it, new ones get ``default_ocr``.
        ``wanted``: files named by themselves are no longer ignored.
        """
        changed = []
        for file in files:
            cancel.raise_if_cancelled()
            document = known.get(file.path)
            if document is not None and is_ignored(document) and not (wanted and file.named):
                continue
            seen = self._compare(file, document, cancel)
            if seen is not None:
                mode = ocr or (default_ocr if document is None else None)
                changed.append(_with_ocr(seen, mode))
        documents = self._store.documents.save(changed) if changed else []
        for document in documents:
            self._bus.publish(DocumentChanged(document))
        return documents

    def follow_moves(
        self, files: Sequence[FoundFile], known: Documents, gone: list[Document], cancel: CancelToken
    ) -> int:
        """A file that only changed its name or folder keeps what was read from it; takes these out of ``gone``.

        Files are the same when their bytes are; only files of the size of one that is gone are hashed.
        """
        moves = _Moves(gone)
        moved: set[DocumentId] = set()
        for file in files:
            if file.error is not None or not moves.possible(file.size):
                continue
            before = known.get(file.path)
            if before is not None and _same_look(before, file):
                continue
            after = moves.find(file, cancel)
            if after is None:
                continue
            if before is not None:  # written over: what was there is the one that is gone
                self._store.documents.remove([before.id])
                gone.append(before)
            moved.add(after.id)
            self._move(after, file, known)
        gone[:] = [document for document in gone if document.id not in moved]
        return len(moved)

    def _move(self, before: Document, file: FoundFile, known: Documents) -> None:
        after = self._store.documents.move(before.id, file.path)
        if after is None:
            return
        if not _same_look(after, file):
            self._store.documents.touch(after.id, file.size, file.mtime_ns)
            after = self._store.documents.get(after.id) or after
        known[file.path] = after
        self._bus.publish(DocumentChanged(after))

    def _compare(self, file: FoundFile, document: Document | None, cancel: CancelToken) -> FileSeen | None:
        """What to write down about a file, or None when nothing is new."""
        seen = (
            _unreadable(file)
            if file.error
            else FileSeen(file.path, file.size, file.mtime_ns, file.media_type)
        )
        if document is None:
            return seen
        unchanged = _same_look(document, file)
        if file.error is not None:
            # Moved to the cloud, with its size and time as they were: what was read from it still holds.
            kept = unchanged and file.error.code == "online_only" and document.content_id is not None
            return None if kept or (unchanged and document.error == file.error) else seen
        if unchanged:
            return seen if _worth_another_try(document, file) else None
        if document.content_id and _hash_or_none(file.path, cancel) == document.content_hash:
            self._store.documents.touch(document.id, file.size, file.mtime_ns)
            return None
        return seen


class _Moves:
    """Files that are gone, to be found again by their bytes."""

    def __init__(self, gone: Sequence[Document]) -> None:
        self._by_size: defaultdict[int, list[Document]] = defaultdict(list)
        for document in gone:
            if document.content_hash or is_ignored(document):
                self._by_size[document.size].append(document)

    def possible(self, size: int) -> bool:
        """Whether a file of this size is gone."""
        return size in self._by_size

    def find(self, file: FoundFile, cancel: CancelToken) -> Document | None:
        """The document that this file was; each is found once."""
        candidates = self._by_size[file.size]
        # The likeliest first, because empty-looking twins exist: same name, then same time.
        candidates.sort(key=lambda d: (d.path.name != file.path.name, d.mtime_ns != file.mtime_ns))
        hashed: str | None = None
        for document in candidates:
            if document.content_hash:
                hashed = hashed or _hash_or_none(file.path, cancel)
                same = hashed == document.content_hash
            else:
                same = document.mtime_ns == file.mtime_ns and file.size > 0
            if same:
                candidates.remove(document)
                if not candidates:
                    del self._by_size[file.size]
                return document
        return None


def missing_files(known: Documents, paths: Iterable[Path]) -> list[FoundFile]:
    """Documents at these paths as files that are not there any more."""
    return [
        FoundFile(
            d.path, d.size, d.mtime_ns, d.media_type, True, ErrorInfo("file_missing", {"path": str(path)})
        )
        for path in paths
        if (d := known.get(path))
    ]


def is_ignored(document: Document) -> bool:
    """Taken out of reading by the person."""
    return document.error is not None and document.error.code == "ignored"


def _unreadable(file: FoundFile) -> FileSeen:
    state = DocumentState.FAILED if file.named else DocumentState.SKIPPED
    return FileSeen(file.path, file.size, file.mtime_ns, file.media_type, state, file.error)


def _with_ocr(seen: FileSeen, ocr: OcrMode | None) -> FileSeen:
    return FileSeen(seen.path, seen.size, seen.mtime_ns, seen.media_type, seen.state, seen.error, ocr)


def _same_look(document: Document, file: FoundFile) -> bool:
    return (document.size, document.mtime_ns) == (file.size, file.mtime_ns)


def _hash_or_none(path: Path, cancel: CancelToken) -> str | None:
    """None where it cannot be read: reading it will find out why, and say so."""
    try:
        return hash_file(path, cancel)
    except OSError:
        return None


def _worth_another_try(document: Document, file: FoundFile) -> bool:
    if document.state is DocumentState.SKIPPED:  # a rule fell away, or a reader for it has been added since
        return True
    error = document.error
    if document.state is not DocumentState.FAILED or error is None:
        return False
    if error.code == "unsupported_format":
        return document.media_type is None and file.media_type is not None
    return error.code in _PASSING
