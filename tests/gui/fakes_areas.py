"""Services for the tests of the areas: in memory, at once, and they tell the real event bus."""

from __future__ import annotations

import threading
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import SimpleNamespace

import shiboken6
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent

from app.domain.documents import Document, DocumentState, LibraryStatus, OcrMode, Span
from app.domain.errors import EngineError, ErrorInfo, UserError
from app.domain.events import (
    DocumentChanged,
    DocumentRemoved,
    IngestionProgressed,
    MeetingChanged,
    ModelLoaded,
)
from app.domain.ids import DocumentId, MeetingId
from app.domain.jobs import CancelToken, OnProgress, Progress
from app.domain.language_models import LoadedModel, ModelFile
from app.domain.machine import Machine
from app.domain.meetings import ActionItem, Minutes, NoteItem, Participant, Topic, Transcript, Utterance
from app.domain.ports import RecognizerInfo
from app.domain.retrieval import AnswerStatus
from app.formats.transcripts import read_transcript
from app.paths import AppPaths, profile_paths, resources_dir
from app.privacy.orders import Fetched, OnStep, Order, Step
from app.services.downloads import DownloadService
from app.services.embedder_choice import Cost
from app.services.event_bus import EventBus
from app.services.health import HealthReport, make_report
from app.services.meeting_documents import MeetingDocuments
from app.services.meeting_questions import MeetingAnswer, SpokenCitation, speaker_asked_for
from app.services.meeting_series import MeetingSeries
from app.services.minutes_edits import MinutesEditor
from app.services.minutes_templates import MinutesTemplates
from app.services.model_catalogue import ModelCatalogue
from app.services.model_checks import ModelChecks
from app.services.recommending import Recommender
from app.services.settings import OFFLINE, Settings
from app.services.watching import Following, WatchedFolder, WatchState
from app.store.store import Store
from app.ui.bridge.context import UiContext
from app.ui.bridge.event_bridge import EventBridge
from app.ui.bridge.operation import OperationRunner
from app.ui.notifications import Notifications
from app.ui.theme import Theme
from app.ui.widgets.drop_area import DropArea
from tests.gui.closing import finish
from tests.unit.catalog.test_gguf import gguf


def document(
    number: int, name: str = "", state: DocumentState = DocumentState.INDEXED, **changes: object
) -> Document:
    path = Path("/home/reader/papers") / (name or f"Paper {number}.pdf")
    made = Document(DocumentId(number), path, state, "application/pdf", path.stem, 3, 7, "en")
    return replace(made, **changes)  # type: ignore[arg-type]


def failed(number: int, code: str = "encrypted_document", name: str = "") -> Document:
    return document(number, name, DocumentState.FAILED, error=ErrorInfo(code), pages=None, chunks=0)


@dataclass(frozen=True)
class AddResult:
    documents: tuple[Document, ...]
    rejected: tuple[tuple[Path, ErrorInfo], ...]


@dataclass(frozen=True)
class IngestionReport:
    documents: tuple[Document, ...]
    seconds: float


@dataclass(frozen=True)
class FakeSource:
    path: Path
    kind: str = "folder"
    watched: bool = True
    patterns: tuple[str, ...] = ()


@dataclass
class FakeWatching:
    """Follows every watched folder at once, but for those in ``away``."""

    library: FakeLibrary
    away: set[Path] = field(default_factory=set)

    @property
    def state(self) -> WatchState:
        return WatchState(True, tuple(map(self._folder, self.library.sources())))

    def _folder(self, source: FakeSource) -> WatchedFolder:
        followed = Following.AT_ONCE if source.watched else Following.PERIODICALLY
        return WatchedFolder(source.path, Following.OFFLINE if source.path in self.away else followed)


