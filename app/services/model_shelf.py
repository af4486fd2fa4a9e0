"""Which models are on this computer: Carrel's own, the starter, those used in place, and those of other programs.

Other programs' folders are looked at only while the person has that switched on. What vanishes is left out, quietly.
"""

from __future__ import annotations

import contextlib
import logging
import os
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from app.catalog.found import FoundModel, ModelPlace, known_places, look, look_in
from app.catalog.model_files import describe, model_paths, starter_path
from app.domain.errors import UserError
from app.domain.language_models import ModelFile
from app.domain.model_records import ModelNote, Origin
from app.store.model_records import ModelNoteStore

log = logging.getLogger(__name__)
IN_PLACE = "in place"
"""The owner of a model that the person uses where it lies."""


def usual_places() -> tuple[ModelPlace, ...]:
    """Of this computer and person."""
    return known_places(Path.home(), os.environ, sys.platform)


class ModelShelf:
    """Thread-safe. ``looking``: whether other programs' folders are to be looked at now."""

    def __init__(
        self,
        models_dir: Path,
        notes: ModelNoteStore | None = None,
        looking: Callable[[], bool] = lambda: False,
        places: Callable[[], tuple[ModelPlace, ...]] = usual_places,
    ) -> None:
        self.folder = models_dir
        self._notes = notes
        self._looking = looking
        self._places = places
        self._lock = threading.Lock()
        self._known: dict[tuple[Path, int, int], ModelFile | None] = {}

    def models(self) -> list[ModelFile]:
        """All that can be read, by name; then those of other programs, then the starter."""
        own = [self._described(path) for path in model_paths(self.folder)]
        in_place = [self._described(note.path, IN_PLACE) for note in self._in_place()]
        found = self.found() if self._looking() else []
        known = {model.path for model in (*own, *in_place) if model is not None}
        starter = self.starter()
        return [
            *sorted((model for model in (*own, *in_place) if model is not None), key=_by_name),
            *(model for model in found if model.path not in known),
            *([starter] if starter is not None else []),
        ]

    def starter(self) -> ModelFile | None:
        """The model that came with Carrel."""
        path = starter_path()
        return self._described(path, starter=True) if path is not None else None

    def found(self) -> list[ModelFile]:
        """Models of other programs, by program and name; looked for now, whatever the setting says."""
        return [model for found in look(self._places()) if (model := self._of_program(found)) is not None]

    def in_folder(self, folder: Path) -> Iterator[Path]:
        """The models in a folder that the person named."""
        return (found.path for found in look_in(ModelPlace("", folder)))

    def use_in_place(self, path: Path) -> ModelFile:
        """Remember a model where it lies. Raises what :func:`app.catalog.model_files.describe` raises."""
        model = describe(path.expanduser().absolute())
        if self._notes is not None and self.owner_of(model.path) != "":
            self._notes.save(replace(self._notes.get(model.path), origin=Origin.IN_PLACE))
        return replace(model, owner=self.owner_of(model.path))

    def remove(self, model: ModelFile) -> bool:
        """Delete what lies in Carrel's folder, forget what is used in place; whether anything was deleted.

        Raises UserError: model_not_ours, permission_denied, disk_error.
        """
        if model.starter or self.owner_of(model.path) not in {"", IN_PLACE}:
            raise UserError("model_not_ours", name=model.name)
        ours = self.owner_of(model.path) == ""
        for path in model.parts or (model.path,) if ours else ():
            _delete(path)
        if ours and model.path.parent != self.folder:
            with contextlib.suppress(OSError):  # others may have put something there
                model.path.parent.rmdir()
        if self._notes is not None:
            self._notes.remove(model.path)
        return ours

    def owner_of(self, path: Path) -> str:
        """Empty for Carrel's own folder; "in place"; else the name of a program."""
        if path.absolute().is_relative_to(self.folder.absolute()):
            return ""
        if self._notes is not None and self._notes.get(path).origin is Origin.IN_PLACE:
            return IN_PLACE
        return next((p.program for p in self._places() if path.is_relative_to(p.folder)), IN_PLACE)

    def _of_program(self, found: FoundModel) -> ModelFile | None:
        model = self._described(found.path, found.program)
        return replace(model, name=found.name) if model is not None else None

    def _in_place(self) -> list[ModelNote]:
        notes = self._notes.list() if self._notes is not None else []
        return [note for note in notes if note.origin is Origin.IN_PLACE]

    def _described(self, path: Path, owner: str = "", *, starter: bool = False) -> ModelFile | None:
        try:
            status = path.stat()
        except OSError:
            return None
        key = (path, status.st_size, status.st_mtime_ns)
        with self._lock:
            if key not in self._known:
                self._known[key] = _described_or_none(path, starter=starter)
            model = self._known[key]
        return replace(model, owner=owner) if model is not None else None


def _by_name(model: ModelFile) -> str:
    return model.name.casefold()


def _described_or_none(path: Path, *, starter: bool) -> ModelFile | None:
    try:
        return describe(path, starter=starter)
    except UserError as error:
        log.warning("a model file cannot be used: %s", error.code)
        return None


def _delete(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
    except PermissionError as error:
        raise UserError("permission_denied", path=str(path)) from error
    except OSError as error:
        raise UserError("disk_error", path=str(path)) from error
