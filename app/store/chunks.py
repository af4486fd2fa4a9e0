"""Reads chunks back: the ChunkReader of ``app.domain.ports``."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Sequence
from pathlib import Path

from app.domain.documents import Chunk, Span, StoredChunk
from app.domain.ids import ChunkId, ContentId, DocumentId
from app.domain.ports import DocumentName
from app.store.contents import unpack_spans
from app.store.database import Database
from app.store.paths import below

_CHUNKS = """SELECT k.id, k.content_id, k.ordinal, k.span_start, k.span_end, k.text, k.heading_path, k.sentences,
    k.page, k.page_to, c.title FROM chunks k JOIN contents c ON c.id = k.content_id"""

Row = tuple[int, int, int, int, int, str, str, bytes, int | None, int | None, str]


class ChunkStore:
    """Chunks with the document they come from. A content of several files is shown with the first path in scope."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, chunk_ids: Sequence[ChunkId], scope: Collection[Path] | None = None) -> list[StoredChunk]:
        """In the order given; ids that are gone, or whose files all lie outside the scope, are left out."""
        with self._database.read() as connection:
            rows = connection.execute(
                f"{_CHUNKS} WHERE k.id IN (SELECT value FROM json_each(?))", (json.dumps(list(chunk_ids)),)
            ).fetchall()
            found = {chunk.id: chunk for chunk in self._stored(connection, rows, scope)}
        return [found[i] for i in chunk_ids if i in found]

    def neighbours(self, chunk_id: ChunkId, before: int, after: int) -> list[StoredChunk]:
        """The chunks around one (itself included), in reading order; empty when it is gone."""
        with self._database.read() as connection:
            rows = connection.execute(
                f"""{_CHUNKS} JOIN chunks me ON me.content_id = k.content_id
                    WHERE me.id = ? AND k.ordinal BETWEEN me.ordinal - ? AND me.ordinal + ? ORDER BY k.ordinal""",
                (chunk_id, before, after),
            ).fetchall()
            return self._stored(connection, rows, None)

    def of_content(self, content_id: ContentId) -> list[StoredChunk]:
        """All chunks of a content, in reading order."""
        with self._database.read() as connection:
            rows = connection.execute(
                f"{_CHUNKS} WHERE k.content_id = ? ORDER BY k.ordinal", (content_id,)
            ).fetchall()
            return self._stored(connection, rows, None)

    def contents_in(self, scope: Sequence[Path]) -> list[ContentId]:
        """Contents of the documents that are, or lie below, one of these paths."""
        where, parameters = below("path", scope)
        with self._database.read() as connection:
            rows = connection.execute(
                f"""SELECT DISTINCT content_id FROM documents
                    WHERE content_id IS NOT NULL AND {where} ORDER BY content_id""",
                parameters,
            )
            return [ContentId(row[0]) for row in rows]

    def document_count(self, scope: Sequence[Path] | None = None) -> int:
        """Searchable documents in scope."""
        where, parameters = below("path", scope)
        with self._database.read() as connection:
            row = connection.execute(
                f"SELECT count(*) FROM documents WHERE content_id IS NOT NULL AND {where}", parameters
            ).fetchone()
            return int(row[0])

    def names(self, scope: Sequence[Path] | None = None) -> list[DocumentName]:
        """Of all searchable documents in scope."""
        where, parameters = below("path", scope)
        with self._database.read() as connection:
            rows = connection.execute(
                f"""SELECT d.content_id, d.path, c.title FROM documents d JOIN contents c ON c.id = d.content_id
                    WHERE {where} ORDER BY d.id""",
                parameters,
            )
            return [DocumentName(ContentId(i), Path(path), title) for i, path, title in rows]

    def _stored(
        self, connection: sqlite3.Connection, rows: Sequence[Row], scope: Collection[Path] | None
    ) -> list[StoredChunk]:
        documents = _documents(connection, {row[1] for row in rows}, scope)
        return [_stored_chunk(row, *documents[row[1]]) for row in rows if row[1] in documents]


def _documents(
    connection: sqlite3.Connection, contents: Collection[int], scope: Collection[Path] | None
) -> dict[int, tuple[int, str]]:
    where, parameters = below("path", None if scope is None else list(scope))
    rows = connection.execute(
        f"""SELECT content_id, min(id), path FROM documents
            WHERE content_id IN (SELECT value FROM json_each(?)) AND {where} GROUP BY content_id""",
        (json.dumps(list(contents)), *parameters),
    )
    return {content_id: (document_id, path) for content_id, document_id, path in rows}


def _stored_chunk(row: Row, document_id: int, path: str) -> StoredChunk:
    (i, content_id, ordinal, start, end, text, heading_path, sentences, page, page_to, title) = row
    chunk = Chunk(
        ordinal,
        Span(start, end),
        text,
        tuple(json.loads(heading_path)),
        unpack_spans(sentences),
        page,
        page_to,
    )
    return StoredChunk(
        ChunkId(i),
        DocumentId(document_id),
        ContentId(content_id),
        Path(path),
        title or Path(path).stem,
        chunk,
    )