@dataclass
class FakeLibrary:
    """Keeps documents; files named ``locked...`` fail, ``*.xyz`` are rejected. ``calls`` lists the verbs."""

    bus: EventBus
    rows: dict[Path, Document] = field(default_factory=dict)
    calls: list[tuple[str, object]] = field(default_factory=list)
    folders: dict[Path, FakeSource] = field(default_factory=dict)
    broken: bool = False

    def put(self, made: Document) -> Document:
        self.rows[made.path] = made
        self.bus.publish(DocumentChanged(made))
        return made

    def add(self, paths: Sequence[Path], cancel: CancelToken, on_progress: OnProgress) -> AddResult:
        self.calls.append(("add", tuple(paths)))
        if self.broken:
            raise UserError("disk_full")
        files = [file for path in paths for file in (sorted(path.rglob("*")) if path.is_dir() else [path])]
        files = [file for file in files if not file.is_dir()]
        rejected = tuple((file, ErrorInfo("unsupported_format")) for file in files if file.suffix == ".xyz")
        good = [file for file in files if file.suffix != ".xyz" and file not in self.rows]
        made = []
        for file in good:
            new = Document(DocumentId(len(self.rows) + 1), file, DocumentState.QUEUED)
            made.append(self.put(new))
            on_progress(Progress(len(made), len(good), file.name))
        return AddResult(tuple(made), rejected)

    def documents(self, scope: Sequence[Path] | None = None) -> list[Document]:
        return list(self.rows.values())

    def document(self, document_id: DocumentId) -> Document:
        return next(row for row in self.rows.values() if row.id == document_id)

    def find(self, path: Path) -> Document:
        return self.rows[path]

    def status(self) -> LibraryStatus:
        def count(state: DocumentState) -> int:
            return sum(row.state == state for row in self.rows.values())

        return LibraryStatus(
            len(self.rows),
            count(DocumentState.INDEXED),
            count(DocumentState.PARTIAL),
            count(DocumentState.FAILED),
            count(DocumentState.SKIPPED),
            count(DocumentState.QUEUED),
            7,
            "fake",
            1000,
        )

    def remove(self, paths: Sequence[Path]) -> int:
        self.calls.append(("remove", tuple(paths)))
        gone = [self.rows.pop(path) for path in paths if path in self.rows]
        for row in gone:
            self.bus.publish(DocumentRemoved(row.id))
        return len(gone)

    def rescan(self, cancel: CancelToken, on_progress: OnProgress) -> int:
        self.calls.append(("rescan", None))
        return 0

    def retry(self, ids: Sequence[DocumentId], *, ocr: OcrMode | None = None) -> int:
        self.calls.append(("retry", tuple(ids)) if ocr is None else (f"retry {ocr}", tuple(ids)))
        return self._requeue(ids)

    def ignore(self, ids: Sequence[DocumentId]) -> int:
        self.calls.append(("ignore", tuple(ids)))
        for key in ids:
            self.put(replace(self.document(key), state=DocumentState.SKIPPED, error=ErrorInfo("ignored")))
        return len(ids)

    def unignore(self, ids: Sequence[DocumentId]) -> int:
        self.calls.append(("unignore", tuple(ids)))
        return self._requeue(ids)

    def _requeue(self, ids: Sequence[DocumentId]) -> int:
        for key in ids:
            self.put(replace(self.document(key), state=DocumentState.QUEUED, error=None))
        return len(ids)

    def health(self, scope: Sequence[Path] | None = None) -> HealthReport:
        return make_report(self.documents(scope), self.sources(), whole=scope is None)  # type: ignore[arg-type]

    def sources(self) -> list[FakeSource]:
        return list(self.folders.values())

    def set_watched(self, folder: Path, watched: bool) -> None:
        self.calls.append(("watched" if watched else "not watched", folder))
        self.folders[folder] = replace(self.folders[folder], watched=watched)

    def set_patterns(self, folder: Path, patterns: Sequence[str]) -> None:
        self.calls.append(("patterns", tuple(patterns)))
        self.folders[folder] = replace(self.folders[folder], patterns=tuple(patterns))


