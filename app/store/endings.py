"""How reading a file can end, and how that is written down.

Several endings are settled in one transaction, in their order: a document with all that was made of it appears at
once or not at all. What was computed for a document that was removed or queued anew meanwhile is thrown away.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

from app.domain.documents import Document, DocumentState
from app.domain.errors import ErrorInfo
from app.domain.ids import ContentId, DocumentId
from app.store.contents import (
    NewContent,
    delete_content,
    delete_unused_contents,
    find_content,
    insert_content,
)
from app.store.database import Database
from app.store.document_rows import by_id, dump_error
from app.store.embeddings import Embedded, insert_vectors
from app.store.queue import FileFacts, Queued, is_current
from app.store.recognized import forget_recognized


@dataclass(frozen=True, slots=True)
class ReadAnew:
    """The file was read and embedded.

    ``if_waiting`` says why pages were not read from their picture, where some still wait for that: the document is
    then ended as partial, with this reason. None: it is put back in the queue, behind the others.
    """

    queued: Queued
    content: NewContent
    embedded: Embedded
    facts: FileFacts
    if_waiting: ErrorInfo | None = None


@dataclass(frozen=True, slots=True)
class ReadBefore:
    """The same bytes (``facts.hash``) were read before by this index version. ``if_waiting`` as in ReadAnew."""

    queued: Queued
    version: int
    facts: FileFacts
    if_waiting: ErrorInfo | None = None


@dataclass(frozen=True, slots=True)
class NotRead:
    """The file could not be read."""

    queued: Queued
    error: ErrorInfo
    facts: FileFacts


@dataclass(frozen=True, slots=True)
class OutOfReach:
    """The file's folder is not there: a drive was unplugged. It stays queued, and is left alone while it is offline."""

    queued: Queued


Ending = ReadAnew | ReadBefore | NotRead | OutOfReach


@dataclass(frozen=True, slots=True)
class Settled:
    """``document`` is None when it was removed or queued anew; ``missing``: what was read before is not there."""

    document: Document | None
    missing: bool = False


def settle(database: Database, endings: Sequence[Ending]) -> list[Settled]:
    """Write down endings in one transaction, in this order."""
    with database.write() as connection:
        return [_settle(connection, ending) for ending in endings]


def _settle(connection: sqlite3.Connection, ending: Ending) -> Settled:
    if not is_current(connection, ending.queued):
        return Settled(None)
    match ending:
        case ReadAnew(queued, content, embedded, facts, if_waiting):
            content_id = _replace_content(connection, content, embedded)
            return Settled(finish_document(connection, queued.document.id, content_id, facts, if_waiting))
        case ReadBefore(queued, version, facts, if_waiting):
            known = find_content(connection, facts.hash, version, queued.ocr)
            if known is None:
                return Settled(None, missing=True)
            return Settled(finish_document(connection, queued.document.id, known, facts, if_waiting))
        case NotRead(queued, error, facts):
            return Settled(_fail(connection, queued.document.id, error, facts))
        case OutOfReach(queued):
            connection.execute("UPDATE documents SET offline = 1 WHERE id = ?", (queued.document.id,))
            return Settled(by_id(connection, queued.document.id))


def _replace_content(connection: sqlite3.Connection, content: NewContent, embedded: Embedded) -> ContentId:
    """Insert a content; another one of the same bytes and version goes, for all documents that have it."""
    sharing: list[DocumentId] = []
    old = find_content(connection, content.hash, content.version)
    if old is not None:
        rows = connection.execute("SELECT id FROM documents WHERE content_id = ?", (old,))
        sharing = [DocumentId(row[0]) for row in rows]
        delete_content(connection, old)
    content_id = insert_content(connection, content)
    insert_vectors(connection, content_id, embedded)
    for i in sharing:
        connection.execute("UPDATE documents SET content_id = ? WHERE id = ?", (content_id, i))
        _end(connection, i, content_id, None, only_ended=True)
    return content_id


def finish_document(
    connection: sqlite3.Connection,
    document_id: DocumentId,
    content_id: ContentId,
    facts: FileFacts,
    if_waiting: ErrorInfo | None,
) -> Document | None:
    """Link a document to its content, which says whether it was read whole; remove what it had before."""
    contents, name = _before(connection, document_id)
    connection.execute(
        """UPDATE documents SET content_id = ?, hash = ?, size = ?, mtime_ns = ?, seconds = ?, offline = 0
           WHERE id = ?""",
        (content_id, facts.hash, facts.size, facts.mtime_ns, facts.seconds, document_id),
    )
    _end(connection, document_id, content_id, if_waiting)
    _forget(connection, contents, name)
    return by_id(connection, document_id)


def _end(
    connection: sqlite3.Connection,
    document_id: DocumentId,
    content_id: ContentId,
    if_waiting: ErrorInfo | None,
    *,
    only_ended: bool = False,
) -> None:
    """The state that follows from the content. ``only_ended``: of documents that are not queued."""
    chunks, partial, waits = connection.execute(
        "SELECT chunk_count, partial, waiting_pages <> '[]' FROM contents WHERE id = ?", (content_id,)
    ).fetchone()
    if waits and if_waiting is None:
        if not only_ended:
            connection.execute(
                "UPDATE documents SET deferred = 1, priority = 0, error = NULL WHERE id = ?", (document_id,)
            )
        return
    error = if_waiting if waits else None
    if not chunks:
        state, error = DocumentState.FAILED, error or ErrorInfo("no_text")
    else:
        state = DocumentState.PARTIAL if partial or waits else DocumentState.INDEXED
    connection.execute(
        f"""UPDATE documents SET state = ?, error = ?, deferred = 0, priority = 0, reparse = 0
            WHERE id = ? AND state {"<>" if only_ended else "="} 'queued'""",
        (state.value, dump_error(error), document_id),
    )


def _fail(
    connection: sqlite3.Connection, document_id: DocumentId, error: ErrorInfo, facts: FileFacts
) -> Document | None:
    """Record why a document could not be read; what was read before goes."""
    contents, name = _before(connection, document_id)
    connection.execute(
        """UPDATE documents SET state = 'failed', error = ?, size = ?, mtime_ns = ?, hash = ?, content_id = NULL,
           seconds = ?, reparse = 0, deferred = 0, priority = 0 WHERE id = ?""",
        (dump_error(error), facts.size, facts.mtime_ns, facts.hash or None, facts.seconds, document_id),
    )
    _forget(connection, contents, name)
    return by_id(connection, document_id)


def _before(connection: sqlite3.Connection, document_id: DocumentId) -> tuple[list[ContentId], str | None]:
    """The content and hash the document has."""
    content_id, name = connection.execute(
        "SELECT content_id, hash FROM documents WHERE id = ?", (document_id,)
    ).fetchone()
    return ([] if content_id is None else [ContentId(content_id)]), name


def _forget(connection: sqlite3.Connection, contents: Sequence[ContentId], name: str | None) -> None:
    delete_unused_contents(connection, contents)
    forget_recognized(connection, name)
