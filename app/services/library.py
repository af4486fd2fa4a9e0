"""The library: which files belong to it, and what it knows about them.

Adding a file only writes it down and queues it; ``app.services.ingestion`` reads it. An unchanged file is recognised
by its size and time, and when only those differ, by the hash of its bytes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from app.domain.documents import Document, DocumentState, LibraryStatus, ParsedDocument
from app.domain.errors import ErrorInfo, UserError
from app.domain.events import DocumentChanged, DocumentRemoved
from app.domain.ids import DocumentId
from app.domain.jobs import CancelToken, OnProgress, no_progress
from app.services.discovery import Discovery, Found, FoundFile, MediaTypeFor
from app.services.event_bus import EventBus
from app.services.library_files import LibraryFiles, missing_files
from app.store.sources import Source
from app.store.store import Store

INDEX_VERSION = 1
"""Raise it when a reader or the chunker makes something else out of the same file: a rescan reads them again."""


@dataclass(frozen=True, slots=True)
class AddResult:
    """Every document the paths led to, whatever its state, and the paths that led to none."""

    documents: tuple[Document, ...]
    rejected: tuple[tuple[Path, ErrorInfo], ...]


@dataclass(frozen=True, slots=True)
class RescanResult:
    """What a rescan found: documents queued, and how many were removed or found again under another path."""

    queued: tuple[Document, ...]
    removed: int
    moved: int
    rejected: tuple[tuple[Path, ErrorInfo], ...]


class LibraryService:
    """Paths may be given relative to the working directory; documents carry resolved ones."""

    def __init__(
        self, store: Store, bus: EventBus, media_type_for: MediaTypeFor, index_version: int = INDEX_VERSION
    ) -> None:
        self._store = store
        self._bus = bus
        self._media_type_for = media_type_for
        self._files = LibraryFiles(store, bus)
        self._index_version = index_version

    def add(
        self, paths: Sequence[Path], cancel: CancelToken, on_progress: OnProgress = no_progress
    ) -> AddResult:
        """Take in files and folders (recursively); nothing is changed when it is cancelled.

        Raises Cancelled, and the store's UserErrors.
        """
        found = self._discover([path.resolve() for path in paths], cancel, on_progress)
        roots = [root for root, _ in found.roots]
        documents = self._by_path(roots)
        documents |= {d.path: d for d in self._files.save(found.files, documents, cancel)}
        for root, is_folder in found.roots:
            kind = "folder" if is_folder else "file"
            self._store.sources.add(Source(root, kind, _device(root)))
        return AddResult(tuple(documents[file.path] for file in found.files), found.rejected)

    def rescan(self, cancel: CancelToken, on_progress: OnProgress = no_progress) -> RescanResult:
        """Make the library what the added files and folders hold now.

        Files that are gone leave the library, but only when their folder is still there: an unplugged drive
        removes nothing. A file named by itself stays, with the reason, until it is removed.
        """
        sources = self._store.sources.all()
        roots = [source for source in sources if source.kind != "excluded" and _is_there(source)]
        found = self._discover([source.path for source in roots], cancel, on_progress)
        known = self._by_path([source.path for source in sources])
        gone = _gone(known, found, [source.path for source in roots if source.kind == "folder"])
        files = _without(found.files, [source.path for source in sources if source.kind == "excluded"])
        lost = [path for path, error in found.rejected if error.code == "file_missing"]
        files += missing_files({d.path: d for d in known.values() if d not in gone}, lost)
        moved = self._files.follow_moves(files, known, gone, cancel)
        saved = self._files.save(files, known, cancel)
        queued = [document for document in saved if document.state is DocumentState.QUEUED]
        queued += self._requeue(self._store.documents.outdated(self._index_version), reparse=False)
        self._remove(gone)
        return RescanResult(tuple(queued), len(gone), moved, found.rejected)

    def documents(self, scope: Sequence[Path] | None = None) -> list[Document]:
        """Documents at or below these paths (None: all), by path."""
        return self._store.documents.in_scope(_resolved(scope))

    def document(self, document_id: DocumentId) -> Document:
        """Raises UserError("unknown_document")."""
        document = self._store.documents.get(document_id)
        if document is None:
            raise UserError("unknown_document", path=f"#{document_id}")
        return document

    def find(self, path: Path) -> Document:
        """The document with this path. Raises UserError("unknown_document")."""
        document = self._store.documents.find(path.resolve())
        if document is None:
            raise UserError("unknown_document", path=str(path))
        return document

    def parsed(self, document_id: DocumentId) -> ParsedDocument | None:
        """The document as it was read; None when it has not been read."""
        return self._store.documents.parsed(document_id)

    def text(self, path: Path) -> str:
        """The document's text, which all offsets count in; empty when it has not been read.

        Raises UserError("unknown_document").
        """
        parsed = self.parsed(self.find(path).id)
        return parsed.text if parsed else ""

    def page_starts(self, document_id: DocumentId) -> tuple[int, ...]:
        """Where in the text each page begins; empty for documents without pages."""
        parsed = self.parsed(document_id)
        return parsed.page_starts if parsed else ()

    def status(self) -> LibraryStatus:
        """The library in numbers."""
        return self._store.documents.status()

    def remove(self, paths: Sequence[Path]) -> int:
        """Take the documents at or below these paths out; the files stay. Returns how many they were.

        A rescan does not bring back what was taken out of a folder that itself stays.
        """
        scope = [path.resolve() for path in paths]
        documents = self._store.documents.in_scope(scope)
        self._remove(documents)
        self._store.sources.remove(scope)
        folders = [s.path for s in self._store.sources.all() if s.kind == "folder"]
        for path in scope:
            if any(_within(path, folder) for folder in folders):
                self._store.sources.add(Source(path, "excluded", 0))
        return len(documents)

    def requeue(self, paths: Sequence[Path] | None) -> int:
        """Have documents read anew: all at or below these paths, or (None) those that failed. Returns how many."""
        documents = self._store.documents.in_scope(_resolved(paths))
        chosen = [
            d.id
            for d in documents
            if (d.state is not DocumentState.SKIPPED and paths is not None) or d.state is DocumentState.FAILED
        ]
        return len(self._requeue(chosen, reparse=True))

    def _discover(self, paths: Sequence[Path], cancel: CancelToken, on_progress: OnProgress) -> Found:
        return Discovery(self._media_type_for, cancel, on_progress).walk(paths)

    def _by_path(self, scope: Sequence[Path]) -> dict[Path, Document]:
        return {document.path: document for document in self._store.documents.in_scope(scope)}

    def _requeue(self, ids: Sequence[DocumentId], *, reparse: bool) -> list[Document]:
        documents = self._store.documents.requeue(ids, reparse=reparse) if ids else []
        for document in documents:
            self._bus.publish(DocumentChanged(document))
        return documents

    def _remove(self, documents: Sequence[Document]) -> None:
        if documents:
            self._store.documents.remove([document.id for document in documents])
        for document in documents:
            self._bus.publish(DocumentRemoved(document.id))


def _gone(known: dict[Path, Document], found: Found, folders: Sequence[Path]) -> list[Document]:
    """Documents below these folders that are no longer there, and not merely out of sight."""
    seen = {file.path for file in found.files}
    hidden = [path for path, error in found.rejected if error.code != "file_missing"]
    return [
        document
        for path, document in known.items()
        if path not in seen
        and any(_within(path, folder) for folder in folders)
        and not any(_within(path, out_of_sight) for out_of_sight in hidden)
    ]


def _without(files: Sequence[FoundFile], excluded: Sequence[Path]) -> list[FoundFile]:
    return [file for file in files if file.named or not any(_within(file.path, out) for out in excluded)]


def _is_there(source: Source) -> bool:
    """Is the source's place there? An empty folder on another device is a mount point without its drive."""
    if source.kind == "file":
        return source.path.parent.is_dir()
    try:
        return source.path.is_dir() and (
            source.path.stat().st_dev == source.device or any(source.path.iterdir())
        )
    except OSError:
        return False


def _device(path: Path) -> int:
    try:
        # SQLite's integers are signed; Windows' volume numbers may use the upper bit.
        return path.stat().st_dev & 0x7FFF_FFFF_FFFF_FFFF
    except OSError:
        return 0


def _within(path: Path, folder: Path) -> bool:
    return path == folder or folder in path.parents


def _resolved(scope: Sequence[Path] | None) -> list[Path] | None:
    return None if scope is None else [path.resolve() for path in scope]
