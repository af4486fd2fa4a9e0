"""The shipped catalogue against this computer: what is here already, and what a download would mean."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from app.catalog.catalogue import read_catalogue
from app.domain.catalogue import CatalogueEntry
from app.domain.errors import UserError
from app.domain.language_models import ModelFile
from app.store.model_records import ModelNoteStore


@dataclass(frozen=True, slots=True)
class Offer:
    """What a person agrees to: which files come from where, how many bytes, where they go, under which licence.

    ``free``: bytes free on that disk; ``bytes`` None: nobody knows beforehand.
    """

    entry: CatalogueEntry
    addresses: tuple[str, ...]
    folder: Path
    free: int
    bytes: int | None


class ModelCatalogue:
    """Read once, when it is first asked for; no network. Thread-safe."""

    def __init__(self, path: Path, folder: Path, notes: ModelNoteStore) -> None:
        self._path = path
        self._folder = folder
        self._notes = notes
        self._lock = threading.Lock()
        self._entries: tuple[CatalogueEntry, ...] | None = None

    def entries(self) -> tuple[CatalogueEntry, ...]:
        """All that can be had. Raises UserError("catalogue_damaged")."""
        with self._lock:
            if self._entries is None:
                self._entries = read_catalogue(self._path)
            return self._entries

    def find(self, name: str) -> CatalogueEntry:
        """By id or by name, whatever the case. Raises UserError("unknown_entry")."""
        wanted = name.casefold()
        for entry in self.entries():
            if wanted in {entry.id.casefold(), entry.name.casefold()}:
                return entry
        raise UserError("unknown_entry", name=name)

    def of(self, model: ModelFile) -> CatalogueEntry | None:
        """The entry that a file came from, or whose file name and size it has."""
        noted = self._notes.get(model.path).entry
        names = {path.name for path in model.parts or (model.path,)}
        for entry in self.entries():
            same = {file.name for file in entry.files} == names and entry.bytes in {None, model.size}
            if entry.id == noted or (not noted and same):
                return entry
        return None

    def here(self, models: Iterable[ModelFile]) -> dict[str, ModelFile]:
        """Entries that are on this computer, by id."""
        found: dict[str, ModelFile] = {}
        for model in models:
            entry = self.of(model)
            if entry is not None:
                found.setdefault(entry.id, model)
        return found

    def folder_for(self, entry: CatalogueEntry) -> Path:
        """Where its files go: the models folder, or one of its own where another file has such a name."""
        taken = any((self._folder / file.name).exists() for file in entry.files)
        return self._folder / entry.id if taken else self._folder

    def offer(self, entry: CatalogueEntry) -> Offer:
        """What would happen; nothing does."""
        folder = self.folder_for(entry)
        there = next(parent for parent in (folder, *folder.parents) if parent.exists())
        return Offer(
            entry=entry,
            addresses=tuple(entry.address(file) for file in entry.files),
            folder=folder,
            free=shutil.disk_usage(there).free,
            bytes=entry.bytes,
        )
