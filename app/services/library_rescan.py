"""Makes the library what the added files and folders hold now: all of them, or only what was touched."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path

from app.domain.documents import Document, DocumentState, OcrMode
from app.domain.errors import ErrorInfo
from app.domain.events import DocumentChanged, DocumentRemoved
from app.domain.file_names import listed, on_disk
from app.domain.ids import DocumentId
from app.domain.jobs import CancelToken, OnProgress
from app.services.below import Below
from app.services.discovery import Discovery, Found, FoundFile, Look
from app.services.event_bus import EventBus
from app.services.library_files import Documents, LibraryFiles, missing_files
from app.services.library_places import Places, look_for, refresh_devices, remember_mounts
from app.services.library_renames import find_renamed, relocate
from app.store.sources import Source
from app.store.store import Store

_PATHS_AT_ONCE = 2000
MakeLook = Callable[[Documents], Look]


@dataclass(frozen=True, slots=True)
class RescanResult:
    """What a rescan found: documents queued, and how many were removed or found again under another path.

    ``offline`` are the added places (and drives inside them) that are not there now, ``renamed`` added folders that
    were found again under another name (old, new).
    """

    queued: tuple[Document, ...]
    removed: int
    moved: int
    rejected: tuple[tuple[Path, ErrorInfo], ...]
    offline: tuple[Path, ...] = ()
    renamed: tuple[tuple[Path, Path], ...] = ()


class Rescan:
    """One pass over the disk. Not to be used twice.

    ``change`` is held while what was found is written down: nothing must be removed then, or it would come back.
    """

    def __init__(
        self,
        store: Store,
        bus: EventBus,
        look: MakeLook,
        ocr: OcrMode,
        cancel: CancelToken,
        on_progress: OnProgress,
        change: AbstractContextManager[object] | None = None,
    ) -> None:
        self._change = change or nullcontext()
        self._store = store
        self._bus = bus
        self._look = look
        self._ocr = ocr
        self._cancel = cancel
        self._on_progress = on_progress
        self._files = LibraryFiles(store, bus)
        self.renamed: list[tuple[Path, Path]] = []

    def everything(self) -> RescanResult:
        """Every source that is there."""
        sources, places, back = self._places()
        refresh_devices(self._store.sources, places.present)
        known = self._known([source.path for source in sources])
        discovery = Discovery(self._look(known), self._cancel, self._on_progress)
        found = discovery.walk([source.path for source in places.present])
        remember_mounts(self._store.sources, found.mounts, places.absent)
        self._forget_moved(sources, found, known)
        folders = [source.path for source in places.present if source.kind == "folder"]
        return self._settle(sources, places, known, found, Below(folders), back)

    def touched(self, paths: Sequence[Path]) -> RescanResult:
        """Only these places: files or folders below a source, or sources, which may be gone by now."""
        paths = [listed(path) for path in paths]
        sources, places, back = self._places()
        folders = {str(source.path): source for source in places.present if source.kind == "folder"}
        inside = Below(source.path for source in folders.values())
        roots = [(path, folders[root].path) for path in paths if (root := inside.which(path))]
        named = [s.path for s in places.present if s.kind == "file" and s.path in Below(paths)]
        known = self._known([*named, *(path for path, _ in roots)])
        discovery = Discovery(self._look(known), self._cancel, self._on_progress)
        for path, folder in roots:
            discovery.look_at(on_disk(folder), on_disk(path))
        walked = Below(path for path, _ in roots)
        return self._settle(sources, places, known, discovery.walk(named), walked, back)

    def _places(self) -> tuple[list[Source], Places, list[Document]]:
        """Where things are, written down: what is away is offline, what is back (the last value) is not."""
        sources = self._store.sources.all()
        self.renamed = find_renamed(self._store, sources)
        for old, new in self.renamed:
            relocate(self._store, self._bus, old, new)
        if self.renamed:
            sources = self._store.sources.all()
        places = look_for(sources, self._store.sources.mounts())
        gone, back = self._misplaced(Below(places.absent))
        self._set_offline(gone, offline=True)
        return sources, places, self._set_offline(back, offline=False)

    def _set_offline(self, ids: Sequence[DocumentId], *, offline: bool) -> list[Document]:
        documents = self._store.documents.set_offline(ids, offline=offline) if ids else []
        for document in documents:
            self._bus.publish(DocumentChanged(document))
        return documents

    def _misplaced(self, absent: Below) -> tuple[list[DocumentId], list[DocumentId]]:
        """Documents that are away and not yet said to be offline; those that are back."""
        flags = self._store.sources.offline_flags(all_documents=bool(absent))
        gone = [i for i, path, offline in flags if not offline and path in absent]
        return gone, [i for i, path, offline in flags if offline and path not in absent]

    def _known(self, scope: Sequence[Path]) -> Documents:
        return documents_below(self._store, scope)

    def _forget_moved(self, sources: Sequence[Source], found: Found, known: Documents) -> None:
        """A file that was added by itself and has moved to where a folder was added needs no source of its own."""
        lost = {path for path, error in found.rejected if error.code == "file_missing"}
        moved = [s.path for s in sources if s.kind == "file" and s.path in lost and s.path not in known]
        if moved:
            self._store.sources.remove(moved)

    def _settle(
        self,
        sources: Sequence[Source],
        places: Places,
        known: Documents,
        found: Found,
        walked: Below,
        back: Sequence[Document],
    ) -> RescanResult:
        with self._change:
            return self._settle_alone(sources, places, known, found, walked, back)

    def _settle_alone(
        self,
        sources: Sequence[Source],
        places: Places,
        known: Documents,
        found: Found,
        walked: Below,
        back: Sequence[Document],
    ) -> RescanResult:
        hidden = [path for path, error in found.rejected if error.code != "file_missing"]
        out_of_sight = Below([*places.absent, *self._vanished(sources, found), *found.unseen, *hidden])
        gone = _gone(known, found, walked, out_of_sight)
        files = _wanted(found.files, self._store.sources.all())
        lost = [path for path, error in found.rejected if error.code == "file_missing"]
        leaving = {document.id for document in gone}
        files += missing_files({d.path: d for d in known.values() if d.id not in leaving}, lost)
        moved = self._files.follow_moves(files, known, gone, self._cancel)
        saved = self._files.save(files, known, self._cancel, default_ocr=self._ocr)
        queued = [document for document in saved if document.state is DocumentState.QUEUED]
        ids = {document.id for document in [*queued, *gone]}
        queued += [d for d in back if d.state is DocumentState.QUEUED and d.id not in ids]
        remove(self._store, self._bus, gone)
        return RescanResult(
            tuple(queued), len(gone), moved, found.rejected, places.absent, tuple(self.renamed)
        )

    def _vanished(self, sources: Sequence[Source], found: Found) -> list[Path]:
        """Places that went while they were walked: their documents are away, not deleted."""
        folders = {source.path for source in sources if source.kind == "folder"}
        lost = [path for path, _ in found.rejected if path in folders]
        return [*lost, *look_for(sources, self._store.sources.mounts()).absent]


def documents_below(store: Store, scope: Sequence[Path]) -> Documents:
    """The documents at or below these paths, by path; also for more paths than one query takes."""
    parts = (scope[i : i + _PATHS_AT_ONCE] for i in range(0, len(scope), _PATHS_AT_ONCE))
    return {document.path: document for part in parts for document in store.documents.in_scope(part)}


def take_out(store: Store, bus: EventBus, scope: Sequence[Path]) -> int:
    """What is at or below these paths leaves the library, and stays out of folders that themselves stay. How many."""
    documents = list(documents_below(store, scope).values())
    remove(store, bus, documents)
    store.sources.remove(scope)
    folders = Below(s.path for s in store.sources.all() if s.kind == "folder")
    excluded = [Source(path, "excluded", 0) for path in scope if path in folders]
    if excluded:
        store.sources.add(*excluded)
    return len(documents)


def remove(store: Store, bus: EventBus, documents: Sequence[Document]) -> None:
    """Out of the library, and tell so."""
    if documents:
        store.documents.remove([document.id for document in documents])
    for document in documents:
        bus.publish(DocumentRemoved(document.id))


def _gone(known: Documents, found: Found, walked: Below, out_of_sight: Below) -> list[Document]:
    """Documents in what was walked that are no longer there, and not merely out of sight."""
    seen = {file.path for file in found.files}
    return [
        document
        for path, document in known.items()
        if path not in seen and path in walked and path not in out_of_sight
    ]


def _wanted(files: Sequence[FoundFile], sources: Sequence[Source]) -> list[FoundFile]:
    """Without what was taken out, before or during the walk."""
    added = Below(source.path for source in sources if source.kind != "excluded")
    excluded = Below(source.path for source in sources if source.kind == "excluded")
    return [file for file in files if file.path in added and (file.named or file.path not in excluded)]
