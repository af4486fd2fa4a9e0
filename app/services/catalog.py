"""Use cases around model files: which there are, which one is used, bringing in another."""

from __future__ import annotations

import errno
import logging
import os
import shutil
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from app.catalog.families import Family, family_of
from app.catalog.model_files import (
    SUFFIX,
    MemoryNeed,
    best_match,
    describe,
    fits_in_memory,
    memory_need,
    model_paths,
    starter_path,
)
from app.domain.errors import CarrelError, UserError
from app.domain.jobs import CancelToken, OnProgress, Progress, no_progress
from app.domain.language_models import LoadedModel, LoadSettings, ModelFile
from app.domain.ports import Generator
from app.services.settings import MODEL, N_CTX, N_GPU_LAYERS, N_THREADS, Settings

log = logging.getLogger(__name__)
_PIECE = 4 * 1024 * 1024
_RESERVE = 256 * 1024 * 1024  # left free on the disk


@dataclass(frozen=True, slots=True)
class ModelInfo:
    """A model file, its family, and what it needs at the context size that is set."""

    file: ModelFile
    family: Family
    memory: MemoryNeed
    available: int
    fits: bool


class CatalogService:
    """Models in ``models_dir`` and the starter model. Thread-safe.

    ``copies`` is where the engine may keep a copy of a small model that the processor reads prompts faster with.
    """

    def __init__(
        self, models_dir: Path, generator: Generator, settings: Settings, copies: Path | None = None
    ) -> None:
        self._models_dir = models_dir
        self._generator = generator
        self._settings = settings
        self._copies = copies
        self._lock = threading.Lock()
        self._known: dict[tuple[Path, int, int], ModelFile | None] = {}
        self._preferred: ModelFile | None = None

    def models(self) -> list[ModelFile]:
        """All that can be read, by name, the starter last; what is no model is left out."""
        found = [self._described(path) for path in model_paths(self._models_dir)]
        models = sorted((m for m in found if m is not None), key=_by_name)
        starter = self.starter()
        return [*models, starter] if starter is not None else models

    def starter(self) -> ModelFile | None:
        """The model that came with Carrel."""
        path = starter_path()
        return self._described(path, starter=True) if path is not None else None

    def find(self, name_or_path: str | Path) -> ModelFile:
        """By path, by name, or by how the name begins.

        Raises UserError: model_missing, not_a_model, model_damaged, permission_denied.
        """
        path = Path(name_or_path).expanduser()
        if path.is_file():
            return describe(path.absolute(), starter=path.absolute() == starter_path())
        return best_match(str(name_or_path), self.models())

    def info(self, model: ModelFile) -> ModelInfo:
        """What a model needs and whether that much memory is free now. Raises as :meth:`find`."""
        import psutil  # type: ignore[import-untyped, unused-ignore]

        need = memory_need(model, self._settings.get(N_CTX))
        available = int(psutil.virtual_memory().available)
        family = family_of(model.architecture, model.name)
        return ModelInfo(model, family, need, available, fits_in_memory(need, available))

    def selected(self) -> ModelFile | None:
        """The model that was chosen; the starter when none was, or when it is gone."""
        if self._preferred is not None:
            return self._preferred
        chosen = self._settings.get(MODEL)
        if chosen:
            try:
                return self.find(chosen)
            except UserError as error:
                log.warning("the chosen model cannot be used: %s", error.code)
        return self.starter()

    def select(self, model: ModelFile) -> None:
        """Use this one from now on; it is loaded when it is next needed."""
        self._preferred = None
        self._settings.set(MODEL, "" if model.starter else str(model.path))

    def prefer(self, model: ModelFile) -> None:
        """Use this one while the program runs, whatever the settings say, until another is selected."""
        self._preferred = model

    def load_selected(self, cancel: CancelToken, on_progress: OnProgress = no_progress) -> LoadedModel:
        """Raises UserError("model_missing") when there is none, and what Generator.load raises."""
        model = self.selected()
        if model is None:
            raise UserError("model_missing")
        return self.load(model, cancel, on_progress)

    def load(
        self, model: ModelFile, cancel: CancelToken, on_progress: OnProgress = no_progress
    ) -> LoadedModel:
        """Load this one, chosen or not, as the settings say."""
        get = self._settings.get
        settings = LoadSettings(model.path, get(N_CTX), get(N_GPU_LAYERS), get(N_THREADS), self._copies)
        return self._generator.load(settings, cancel, on_progress)

    def import_model(
        self, path: Path, on_progress: OnProgress = no_progress, cancel: CancelToken | None = None
    ) -> ModelFile:
        """Copy a file into the models folder, after a look at its header.

        Raises Cancelled, UserError: model_missing, not_a_model, model_damaged, permission_denied, disk_full.
        """
        source = describe(path.expanduser().absolute())
        if source.path.is_relative_to(self._models_dir.absolute()):
            return source
        target = self._target(source)
        if target.exists():
            return describe(target)
        self._check_space(source)
        try:
            _copy(source, target, on_progress, cancel or CancelToken())
        except PermissionError as error:
            raise UserError("permission_denied", name=target.name) from error
        except OSError as error:
            if error.errno in {errno.ENOSPC, errno.EDQUOT}:
                raise UserError("disk_full", needed=source.size) from error
            raise UserError("model_damaged", name=source.name) from error
        return describe(target)

    def _target(self, source: ModelFile) -> Path:
        """A file of the same name and size is taken for the same model."""
        for name in _names(source.name):
            target = self._models_dir / f"{name}{SUFFIX}"
            if not target.exists() or target.stat().st_size == source.size:
                return target
        raise AssertionError("names do not end")

    def _check_space(self, source: ModelFile) -> None:
        try:
            self._models_dir.mkdir(parents=True, exist_ok=True)
            free = shutil.disk_usage(self._models_dir).free
        except PermissionError as error:
            raise UserError("permission_denied", name=self._models_dir.name) from error
        if free < source.size + _RESERVE:
            raise UserError("disk_full", needed=source.size, free=free)

    def _described(self, path: Path, *, starter: bool = False) -> ModelFile | None:
        try:
            status = path.stat()
        except OSError:
            return None
        key = (path, status.st_size, status.st_mtime_ns)
        with self._lock:
            if key not in self._known:
                self._known[key] = _described_or_none(path, starter=starter)
            return self._known[key]


def _by_name(model: ModelFile) -> str:
    return model.name.casefold()


def _names(stem: str) -> Iterator[str]:
    yield stem
    number = 2
    while True:
        yield f"{stem}-{number}"
        number += 1


def _described_or_none(path: Path, *, starter: bool) -> ModelFile | None:
    try:
        return describe(path, starter=starter)
    except UserError as error:
        log.warning("a file in the models folder cannot be used: %s", error.code)
        return None


def _copy(source: ModelFile, target: Path, on_progress: OnProgress, cancel: CancelToken) -> None:
    part = target.with_name(target.name + ".part")
    try:
        with source.path.open("rb") as reader, part.open("wb") as writer:
            _pour(reader, writer, source.size, on_progress, cancel)
            writer.flush()
            os.fsync(writer.fileno())
        part.replace(target)
    except (OSError, CarrelError):
        part.unlink(missing_ok=True)
        raise


def _pour(
    reader: BinaryIO, writer: BinaryIO, size: int, on_progress: OnProgress, cancel: CancelToken
) -> None:
    done = 0
    while piece := reader.read(_PIECE):
        cancel.raise_if_cancelled()
        writer.write(piece)
        done += len(piece)
        on_progress(Progress(done, size))
