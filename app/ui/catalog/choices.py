"""Slow looks and steps of the models area, as plain functions for a background thread."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from app import wording
from app.domain.catalogue import CatalogueEntry, ModelKind
from app.domain.errors import CarrelError
from app.domain.events import ModelLoaded
from app.domain.language_models import LoadedModel, ModelFile
from app.domain.model_records import ModelNote

if TYPE_CHECKING:
    from app.bootstrap import Services
    from app.services.recommending import Suggestion
    from app.ui.bridge.operation import RunningJob

SUFFIX = ".gguf"


@dataclass(frozen=True, slots=True)
class ModelsOnDisk:
    """What lies there: usable files, the chosen one, and files that cannot be used as (name, sentence) pairs.

    ``searching``: the file that finds passages, None when that is the model that came with Carrel;
    ``ordering`` puts them in order. ``searches_with``: a name.
    ``unfinished``: reading with another was begun and stopped.
    """

    files: tuple[ModelFile, ...]
    chosen: ModelFile | None
    broken: tuple[tuple[str, str], ...] = ()
    searching: Path | None = None
    ordering: Path | None = None
    searches_with: str = ""
    unfinished: bool = False


@dataclass(frozen=True, slots=True)
class Fit:
    """Memory a model needs and memory that is free now, in bytes. ``seconds`` that it takes for each question."""

    needed: int
    free: int
    fits: bool
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class ModelFacts:
    """One model's page: what is remembered about it, and what the catalogue says."""

    file: ModelFile
    note: ModelNote
    entry: CatalogueEntry | None


@dataclass(frozen=True, slots=True)
class Offered:
    """The catalogue against this machine; ``here`` by id. ``network_off``: nothing can be fetched."""

    suggestions: tuple[Suggestion, ...]
    here: dict[str, ModelFile]
    network_off: bool


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
    choice = services.embedder_choice
    return ModelsOnDisk(
        files,
        services.catalog.selected(),
        tuple(broken),
        choice.chosen,
        choice.reranker,
        choice.name,
        choice.unfinished,
    )


def fit(services: Services, file: ModelFile) -> Fit:
    """Whether a model fits into memory now."""
    if file.kind is not ModelKind.GENERATOR:
        needed, free = services.embedder_choice.memory(file)
        ranks = file.kind is ModelKind.RERANKER
        return Fit(
            needed, free, needed <= free, services.embedder_choice.seconds_a_question(file) if ranks else 0.0
        )
    info = services.catalog.info(file)
    return Fit(info.memory.total, info.available, info.fits)


def use(services: Services, file: ModelFile, job: RunningJob, *, anyway: bool = False) -> LoadedModel:
    """Choose a model and load it; when that fails, the choice before stands again.

    ``anyway``: also when there is too little memory for it by the figures, from now on.

    Raises what ``CatalogService.load_selected`` raises.
    """
    before = services.catalog.selected()
    services.catalog.select(file)
    if anyway:
        services.catalog.allow(file)
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


def facts(services: Services, file: ModelFile) -> ModelFacts:
    """What the page of a model shows at once; :func:`fit` may have to ask the engine first."""
    note = services.store.model_notes.get(file.path)
    return ModelFacts(file, note, services.model_catalogue.of(file))


def offered(services: Services) -> Offered:
    """What can be had. Raises UserError("catalogue_damaged")."""
    entries = services.model_catalogue.entries()
    return Offered(
        services.recommender.suggestions(entries),
        services.model_catalogue.here(services.catalog.models()),
        services.downloads.network_off,
    )


def to_import(services: Services, paths: Sequence[Path]) -> list[Path]:
    """The model files among what was dropped or chosen, folders opened. Raises UserError("no_models_there")."""
    return [model for path in paths for model in services.catalog.models_at(path)]


def use_in_place(services: Services, paths: Sequence[Path]) -> list[ModelFile]:
    """Use model files where they lie. Raises what ``CatalogService.use_in_place`` raises."""
    return [services.catalog.use_in_place(path) for path in to_import(services, paths)]
