"""Contents: what was read out of a file's bytes, its chunks and full-text entries, written and removed as one.

These functions run inside a transaction of the caller's (``Database.write``), so that a document, its text,
chunks, vectors and full-text entries appear together or not at all.
"""

from __future__ import annotations

import json
import sqlite3
import struct
from collections.abc import Sequence
from dataclasses import dataclass

from app.domain.documents import (
    Block,
    BlockKind,
    Chunk,
    DocumentPart,
    DocumentWarning,
    OcrMode,
    ParsedDocument,
    Span,
)
from app.domain.embeddings import Passage
from app.domain.ids import ContentId
from app.store.forgetting import chunks_removed
from app.store.json_records import dump, load
from app.store.spaceless import has_spaceless

_INSERT_CHUNK = """INSERT INTO chunks (content_id, ordinal, span_start, span_end, page, page_to, spaceless,
    header, heading_path, sentences, text) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"""
_DELETE_FTS = """INSERT INTO chunks_fts (chunks_fts, rowid, header, text)
    SELECT 'delete', id, header, text FROM chunks WHERE content_id = ?"""
_DELETE_TRIGRAM = """INSERT INTO chunks_trigram (chunks_trigram, rowid, text)
    SELECT 'delete', s.id, s.text FROM chunks c JOIN chunks_spaceless s ON s.id = c.id WHERE c.content_id = ?"""


@dataclass(frozen=True, slots=True)
class NewContent:
    """A read document on its way into the store; ``headers[i]`` belongs to ``chunks[i]``. ``ocr``: how it was read."""

    hash: str
    version: int
    parsed: ParsedDocument
    chunks: tuple[Chunk, ...]
    headers: tuple[str, ...]
    ocr: OcrMode = OcrMode.AUTO

    def passages(self) -> list[Passage]:
        """What the embedder is given, chunk by chunk."""
        return [_passage(header, chunk) for header, chunk in zip(self.headers, self.chunks, strict=True)]


def find_content(
    connection: sqlite3.Connection, content_hash: str, version: int, ocr: OcrMode | None = None
) -> ContentId | None:
    """The content made of these bytes, if they have been read (with ``ocr``: in a way that is as good)."""
    row = connection.execute(
        """SELECT id FROM contents WHERE hash = ?1 AND version = ?2
           AND (?3 IS NULL OR ocr IN (?3, 'any'))""",
        (content_hash, version, ocr),
    ).fetchone()
    return ContentId(row[0]) if row else None


