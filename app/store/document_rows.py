"""How a document stands in SQL, and how such a row becomes a record."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path
from typing import Any

from app.domain.documents import Document, DocumentState
from app.domain.errors import ErrorInfo
from app.domain.ids import ContentId, DocumentId
from app.store.contents import load_parts, load_warnings

COLUMNS = """d.id, d.path, d.state, d.media_type, c.title, json_array_length(c.page_starts), c.chunk_count,
    c.language, d.error, c.warnings, d.seconds, d.size, d.mtime_ns, d.hash, d.content_id, c.media_type,
    json_array_length(c.recognized_pages), c.waiting_pages, c.parts, d.offline"""
TABLES = "documents d LEFT JOIN contents c ON c.id = d.content_id"
SELECT = f"SELECT {COLUMNS} FROM {TABLES}"
WIDTH = 20
"""Number of columns."""


def by_id(connection: sqlite3.Connection, document_id: DocumentId) -> Document | None:
    """None when it is not in the library."""
    row = connection.execute(f"{SELECT} WHERE d.id = ?", (document_id,)).fetchone()
    return document_of(row) if row else None


def document_of(row: tuple[Any, ...]) -> Document:
    """The record of a row of ``COLUMNS``."""
    (i, path, state, media_type, title, pages, chunks, language, error, warnings, *rest) = row
    seconds, size, mtime_ns, content_hash, content_id, read_as, recognized, waiting, parts, offline = rest
    told = load_warnings(warnings) if warnings and warnings != "[]" else ()
    waits = frozenset(json.loads(waiting)) if waiting and waiting != "[]" else frozenset()
    return Document(
        id=DocumentId(i),
        path=Path(path),
        state=DocumentState(state),
        media_type=read_as or media_type,
        title=title or (Path(path).stem if content_id is not None else ""),
        pages=pages or None,
        chunks=chunks or 0,
        language=language,
        error=load_error(error),
        warnings=told,
        seconds=seconds,
        size=size,
        mtime_ns=mtime_ns,
        content_hash=content_hash,
        content_id=None if content_id is None else ContentId(content_id),
        recognized_pages=recognized or 0,
        empty_pages=len({w.page for w in told if w.code == "page_without_text"} - waits),
        waiting_pages=len(waits),
        parts=load_parts(parts or "[]"),
        offline=bool(offline),
    )


def load_error(text: str | None) -> ErrorInfo | None:
    """Read an error column."""
    return ErrorInfo(*json.loads(text)) if text else None


def dump_error(error: ErrorInfo | None) -> str | None:
    """The reverse of :func:`load_error`."""
    return json.dumps([error.code, error.params], ensure_ascii=False) if error else None
