"""Documents: which files are in the library and where each of them stands."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from app.domain.documents import (
    Document,
    DocumentState,
    LibraryStatus,
    OcrMode,
    ParsedDocument,
    RecognizedPage,
)
from app.domain.errors import ErrorInfo
from app.domain.ids import ContentId, DocumentId
from app.store.contents import delete_unused_contents, load_parsed
from app.store.database import Database
from app.store.document_rows import SELECT, by_id, document_of, dump_error
from app.store.forgetting import forget_words
from app.store.paths import below, stored
from app.store.recognized import RecognizedStore, forget_recognized


@dataclass(frozen=True, slots=True)
class FileSeen:
    """A file as found on the disk. With ``error`` it is listed as ``state`` says, else it is queued.

    ``ocr`` None leaves the mode as it is (of a new document: auto).
    """

    path: Path
    size: int
    mtime_ns: int
    media_type: str | None
    state: DocumentState = DocumentState.QUEUED
    error: ErrorInfo | None = None
    ocr: OcrMode | None = None


class DocumentStore:
    """Reads and changes documents; every change is one transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def in_scope(self, scope: Sequence[Path] | None = None) -> list[Document]:
        """Documents at or below these paths (None: all), by path."""
        where, parameters = below("d.path", scope)
        with self._database.read() as connection:
            rows = connection.execute(f"{SELECT} WHERE {where} ORDER BY d.path", parameters)
            return [document_of(row) for row in rows]

    def get(self, document_id: DocumentId) -> Document | None:
        """None when it is not in the library."""
        return self._one("d.id = ?", document_id)

    def find(self, path: Path) -> Document | None:
        """The document with exactly this path."""
        return self._one("d.path = ?", stored(path))

    def same_content(self, document_id: DocumentId) -> list[Path]:
        """Where else the very same content lies; its passages are shown under one of these paths only."""
        with self._database.read() as connection:
            rows = connection.execute(
                """SELECT o.path FROM documents d JOIN documents o ON o.content_id = d.content_id AND o.id != d.id
                   WHERE d.id = ? ORDER BY o.path""",
                (document_id,),
            )
            return [Path(row[0]) for row in rows]

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
            return [document for i in ids if (document := by_id(connection, i))]

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
            return by_id(connection, document_id)

    def requeue(self, ids: Sequence[DocumentId], *, reparse: bool) -> list[Document]:
        """Queue these again. ``reparse``: read them even though their bytes are known."""
        with self._database.write() as connection:
            connection.executemany(
                """UPDATE documents SET state = 'queued', error = NULL, revision = revision + 1, deferred = 0,
                   reparse = max(reparse, ?) WHERE id = ?""",
                [(reparse, i) for i in ids],
            )
            return [document for i in ids if (document := by_id(connection, i))]

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
            for i in ids:
                before = _read_before(connection, i)
                connection.execute("DELETE FROM documents WHERE id = ?", (i,))
                _forget(connection, before)
        forget_words(self._database, always=True)

    def recognized(self, document_id: DocumentId) -> tuple[RecognizedPage, ...]:
        """The pages that a document's text was read from as pictures; offsets mean the same only with these."""
        with self._database.read() as connection:
            row = connection.execute(
                """SELECT c.hash, c.recognized_pages FROM documents d JOIN contents c ON c.id = d.content_id
                   WHERE d.id = ?""",
                (document_id,),
            ).fetchone()
        pages = json.loads(row[1]) if row else []
        return RecognizedStore(self._database).load(row[0], pages) if pages else ()

    def set_ocr(self, ids: Sequence[DocumentId], mode: OcrMode) -> list[Document]:
        """Have pages read from their picture in another way; documents that were read in this one stay as they are.

        Returns those that were changed, queued again.
        """
        with self._database.write() as connection:
            changed = [
                i
                for i in ids
                if connection.execute(
                    """UPDATE documents SET ocr = ?1, deferred = 0,
                           revision = revision + (state <> 'skipped'), error = iif(state = 'skipped', error, NULL),
                           state = iif(state = 'skipped', state, 'queued') WHERE id = ?2 AND ocr <> ?1""",
                    (mode, i),
                ).rowcount
            ]
            return [document for i in changed if (document := by_id(connection, i))]

    def set_offline(self, ids: Sequence[DocumentId], *, offline: bool) -> list[Document]:
        """Their drive or folder is not there, or is there again. Returns those for which that is news."""
        with self._database.write() as connection:
            changed = [
                i
                for i in ids
                if connection.execute(
                    "UPDATE documents SET offline = ?1 WHERE id = ?2 AND offline <> ?1", (offline, i)
                ).rowcount
            ]
            return [document for i in changed if (document := by_id(connection, i))]

    def set_aside(self, ids: Sequence[DocumentId], reason: ErrorInfo) -> list[Document]:
        """List these as skipped for this reason; what was read from them goes."""
        with self._database.write() as connection:
            for i in ids:
                before = _read_before(connection, i)
                connection.execute(
                    """UPDATE documents SET state = 'skipped', error = ?, content_id = NULL, hash = NULL,
                       revision = revision + 1, deferred = 0, priority = 0 WHERE id = ?""",
                    (dump_error(reason), i),
                )
                connection.execute("DELETE FROM embedded_ahead WHERE document_id = ?", (i,))
                _forget(connection, before)
            changed = [document for i in ids if (document := by_id(connection, i))]
        forget_words(self._database, always=True)
        return changed

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
            row = connection.execute(f"{SELECT} WHERE {where}", (parameter,)).fetchone()
            return document_of(row) if row else None


def _save(connection: sqlite3.Connection, file: FileSeen) -> DocumentId:
    values = (str(file.path), file.state.value, file.size, file.mtime_ns, file.media_type)
    row = connection.execute(
        """INSERT INTO documents (path, state, size, mtime_ns, media_type, error, ocr)
           VALUES (?1, ?2, ?3, ?4, ?5, ?6, coalesce(?7, 'auto'))
           ON CONFLICT (path) DO UPDATE SET state = excluded.state, size = excluded.size,
               mtime_ns = excluded.mtime_ns, media_type = excluded.media_type, error = excluded.error,
               ocr = coalesce(?7, ocr), offline = 0, deferred = 0, revision = revision + 1
           RETURNING id""",
        (*values, dump_error(file.error), file.ocr),
    ).fetchone()
    if file.error is not None:
        before = _read_before(connection, row[0])
        connection.execute("UPDATE documents SET content_id = NULL, hash = NULL WHERE id = ?", (row[0],))
        _forget(connection, before)
    return DocumentId(row[0])


def _read_before(
    connection: sqlite3.Connection, document_id: DocumentId
) -> tuple[ContentId | None, str | None]:
    """The content and hash a document has."""
    row = connection.execute("SELECT content_id, hash FROM documents WHERE id = ?", (document_id,)).fetchone()
    return row or (None, None)


def _forget(connection: sqlite3.Connection, before: tuple[ContentId | None, str | None]) -> None:
    """Remove what was read from a file unless another document has the same bytes."""
    content_id, name = before
    delete_unused_contents(connection, [] if content_id is None else [content_id])
    forget_recognized(connection, name)