def insert_content(connection: sqlite3.Connection, content: NewContent) -> ContentId:
    """Write text, chunks and full-text entries. The chunks' ids are consecutive."""
    parsed = content.parsed
    cursor = connection.execute(
        """INSERT INTO contents (hash, version, chunk_count, title, media_type, page_starts, language, warnings,
           partial, recognized_pages, waiting_pages, parts, ocr)
           VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
        (
            content.hash,
            content.version,
            len(content.chunks),
            parsed.title,
            parsed.media_type,
            json.dumps(parsed.page_starts),
            parsed.language,
            json.dumps([[warning.code, warning.page] for warning in parsed.warnings]),
            parsed.partial,
            json.dumps(parsed.recognized_pages),
            json.dumps(parsed.waiting_pages),
            dump(parsed.parts) if parsed.parts else "[]",
            content.ocr if parsed.page_starts or parsed.recognized_pages or parsed.waiting_pages else "any",
        ),
    )
    content_id = ContentId(cursor.lastrowid or 0)
    blocks = [[block.kind.value, block.span.start, block.span.end, block.level] for block in parsed.blocks]
    connection.execute(
        "INSERT INTO texts (content_id, text, blocks) VALUES (?, ?, ?)",
        (content_id, parsed.text, json.dumps(blocks, separators=(",", ":"))),
    )
    _insert_chunks(connection, content_id, content)
    return content_id


def _insert_chunks(connection: sqlite3.Connection, content_id: ContentId, content: NewContent) -> None:
    connection.executemany(
        _INSERT_CHUNK,
        (
            _chunk_row(content_id, header, chunk)
            for header, chunk in zip(content.headers, content.chunks, strict=True)
        ),
    )
    connection.execute(
        "UPDATE contents SET first_chunk_id = (SELECT min(id) FROM chunks WHERE content_id = ?1) WHERE id = ?1",
        (content_id,),
    )
    connection.execute(
        """INSERT INTO chunks_fts (rowid, header, text)
           SELECT id, header, text FROM chunks WHERE content_id = ?""",
        (content_id,),
    )
    connection.execute(
        """INSERT INTO chunks_trigram (rowid, text)
           SELECT s.id, s.text FROM chunks c JOIN chunks_spaceless s ON s.id = c.id WHERE c.content_id = ?""",
        (content_id,),
    )


def _chunk_row(content_id: ContentId, header: str, chunk: Chunk) -> tuple[object, ...]:
    return (
        content_id,
        chunk.ordinal,
        chunk.span.start,
        chunk.span.end,
        chunk.page,
        chunk.page_to,
        has_spaceless(header) or has_spaceless(chunk.text),
        header,
        json.dumps(chunk.heading_path, ensure_ascii=False),
        pack_spans(chunk.sentences),
        chunk.text,
    )


def delete_unused_contents(connection: sqlite3.Connection, candidates: Sequence[ContentId]) -> None:
    """Of these contents remove those that no document has any more, with everything that hangs on them."""
    for content_id in candidates:
        used = connection.execute(
            "SELECT 1 FROM documents WHERE content_id = ? LIMIT 1", (content_id,)
        ).fetchone()
        if not used:
            delete_content(connection, content_id)


def delete_content(connection: sqlite3.Connection, content_id: ContentId) -> None:
    """Remove a content; its chunks and vectors go by cascade, documents that still name it lose their link."""
    count = connection.execute(_DELETE_FTS, (content_id,)).rowcount
    chunks_removed(connection, count)
    connection.execute(_DELETE_TRIGRAM, (content_id,))
    connection.execute("DELETE FROM contents WHERE id = ?", (content_id,))


def load_parsed(connection: sqlite3.Connection, content_id: ContentId) -> ParsedDocument | None:
    """The document as it was read."""
    row = connection.execute(
        """SELECT media_type, title, text, blocks, page_starts, language, warnings, partial, parts, waiting_pages,
           recognized_pages FROM contents JOIN texts ON content_id = id WHERE id = ?""",
        (content_id,),
    ).fetchone()
    if row is None:
        return None
    media_type, title, text, blocks, page_starts, language, warnings, partial, parts, waiting, recognized = (
        row
    )
    return ParsedDocument(
        media_type,
        title,
        text,
        tuple(
            Block(BlockKind(kind), Span(start, end), level) for kind, start, end, level in json.loads(blocks)
        ),
        tuple(json.loads(page_starts)),
        language,
        load_warnings(warnings),
        bool(partial),
        load_parts(parts),
        tuple(json.loads(waiting)),
        tuple(json.loads(recognized)),
    )


def load_passages(connection: sqlite3.Connection, content_id: ContentId) -> list[Passage]:
    """What was given to the embedder, to give it to another one."""
    rows = connection.execute(
        "SELECT header, text, span_start, sentences FROM chunks WHERE content_id = ? ORDER BY ordinal",
        (content_id,),
    )
    return [
        Passage(header, text, _shifted(unpack_spans(spans), -start)) for header, text, start, spans in rows
    ]


def load_warnings(text: str) -> tuple[DocumentWarning, ...]:
    """Read the warnings column."""
    return tuple(DocumentWarning(code, page) for code, page in json.loads(text))


def load_parts(text: str) -> tuple[DocumentPart, ...]:
    """Read the parts column."""
    return () if text == "[]" else load(text, tuple[DocumentPart, ...])


def pack_spans(spans: Sequence[Span]) -> bytes:
    """Little-endian uint32 pairs."""
    return struct.pack(
        f"<{2 * len(spans)}I", *(number for span in spans for number in (span.start, span.end))
    )


def unpack_spans(data: bytes) -> tuple[Span, ...]:
    """The reverse of :func:`pack_spans`."""
    return tuple(Span(start, end) for start, end in struct.iter_unpack("<2I", data))


def _passage(header: str, chunk: Chunk) -> Passage:
    return Passage(header, chunk.text, _shifted(chunk.sentences, -chunk.span.start))


def _shifted(spans: Sequence[Span], by: int) -> tuple[Span, ...]:
    return tuple(Span(span.start + by, span.end + by) for span in spans)
