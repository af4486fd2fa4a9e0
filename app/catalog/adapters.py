"""The answer adapters there are, and which of them was made for a model: the person's own come first."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from app.catalog.adapter_card import CARD, WEIGHTS, Adapter, Fingerprint, fingerprint, read_adapter
from app.domain.errors import ErrorInfo, UserError
from app.domain.language_models import LoadedModel, ModelFile

__all__ = ["Adapter", "AdapterCatalog", "AdapterProblem", "Fingerprint", "fingerprint", "read_adapter"]

_MOST_ADAPTERS = 200
_PIECE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class AdapterProblem:
    """Why the adapter in ``folder`` is left out."""

    folder: Path
    error: ErrorInfo


class AdapterCatalog:
    """The adapters in ``own`` (the person's) and ``shipped`` (Carrel's); own ones come first. Folders may be missing.

    Looks at the folders again with every question, and reads again only what changed.
    """

    def __init__(self, shipped: Path, own: Path) -> None:
        self._places = ((own, False), (shipped, True))
        self._read: dict[Path, tuple[object, Adapter | AdapterProblem]] = {}
        self._models: dict[tuple[Path, int, int], Fingerprint] = {}
        self._hashes: dict[tuple[Path, int, int], str] = {}

    def adapters(self) -> list[Adapter]:
        """All that can be used, in order of preference: own ones, of these the newest first, then those shipped."""
        usable = [found for found in self._found() if isinstance(found, Adapter)]
        own = [adapter for adapter in usable if not adapter.shipped]
        shipped = [adapter for adapter in usable if adapter.shipped]
        return [*sorted(own, key=lambda adapter: adapter.created, reverse=True), *shipped]

    @property
    def problems(self) -> list[AdapterProblem]:
        """Those that cannot, and why."""
        return [found for found in self._found() if isinstance(found, AdapterProblem)]

    def for_model(self, model: ModelFile | LoadedModel, task: str) -> Adapter | None:
        """The first adapter for this task that was made for this model; None also when the model cannot be read."""
        candidates = [adapter for adapter in self.adapters() if adapter.task == task]
        if not candidates:
            return None
        try:
            return next((adapter for adapter in candidates if self._fits(adapter, model.path)), None)
        except (UserError, OSError):  # loading the model says what is wrong with it
            return None

    def made_for(self, adapter: Adapter, model: Path) -> bool:
        """Whether it was made for this model; False also when the model cannot be read."""
        try:
            return self._fits(adapter, model)
        except (UserError, OSError):
            return False

    def _fits(self, adapter: Adapter, model: Path) -> bool:
        """By fingerprint; one that names no model holds for every model of that shape, or for the file hashed."""
        status = model.stat()
        key = (model, status.st_size, status.st_mtime_ns)
        if adapter.base is not None:
            if key not in self._models:
                self._models[key] = fingerprint(model)
            if not adapter.base.fits(self._models[key]):
                return False
            if adapter.base.name:
                return True
        if not adapter.base_sha256:
            return True
        if key not in self._hashes:
            self._hashes[key] = _sha256(model)
        return self._hashes[key] == adapter.base_sha256

    def _found(self) -> list[Adapter | AdapterProblem]:
        return [self._at(folder, shipped) for place, shipped in self._places for folder in _folders(place)]

    def _at(self, folder: Path, shipped: bool) -> Adapter | AdapterProblem:
        state = _state(folder)
        known = self._read.get(folder)
        if known is not None and known[0] == state:
            return known[1]
        found: Adapter | AdapterProblem
        try:
            found = read_adapter(folder, shipped=shipped)
        except UserError as error:
            found = AdapterProblem(folder, error.info())
        self._read[folder] = (state, found)
        return found


def _folders(place: Path) -> list[Path]:
    try:
        return sorted(path for path in place.iterdir() if path.is_dir())[:_MOST_ADAPTERS]
    except OSError:  # there need not be any
        return []


def _state(folder: Path) -> object:
    """Changes whenever one of the two files does."""
    found = []
    for name in (CARD, WEIGHTS):
        try:
            status = (folder / name).stat()
            found.append((status.st_size, status.st_mtime_ns))
        except OSError:
            found.append((-1, 0))
    return tuple(found)


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            digest.update(piece)
    return digest.hexdigest()
