"""The only place where objects are wired. No globals, no singletons: one frozen record of services per profile."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass

from app.domain.errors import UserError
from app.domain.events import EngineChanged, ModelLoaded
from app.domain.jobs import CancelToken, no_progress
from app.domain.language_models import LoadedModel
from app.domain.ports import VectorIndex
from app.formats.registry import media_type_for
from app.paths import AppPaths
from app.processes.engines import EmbedderEngine, GeneratorEngine, ParserEngine
from app.processes.launch import Launcher
from app.retrieval.chunking import chunk_documents, chunk_header
from app.services.assistant import AssistantService
from app.services.catalog import CatalogService
from app.services.conversations import ConversationService
from app.services.event_bus import EventBus
from app.services.ingestion import IngestionService
from app.services.library import LibraryService
from app.services.minutes import MinutesService
from app.services.search import SearchService
from app.services.settings import Settings
from app.services.summarizer import SummarizerService
from app.services.viewer import ViewerService
from app.store.store import Store

log = logging.getLogger(__name__)
EnsureModel = Callable[[CancelToken], LoadedModel | None]


@dataclass(frozen=True)
class Services:
    """Everything a front door needs. :meth:`close` ends the children and closes the database."""

    paths: AppPaths
    settings: Settings
    bus: EventBus
    store: Store
    generator: GeneratorEngine
    embedder: EmbedderEngine
    parser: ParserEngine
    library: LibraryService
    ingestion: IngestionService
    search: SearchService
    assistant: AssistantService
    conversations: ConversationService
    summarizer: SummarizerService
    minutes: MinutesService
    catalog: CatalogService
    viewer: ViewerService
    ensure_model: EnsureModel

    def close(self) -> None:
        """Nothing works after this."""
        for engine in (self.generator, self.embedder, self.parser):
            engine.close()
        self.store.close()


def build_services(paths: AppPaths, *, model: str | None = None) -> Services:
    """Open the profile and wire everything. Starts no child; those start when they are first needed.

    Raises:
        UserError: ``database_newer``, ``database_damaged``, ``permission_denied``, ``disk_full``; with ``model`` also
            ``model_missing``, ``not_a_model``, ``model_damaged``.
    """
    bus, settings = EventBus(), Settings(paths.settings)
    launcher = Launcher(paths.logs)

    def on_state(changed: EngineChanged) -> None:
        bus.publish(changed)

    generator = GeneratorEngine(launcher, on_state)
    embedder = EmbedderEngine(launcher, on_state)
    parser = ParserEngine(launcher, on_state)
    catalog = CatalogService(paths.models, generator, settings)
    if model is not None:
        catalog.prefer(catalog.find(model))
    store = Store(paths.database)
    try:
        return _wire(paths, settings, bus, store, generator, embedder, parser, catalog)
    except BaseException:
        store.close()
        raise


def _wire(
    paths: AppPaths,
    settings: Settings,
    bus: EventBus,
    store: Store,
    generator: GeneratorEngine,
    embedder: EmbedderEngine,
    parser: ParserEngine,
    catalog: CatalogService,
) -> Services:
    def vector_index() -> VectorIndex:
        return store.vectors(embedder.space())

    ensure_model = _ensure_model(catalog, generator, bus)
    search = SearchService(store.chunks, store.fulltext, vector_index, embedder)
    assistant = AssistantService(search, generator, ensure_model)
    return Services(
        paths=paths,
        settings=settings,
        bus=bus,
        store=store,
        generator=generator,
        embedder=embedder,
        parser=parser,
        library=LibraryService(store, bus, media_type_for),
        ingestion=IngestionService(store, parser, embedder, bus, chunk=chunk_documents, header=chunk_header),
        search=search,
        assistant=assistant,
        conversations=ConversationService(store.conversations, assistant, bus),
        summarizer=SummarizerService(store.documents, store.chunks, embedder, generator, ensure_model),
        minutes=MinutesService(parser, embedder, generator, ensure_model, store.meetings),
        catalog=catalog,
        viewer=ViewerService(store.documents, parser),
        ensure_model=ensure_model,
    )


def _ensure_model(catalog: CatalogService, generator: GeneratorEngine, bus: EventBus) -> EnsureModel:
    """Load the chosen model if it is not loaded; None when there is none: Carrel then quotes.

    A model that is there but cannot be loaded raises, so that the person is told why there is only a quote.
    """

    def ensure(cancel: CancelToken) -> LoadedModel | None:
        before = generator.loaded
        try:
            loaded = catalog.load_selected(cancel, no_progress)
        except UserError as error:
            if error.code == "model_missing":
                return None
            raise
        if loaded != before:
            bus.publish(ModelLoaded(loaded))
        return loaded

    return ensure
