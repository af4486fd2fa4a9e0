"""Use cases around model files: which there are, which one is used, bringing in another."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from pathlib import Path

from app.catalog.families import Family, family_of
from app.catalog.fit import FitReport, MemoryUse
from app.catalog.model_files import SUFFIX, best_match, describe, starter_path
from app.domain.catalogue import ModelKind
from app.domain.errors import UserError
from app.domain.jobs import CancelToken, OnProgress, no_progress
from app.domain.language_models import LoadedModel, ModelFile
from app.domain.ports import LoadingGenerator
from app.services.model_copies import copy_model
from app.services.model_loading import LoadWish, ModelLoader
from app.services.model_loading_memory import LoadingMemory
from app.services.model_shelf import ModelShelf
from app.services.settings import EMBEDDER, MODEL, N_CTX, N_GPU_LAYERS, N_THREADS, RERANKER, Settings

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class ModelInfo:
    """A model file, its family, and how it would be loaded at the context size that is set."""

    file: ModelFile
    family: Family
    report: FitReport

    @property
    def memory(self) -> MemoryUse:
        """Bytes it takes then."""
        return self.report.memory

    @property
    def available(self) -> int:
        """Bytes of main memory that are free for it."""
        return self.report.available

    @property
    def fits(self) -> bool:
        """Whether that is enough."""
        return self.report.fits


class CatalogService:
    """Models in ``models_dir``, the starter model, and what else is on the shelf. Thread-safe.

    ``copies`` is where the engine may keep a copy of a small model that the processor reads prompts faster with; beside
    it stands what loading taught.
    """

    def __init__(
        self,
        models_dir: Path,
        generator: LoadingGenerator,
        settings: Settings,
        copies: Path | None = None,
        shelf: ModelShelf | None = None,
        loader: ModelLoader | None = None,
    ) -> None:
        self.shelf = shelf or ModelShelf(models_dir)
        memory = LoadingMemory(copies.with_name("loading.json") if copies is not None else None)
        self.loader = loader or ModelLoader(generator, memory, copies)
        self._generator = generator
        self._settings = settings
        self._preferred: ModelFile | None = None

    def models(self) -> list[ModelFile]:
        """All that can be read: Carrel's own and those used in place by name, other programs', the starter last."""
        return self.shelf.models()

    def starter(self) -> ModelFile | None:
        """The model that came with Carrel."""
        return self.shelf.starter()

    def find(self, name_or_path: str | Path) -> ModelFile:
        """By path, by name, or by how the name begins.

        Raises UserError: model_missing, not_a_model, model_damaged, permission_denied.
        """
        path = Path(name_or_path).expanduser()
        if path.is_file():
            if path.suffix != SUFFIX:  # another program's, under a name that says nothing
                found = next((model for model in self.shelf.found() if model.path == path), None)
                if found is not None:
                    return found
            return describe(path.absolute(), starter=path.absolute() == starter_path())
        return best_match(str(name_or_path), self.models())

    def info(self, model: ModelFile) -> ModelInfo:
        """How it would be loaded here, what that takes, and how fast it would write. Raises as :meth:`find`."""
        family = family_of(model.architecture, model.name)
        return ModelInfo(model, family, self.loader.report(model.path, self.wish()))

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
        """Use this one from now on; it is loaded when it is next needed. Raises UserError("not_a_writer")."""
        if model.kind is not ModelKind.GENERATOR:
            raise UserError("not_a_writer", name=model.name)
        self._preferred = None
        self.loader.forgive(model.path)
        self._settings.set(MODEL, "" if model.starter else str(model.path))

    def prefer(self, model: ModelFile) -> None:
        """Use this one while the program runs, whatever the settings say, until another is selected."""
        self._preferred = model

    def load_selected(self, cancel: CancelToken, on_progress: OnProgress = no_progress) -> LoadedModel:
        """The chosen model; one that could not be loaded leaves the one before in use until it is chosen again.

        Raises UserError("model_missing") when there is none, and what :meth:`load` raises.
        """
        model = self.selected()
        if model is None:
            raise UserError("model_missing")
        there = self._generator.loaded
        if there is not None and self.loader.failed(model.path) is not None:
            return there
        return self.load(model, cancel, on_progress)

    def load(
        self,
        model: ModelFile,
        cancel: CancelToken,
        on_progress: OnProgress = no_progress,
        *,
        anyway: bool = False,
    ) -> LoadedModel:
        """Load this one, chosen or not, as the settings say and the machine carries it. See ModelLoader.load."""
        return self.loader.load(model.path, self.wish(anyway=anyway), cancel, on_progress)

    def allow(self, model: ModelFile) -> None:
        """From now on load it although it does not fit by the figures. Raises as :meth:`find`."""
        self.loader.allow(model.path, self.wish())

    def wish(self, *, anyway: bool = False) -> LoadWish:
        """What the settings say about loading."""
        get = self._settings.get
        return LoadWish(get(N_CTX), get(N_GPU_LAYERS), get(N_THREADS), anyway)

    def import_model(
        self, path: Path, on_progress: OnProgress = no_progress, cancel: CancelToken | None = None
    ) -> ModelFile:
        """Copy a model (all its parts) into the models folder, after a look at its header.

        Raises Cancelled, UserError: model_missing, not_a_model, model_damaged, permission_denied, disk_full.
        """
        source = describe(path.expanduser().absolute())
        if source.path.is_relative_to(self.shelf.folder.absolute()):
            return source
        return copy_model(source, self.shelf.folder, on_progress, cancel or CancelToken())

    def models_at(self, path: Path) -> list[Path]:
        """What to import: the file itself, or the models in a folder. Raises UserError("no_models_there")."""
        place = path.expanduser().absolute()
        if not place.is_dir():
            return [place]
        found = list(self.shelf.in_folder(place))
        if not found:
            raise UserError("no_models_there", path=str(place))
        return found

    def use_in_place(self, path: Path) -> ModelFile:
        """Use a model where it lies; it is never copied, changed or deleted. Raises as :meth:`find`."""
        return self.shelf.use_in_place(path)

    def remove(self, model: ModelFile) -> bool:
        """Delete a model from Carrel's folder, or forget one that is used in place; whether a file was deleted.

        Raises UserError: model_in_use, embedder_chosen, model_not_ours, permission_denied.
        """
        loaded = self._generator.loaded
        if loaded is not None and loaded.path == model.path:
            raise UserError("model_in_use", name=model.name)
        if self._settings.get(EMBEDDER) == str(model.path):
            raise UserError("embedder_chosen", name=model.name)
        deleted = self.shelf.remove(model)
        if self._settings.get(RERANKER) == str(model.path):
            self._settings.set(RERANKER, "")
        if self._settings.get(MODEL) == str(model.path):
            self._settings.set(MODEL, "")
        return deleted
