"""The store as one object: opens the database and hands out its parts."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path

from app.domain.documents import OcrMode
from app.domain.embeddings import EmbeddingSpace
from app.domain.ids import ContentId
from app.domain.ports import VectorIndex
from app.store.assistants import AssistantStore
from app.store.chunks import ChunkStore
from app.store.contents import find_content
from app.store.conversations import ConversationStore
from app.store.database import Database
from app.store.documents import DocumentStore
from app.store.embedded_ahead import AheadStore
from app.store.embeddings import EmbeddingStore
from app.store.endings import Ending, Settled, settle
from app.store.feedback import FeedbackStore
from app.store.forgetting import delete_securely, forget_words, keep_shallow
from app.store.fulltext import FullText
from app.store.ledger import LedgerStore
from app.store.library_key import LibraryKey
from app.store.meeting_series import SeriesStore
from app.store.meetings import MeetingStore
from app.store.model_records import DownloadStore, ModelNoteStore
from app.store.notes import NoteStore
from app.store.quarantine import QuarantineStore
from app.store.queue import QueueStore
from app.store.recognized import RecognizedStore
from app.store.sources import SourceStore


class Store:
    """All of Carrel's memory in one SQLite file. Raises the UserErrors of :class:`~app.store.database.Database`."""

    def __init__(self, path: Path, key: LibraryKey | None = None) -> None:
        self.database = Database(path, key)
        with self.database.write() as connection:
            keep_shallow(connection)
            delete_securely(connection)
        self.documents = DocumentStore(self.database)
        self.sources = SourceStore(self.database)
        self.queue = QueueStore(self.database)
        self.recognized = RecognizedStore(self.database)
        self.quarantine = QuarantineStore(self.database)
        self.notes = NoteStore(self.database)
        self.chunks = ChunkStore(self.database)
        self.fulltext = FullText(self.database)
        self.embeddings = EmbeddingStore(self.database)
        self.ahead = AheadStore(self.database)
        self.conversations = ConversationStore(self.database)
        self.feedback = FeedbackStore(self.database)
        self.assistants = AssistantStore(self.database)
        self.meetings = MeetingStore(self.database)
        self.series = SeriesStore(self.database)
        self.ledger = LedgerStore(self.database)
        self.downloads = DownloadStore(self.database)
        self.model_notes = ModelNoteStore(self.database)
        self._indexes: dict[EmbeddingSpace, VectorIndex] = {}
        self._lock = threading.Lock()

    def vectors(self, space: EmbeddingSpace) -> VectorIndex:
        """The index of a space; always the same object, which reads nothing before it is used."""
        from app.store.vectors import SignIndex  # brings NumPy with it, which a starting window does without

        with self._lock:
            if space not in self._indexes:
                self._indexes[space] = SignIndex(self.database, space)
            return self._indexes[space]

    def find_content(self, content_hash: str, version: int, ocr: OcrMode | None = None) -> ContentId | None:
        """The content made of these bytes, if they have been read (with ``ocr``: in a way that is as good)."""
        with self.database.read() as connection:
            return find_content(connection, content_hash, version, ocr)

    def settle(self, endings: Sequence[Ending]) -> list[Settled]:
        """Write down how reading some files ended: everything in one transaction, or nothing."""
        return settle(self.database, endings)

    def forget_words(self) -> None:
        """Have the words of what was replaced leave the full-text indexes, when they are many."""
        forget_words(self.database, always=False)

    def integrity_check(self) -> list[str]:
        """What is wrong with the file; empty when nothing is."""
        return self.database.integrity_check()

    def close(self) -> None:
        """Nothing of the store may be used afterwards."""
        self.database.close()