@dataclass
class FakeIngestion:
    """Works off the queue. ``gate`` (set by default) holds it before each document."""

    library: FakeLibrary
    bus: EventBus
    gate: threading.Event = field(default_factory=threading.Event)
    going: threading.Event = field(default_factory=threading.Event)
    runs: int = 0
    heal: bool = False
    first: list[Path] = field(default_factory=list)
    progress: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.gate.set()
        self.going.set()

    def pause(self) -> None:
        self.going.clear()

    def resume(self) -> None:
        self.going.set()

    def prioritize(self, scope: Sequence[Path]) -> None:
        self.first = list(scope)

    def run(self, cancel: CancelToken, on_progress: OnProgress) -> IngestionReport:
        self.runs += 1
        done: list[Document] = []
        try:
            self._work_off(done, cancel, on_progress)
        finally:
            self.bus.publish(IngestionProgressed(Progress(len(done), len(done)), False))
        return IngestionReport(tuple(done), 0.1)

    def _work_off(self, done: list[Document], cancel: CancelToken, on_progress: OnProgress) -> None:
        while queued := [row for row in self.library.documents() if row.state == DocumentState.QUEUED]:
            total = len(done) + len(queued)
            progress = Progress(len(done), total, queued[0].path.name, 120.0, **self.progress)
            self.bus.publish(IngestionProgressed(progress, True))
            on_progress(progress)
            while not (self.gate.wait(0.01) and self.going.wait(0.01)):
                cancel.raise_if_cancelled()
                if not self.going.is_set():
                    self.bus.publish(IngestionProgressed(progress, True, "paused"))
            cancel.raise_if_cancelled()
            done.append(self.library.put(self._read(queued[0])))

    def _read(self, row: Document) -> Document:
        if row.path.name.startswith("locked") and not self.heal:
            return replace(row, state=DocumentState.FAILED, error=ErrorInfo("encrypted_document"))
        return replace(row, state=DocumentState.INDEXED, pages=2, chunks=4, title=row.path.stem)


