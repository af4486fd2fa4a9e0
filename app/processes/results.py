"""What a child says while it works on a request, and what a request ends with."""

from __future__ import annotations

from app.domain.documents import PageImage, ParsedDocument, RecognizedPage
from app.domain.embeddings import PassageVectors, Vectors
from app.domain.jobs import Progress
from app.domain.language_models import (
    DryRunMemory,
    FinishedText,
    GenerationFinished,
    LoadedModel,
    PromptProgress,
)
from app.domain.machine import Device
from app.domain.meetings import Transcript
from app.domain.ports import RecognizerInfo
from app.domain.teaching import Taught, TeachProgress
from app.processes.record import Record


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
