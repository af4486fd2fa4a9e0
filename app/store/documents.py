"""Documents: which files are in the library and where each of them stands."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from app.domain.documents import Document, DocumentState, LibraryStatus, ParsedDocument
from app.domain.errors import ErrorInfo
from app.domain.ids import ContentId, DocumentId
from app.store.contents import delete_unused_contents, load_parsed, load_warnings
from app.store.database import Database
from app.store.paths import below, stored

_SELECT = """SELECT d.id, d.path, d.state, d.media_type, c.title, c.page_starts, c.chunk_count, c.language, d.error,
    c.warnings, d.seconds, d.size, d.mtime_ns, d.hash, d.content_id, c.media_type
    FROM documents d LEFT JOIN contents c ON c.id = d.content_id"""


@dataclass(frozen=True, slots=True)
class FileSeen:
    """A file as found on the disk. With ``error`` it is listed as ``state`` says, else it is queued."""

    path: Path
    size: int
    mtime_ns: int
    media_type: str | None
    state: DocumentState = DocumentState.QUEUED
    error: ErrorInfo | None = None


@dataclass(frozen=True, slots=True)
class Queued:
    """A document to be read. ``revision`` and ``reparse``: see store/schema.py."""

    document: Document
    revision: int
    reparse: bool


@dataclass(frozen=True, slots=True)
class FileFacts:
    """The file as it was when it was read, and how long indexing took. ``hash`` is empty when it could not be read."""

    size: int
    mtime_ns: int
    hash: str
    seconds: float


class DocumentStore:
    """Reads and changes documents; every change is one transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def in_scope(self, scope: Sequence[Path] | None = None) -> list[Document]:
        """Documents at or below these paths (None: all), by path."""
        where, parameters = below("d.path", scope)
        with self._database.read() as connection:
            rows = connection.execute(f"{_SELECT} WHERE {where} ORDER BY d.path", parameters)
            return [_document(row) for row in rows]

    def get(self, document_id: DocumentId) -> Document | None:
        """None when it is not in the library."""
        return self._one("d.id = ?", document_id)

    def find(self, path: Path) -> Document | None:
        """The document with exactly this path."""
        return self._one("d.path = ?", stored(path))

    def parsed(self, document_id: DocumentId) -> ParsedDocument | None:
        """The document as it was read; None before that."""
        with self._database.read() as connection:
            row = connection.execute(
                "SELECT content_id, path FROM documents WHERE id = ? AND content_id IS NOT NULL",
                (document_id,),
            ).fetchone()
            parsed = load_parsed(connection, ContentId(row[0])) if row else None
            return replace(parsed, title=parsed.title or Path(row[1]).stem) if parsed else None

    def save(self, files: Iterable[FileSeen]) -> list[Document]:
        """Insert or update by path. Queued again, a document stays searchable until its new text is there."""
        with self._database.write() as connection:
            ids = [_save(connection, file) for file in files]
            return [document for i in ids if (document := _by_id(connection, i))]

    def touch(self, document_id: DocumentId, size: int, mtime_ns: int) -> None:
        """The file has another size or time but the same bytes."""
        with self._database.write() as connection:
            connection.execute(
                "UPDATE documents SET size = ?, mtime_ns = ? WHERE id = ?", (size, mtime_ns, document_id)
            )

    def move(self, document_id: DocumentId, path: Path) -> Document | None:
        """The file has another path; nothing else changed."""
        with self._database.write() as connection:
            connection.execute("UPDATE documents SET path = ? WHERE id = ?", (str(path), document_id))
            return _by_id(connection, document_id)

    def requeue(self, ids: Sequence[DocumentId], *, reparse: bool) -> list[Document]:
        """Queue these again. ``reparse``: read them even though their bytes are known."""
        with self._database.write() as connection:
            connection.executemany(
                """UPDATE documents SET state = 'queued', error = NULL, revision = revision + 1,
                   reparse = max(reparse, ?) WHERE id = ?""",
                [(reparse, i) for i in ids],
            )
            return [document for i in ids if (document := _by_id(connection, i))]

    def outdated(self, version: int) -> list[DocumentId]:
        """Documents whose text was made by another index version."""
        with self._database.read() as connection:
            rows = connection.execute(
                """SELECT d.id FROM documents d JOIN contents c ON c.id = d.content_id
                   WHERE c.version <> ? AND d.state <> 'queued'""",
                (version,),
            )
            return [DocumentId(row[0]) for row in rows]

    def remove(self, ids: Sequence[DocumentId]) -> None:
        """Take documents out, and what was read from them unless another document has the same bytes."""
        with self._database.write() as connection:
            contents: dict[ContentId, None] = {}
            for i in ids:
                row = connection.execute(
                    "DELETE FROM documents WHERE id = ? RETURNING content_id", (i,)
                ).fetchone()
                if row and row[0] is not None:
                    contents[ContentId(row[0])] = None
            delete_unused_contents(connection, list(contents))

    def next_queued(self, after: DocumentId | None = None) -> Queued | None:
        """The first document to be read, or the first one after this."""
        with self._database.read() as connection:
            row = connection.execute(
                f"SELECT q.*, r.revision, r.reparse FROM ({_SELECT}) q JOIN documents r ON r.id = q.id "
                "WHERE r.state = 'queued' AND r.id > ? ORDER BY r.id LIMIT 1",
                (after or 0,),
            ).fetchone()
            return Queued(_document(row[:-2]), row[-2], bool(row[-1])) if row else None

    def queue_size(self) -> tuple[int, int]:
        """Documents waiting and their bytes."""
        with self._database.read() as connection:
            row = connection.execute(
                "SELECT count(*), coalesce(sum(size), 0) FROM documents WHERE state = 'queued'"
            ).fetchone()
            return int(row[0]), int(row[1])

    def fail(self, queued: Queued, error: ErrorInfo, facts: FileFacts) -> Document | None:
        """Record why a document could not be read. None when it was removed or queued anew meanwhile."""
        i = queued.document.id
        with self._database.write() as connection:
            if not is_current(connection, queued):
                return None
            before = _content_of(connection, i)
            connection.execute(
                """UPDATE documents SET state = 'failed', error = ?, size = ?, mtime_ns = ?, hash = NULL,
                   content_id = NULL, seconds = ?, reparse = 0 WHERE id = ?""",
                (dump_error(error), facts.size, facts.mtime_ns, facts.seconds, i),
            )
            delete_unused_contents(connection, before)
            return _by_id(connection, i)

    def status(self) -> LibraryStatus:
        """The library in numbers; ``embedder`` is the embedding space used last."""
        with self._database.read() as connection:
            states = dict(
                connection.execute("SELECT state, count(*) FROM documents GROUP BY state").fetchall()
            )
            chunks = connection.execute("SELECT coalesce(sum(chunk_count), 0) FROM contents").fetchone()[0]
            space = connection.execute("SELECT name FROM spaces ORDER BY used_at DESC LIMIT 1").fetchone()
        counts = {state.value: int(states.get(state.value, 0)) for state in DocumentState}
        return LibraryStatus(
            documents=sum(counts.values()),
            chunks=int(chunks),
            embedder=space[0] if space else None,
            database_bytes=self._database.size(),
            **counts,
        )

    def _one(self, where: str, parameter: object) -> Document | None:
        with self._database.read() as connection:
            row = connection.execute(f"{_SELECT} WHERE {where}", (parameter,)).fetchone()
            return _document(row) if row else None


