"""The library: which files belong to it, and what it knows about them.

Adding a file only writes it down and queues it; ``app.services.ingestion`` reads it. An unchanged file is recognised
by its size and time, and when only those differ, by the hash of its bytes. So is one that was moved or renamed.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from app.domain.documents import Document, DocumentState, LibraryStatus, OcrMode, ParsedDocument
from app.domain.errors import ErrorInfo, UserError
from app.domain.events import DocumentChanged, SourcesChanged
from app.domain.file_names import listed, on_disk
from app.domain.ids import DocumentId
from app.domain.jobs import CancelToken, OnProgress, no_progress
from app.services.discovery import Discovery, Look
from app.services.event_bus import EventBus
from app.services.health import HealthReport, make_report
from app.services.intake_rules import FOLDER, IntakeRules, MediaTypeFor, ReasonAgainst, by_name_only
from app.services.library_files import Documents, LibraryFiles, is_ignored
from app.services.library_places import Places, look_for, remember, remember_mounts
from app.services.library_renames import relocate
from app.services.library_rescan import Rescan, RescanResult, documents_below, take_out
from app.store.sources import Source
from app.store.store import Store

INDEX_VERSION = 2
"""Raise it when a reader or the chunker makes something else out of the same file: a rescan reads them again."""


@dataclass(frozen=True, slots=True)
class AddResult:
    """Every document the paths led to, whatever its state, and the paths that led to none."""

    documents: tuple[Document, ...]
    rejected: tuple[tuple[Path, ErrorInfo], ...]


@dataclass(frozen=True, slots=True)
class IntakePolicy:
    """What the settings say about taking in files."""

    rules: IntakeRules = IntakeRules()  # noqa: RUF009 - frozen
    ocr: OcrMode = OcrMode.AUTO


class LibraryService:
    """Paths may be given relative to the working directory; documents carry resolved ones.

    ``policy`` is asked anew for every walk over the disk. Thread-safe; one walk at a time.
    """

    def __init__(
        self,
        store: Store,
        bus: EventBus,
        media_type_for: MediaTypeFor,
        index_version: int = INDEX_VERSION,
        *,
        reason_against: ReasonAgainst = by_name_only,
        policy: Callable[[], IntakePolicy] = IntakePolicy,
    ) -> None:
        self._store = store
        self._bus = bus
        self._media_type_for = media_type_for
        self._reason_against = reason_against
        self._policy = policy
        self._files = LibraryFiles(store, bus)
        self._index_version = index_version
        self._one_walk = threading.Lock()
        self._one_change = threading.RLock()

    def add(
        self,
        paths: Sequence[Path],
        cancel: CancelToken,
        on_progress: OnProgress = no_progress,
        *,
        ocr: OcrMode | None = None,
        watch: bool = True,
    ) -> AddResult:
        """Take in files and folders (recursively); nothing is changed when it is cancelled.

        ``ocr`` is how pages of these documents are read from now on (None: new ones as the settings say, the others
        as before). ``watch``: changes in a folder are followed as they happen, while something watches.
        Raises Cancelled, and the store's UserErrors.
        """
        with self._one_walk:
            return self._add([_listed(path) for path in paths], cancel, on_progress, ocr, watch=watch)

    def _add(
        self,
        paths: list[Path],
        cancel: CancelToken,
        on_progress: OnProgress,
        ocr: OcrMode | None,
        *,
        watch: bool,
    ) -> AddResult:
        policy = self._policy()
        known = documents_below(self._store, paths)
        found = Discovery(self._look(known, policy), cancel, on_progress).walk(paths)
        saved = self._files.save(found.files, known, cancel, ocr, policy.ocr, wanted=True)
        known |= {document.path: document for document in saved}
        documents = {file.path: known[file.path] for file in found.files}
        if ocr is not None:
            again = self._store.documents.set_ocr([d.id for d in documents.values()], ocr)
            self._tell(again)
            documents |= {document.path: document for document in again}
        remember(self._store.sources, found.roots, watch=watch)
        mounts = [*self._store.sources.mounts(), *found.mounts]
        remember_mounts(self._store.sources, mounts, ())
        self._bus.publish(SourcesChanged(tuple(root for root, _ in found.roots)))
        return AddResult(tuple(documents.values()), found.rejected)

    def rescan(
        self,
        cancel: CancelToken,
        on_progress: OnProgress = no_progress,
        *,
        touched: Sequence[Path] | None = None,
    ) -> RescanResult:
        """Make the library what the added files and folders hold now.

        ``touched`` (resolved files and folders, which may be gone) limits the look to these places.
        Files that are gone leave the library, but only when their folder is still there: an unplugged drive
        removes nothing, its documents are offline. A file named by itself stays, with the reason, until it is removed.
        """
        policy = self._policy()
        with self._one_walk:
            pass_over = Rescan(
                self._store,
                self._bus,
                lambda k: self._look(k, policy),
                policy.ocr,
                cancel,
                on_progress,
                self._one_change,
            )
            if touched is not None:
                return pass_over.touched(touched)
            result = pass_over.everything()
            again = self._requeue(self._store.documents.outdated(self._index_version), reparse=False)
            return replace(result, queued=(*result.queued, *again))

    def relocate(self, old: Path, new: Path) -> list[Document]:
        """An added folder that is gone is at ``new`` now: what is known of it goes along. Returns its documents.

        A rescan then finds what else has changed. Raises UserError: unknown_document (it was not added), not_a_folder
        (there is none at ``new``), folder_still_there.
        """
        with self._one_walk:
            path = _listed(old)
            if not any(s.path == path and s.kind == "folder" for s in self._store.sources.all()):
                raise UserError("unknown_document", path=str(old))
            if not on_disk(_listed(new)).is_dir():
                raise UserError("not_a_folder", path=str(new))
            if on_disk(path).is_dir():
                raise UserError("folder_still_there", path=str(old))
            return relocate(self._store, self._bus, path, _listed(new))

    def sources(self) -> list[Source]:
        """What was added, and what was taken out again below it (kind "excluded")."""
        return self._store.sources.all()

    def places(self) -> Places:
        """Which of the places that were added, and drives inside them, are there now. Looks at the disk."""
        return look_for(self._store.sources.all(), self._store.sources.mounts())

    def set_patterns(self, folder: Path, patterns: Sequence[str]) -> None:
        """What is left out below an added folder, besides the general patterns; a rescan carries it out.

        Raises UserError("unknown_document") when it was not added.
        """
        self._store.sources.set_patterns(self._added_folder(folder), patterns)

    def set_watched(self, folder: Path, watched: bool) -> None:
        """Whether changes in an added folder are followed as they happen; else it is looked at now and then.

        Raises UserError("unknown_document") when it was not added.
        """
        self._store.sources.set_watched(self._added_folder(folder), watched=watched)
        self._bus.publish(SourcesChanged(()))

    def _added_folder(self, folder: Path) -> Path:
        path = folder.resolve()
        if not any(s.path == path and s.kind == "folder" for s in self._store.sources.all()):
            raise UserError("unknown_document", path=str(folder))
        return path

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
        document = self._store.documents.find(_listed(path))
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

    def health(self, scope: Sequence[Path] | None = None) -> HealthReport:
        """Where every document at or below these paths (None: all) stands, and totals of the folders."""
        return make_report(self.documents(scope), self._store.sources.all(), whole=scope is None)

    def remove(self, paths: Sequence[Path]) -> int:
        """Take the documents at or below these paths out; the files stay. Returns how many they were.

        A rescan does not bring back what was taken out of a folder that itself stays.
        """
        scope = [_listed(path) for path in paths]
        with self._one_change:
            removed = take_out(self._store, self._bus, scope)
        self._bus.publish(SourcesChanged(()))
        return removed

    def requeue(self, paths: Sequence[Path] | None) -> int:
        """Have documents read anew: all at or below these paths, or (None) those that failed. Returns how many."""
        documents = self._store.documents.in_scope(_resolved(paths))
        wanted = [d for d in documents if paths is not None or d.state is DocumentState.FAILED]
        return self._again([d for d in wanted if d.state is not DocumentState.SKIPPED])

    def retry(self, ids: Sequence[DocumentId], *, ocr: OcrMode | None = None) -> int:
        """Read these again, also those that were left alone because they killed their reader. Returns how many.

        ``ocr``: how their pages are read from now on (None: as before).
        """
        documents = [d for i in ids if (d := self._store.documents.get(i)) and not _left_out(d)]
        if ocr is not None:
            self._store.documents.set_ocr([document.id for document in documents], ocr)
        return self._again(documents)

    def ignore(self, ids: Sequence[DocumentId]) -> int:
        """Take these out of reading and search; they stay listed, as ignored, whatever becomes of the file."""
        documents = self._store.documents.set_aside(ids, ErrorInfo("ignored"))
        self._tell(documents)
        return len(documents)

    def unignore(self, ids: Sequence[DocumentId]) -> int:
        """Read these again that were ignored. Returns how many."""
        documents = [d for i in ids if (d := self._store.documents.get(i)) and is_ignored(d)]
        return len(self._requeue([d.id for d in documents], reparse=False))

    def _again(self, documents: Sequence[Document]) -> int:
        for document in documents:
            if document.content_hash:
                self._store.quarantine.release(document.content_hash)
        return len(self._requeue([d.id for d in documents], reparse=True))

    def _look(self, known: Documents, policy: IntakePolicy) -> Look:
        patterns = {source.path: source.patterns for source in self._store.sources.all() if source.patterns}
        return Look(self._media_type_for, self._reason_against, policy.rules, patterns, known)

    def _requeue(self, ids: Sequence[DocumentId], *, reparse: bool) -> list[Document]:
        documents = self._store.documents.requeue(ids, reparse=reparse) if ids else []
        self._tell(documents)
        return documents

    def _tell(self, documents: Sequence[Document]) -> None:
        for document in documents:
            self._bus.publish(DocumentChanged(document))


def _left_out(document: Document) -> bool:
    """Not by what is in it, but by a rule: reading it again would be against the rule."""
    by_rule = {"left_out", "own_folder", "link_not_followed", "not_a_file", "unreadable_name", "too_large"}
    reason = document.error.code if document.error and document.state is DocumentState.SKIPPED else ""
    return document.media_type == FOLDER or reason in by_rule


def _resolved(scope: Sequence[Path] | None) -> list[Path] | None:
    return None if scope is None else [_listed(path) for path in scope]


def _listed(path: Path) -> Path:
    """As the library lists it: names that are no text are listed with escapes."""
    return listed(path.resolve())
