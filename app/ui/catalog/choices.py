"""Slow looks and steps of the models area, as plain functions for a background thread."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from app import wording
from app.domain.errors import CarrelError
from app.domain.events import ModelLoaded
from app.domain.language_models import LoadedModel, ModelFile

if TYPE_CHECKING:
    from app.bootstrap import Services
    from app.ui.bridge.operation import RunningJob

SUFFIX = ".gguf"


@dataclass(frozen=True, slots=True)
class ModelsOnDisk:
    """What lies there: usable files, the chosen one, and files that cannot be used as (name, sentence) pairs."""

    files: tuple[ModelFile, ...]
    chosen: ModelFile | None
    broken: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Fit:
    """Memory a model needs and memory that is free now, in bytes."""

    needed: int
    free: int
    fits: bool


def look(services: Services) -> ModelsOnDisk:
    """Read the headers of all model files."""
    files = tuple(services.catalog.models())
    good = {file.path for file in files}
    broken = []
    for path in sorted(services.paths.models.glob(f"*{SUFFIX}")):
        if path not in good:
            try:
                services.catalog.find(path)
            except CarrelError as error:
                broken.append((path.name, wording.describe(error).message))
    return ModelsOnDisk(files, services.catalog.selected(), tuple(broken))


def fit(services: Services, file: ModelFile) -> Fit:
    """Whether a model fits into memory now."""
    info = services.catalog.info(file)
    return Fit(info.memory.total, info.available, info.fits)


def use(services: Services, file: ModelFile, job: RunningJob) -> LoadedModel:
    """Choose a model and load it; when that fails, the choice before stands again.

    Raises what ``CatalogService.load_selected`` raises.
    """
    before = services.catalog.selected()
    services.catalog.select(file)
    try:
        loaded = services.catalog.load_selected(job.cancel, job.report)
    except CarrelError:
        if before is not None:
            services.catalog.select(before)
        raise
    services.bus.publish(ModelLoaded(loaded))
    return loaded


def bring_in(services: Services, path: Path, job: RunningJob) -> ModelFile:
    """Copy a file into the models folder. Raises what ``CatalogService.import_model`` raises."""
    return services.catalog.import_model(path, job.report, job.cancel)