def is_current(connection: sqlite3.Connection, queued: Queued) -> bool:
    """Is the document still there, and not queued anew since it was taken from the queue?"""
    row = connection.execute(
        "SELECT 1 FROM documents WHERE id = ? AND revision = ? AND state = 'queued'",
        (queued.document.id, queued.revision),
    ).fetchone()
    return row is not None


def finish_document(
    connection: sqlite3.Connection, queued: Queued, content_id: ContentId, facts: FileFacts
) -> Document | None:
    """Link a document to its content, which says whether it was read whole; remove what it had before."""
    i = queued.document.id
    before = _content_of(connection, i)
    connection.execute(
        """UPDATE documents SET content_id = ?1, hash = ?2, size = ?3, mtime_ns = ?4, seconds = ?5, error = NULL,
           reparse = 0, state = (SELECT CASE partial WHEN 0 THEN 'indexed' ELSE 'partial' END
                                 FROM contents WHERE id = ?1) WHERE id = ?6""",
        (content_id, facts.hash, facts.size, facts.mtime_ns, facts.seconds, i),
    )
    delete_unused_contents(connection, before)
    return _by_id(connection, i)


def dump_error(error: ErrorInfo | None) -> str | None:
    """The error column."""
    return json.dumps([error.code, error.params], ensure_ascii=False) if error else None


def _save(connection: sqlite3.Connection, file: FileSeen) -> DocumentId:
    values = (str(file.path), file.state.value, file.size, file.mtime_ns, file.media_type)
    row = connection.execute(
        """INSERT INTO documents (path, state, size, mtime_ns, media_type, error)
           VALUES (?, ?, ?, ?, ?, ?)
           ON CONFLICT (path) DO UPDATE SET state = excluded.state, size = excluded.size,
               mtime_ns = excluded.mtime_ns, media_type = excluded.media_type, error = excluded.error,
               revision = revision + 1
           RETURNING id, content_id""",
        (*values, dump_error(file.error)),
    ).fetchone()
    if file.error is not None and row[1] is not None:
        connection.execute("UPDATE documents SET content_id = NULL, hash = NULL WHERE id = ?", (row[0],))
        delete_unused_contents(connection, [ContentId(row[1])])
    return DocumentId(row[0])


def _content_of(connection: sqlite3.Connection, document_id: DocumentId) -> list[ContentId]:
    """The document's content, if it has one."""
    rows = connection.execute(
        "SELECT content_id FROM documents WHERE id = ? AND content_id IS NOT NULL", (document_id,)
    )
    return [ContentId(row[0]) for row in rows]


def _by_id(connection: sqlite3.Connection, document_id: DocumentId) -> Document | None:
    row = connection.execute(f"{_SELECT} WHERE d.id = ?", (document_id,)).fetchone()
    return _document(row) if row else None


def _document(row: tuple[Any, ...]) -> Document:
    (i, path, state, media_type, title, page_starts, chunks, language, error, warnings, *rest) = row
    seconds, size, mtime_ns, content_hash, content_id, read_as = rest
    return Document(
        id=DocumentId(i),
        path=Path(path),
        state=DocumentState(state),
        media_type=read_as or media_type,
        title=title or (Path(path).stem if content_id is not None else ""),
        pages=len(json.loads(page_starts)) or None if page_starts else None,
        chunks=chunks or 0,
        language=language,
        error=ErrorInfo(*json.loads(error)) if error else None,
        warnings=load_warnings(warnings) if warnings else (),
        seconds=seconds,
        size=size,
        mtime_ns=mtime_ns,
        content_hash=content_hash,
        content_id=None if content_id is None else ContentId(content_id),
    )
