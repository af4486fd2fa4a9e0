"""What happened, told on the event bus (``app.services.event_bus``). Past tense; records only, never widgets."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from app.domain.documents import Document
from app.domain.downloads import Download
from app.domain.ids import ConversationId, DocumentId, MeetingId, TurnId
from app.domain.jobs import Progress
from app.domain.language_models import LoadedModel


@dataclass(frozen=True, slots=True)
class DocumentChanged:
    """A document was added or its state changed."""

    document: Document


@dataclass(frozen=True, slots=True)
class DocumentRemoved:
    """A document left the library."""

    document_id: DocumentId


@dataclass(frozen=True, slots=True)
class SourcesChanged:
    """Files or folders were added (those that were, resolved), or taken out (then none)."""

    added: tuple[Path, ...] = ()


@dataclass(frozen=True, slots=True)
class WatchingChanged:
    """Folders are followed in another way than before (``WatchService.state``), or what came in them could not be
    read, or can be again (``BackgroundReading.problem``).
    """


@dataclass(frozen=True, slots=True)
class IngestionProgressed:
    """Indexing moved on; ``running`` turns False with the last one.

    ``waiting`` says why it stands still while it runs: "paused" (by the person), "answer" (one is being written),
    "battery"; empty while it works.
    """

    progress: Progress
    running: bool
    waiting: str = ""


@dataclass(frozen=True, slots=True)
class EngineChanged:
    """A child process changed state: stopped, starting, ready, busy or failed. ``detail`` is a sentence."""

    role: str
    state: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class ModelLoaded:
    """The generator holds another model, or (None) none."""

    model: LoadedModel | None


@dataclass(frozen=True, slots=True)
class TurnChanged:
    """A turn was added to a conversation or got its answer."""

    conversation_id: ConversationId
    turn_id: TurnId


@dataclass(frozen=True, slots=True)
class MeetingChanged:
    """A meeting was stored, changed by the person, or deleted."""

    meeting_id: MeetingId


@dataclass(frozen=True, slots=True)
class DownloadChanged:
    """A model on its way got further, ended, or was dismissed (``gone``)."""

    download: Download
    gone: bool = False


Event = (
    DocumentChanged
    | DocumentRemoved
    | SourcesChanged
    | WatchingChanged
    | IngestionProgressed
    | EngineChanged
    | ModelLoaded
    | TurnChanged
    | MeetingChanged
    | DownloadChanged
)
