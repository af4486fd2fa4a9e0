"""Vectors of documents that are not stored yet.

A document is stored whole or not at all, and a long one is embedded for minutes. What was computed so far stands here
until then, so that a kill costs seconds of it. It goes with its document, when that is stored, and when nothing is
left to be read.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.domain.embeddings import EmbeddingSpace
from app.domain.ids import ContentId, DocumentId
from app.store.database import Database

_KEEP = """INSERT OR REPLACE INTO embedded_ahead (hash, space, dims, document_id, vector, sentences)
    SELECT ?1, ?2, ?3, ?4, ?5, ?6 WHERE EXISTS (SELECT 1 FROM documents WHERE id = ?4)"""


@dataclass(frozen=True, slots=True)
class Ahead:
    """The vectors of one passage, named and packed as in ``store/embeddings.py``, and what it was computed for."""

    hash: bytes
    document_id: DocumentId
    chunk: bytes
    sentences: bytes


class AheadStore:
    """Keeps and forgets them; ``EmbeddingStore.reusable`` finds them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def keep(self, space: EmbeddingSpace, computed: Iterable[Ahead]) -> None:
        """In one transaction; those of documents that are gone are thrown away."""
        with self._database.write() as connection:
            connection.executemany(
                _KEEP,
                (
                    (one.hash, space.name, space.dims, one.document_id, one.chunk, one.sentences)
                    for one in computed
                ),
            )

    def document_of(self, content_id: ContentId) -> DocumentId | None:
        """A document with this content, for what is embedded anew."""
        with self._database.read() as connection:
            row = connection.execute(
                "SELECT min(id) FROM documents WHERE content_id = ?", (content_id,)
            ).fetchone()
            return None if row[0] is None else DocumentId(row[0])

    def forget(self) -> None:
        """All of them: nothing is being embedded."""
        with self._database.read() as connection:
            there = any_ahead(connection)
        if there:
            with self._database.write() as connection:
                connection.execute("DELETE FROM embedded_ahead")


def any_ahead(connection: sqlite3.Connection) -> bool:
    """Mostly there are none, and nobody need look further."""
    return connection.execute("SELECT 1 FROM embedded_ahead LIMIT 1").fetchone() is not None


def find_ahead(
    connection: sqlite3.Connection, space: EmbeddingSpace, name: bytes
) -> tuple[bytes, bytes] | None:
    """The vectors of one passage: of its chunk, of its sentences."""
    row: tuple[bytes, bytes] | None = connection.execute(
        "SELECT vector, sentences FROM embedded_ahead WHERE hash = ? AND space = ? AND dims = ?",
        (name, space.name, space.dims),
    ).fetchone()
    return row


def forget_ahead(connection: sqlite3.Connection, hashes: Sequence[bytes]) -> None:
    """These are stored with their document now; part of the caller's transaction."""
    if any_ahead(connection):
        connection.executemany("DELETE FROM embedded_ahead WHERE hash = ?", [(name,) for name in hashes])
