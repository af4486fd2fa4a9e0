"""Services for the window's tests and screenshots: in memory, with a small library of invented documents."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from app.domain.assistants import Assistant
from app.domain.conversations import ChatHit, Conversation, KeptTurn, Turn
from app.domain.documents import (
    Block,
    BlockKind,
    Document,
    DocumentState,
    LibraryStatus,
    PageImage,
    Rect,
    Span,
)
from app.domain.errors import CarrelError, UserError
from app.domain.events import TurnChanged
from app.domain.feedback import Judgement
from app.domain.ids import AssistantId, ConversationId, DocumentId, TurnId
from app.domain.jobs import CancelToken
from app.domain.language_models import LoadedModel, ModelFile
from app.domain.retrieval import (
    Answer,
    AnswerDelta,
    AnswerEvent,
    AnswerSentence,
    AnswerStatus,
    AnswerTimings,
    Evidence,
    EvidenceFound,
    NotFoundReason,
    Signal,
    Support,
    TokenUsage,
)
from app.paths import profile_paths
from app.processes.fakes import FakeEmbedder
from app.services.assistants import AssistantsService
from app.services.event_bus import EventBus
from app.services.viewer import Opened
from app.services.watching import WatchState

HOME = Path("/home/reader/Documents")
LEASE_TEXT = (
    "Lease of 12 Harbour Street\n"
    "Term and notice\n"
    "The lease runs for an indefinite time. Either party may end it with three months' notice to the end of a quarter. "
    "Notice must be given in writing 🖋 and is counted from the day it arrives.\n"
    "Rent\n"
    "The rent is 1,450 a month, due on the third working day."
)
QUOTE = "Either party may end it with three months' notice to the end of a quarter."


def document(number: int, name: str, media_type: str = "application/pdf", **changes: Any) -> Document:
    path = HOME / name
    made = Document(
        DocumentId(number), path, DocumentState.INDEXED, media_type, path.stem, 31, 12, "en", size=120_000
    )
    return replace(made, **changes)


LEASE = document(1, "Lease 2024.pdf")
NOTES = document(2, "Meeting notes.md", "text/markdown", pages=None, title="Notes on the move")


def evidence(n: int = 1, of: Document = LEASE, quote: str = QUOTE, **changes: Any) -> Evidence:
    start = max(LEASE_TEXT.find(quote), 0)
    span = Span(start, start + len(quote))
    parts = (
        Signal("sentence_cosine", 0.64, 0.64),
        Signal("chunk_cosine", 0.59, 0.3),
        Signal("bm25", 1.0, 0.5),
    )
    made = Evidence(
        n, of.id, of.path, of.title, 7 if of.pages else None, span, quote, quote, span, 0.8,
        ("Term and notice",), parts,
    )  # fmt: skip
    return replace(made, **changes)


EVIDENCE = (
    evidence(1),
    evidence(2, NOTES, "Notice must be given in writing"),
    evidence(3, quote="The rent is 1,450 a month, due on the third working day.", heading_path=("Rent",)),
)


def answer(question: str = "How long is the notice period?", **changes: Any) -> Answer:
    made = Answer(
        question=question,
        standalone=question,
        status=AnswerStatus.ANSWERED,
        text="The notice period is **three months**, to the end of a quarter [1]. It must be given in writing [2].",
        sentences=(
            AnswerSentence(
                "The notice period is **three months**, to the end of a quarter [1].",
                Support.SUPPORTED,
                (1,),
            ),
            AnswerSentence("It must be given in writing [2].", Support.SUPPORTED, (2,)),
        ),
        evidence=EVIDENCE,
        confidence=0.93,
        model="SmolLM2-135M-Instruct",
        usage=TokenUsage(412, 34),
        timings=AnswerTimings(84, 310, 1240),
        documents_searched=12,
    )
    return replace(made, **changes)


SIGNALS = (
    Signal("cosine", 0.71, 1.9),
    Signal("sentence_coverage", 0.8, 0.7),
    Signal("margin", 0.1, -0.2),
    Signal("missing_names", 0.0, 0.3),
)


def short(words: str = "three months", **changes: Any) -> Answer:
    """A span of the first quote as the answer."""
    sentence = AnswerSentence(words, Support.SUPPORTED, (1,))
    return answer(**{"text": f"{words} [1]", "sentences": (sentence,), "signals": SIGNALS, **changes})


def quoted(**changes: Any) -> Answer:
    sentence = AnswerSentence(f"{QUOTE} [1]", Support.SUPPORTED, (1,))
    return answer(
        status=AnswerStatus.QUOTED, text=f"{QUOTE} [1]", sentences=(sentence,), model=None, **changes
    )


def not_found(reason: NotFoundReason = NotFoundReason.EVIDENCE_INSUFFICIENT, **changes: Any) -> Answer:
    found = () if reason is NotFoundReason.LIBRARY_EMPTY else EVIDENCE[1:]
    return answer(
        status=AnswerStatus.NOT_FOUND, text="", sentences=(), evidence=found, confidence=0.08,
        not_found_reason=reason, model=None, **changes,
    )  # fmt: skip


class FakeConversations:
    """Answers with ``reply`` after telling evidence and ``deltas``; ``gate`` holds it back until it is set."""

    def __init__(self, bus: EventBus) -> None:
        self.bus = bus
        self.chats: dict[ConversationId, Conversation] = {}
        self.kept: dict[ConversationId, list[Turn]] = {}
        self.versions: dict[TurnId, tuple[TurnId, ...]] = {}
        self.chosen: dict[TurnId, TurnId] = {}
        self.typed: dict[ConversationId, str] = {}
        self.abouts: list[str] = []
        self.asked: list[tuple[str, tuple[Path, ...] | None]] = []
        self.reply: Callable[[str], Answer] = answer
        self.error: CarrelError | None = None
        self.deltas: tuple[str, ...] = ("The notice ", "period is ", "three months.")
        self.gate = threading.Event()
        self.gate.set()

    def create(self, title: str) -> Conversation:
        made = Conversation(ConversationId(len(self.chats) + 1), title, time.time())
        self.chats[made.id] = made
        self.kept[made.id] = []
        return made

    def list(self) -> list[Conversation]:
        return [replace(chat, turns=len(self.kept[chat.id])) for chat in self.chats.values()]

    def get(self, conversation_id: ConversationId) -> Conversation:
        return self.chats[conversation_id]

    def turns(self, conversation_id: ConversationId) -> Any:
        """Of several versions of a question, and what followed each, those that were chosen last."""
        hidden: set[TurnId] = set()
        shown = []
        for turn in self.kept[conversation_id]:
            beside = self.versions.get(turn.id, ())
            skipped = bool(beside) and self.chosen.get(beside[0], beside[-1]) != turn.id
            if skipped or turn.parent_id in hidden:
                hidden.add(turn.id)
            else:
                shown.append(replace(turn, branches=beside))
        return shown

    def kept_turns(self, conversation_id: ConversationId) -> Any:
        """The same, as the store gives them to the window."""
        return [
            KeptTurn(
                replace(turn, answer=None),
                None if turn.answer is None else len(turn.answer.text),
                partial(getattr, turn, "answer"),
            )
            for turn in self.turns(conversation_id)
        ]

    def choose(self, turn_id: TurnId) -> None:
        beside = self.versions[turn_id]
        self.chosen[beside[0]] = turn_id

    def search(self, text: str) -> dict[ConversationId, Any]:
        hits: dict[ConversationId, Any] = {}
        for chat, turns in self.kept.items():
            for turn in turns:
                at = turn.question.casefold().find(text.casefold())
                if at >= 0 and chat in self.chats:
                    mark = ((at, at + len(text)),)
                    hits.setdefault(chat, []).append(ChatHit(chat, turn.id, turn.question, mark, False))
        return hits

    def set_pinned(self, conversation_id: ConversationId, pinned: bool) -> None:
        self.chats[conversation_id] = replace(self.chats[conversation_id], pinned=pinned)

    def set_archived(self, conversation_id: ConversationId, archived: bool) -> None:
        self.chats[conversation_id] = replace(self.chats[conversation_id], archived=archived)

    def set_folder(self, conversation_ids: Any, folder: str) -> None:
        for number in conversation_ids:
            self.chats[number] = replace(self.chats[number], folder=folder)

    def set_scope(self, conversation_id: ConversationId, scope: tuple[Path, ...] | None) -> None:
        self.chats[conversation_id] = replace(self.chats[conversation_id], scope=scope)

    def drafts(self) -> dict[ConversationId, str]:
        return dict(self.typed)

    def set_draft(self, conversation_id: ConversationId, text: str) -> None:
        self.typed[conversation_id] = text

    def rename(self, conversation_id: ConversationId, title: str) -> None:
        self.chats[conversation_id] = replace(self.chats[conversation_id], title=title)

    def delete(self, conversation_id: ConversationId) -> None:
        del self.chats[conversation_id]

    def add(self, title: str, *answers: Answer, days_ago: float = 0) -> Conversation:
        made = replace(self.create(title), updated_at=time.time() - days_ago * 86400)
        self.chats[made.id] = made
        for reply in answers:
            before = self.kept[made.id][-1].id if self.kept[made.id] else None
            turn = Turn(self._turn_id(), made.id, reply.question, 0.0, reply, before)
            self.kept[made.id].append(turn)
        return made

    def _turn_id(self) -> TurnId:
        return TurnId(1 + sum(len(turns) for turns in self.kept.values()))

    def ask(
        self,
        conversation_id: ConversationId,
        question: str,
        *,
        scope: tuple[Path, ...] | None,
        cancel: CancelToken,
        on_event: Callable[[AnswerEvent], None],
        on_asked: Callable[[Turn], None],
        instead_of: TurnId | None = None,
        about: str = "",
        **_options: Any,
    ) -> Turn:
        self.asked.append((question, scope))
        if about:
            self.abouts.append(about)
        turn = self._place(Turn(self._turn_id(), conversation_id, question, time.time()), instead_of)
        self.kept[conversation_id].append(turn)
        on_asked(turn)
        self.bus.publish(TurnChanged(conversation_id, turn.id))
        if self.error is not None:
            raise self.error
        on_event(EvidenceFound(EVIDENCE, question, 0.9))
        for delta in self.deltas:
            on_event(AnswerDelta(delta))
        while not self.gate.wait(0.005):
            cancel.raise_if_cancelled()
        turn = replace(turn, answer=self.reply(question))
        self.kept[conversation_id][-1] = turn
        return turn

    def _place(self, turn: Turn, instead_of: TurnId | None) -> Turn:
        shown = self.turns(turn.conversation_id)
        if instead_of is None:
            return replace(turn, parent_id=shown[-1].id if shown else None)
        old = next(t for t in self.kept[turn.conversation_id] if t.id == instead_of)
        beside = (*(self.versions.get(instead_of) or (instead_of,)), turn.id)
        self.versions.update(dict.fromkeys(beside, beside))
        self.chosen[beside[0]] = turn.id
        return replace(turn, parent_id=old.parent_id, branches=beside)


class MemoryAssistants:
    """Keeps assistants as the store does."""

    def __init__(self) -> None:
        self.kept: dict[AssistantId, Assistant] = {}
        self.gone: dict[AssistantId, Assistant] = {}
        self.chosen: dict[ConversationId, AssistantId] = {}

    def put(self, assistant: Assistant) -> Assistant:
        number = assistant.id or AssistantId(len(self.kept) + len(self.gone) + 1)
        self.kept[number] = replace(assistant, id=number)
        return self.kept[number]

    def list(self) -> Any:
        return sorted(self.kept.values(), key=lambda a: a.name.casefold())

    def deleted(self) -> Any:
        return list_of(self.gone.values())

    def delete(self, number: AssistantId) -> None:
        self.gone[number] = self.kept.pop(number)

    def restore(self, number: AssistantId) -> None:
        self.kept[number] = self.gone.pop(number)

    def forget(self, _before: float) -> None:
        pass

    def of_conversation(self, conversation_id: ConversationId) -> Assistant | None:
        return self.kept.get(self.chosen.get(conversation_id, AssistantId(0)))

    def choose(self, conversation_id: ConversationId, number: AssistantId | None) -> None:
        self.chosen.pop(conversation_id, None)
        if number is not None:
            self.chosen[conversation_id] = number


MODELS = [
    ModelFile(name, HOME / f"{name}.gguf", 1, "llama", "Q4_1", 135_000_000, 8192, 30, True)
    for name in ("SmolLM2-135M-Instruct", "Qwen3-4B")
]


def fake_assistants() -> AssistantsService:
    """The real service over memory; two models, no adapter."""

    def find(name: str) -> ModelFile:
        for model in MODELS:
            if model.name == name:
                return model
        raise UserError("model_missing", name=name)

    store: Any = MemoryAssistants()
    return AssistantsService(store, find, lambda: MODELS[0], list, lambda _adapter, _path: False)


class FakeFeedback:
    """What was said about answers, in memory; ``error`` keeps it from being kept."""

    def __init__(self, conversations: FakeConversations) -> None:
        self.conversations = conversations
        self.kept: dict[TurnId, Judgement] = {}
        self.log: list[Judgement | None] = []
        self.detached: list[ConversationId] = []
        self.exported: list[Path] = []
        self.error: CarrelError | None = None

    def judge(self, _conversation_id: ConversationId, turn_id: TurnId, judgement: Judgement) -> None:
        if self.error is not None:
            raise self.error
        self.kept[turn_id] = judgement
        self.log.append(judgement)

    def take_back(self, turn_id: TurnId) -> None:
        self.kept.pop(turn_id, None)
        self.log.append(None)

    def judgements(self, conversation_id: ConversationId) -> dict[TurnId, Judgement]:
        turns = {turn.id for turn in self.conversations.kept[conversation_id]}
        return {turn_id: judgement for turn_id, judgement in self.kept.items() if turn_id in turns}

    def counts(self) -> dict[ConversationId, int]:
        numbers = {chat: len(self.judgements(chat)) for chat in self.conversations.kept}
        return {chat: number for chat, number in numbers.items() if number}

    def keep_when_deleted(self, conversation_id: ConversationId) -> None:
        self.detached.append(conversation_id)

    def export(self, target: Path) -> int:
        self.exported.append(target)
        return len(self.kept)

    def delete(self) -> int:
        number = len(self.kept)
        self.kept.clear()
        return number


def list_of(items: Any) -> list[Any]:
    return list(items)


@dataclass
class FakeViewer:
    """PDFs have pages of 400 x 560 points; everything else has text."""

    documents: dict[DocumentId, Document] = field(default_factory=lambda: {d.id: d for d in (LEASE, NOTES)})
    error: UserError | None = None
    facts: dict[DocumentId, dict[str, Any]] = field(default_factory=dict)
    rendered: list[tuple[int, float, Span | None]] = field(default_factory=list)

    def document(self, document_id: DocumentId) -> Document:
        if document_id not in self.documents:
            raise UserError("unknown_document", path="")
        return self.documents[document_id]

    def opened(self, document_id: DocumentId) -> Opened:
        made = self.document(document_id)
        pdf = made.media_type == "application/pdf"
        return Opened(made, pdf and not made.offline, not made.offline, **self.facts.get(document_id, {}))

    def page(self, _document_id: DocumentId, page: int, scale: float, highlight: Span | None) -> PageImage:
        if self.error is not None:
            raise self.error
        self.rendered.append((page, scale, highlight))
        return sheet(page, scale, highlight is not None)

    def text(self, _document_id: DocumentId) -> tuple[str, tuple[Block, ...]]:
        return LEASE_TEXT, (
            Block(BlockKind.HEADING, Span(0, 26), 1),
            Block(BlockKind.HEADING, Span(27, 42), 2),
            Block(BlockKind.HEADING, Span(LEASE_TEXT.index("\nRent") + 1, LEASE_TEXT.index("\nRent") + 5), 2),
        )


def sheet(page: int, scale: float, highlighted: bool) -> PageImage:
    """A white page with grey lines where text would be."""
    width, height = int(400 * scale), int(560 * scale)
    white, grey = b"\xff\xff\xff\xff" * width, b"\xc8\xc8\xc8\xff"
    margin = int(48 * scale)
    inked = b"\xff\xff\xff\xff" * margin + grey * (width - 2 * margin) + b"\xff\xff\xff\xff" * margin
    rows = [
        inked if y > margin and y < height - margin and (y / scale) % 16 < 6 else white for y in range(height)
    ]
    marks = (
        (
            Rect(48 * scale, 398 * scale, 304 * scale, 10 * scale),
            Rect(48 * scale, 414 * scale, 190 * scale, 10 * scale),
        )
        if highlighted
        else ()
    )
    return PageImage(page, 31, width, height, b"".join(rows), marks)


@dataclass
class FakeLibrary:
    rows: list[Document] = field(default_factory=lambda: [LEASE, NOTES])
    added: list[Path] = field(default_factory=list)

    def documents(self, _scope: object = None) -> list[Document]:
        return list(self.rows)

    def status(self) -> LibraryStatus:
        n = len(self.rows)
        return LibraryStatus(n, n, 0, 0, 0, 0, 12 * n, "all-MiniLM-L6-v2", 1_000_000)

    def rescan(self, _cancel: object, _on_progress: object = None) -> None:
        """Nothing changes."""

    def sources(self) -> list[Any]:
        return []

    def add(self, paths: Any, _cancel: object = None, _on_progress: object = None) -> Any:
        self.added.extend(paths)
        return SimpleNamespace(documents=(), rejected=())


MODEL = LoadedModel("SmolLM2-135M-Instruct", HOME / "m.gguf", 4096, 135_000_000, "CPU", 4, 310_000_000)


def fake_services(**changes: Any) -> Any:
    """A stand-in for ``app.bootstrap.Services`` with the parts that the window's own tests use."""
    bus = EventBus()
    conversations = FakeConversations(bus)
    parts: dict[str, Any] = {
        "bus": bus,
        "paths": profile_paths(Path("/nowhere/carrel")),
        "library": FakeLibrary(),
        "ingestion": SimpleNamespace(run=lambda _cancel, _report: SimpleNamespace(documents=(), seconds=0.0)),
        "conversations": conversations,
        "assistants": fake_assistants(),
        "catalog": SimpleNamespace(models=lambda: MODELS),
        "adapters": SimpleNamespace(adapters=list),
        "feedback": FakeFeedback(conversations),
        "viewer": FakeViewer(),
        "generator": SimpleNamespace(loaded=MODEL),
        "embedder": FakeEmbedder(),
        "settings": SimpleNamespace(get=lambda option: option.default),
        "watching": SimpleNamespace(state=WatchState()),
        "background": SimpleNamespace(problem=None),
        "recognizer": SimpleNamespace(close=lambda: None),
        "store": SimpleNamespace(ledger=SimpleNamespace(list=list)),
        "ensure_model": lambda _cancel: MODEL,
        "follow": lambda **_how: None,
        "stop_following": lambda: None,
        "close": lambda: None,
    }
    return SimpleNamespace(**{**parts, **changes})
