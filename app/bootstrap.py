"""The only place where objects are wired. No globals, no singletons: one frozen record of services per profile."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import NamedTuple

from app.bootstrap_meetings import MeetingAssistants, wire_meetings
from app.bootstrap_models import EnsureModel, Models, ensure_model_of, wire_models
from app.catalog.adapters import AdapterCatalog
from app.domain.assistants import Assistant
from app.domain.documents import OcrMode
from app.domain.events import EngineChanged, SourcesChanged, WatchingChanged
from app.domain.ids import ConversationId
from app.formats.registry import media_type_for, reason_against
from app.paths import AppPaths, resources_dir
from app.processes.embedder_files import EmbedderFiles
from app.processes.engines import EmbedderEngine, GeneratorEngine
from app.processes.launch import Launcher
from app.processes.parser_pool import ParserPool
from app.processes.recognizer_engine import RecognizerEngine
from app.processes.reranker import InstalledReranker
from app.processes.teacher_engine import TeacherEngine
from app.retrieval.chunking import chunk_documents, chunk_header
from app.services.after_closing import AfterClosing
from app.services.assistant import AssistantService
from app.services.assistants import AssistantsService
from app.services.back_off import BackOff
from app.services.background import BackgroundReading
from app.services.brake import BATTERY
from app.services.catalog import CatalogService
from app.services.conversation_export import ConversationExport
from app.services.conversation_states import ConversationStates, NoStates, RememberingGenerator
from app.services.conversations import ConversationService
from app.services.downloads import DownloadService
from app.services.embedder_choice import EmbedderChoice, files_of, path_of
from app.services.encryption import forget_words_elsewhere
from app.services.event_bus import EventBus
from app.services.feedback import FeedbackService
from app.services.ingestion import IngestionService
from app.services.intake_rules import IntakeRules
from app.services.library import IntakePolicy, LibraryService
from app.services.meeting_documents import MeetingDocuments
from app.services.meeting_index import MeetingIndex
from app.services.meeting_questions import MeetingQuestions
from app.services.meeting_series import MeetingSeries
from app.services.minutes import MinutesService
from app.services.minutes_head import decision_head
from app.services.model_catalogue import ModelCatalogue
from app.services.model_checks import ModelChecks
from app.services.model_shelf import ModelShelf
from app.services.patterns import split_patterns
from app.services.power import PowerWatch
from app.services.quantizing import QuantizeService
from app.services.recommending import Recommender
from app.services.search import SearchService
from app.services.settings import (
    EMBEDDER,
    EXCLUDE_PATTERNS,
    INDEX_ON_BATTERY,
    LARGEST_FILE_MB,
    LOOK_FOR_MODELS,
    OCR,
    RERANKER,
    WATCH_FOLDERS,
    Option,
    Settings,
    Value,
)
from app.services.speaking import Speaking, SpokenAdapters, SpokenGenerator
from app.services.summarizer import SummarizerService
from app.services.teaching import TeachingService
from app.services.viewer import ViewerService
from app.services.watching import WatchService
from app.services.writing import WritingService
from app.services.writing_ability import WritingAbility
from app.services.writing_sources import WritingSources
from app.store.library_key import LibraryKey
from app.store.store import Store

log = logging.getLogger(__name__)
_MOST_PRIORITIES = 1000


@dataclass(frozen=True)
class Services:
    """Everything a front door needs. :meth:`close` ends children and threads and closes the database."""

    paths: AppPaths
    settings: Settings
    bus: EventBus
    store: Store
    generator: GeneratorEngine
    embedder: EmbedderEngine
    embedder_choice: EmbedderChoice
    parser: ParserPool
    recognizer: RecognizerEngine
    library: LibraryService
    ingestion: IngestionService
    background: BackgroundReading
    watching: WatchService
    power: PowerWatch
    search: SearchService
    assistant: AssistantService
    assistants: AssistantsService
    speaking: Speaking
    states: ConversationStates
    quantizing: QuantizeService
    conversations: ConversationService
    conversation_export: ConversationExport
    feedback: FeedbackService
    summarizer: SummarizerService
    writing: WritingService
    writing_sources: WritingSources
    minutes: MinutesService
    meeting_series: MeetingSeries
    meeting_documents: MeetingDocuments
    meeting_index: MeetingIndex
    meeting_questions: MeetingQuestions
    catalog: CatalogService
    model_catalogue: ModelCatalogue
    model_checks: ModelChecks
    downloads: DownloadService
    recommender: Recommender
    adapters: AdapterCatalog
    teacher: TeacherEngine
    teaching: TeachingService
    viewer: ViewerService
    ensure_model: EnsureModel
    after: AfterClosing = field(default_factory=AfterClosing)

    def follow(self, *, first_look: bool = True, anyway: bool = False) -> None:
        """Keep the library in step with the disk from now on, and mind the battery. Returns at once.

        ``first_look`` and ``anyway`` are those of :meth:`WatchService.start`.
        """
        self.power.start()
        self.watching.start(first_look=first_look, anyway=anyway)

    def stop_following(self) -> None:
        """The reverse; what is being read in the background stays queued."""
        self.watching.stop()
        self.power.stop()
        self.background.close()

    def close(self) -> None:
        """Nothing works after this."""
        self.stop_following()
        self.states.keep()
        self.downloads.close()
        for engine in (self.generator, self.embedder, self.parser, self.recognizer, self.teacher):
            engine.close()
        self.meeting_index.close()
        self.store.close()
        if self.store.database.key is not None:
            forget_words_elsewhere(self.paths)


def build_services(
    paths: AppPaths, *, model: str | None = None, offline: bool = False, key: LibraryKey | None = None
) -> Services:
    """Open the profile and wire everything. Starts no child; those start when they are first needed.

    ``offline``: the network stays shut in this run, whatever the settings say. ``key``: that of an encrypted library.

    Raises:
        UserError: ``library_locked``;
            ``database_newer``, ``database_damaged``, ``permission_denied``, ``disk_full``; with ``model`` also
            ``model_missing``, ``not_a_model``, ``model_damaged``.
    """
    bus, settings = EventBus(), Settings(paths.settings)
    launcher = Launcher(paths.logs)
    launcher.let_write(("generator", "embedder"), (paths.data, paths.cache))

    def on_state(changed: EngineChanged) -> None:
        bus.publish(changed)

    def find() -> EmbedderFiles:
        return files_of(str(settings.get(EMBEDDER)))

    generator = GeneratorEngine(launcher, on_state)
    embedder = EmbedderEngine(launcher, on_state, find=find, notes=paths.cache / "embedders")
    parser = ParserPool(launcher, on_state)
    recognizer = RecognizerEngine(launcher, on_state, language_folders=(paths.data / "tessdata",))
    teacher = TeacherEngine(launcher, on_state)
    store = Store(paths.database, key)
    if key is not None:
        forget_words_elsewhere(paths)  # a killed Carrel could not
    try:
        shelf = ModelShelf(paths.models, store.model_notes, lambda: bool(settings.get(LOOK_FOR_MODELS)))
        catalog = CatalogService(paths.models, generator, settings, paths.cache / "models", shelf)
        if model is not None:
            catalog.prefer(catalog.find(model))
        engines = _Engines(generator, embedder, parser, recognizer, teacher)
        models = wire_models(paths, settings, bus, store, catalog, generator, offline=offline)
        return _wire(paths, settings, bus, store, engines, models)
    except BaseException:
        store.close()
        raise


class _Engines(NamedTuple):
    generator: GeneratorEngine
    embedder: EmbedderEngine
    parser: ParserPool
    recognizer: RecognizerEngine
    teacher: TeacherEngine


class _Reading(NamedTuple):
    library: LibraryService
    ingestion: IngestionService
    embedder_choice: EmbedderChoice


def _wire(
    paths: AppPaths, settings: Settings, bus: EventBus, store: Store, engines: _Engines, models: Models
) -> Services:
    generator, embedder, parser, _recognizer, teacher = engines
    key = store.database.key
    catalog = models.catalog
    ensure_model = ensure_model_of(catalog, generator, bus)
    reranker = InstalledReranker(embedder, paths.models, lambda: path_of(settings.get(RERANKER)))
    search = SearchService(
        store.chunks, store.fulltext, lambda: store.vectors(embedder.space()), embedder, reranker
    )
    library, ingestion, _ = reading = _reading(paths, settings, bus, store, engines)
    attend = _back_off(bus, ingestion, embedder).attend
    adapters = AdapterCatalog(paths.shipped_adapters, paths.adapters)
    assistants, speaking = _assistants(store, catalog, adapters), Speaking()
    states = ConversationStates(generator if key is None else NoStates(generator), paths.states)
    assistant = AssistantService(
        search,
        SpokenGenerator(RememberingGenerator(generator, states), speaking),
        speaking.ensure(ensure_model, lambda name, cancel: catalog.load(catalog.find(name), cancel)),
        attend,
        adapters=SpokenAdapters(adapters, speaking, assistants.adapter_for),
    )
    head = decision_head(resources_dir() / "minutes" / "decisions.en.json")
    cache, by = paths.cache / "minutes", (parser, embedder, generator, ensure_model)
    minutes = MinutesService(*by, store.meetings, bus, cache, head, keep_parts=key is None)
    answering = MeetingAssistants(embedder, reranker, generator, ensure_model, attend, adapters)
    meetings = wire_meetings(paths, store, bus, minutes.editor, library, answering, key)
    conversations = _conversations(store, assistant, bus, assistants, speaking, states)
    background, watching, power = _following(bus, settings, library, ingestion)
    return Services(
        paths=paths,
        settings=settings,
        bus=bus,
        store=store,
        **engines._asdict(),
        **reading._asdict(),
        background=background,
        watching=watching,
        power=power,
        search=search,
        assistant=assistant,
        assistants=assistants,
        speaking=speaking,
        states=states,
        quantizing=QuantizeService(generator.another, paths.models),
        conversations=conversations,
        conversation_export=ConversationExport(conversations),
        feedback=_feedback(store),
        summarizer=SummarizerService(store.documents, store.chunks, embedder, generator, ensure_model),
        writing=_writing(paths, generator, embedder, ensure_model),
        writing_sources=WritingSources(library, parser),
        minutes=minutes,
        **meetings._asdict(),
        **models._asdict(),
        adapters=adapters,
        teaching=_teaching(paths, teacher, generator, catalog, adapters),
        viewer=ViewerService(store.documents, parser),
        ensure_model=ensure_model,
    )


def _reading(paths: AppPaths, settings: Settings, bus: EventBus, store: Store, engines: _Engines) -> _Reading:
    """How files become passages."""
    library = LibraryService(
        store, bus, media_type_for, reason_against=reason_against, policy=_policy(paths, settings)
    )
    ingestion = IngestionService(
        store,
        engines.parser.background,
        engines.embedder,
        bus,
        chunk=chunk_documents,
        header=chunk_header,
        recognizer=engines.recognizer,
    )
    choice = EmbedderChoice(engines.embedder, store, settings, ingestion)
    return _Reading(library, ingestion, choice)


def _conversations(
    store: Store,
    assistant: AssistantService,
    bus: EventBus,
    assistants: AssistantsService,
    speaking: Speaking,
    states: ConversationStates,
) -> ConversationService:
    """Chats in which the chosen assistant answers, with what the model has evaluated of them before."""

    @contextmanager
    def in_chat(conversation_id: ConversationId) -> Iterator[Assistant | None]:
        who = assistants.of_conversation(conversation_id)
        with speaking.as_(who), states.inside(conversation_id):
            yield who

    return ConversationService(store.conversations, assistant, bus, in_chat=in_chat, forgotten=states.forget)


def _assistants(store: Store, catalog: CatalogService, adapters: AdapterCatalog) -> AssistantsService:
    return AssistantsService(
        store.assistants, catalog.find, catalog.selected, adapters.adapters, adapters.made_for
    )


def _teaching(
    paths: AppPaths,
    teacher: TeacherEngine,
    generator: GeneratorEngine,
    catalog: CatalogService,
    adapters: AdapterCatalog,
) -> TeachingService:
    work = paths.data / "teaching"
    return TeachingService(teacher, generator, catalog, adapters, own=paths.adapters, work=work)


def _writing(
    paths: AppPaths, generator: GeneratorEngine, embedder: EmbedderEngine, ensure_model: EnsureModel
) -> WritingService:
    ability = WritingAbility(generator, paths.cache / "writing-marks.json")
    return WritingService(generator, embedder, ensure_model, ability)


def _feedback(store: Store) -> FeedbackService:
    """What is said about answers, with the embedding space that was used last."""
    return FeedbackService(store.feedback, store.conversations, lambda: store.documents.status().embedder)


def _back_off(bus: EventBus, ingestion: IngestionService, embedder: EmbedderEngine) -> BackOff:
    """Reading keeps back while the model writes, and begins with what was added last."""

    def prioritize(changed: SourcesChanged) -> None:
        if changed.added:
            ingestion.prioritize(changed.added[:_MOST_PRIORITIES])

    back_off = BackOff(ingestion.hold, ingestion.prioritize, (embedder.held_back,))
    bus.subscribe(EngineChanged, back_off.on_engine)
    bus.subscribe(SourcesChanged, prioritize)
    return back_off


def _following(
    bus: EventBus, settings: Settings, library: LibraryService, ingestion: IngestionService
) -> tuple[BackgroundReading, WatchService, PowerWatch]:
    """What goes on by itself once it is started."""

    def set_waiting(wait: bool) -> None:
        (ingestion.pause if wait else ingestion.resume)(BATTERY)

    background = BackgroundReading(ingestion.run, lambda: bus.publish(WatchingChanged()))
    watching = WatchService(library, bus, background.wake, enabled=lambda: bool(settings.get(WATCH_FOLDERS)))
    power = PowerWatch(set_waiting, lambda: bool(settings.get(INDEX_ON_BATTERY)))
    settings.watch(_on_setting(watching, power))
    return background, watching, power


def _policy(paths: AppPaths, settings: Settings) -> Callable[[], IntakePolicy]:
    own = frozenset(path.resolve() for path in (paths.data, paths.config, paths.cache, paths.logs))

    def policy() -> IntakePolicy:
        rules = IntakeRules(
            split_patterns(settings.get(EXCLUDE_PATTERNS)), settings.get(LARGEST_FILE_MB) * 1024 * 1024, own
        )
        return IntakePolicy(rules, OcrMode(settings.get(OCR)))

    return policy


def _on_setting(watching: WatchService, power: PowerWatch) -> Callable[[Option, Value], None]:
    """What follows at once from a setting that was changed."""

    def on_setting(option: Option, _value: Value) -> None:
        if option in (EXCLUDE_PATTERNS, LARGEST_FILE_MB, WATCH_FOLDERS):
            watching.reconcile()
        elif option is INDEX_ON_BATTERY:
            power.look()

    return on_setting
