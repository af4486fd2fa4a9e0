"""Is a model file still what it was? Its hash is computed and compared with the catalogue's, or with the one kept."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from hashlib import sha256
from pathlib import Path

from app.domain.catalogue import CatalogueEntry
from app.domain.errors import UserError
from app.domain.jobs import CancelToken, OnProgress, Progress, no_progress
from app.domain.language_models import ModelFile
from app.services.model_catalogue import ModelCatalogue
from app.store.model_records import ModelNoteStore

_PIECE = 4 * 1024 * 1024


class Known(StrEnum):
    """By what a file was recognised. FIRST: by nothing; its hash is kept from now on."""

    CATALOGUE = "catalogue"
    KEPT = "kept"
    FIRST = "first"


@dataclass(frozen=True, slots=True)
class Verified:
    """``sha256``: one for each part. ``entry``: the catalogue's, when a hash of it is the file's."""

    sha256: tuple[str, ...]
    known: Known
    entry: CatalogueEntry | None = None


class ModelChecks:
    """Computing takes as long as reading the file does."""

    def __init__(self, catalogue: ModelCatalogue, notes: ModelNoteStore) -> None:
        self._catalogue = catalogue
        self._notes = notes

    def verify(
        self, model: ModelFile, on_progress: OnProgress = no_progress, cancel: CancelToken | None = None
    ) -> Verified:
        """Raises Cancelled, UserError: hash_changed, model_missing, permission_denied."""
        digests = _digests(model, on_progress, cancel or CancelToken())
        entry = self._by_digest(digests)
        kept = self._notes.get(model.path)
        if entry is None and kept.sha256 and kept.sha256 != digests:
            raise UserError("hash_changed", name=model.name, expected=kept.sha256[0], found=digests[0])
        self._expected(model, digests)
        status = model.path.stat()
        self._notes.save(
            replace(
                kept,
                sha256=digests,
                expected=entry is not None,
                entry=entry.id if entry is not None else kept.entry,
                size=status.st_size,
                mtime_ns=status.st_mtime_ns,
            )
        )
        known = Known.CATALOGUE if entry is not None else Known.KEPT if kept.sha256 else Known.FIRST
        return Verified(digests, known, entry)

    def _expected(self, model: ModelFile, digests: tuple[str, ...]) -> None:
        """A file that came as an entry with a hash has to have it."""
        noted = self._notes.get(model.path).entry
        wanted = self._catalogue.find(noted) if noted else None
        if wanted is not None and wanted.verified and digests != tuple(file.sha256 for file in wanted.files):
            raise UserError(
                "hash_changed", name=model.name, expected=wanted.files[0].sha256, found=digests[0]
            )

    def _by_digest(self, digests: tuple[str, ...]) -> CatalogueEntry | None:
        entries = self._catalogue.entries()
        return next((e for e in entries if tuple(file.sha256 for file in e.files) == digests), None)


def _digests(model: ModelFile, on_progress: OnProgress, cancel: CancelToken) -> tuple[str, ...]:
    done = 0
    found = []
    for path in model.parts or (model.path,):
        digest = sha256()
        for piece in _pieces(path):
            cancel.raise_if_cancelled()
            digest.update(piece)
            done += len(piece)
            on_progress(Progress(done, model.size))
        found.append(digest.hexdigest())
    return tuple(found)


def _pieces(path: Path) -> Iterator[bytes]:
    try:
        with path.open("rb") as file:
            while piece := file.read(_PIECE):
                yield piece
    except FileNotFoundError:
        raise UserError("model_missing", name=path.name) from None
    except PermissionError:
        raise UserError("permission_denied", path=str(path)) from None
    except OSError as error:
        raise UserError("disk_error", path=str(path)) from error
