"""The store as one object: opens the database and hands out its parts."""

from __future__ import annotations

import threading
from pathlib import Path

from app.domain.documents import Document
from app.domain.embeddings import EmbeddingSpace
from app.domain.ids import ContentId
from app.domain.ports import VectorIndex
from app.store.chunks import ChunkStore
from app.store.contents import NewContent, delete_content, find_content, insert_content
from app.store.conversations import ConversationStore
from app.store.database import Database
from app.store.documents import DocumentStore, FileFacts, Queued, finish_document, is_current
from app.store.embeddings import Embedded, EmbeddingStore, insert_vectors
from app.store.fulltext import FullText
from app.store.ledger import LedgerStore
from app.store.meetings import MeetingStore
from app.store.sources import SourceStore


class Store:
    """All of Carrel's memory in one SQLite file. Raises the UserErrors of :class:`~app.store.database.Database`."""

    def __init__(self, path: Path) -> None:
        self.database = Database(path)
        self.documents = DocumentStore(self.database)
        self.sources = SourceStore(self.database)
        self.chunks = ChunkStore(self.database)
        self.fulltext = FullText(self.database)
        self.embeddings = EmbeddingStore(self.database)
        self.conversations = ConversationStore(self.database)
        self.meetings = MeetingStore(self.database)
        self.ledger = LedgerStore(self.database)
        self._indexes: dict[EmbeddingSpace, VectorIndex] = {}
        self._lock = threading.Lock()

    def vectors(self, space: EmbeddingSpace) -> VectorIndex:
        """The index of a space; always the same object, which reads nothing before it is used."""
        from app.store.vectors import SignIndex  # brings NumPy with it, which a starting window does without

        with self._lock:
            if space not in self._indexes:
                self._indexes[space] = SignIndex(self.database, space)
            return self._indexes[space]

    def find_content(self, content_hash: str, version: int) -> ContentId | None:
        """The content made of these bytes, if they have been read."""
        with self.database.read() as connection:
            return find_content(connection, content_hash, version)

    def finish(
        self, queued: Queued, content: NewContent, embedded: Embedded, facts: FileFacts
    ) -> Document | None:
        """Store a document that was read and embedded: everything in one transaction, or nothing.

        Another content of the same bytes and version is replaced, for all documents that have it. None when the
        document was removed or queued anew meanwhile; then nothing is stored.
        """
        with self.database.write() as connection:
            if not is_current(connection, queued):
                return None
            sharing = []
            old = find_content(connection, content.hash, content.version)
            if old is not None:
                rows = connection.execute("SELECT id FROM documents WHERE content_id = ?", (old,))
                sharing = [row[0] for row in rows]
                delete_content(connection, old)
            content_id = insert_content(connection, content)
            insert_vectors(connection, content_id, embedded)
            connection.executemany(
                "UPDATE documents SET content_id = ? WHERE id = ?", [(content_id, i) for i in sharing]
            )
            return finish_document(connection, queued, content_id, facts)

    def link(self, queued: Queued, content_id: ContentId, facts: FileFacts) -> Document | None:
        """Store a document whose bytes have been read before. None as in :meth:`finish`, or when they are gone."""
        with self.database.write() as connection:
            there = connection.execute("SELECT 1 FROM contents WHERE id = ?", (content_id,)).fetchone()
            if not there or not is_current(connection, queued):
                return None
            return finish_document(connection, queued, content_id, facts)

    def integrity_check(self) -> list[str]:
        """What is wrong with the file; empty when nothing is."""
        return self.database.integrity_check()

    def close(self) -> None:
        """Nothing of the store may be used afterwards."""
        self.database.close()
