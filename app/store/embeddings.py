"""Embeddings in SQL: exact vectors per chunk, their signs per content, one set per embedding space.

The vector of a chunk is float32, those of its sentences float16 (half the bytes; the cosine moves by less than
0.001). Vectors are found again by what was embedded (:func:`passage_hash`), so that text which did not change
is not computed twice, whatever became of the document around it.
"""

from __future__ import annotations

import hashlib
import sqlite3
import struct
import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from app.domain.embeddings import EmbeddingSpace, Passage, PassageVectors
from app.domain.ids import ContentId
from app.store.contents import load_passages
from app.store.database import Database
from app.store.embedded_ahead import any_ahead, find_ahead, forget_ahead

_BY_HASH = """SELECT e.vector, e.sentences FROM embeddings e JOIN spaces s ON s.id = e.space_id
    WHERE e.hash = ? AND s.name = ? AND s.dims = ? LIMIT 1"""


@dataclass(frozen=True, slots=True)
class StoredVectors:
    """``chunk``: float32, shape (dims,). ``sentences``: float16, shape (sentences, dims)."""

    chunk: bytes
    sentences: bytes


@dataclass(frozen=True, slots=True)
class Embedded:
    """The vectors of a content's chunks, in their order, and what they were computed from."""

    space: EmbeddingSpace
    hashes: Sequence[bytes]
    vectors: Sequence[StoredVectors]


def passage_hash(passage: Passage) -> bytes:
    """Names exactly what was embedded: header, text and where its sentences are."""
    numbers = [number for span in passage.sentences for number in (span.start, span.end)]
    parts = (passage.header.encode(), passage.text.encode(), struct.pack(f"<{len(numbers)}I", *numbers))
    digest = hashlib.blake2b(digest_size=16)
    for part in parts:
        digest.update(struct.pack("<Q", len(part)) + part)
    return digest.digest()


def packed(vectors: PassageVectors) -> StoredVectors:
    """An embedder's vectors as they are stored."""
    from app.store.vectors_codes import to_half

    return StoredVectors(vectors.chunk, to_half(vectors.sentences))


class EmbeddingStore:
    """Vectors of all spaces. Vectors of another space stay until :meth:`drop_others`.

    ``being_made`` names a space that is not dropped, because it will be wanted once it is whole; "" for none.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self.being_made: Callable[[], str] = str

    def reusable(self, space: EmbeddingSpace, hashes: Collection[bytes]) -> dict[bytes, StoredVectors]:
        """Vectors already computed for these passages, be it for a document that is not stored yet."""
        with self._database.read() as connection:
            found = {}
            look_ahead = any_ahead(connection)
            for name in set(hashes):
                row = connection.execute(_BY_HASH, (name, space.name, space.dims)).fetchone()
                if row is None and look_ahead:
                    row = find_ahead(connection, space, name)
                if row:
                    found[name] = StoredVectors(row[0], row[1])
        return found

    def missing(self, space: EmbeddingSpace) -> list[ContentId]:
        """Contents that have no vectors in this space, after a change of the embedder."""
        with self._database.read() as connection:
            rows = connection.execute(
                """SELECT c.id FROM contents c WHERE c.chunk_count > 0 AND NOT EXISTS (
                       SELECT 1 FROM codes k JOIN spaces s ON s.id = k.space_id
                       WHERE k.content_id = c.id AND s.name = ? AND s.dims = ?) ORDER BY c.id""",
                (space.name, space.dims),
            )
            return [ContentId(row[0]) for row in rows]

    def passages(self, content_id: ContentId) -> list[Passage]:
        """What there is to embed; empty when the content is gone."""
        with self._database.read() as connection:
            return load_passages(connection, content_id)

    def add(self, content_id: ContentId, embedded: Embedded) -> None:
        """Add the vectors of a content that is there already; nothing when it is gone or has them."""
        with self._database.write() as connection:
            insert_vectors(connection, content_id, embedded)

    def missing_passages(self, space: EmbeddingSpace) -> int:
        """How many passages have no vectors in this space."""
        with self._database.read() as connection:
            row = connection.execute(
                """SELECT coalesce(sum(c.chunk_count), 0) FROM contents c WHERE NOT EXISTS (
                       SELECT 1 FROM codes k JOIN spaces s ON s.id = k.space_id
                       WHERE k.content_id = c.id AND s.name = ? AND s.dims = ?)""",
                (space.name, space.dims),
            ).fetchone()
            return int(row[0])

    def drop_others(self, space: EmbeddingSpace) -> None:
        """Forget every other space, once this one is whole; not the one that is being made."""
        kept = (space.name, self.being_made())
        with self._database.write() as connection:
            connection.execute("DELETE FROM spaces WHERE name NOT IN (?, ?)", kept)


def insert_vectors(connection: sqlite3.Connection, content_id: ContentId, embedded: Embedded) -> None:
    """Vectors and codes of a content's chunks; part of the caller's transaction."""
    space, vectors = embedded.space, embedded.vectors
    space_id = _register(connection, space)
    ids = [
        row[0]
        for row in connection.execute(
            "SELECT id FROM chunks WHERE content_id = ? ORDER BY ordinal", (content_id,)
        )
    ]
    there = connection.execute(
        "SELECT 1 FROM codes WHERE content_id = ? AND space_id = ?", (content_id, space_id)
    ).fetchone()
    if there or len(ids) != len(vectors):  # embedded twice, or the content was replaced meanwhile
        return
    forget_ahead(connection, embedded.hashes)  # first, so that their pages are used again
    connection.executemany(
        "INSERT INTO embeddings (space_id, chunk_id, hash, vector, sentences) VALUES (?, ?, ?, ?, ?)",
        [
            (space_id, i, name, vector.chunk, vector.sentences)
            for i, name, vector in zip(ids, embedded.hashes, vectors, strict=True)
        ],
    )
    counts, codes = _codes(space, vectors)
    if ids:
        connection.execute(
            "INSERT INTO codes (space_id, content_id, sentence_counts, codes) VALUES (?, ?, ?, ?)",
            (space_id, content_id, counts, codes),
        )


def _codes(space: EmbeddingSpace, vectors: Sequence[StoredVectors]) -> tuple[bytes, bytes]:
    """uint32 sentence counts, and codes: of the first chunk, its sentences, the second chunk ..."""
    from app.store.vectors_codes import floats, from_half, signs

    counts, codes = [], []
    for vector in vectors:
        sentences = from_half(vector.sentences, space.dims)
        counts.append(len(sentences))
        codes += [signs(floats(vector.chunk, space.dims)).tobytes(), signs(sentences).tobytes()]
    return struct.pack(f"<{len(counts)}I", *counts), b"".join(codes)


def _register(connection: sqlite3.Connection, space: EmbeddingSpace) -> int:
    """The space's row id. An embedder that changed its dimensions under the same name starts anew.

    The one used last has the latest ``used_at``, also after the clock was put back.
    """
    connection.execute("DELETE FROM spaces WHERE name = ? AND dims <> ?", (space.name, space.dims))
    row = connection.execute(
        """INSERT INTO spaces (name, dims, max_tokens, used_at) VALUES (
             ?, ?, ?, max(?, coalesce((SELECT max(used_at) + 0.001 FROM spaces), 0)))
           ON CONFLICT (name) DO UPDATE SET used_at = excluded.used_at RETURNING id""",
        (space.name, space.dims, space.max_tokens, time.time()),
    ).fetchone()
    return int(row[0])