def minutes(count: int = 12, title: str = "Weekly planning") -> Minutes:
    """Minutes of a made-up meeting with ``count`` utterances."""
    lines = (
        "Good morning everybody.",
        "The supplier wants the order confirmed by Friday.",
        "I will send the signed order tomorrow.",
        "Do we need a second inspection of the pump house?",
    )
    people = ("Mara Lindqvist", "Tobias Renn", "Ines Okafor")
    spoken = tuple(
        Utterance(i, people[i % 3], lines[i % len(lines)], i * 9000, i * 9000 + 8000) for i in range(count)
    )
    return Minutes(
        Transcript(title, spoken, "2026-03-04", "en"),
        tuple(Participant(name, count // 3, count * 2) for name in people),
        (NoteItem("The supplier wants the order confirmed by Friday.", (1,), 9000),),
        (NoteItem("The order will be confirmed.", (1, 2), 9000),),
        (ActionItem("Send the signed order.", (2,), "Ines Okafor", "tomorrow", "2026-03-05", 18000),),
        (NoteItem("Is a second inspection of the pump house needed?", (3,), 27000),),
        (
            Topic("Order and supplier", 0, count // 2, 0, 54000),
            Topic("Pump house", count // 2 + 1, count - 1, 63000),
        ),
        count,
        model="fake",
    )


class FakeMinutes:
    """Makes the same minutes of every file, and keeps them in a real store; ``*.pdf`` is no transcript.

    ``again`` is what sections are made of when they are made again.
    """

    def __init__(self, bus: EventBus, store: Store) -> None:
        self.bus = bus
        self.store = store
        self.gate = threading.Event()
        self.gate.set()
        self.again: Minutes | None = None
        self.editor = MinutesEditor(store.meetings, bus)

    @property
    def kept(self) -> list[MeetingId]:
        return [row.id for row in self.store.meetings.list()]

    def make(self, path: Path, cancel: CancelToken, on_progress: OnProgress) -> Minutes:
        if path.suffix == ".pdf":
            raise UserError("not_a_transcript", path=str(path))
        made = minutes(title=path.stem)
        self._work(len(made.transcript.utterances), cancel, on_progress)
        return made

    def make_again(
        self,
        made: Minutes,
        cancel: CancelToken,
        on_progress: OnProgress,
        sections: frozenset[str] | None = None,
    ) -> Minutes:
        self._work(len(made.transcript.utterances), cancel, on_progress)
        return self.again or made

    def _work(self, total: int, cancel: CancelToken, on_progress: OnProgress) -> None:
        on_progress(Progress(total // 2, total, "reading"))
        while not self.gate.wait(0.01):
            cancel.raise_if_cancelled()
        on_progress(Progress(total, total, "reading"))

    def keep(self, made: Minutes, path: Path) -> MeetingId:
        meeting_id = self.store.meetings.add(made, path)
        self.bus.publish(MeetingChanged(meeting_id))
        return meeting_id

    def list(self) -> list[tuple[MeetingId, str, str | None, float]]:
        return [tuple(row) for row in self.store.meetings.list()]

    def get(self, meeting_id: MeetingId) -> Minutes:
        return self.editor.minutes(meeting_id)

    def delete(self, meeting_id: MeetingId) -> None:
        self.store.meetings.delete(meeting_id)
        self.bus.publish(MeetingChanged(meeting_id))


@dataclass
class FakeQuestions:
    """Answers with the second utterance, or (about the moon) not at all. ``gate`` holds it after that was found."""

    editor: MinutesEditor
    gate: threading.Event = field(default_factory=threading.Event)
    asked: list[tuple[MeetingId, str, bool]] = field(default_factory=list)
    text: str = ""

    def __post_init__(self) -> None:
        self.gate.set()

    def ask(
        self,
        meeting_id: MeetingId,
        question: str,
        *,
        everybody: bool,
        cancel: CancelToken,
        on_progress: OnProgress,
        on_found: Callable[[tuple[SpokenCitation, ...]], None],
    ) -> MeetingAnswer:
        self.asked.append((meeting_id, question, everybody))
        said = self.editor.minutes(meeting_id).transcript.utterances
        found = tuple(
            SpokenCitation(n, u.speaker, u.start_ms, (u.id,), u.text) for n, u in enumerate(said[1:4], 1)
        )
        on_progress(Progress(1, 2, "embedding"))
        on_found(found)
        while not self.gate.wait(0.01):
            cancel.raise_if_cancelled()
        speaker = None if everybody else speaker_asked_for(question, [u.speaker or "" for u in said[:3]])
        if "moon" in question:
            return MeetingAnswer(AnswerStatus.NOT_FOUND, "", found, 0, speaker)
        status = AnswerStatus.ANSWERED if self.text else AnswerStatus.QUOTED
        return MeetingAnswer(status, self.text, found, 1, speaker)


def model_file(name: str = "SmolLM2-135M-Instruct-Q4_1", **changes: object) -> ModelFile:
    starter = name.startswith("SmolLM2")
    made = ModelFile(
        name, Path(f"/models/{name}.gguf"), 98_000_000, "llama", "Q4_1", 134_515_008, 8192, 30, True, starter
    )
    return replace(made, **changes)  # type: ignore[arg-type]


@dataclass
class FakeCatalog:
    """Knows the starter; importing a file whose name begins with ``cut`` fails."""

    bus: EventBus
    files: list[ModelFile] = field(default_factory=lambda: [model_file()])
    chosen: ModelFile | None = None
    fail_load: bool = False
    too_large: bool = False
    allowed: list[ModelFile] = field(default_factory=list)
    gate: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        self.gate.set()

    def models(self) -> list[ModelFile]:
        return list(self.files)

    def selected(self) -> ModelFile | None:
        return self.chosen or (self.files[0] if self.files else None)

    def find(self, path: Path) -> ModelFile:
        raise UserError("model_damaged", name=path.name)

    def info(self, file: ModelFile) -> SimpleNamespace:
        memory = SimpleNamespace(total=file.size + 200_000_000)
        return SimpleNamespace(memory=memory, available=2_000_000_000, fits=file.size < 2_000_000_000)

    def select(self, file: ModelFile) -> None:
        self.chosen = file

    def allow(self, file: ModelFile) -> None:
        self.allowed.append(file)

    def load_selected(self, cancel: CancelToken, on_progress: OnProgress) -> LoadedModel:
        file = self.selected()
        if self.too_large and file not in self.allowed:
            raise UserError(
                "model_too_large", name="Mistral-7B.gguf", needed=5_000_000_000, available=2_000_000_000
            )
        if file is None or (self.fail_load and not file.starter):
            raise UserError("not_enough_memory")
        on_progress(Progress(40, 100, file.name))
        while not self.gate.wait(0.01):
            cancel.raise_if_cancelled()
        loaded = LoadedModel(file.name, file.path, 4096, file.parameters, "CPU", 2, 300_000_000)
        self.bus.publish(ModelLoaded(loaded))
        return loaded

    def import_model(
        self, path: Path, on_progress: Callable[[Progress], None], cancel: CancelToken
    ) -> ModelFile:
        if path.name.startswith("cut"):
            raise UserError("model_damaged", name=path.name)
        on_progress(Progress(50, 100, path.name))
        while not self.gate.wait(0.01):
            cancel.raise_if_cancelled()
        made = model_file(path.stem, size=4_700_000_000, parameters=7_240_000_000, quantization="Q4_K_M")
        self.files.append(made)
        return made

    def models_at(self, path: Path) -> list[Path]:
        return [path]

    def use_in_place(self, path: Path) -> ModelFile:
        made = replace(model_file(path.stem, size=1_000_000_000), path=path, owner="in place")
        self.files.append(made)
        return made

    def remove(self, file: ModelFile) -> bool:
        self.files.remove(file)
        return not file.owner


@dataclass
class FakeFetch:
    """The network: gives ``steps`` as they are set, waits at the gate, then puts a tiny model there."""

    steps: list[Step] = field(default_factory=lambda: [Step(400_000_000, 1_107_409_472, 12_500_000.0, 57.0)])
    gate: threading.Event = field(default_factory=threading.Event)
    error: UserError | None = None

    def __call__(self, order: Order, cancel: CancelToken, on_step: OnStep) -> Fetched:
        for step in self.steps:
            on_step(step)
        while not self.gate.wait(0.01):
            cancel.raise_if_cancelled()
        if self.error is not None:
            raise self.error
        order.target.write_bytes(gguf())
        return Fetched(order.target, 0, order.sha256 or "ab" * 32, bool(order.sha256))


@dataclass
class FakeLedger:
    """The network ledger, empty unless a test says otherwise."""

    entries: list[SimpleNamespace] = field(default_factory=list)

    def list(self) -> list[SimpleNamespace]:
        return [*self.entries]


@dataclass
class FakeRecognizer:
    """Reads two languages; ``broken`` says that there is none."""

    broken: bool = False

    def describe(self) -> RecognizerInfo:
        if self.broken:
            raise EngineError("engine_unavailable", role="recognizer", detail="no language data")
        return RecognizerInfo("tesseract 5.5.4 eng+deu", ("eng", "deu", "latin"))


@dataclass
class FakeEmbedderChoice:
    """Three passages to read again; ``use`` stands at one of them until ``gate`` opens, and can be cancelled there."""

    chosen: Path | None = None
    reranker: Path | None = None
    unfinished: bool = False
    fail: UserError | None = None
    gate: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        self.gate.set()

    @property
    def name(self) -> str:
        return self.chosen.stem if self.chosen else "all-MiniLM-L6-v2"

    def memory(self, model: ModelFile) -> tuple[int, int]:
        return model.size + 100_000_000, 9_000_000_000

    def cost(self, model: ModelFile | None) -> Cost:
        if self.fail is not None:
            raise self.fail
        return Cost(3, 95.0, model.size if model else 0, 9_000_000_000)

    def seconds_a_question(self, _model: ModelFile) -> float:
        return 42.0

    def use_reranker(self, model: ModelFile | None) -> None:
        self.reranker = model.path if model else None

    def use(self, model: ModelFile | None, cancel: CancelToken, on_progress: OnProgress) -> None:
        self.unfinished = True
        on_progress(Progress(1, 3))
        while not self.gate.wait(0.01):
            cancel.raise_if_cancelled()
        self.unfinished = False
        self.chosen = model.path if model else None


@dataclass
class FakeServices:
    """The fields of ``bootstrap.Services`` that the areas use."""

    paths: AppPaths
    settings: Settings
    bus: EventBus
    library: FakeLibrary
    ingestion: FakeIngestion
    minutes: FakeMinutes
    meeting_series: MeetingSeries
    meeting_questions: FakeQuestions
    meeting_documents: MeetingDocuments
    catalog: FakeCatalog
    watching: FakeWatching
    embedder_choice: FakeEmbedderChoice = field(default_factory=FakeEmbedderChoice)
    recognizer: FakeRecognizer = field(default_factory=FakeRecognizer)
    background: SimpleNamespace = field(default_factory=lambda: SimpleNamespace(wake=_nothing, problem=None))
    parser: SimpleNamespace = field(
        default_factory=lambda: SimpleNamespace(fence=None, read_transcript=_read)
    )
    generator: SimpleNamespace = field(default_factory=lambda: SimpleNamespace(loaded=None))
    conversations: SimpleNamespace = field(default_factory=lambda: SimpleNamespace(list=list))
    store: SimpleNamespace = field(default_factory=lambda: SimpleNamespace(ledger=FakeLedger()))
    fetch: FakeFetch = field(default_factory=FakeFetch)
    model_catalogue: ModelCatalogue = field(init=False)
    model_checks: ModelChecks = field(init=False)
    recommender: Recommender = field(init=False)
    downloads: DownloadService = field(init=False)

    def offer_models(self, store: Store) -> None:
        """What the catalogue needs: the shipped one, on a machine with 16 GB of memory and four cores."""
        self.store.model_notes = notes = store.model_notes
        self.model_catalogue = ModelCatalogue(
            resources_dir() / "models" / "catalogue.toml", self.paths.models, notes
        )
        self.model_checks = ModelChecks(self.model_catalogue, notes)
        self.recommender = Recommender(lambda: Machine(16 * 1024**3, 9 * 1024**3, 4), lambda: 4096)
        self.downloads = DownloadService(
            store.downloads,
            notes,
            self.model_catalogue,
            self.fetch,
            self.bus,
            lambda: bool(self.settings.get(OFFLINE)),
        )


def _nothing(*_arguments: object, **_named: object) -> None:
    """The library of this area's tests is another one."""


def _read(path: Path, cancel: CancelToken) -> Transcript:
    return read_transcript(path)


def fake_services(folder: Path) -> FakeServices:
    bus = EventBus()
    library = FakeLibrary(bus)
    paths = profile_paths(folder).create()
    store = Store(paths.database)
    made = FakeMinutes(bus, store)
    series = MeetingSeries(store.series, made.editor, MinutesTemplates(paths.templates), bus)
    services = FakeServices(
        paths,
        Settings(paths.settings),
        bus,
        library,
        FakeIngestion(library, bus),
        made,
        series,
        FakeQuestions(made.editor),
        MeetingDocuments(
            paths.meetings,
            made.editor,
            SimpleNamespace(add=_nothing, rescan=_nothing),
            store.meetings,
            paths.transcripts,
        ),
        FakeCatalog(bus),
        FakeWatching(library),
    )
    services.offer_models(store)
    return services


@dataclass
class Asked:
    """What an area asked the window for."""

    opened: list[tuple[DocumentId, int | None, Span | None]] = field(default_factory=list)
    areas: list[str] = field(default_factory=list)
    added: list[list[Path]] = field(default_factory=list)
    scopes: list[list[Path]] = field(default_factory=list)
    questions: list[str] = field(default_factory=list)

    def open_citation(self, document_id: DocumentId, page: int | None, span: Span | None) -> None:
        self.opened.append((document_id, page, span))


@dataclass
class World:
    """Everything a test of an area holds in its hands."""

    services: FakeServices
    context: UiContext
    asked: Asked
    notifications: Notifications

    def close(self) -> None:
        self.services.ingestion.gate.set()
        self.services.downloads.close()
        self.services.ingestion.going.set()
        self.services.minutes.gate.set()
        self.services.meeting_questions.gate.set()
        self.services.catalog.gate.set()
        self.context.events.close()
        finish(self.context.operations)
        self.services.minutes.store.close()
        for part in (self.notifications, self.context.events, self.context.jobs, self.context.theme):
            shiboken6.delete(part)  # else the garbage collector may do it, in a thread that must not


def make_world(theme: Theme, folder: Path) -> World:
    services, asked = fake_services(folder), Asked()
    notifications = Notifications(theme)
    context = UiContext(
        services=services,  # type: ignore[arg-type]
        events=EventBridge(services.bus),
        notifications=notifications,
        theme=theme,
        operations=OperationRunner(notifications.error),
        open_citation=asked.open_citation,
        open_area=asked.areas.append,
        add_paths=asked.added.append,
        ask_in=asked.scopes.append,
    )
    return World(services, context, asked, notifications)


def drop(area: DropArea, paths: Sequence[Path]) -> None:
    """Drag files over an area and let go."""
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    action, left, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    with warnings.catch_warnings():  # 6.12 wants a QPointF, 6.11 knows only QPoint
        warnings.simplefilter("ignore", DeprecationWarning)
        enter = QDragEnterEvent(QPoint(50, 50), action, mime, left, none)
    area.dragEnterEvent(enter)
    assert enter.isAccepted()
    area.dropEvent(QDropEvent(QPointF(50, 50), action, mime, left, none))
