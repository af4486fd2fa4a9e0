"""What a child can be asked, by the kind of child."""

from __future__ import annotations

from pathlib import Path

from app.domain.documents import AS_IT_COMES, PageImage, ReadOptions, RecognizedPage, Span
from app.domain.embeddings import Passage
from app.domain.language_models import GenerationRequest, LoadSettings
from app.domain.teaching import Lesson, TeachSettings
from app.processes.record import Record


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
    """embedder: load the model in this folder, or this GGUF file. ``kept`` is where the embedder may note what it found
    out about it. Result: Nothing."""

    folder: Path
    max_tokens: int
    kept: Path | None = None


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
