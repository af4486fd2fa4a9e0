"""What Carrel and its children say to each other: typed records, checked against their types on arrival.

The parent says ``Call`` and ``Cancel``; the child ``Hello`` and ``Ready``, then for each call any number of
``Event`` and exactly one of ``Done``, ``Failed``, ``Stopped``.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import msgspec

from app.domain.documents import AS_IT_COMES, PageImage, ParsedDocument, ReadOptions, RecognizedPage, Span
from app.domain.embeddings import Passage, PassageVectors, Vectors
from app.domain.errors import Cancelled, CarrelError, EngineError, UserError
from app.domain.fences import FenceReport
from app.domain.jobs import Progress
from app.domain.language_models import (
    DryRunMemory,
    FinishedText,
    GenerationFinished,
    GenerationRequest,
    LoadedModel,
    LoadSettings,
    PromptProgress,
)
from app.domain.machine import Device
from app.domain.meetings import Transcript
from app.domain.ports import RecognizerInfo
from app.domain.teaching import Lesson, Taught, TeachProgress, TeachSettings

VERSION = 3


class Record(msgspec.Struct, frozen=True, tag=True):
    """Base of everything that is sent; the class name is the tag."""


# --- requests, by role -------------------------------------------------------------------------------------------


class Load(Record, frozen=True):
    """generator: load a model. Events: LoadProgress. Result: Loaded."""

    settings: LoadSettings


class DryRun(Record, frozen=True):
    """generator: reckon what loading a model so would take, without its weights. Result: DryRunDone."""

    settings: LoadSettings


class ListDevices(Record, frozen=True):
    """generator: which accelerators there are, and how much memory they have free. Result: Devices."""


class Generate(Record, frozen=True):
    """generator: continue a prompt. Events: PromptRead, TextWritten. Result: Generated, also when cancelled."""

    request: GenerationRequest


class GenerateMany(Record, frozen=True):
    """generator: continue these prompts, one after the other, telling nothing in between. Result: GeneratedMany."""

    requests: list[GenerationRequest]


class CountTokens(Record, frozen=True):
    """generator and embedder. Result: Counts."""

    texts: list[str]


class KeepState(Record, frozen=True):
    """generator: write what the bare model has evaluated to a file of at most ``most`` bytes. Result: StateTokens."""

    folder: Path
    key: str
    most: int


class TakeState(Record, frozen=True):
    """generator: have again what was kept under this key. Result: StateTokens."""

    folder: Path
    key: str


class Quantize(Record, frozen=True):
    """generator: write a copy of a model with smaller weights. Events: LoadProgress. Result: Nothing."""

    source: Path
    target: Path
    kind: str


class OpenEmbedder(Record, frozen=True):
    """embedder: load the model in this folder. Result: Nothing."""

    folder: Path
    max_tokens: int


class EmbedQueries(Record, frozen=True):
    """embedder. Result: QueryVectors."""

    texts: list[str]


class EmbedPassages(Record, frozen=True):
    """embedder. Events: LoadProgress. Result: PassagesEmbedded."""

    passages: list[Passage]


class Rerank(Record, frozen=True):
    """embedder: read a question together with each passage, by the cross-encoder in this folder. Result: Relevance."""

    folder: Path
    question: str
    passages: list[str]


class Parse(Record, frozen=True):
    """parser. Result: Parsed.

    This and the two others about a file: ``path`` is only the file's name where the open file comes with the call.
    """

    path: Path
    options: ReadOptions = AS_IT_COMES


class RenderPage(Record, frozen=True):
    """parser. Result: Rendered."""

    path: Path
    page: int
    scale: float
    highlight: Span | None
    recognized: tuple[RecognizedPage, ...] = ()


class OpenRecognizer(Record, frozen=True):
    """recognizer: load this engine ("auto", "tesseract", "rapidocr"). Result: Nothing."""

    engine: str
    language_folders: list[Path]


class DescribeRecognizer(Record, frozen=True):
    """recognizer. Result: Described."""


class Recognize(Record, frozen=True):
    """recognizer: read the words on a picture. Result: Recognized."""

    image: PageImage


class ReadTranscript(Record, frozen=True):
    """parser. Result: TranscriptRead."""

    path: Path


class Teach(Record, frozen=True):
    """teacher: make an adapter of these lessons, those kept back being ``check``. Events: TeachStep.
    Result: TeachingDone."""

    learn: list[Lesson]
    check: list[Lesson]
    settings: TeachSettings


Request = (
    Load
    | DryRun
    | ListDevices
    | Generate
    | GenerateMany
    | CountTokens
    | KeepState
    | TakeState
    | Quantize
    | OpenEmbedder
    | EmbedQueries
    | EmbedPassages
    | Rerank
    | Parse
    | RenderPage
    | ReadTranscript
    | OpenRecognizer
    | DescribeRecognizer
    | Recognize
    | Teach
)


# --- what a request streams --------------------------------------------------------------------------------------


class LoadProgress(Record, frozen=True):
    """How far a request is."""

    progress: Progress


class PromptRead(Record, frozen=True):
    """Prompt tokens evaluated so far."""

    progress: PromptProgress


class TextWritten(Record, frozen=True):
    """Some more text; ``thinking``: not part of the answer."""

    text: str
    thinking: bool = False


class TeachStep(Record, frozen=True):
    """How far teaching is."""

    progress: TeachProgress


EventBody = LoadProgress | PromptRead | TextWritten | TeachStep


# --- what a request ends with ------------------------------------------------------------------------------------


class Nothing(Record, frozen=True):
    """It was done; there is nothing to say."""


class Loaded(Record, frozen=True):
    """The model in memory."""

    model: LoadedModel


class DryRunDone(Record, frozen=True):
    """What llama.cpp reckons."""

    memory: DryRunMemory


class Devices(Record, frozen=True):
    """None where there is only the processor."""

    devices: list[Device]


class Generated(Record, frozen=True):
    """How generation ended."""

    finished: GenerationFinished


class GeneratedMany(Record, frozen=True):
    """One text per request."""

    texts: list[FinishedText]


class Counts(Record, frozen=True):
    """One count per text."""

    values: list[int]


class StateTokens(Record, frozen=True):
    """So many tokens were kept or taken back; 0 for none."""

    tokens: int


class QueryVectors(Record, frozen=True):
    """One vector per text."""

    vectors: Vectors


class PassagesEmbedded(Record, frozen=True):
    """One entry per passage."""

    passages: list[PassageVectors]


class Relevance(Record, frozen=True):
    """One value per passage, from 0 to 1."""

    values: list[float]


class Parsed(Record, frozen=True):
    """A document as read."""

    document: ParsedDocument


class Rendered(Record, frozen=True):
    """A page as pixels."""

    image: PageImage


class TranscriptRead(Record, frozen=True):
    """A transcript as read."""

    transcript: Transcript


class Described(Record, frozen=True):
    """What reads pictures, and which languages."""

    info: RecognizerInfo


class Recognized(Record, frozen=True):
    """A page as read from its picture."""

    page: RecognizedPage


class TeachingDone(Record, frozen=True):
    """An adapter was written."""

    taught: Taught


Result = (
    Nothing
    | Loaded
    | DryRunDone
    | Devices
    | Generated
    | GeneratedMany
    | Counts
    | StateTokens
    | QueryVectors
    | PassagesEmbedded
    | Relevance
    | Parsed
    | Rendered
    | TranscriptRead
    | Described
    | Recognized
    | TeachingDone
)


# --- envelopes ---------------------------------------------------------------------------------------------------


class Call(Record, frozen=True):
    """Parent: do this."""

    id: int
    request: Request


class Cancel(Record, frozen=True):
    """Parent: stop doing that; late ones are ignored."""

    id: int


class Hello(Record, frozen=True):
    """Child: the first frame, sent before anything heavy is imported."""

    version: int
    role: str
    pid: int


class Ready(Record, frozen=True):
    """Child: the runtime is imported, and this is what it gave up before."""

    fence: FenceReport | None = None


class Event(Record, frozen=True):
    """Child: something of a running call."""

    id: int
    body: EventBody


class Done(Record, frozen=True):
    """Child: the call succeeded."""

    id: int
    result: Result


class Failed(Record, frozen=True):
    """Child: the call failed; ``id`` is 0 when the runtime could not be made.

    ``leaving``: it does not trust itself any more, and ends.
    """

    id: int
    kind: Literal["user", "engine"]
    code: str
    params: dict[str, str | int | float]
    leaving: bool = False


class Stopped(Record, frozen=True):
    """Child: the call was cancelled."""

    id: int


FromParent = Call | Cancel
FromChild = Hello | Ready | Event | Done | Failed | Stopped
Reply = Event | Done | Failed | Stopped


def failure(call_id: int, error: CarrelError, *, leaving: bool = False) -> Failed | Stopped:
    """An error as the frame that carries it."""
    if isinstance(error, Cancelled):
        return Stopped(call_id)
    kind: Literal["user", "engine"] = "user" if isinstance(error, UserError) else "engine"
    return Failed(call_id, kind, error.code, error.params, leaving)


def error_of(failed: Failed) -> CarrelError:
    """The frame as the error it carries."""
    kind = UserError if failed.kind == "user" else EngineError
    return kind(failed.code, **failed.params)
