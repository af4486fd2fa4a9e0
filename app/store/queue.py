"""The queue: documents in state *queued*, those looked at first before all others, scans behind all others.

Pages that must be read from their picture are slow. A document with such pages is *deferred*: it is stored with the
text it has, so that it can be searched, stays queued, and is completed after everything else.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from app.domain.documents import Document, OcrMode
from app.domain.ids import ContentId, DocumentId
from app.store.database import Database
from app.store.document_rows import COLUMNS, TABLES, WIDTH, by_id, document_of
from app.store.paths import below

_ORDER = "d.priority DESC, d.deferred, d.id"


@dataclass(frozen=True, slots=True)
class Queued:
    """A document to be read. ``revision``, ``reparse`` and ``deferred``: see store/schema.py."""

    document: Document
    revision: int
    reparse: bool
    deferred: bool = False
    ocr: OcrMode = OcrMode.AUTO


@dataclass(frozen=True, slots=True)
class FileFacts:
    """The file as it was when it was read, and how long indexing took. ``hash`` is empty when it could not be read."""

    size: int
    mtime_ns: int
    hash: str
    seconds: float


@dataclass(frozen=True, slots=True)
class Outlook:
    """Documents of one kind that wait: ``pages`` of theirs are known to want reading from their picture."""

    media_type: str | None
    deferred: bool
    documents: int
    size: int
    pages: int


class QueueStore:
    """Reads and orders the queue."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def next(self, limit: int = 1, taken: Collection[DocumentId] = ()) -> list[Queued]:
        """The first documents to be read, without those that are ``taken`` already."""
        with self._database.read() as connection:
            rows = connection.execute(
                f"""SELECT {COLUMNS}, d.revision, d.reparse, d.deferred, d.ocr FROM {TABLES}
                    WHERE d.state = 'queued' AND d.offline = 0 AND d.id NOT IN (SELECT value FROM json_each(?))
                    ORDER BY {_ORDER} LIMIT ?""",
                (json.dumps(list(taken)), limit),
            )
            return [_queued(row) for row in rows]

    def size(self) -> tuple[int, int]:
        """Documents waiting and their bytes."""
        with self._database.read() as connection:
            row = connection.execute(
                "SELECT count(*), coalesce(sum(size), 0) FROM documents WHERE state = 'queued' AND offline = 0"
            ).fetchone()
            return int(row[0]), int(row[1])

    def outlook(self) -> list[Outlook]:
        """What waits, by kind."""
        with self._database.read() as connection:
            rows = connection.execute(
                """SELECT d.media_type, d.deferred, count(*), coalesce(sum(d.size), 0),
                          coalesce(sum(CASE WHEN d.deferred THEN json_array_length(c.waiting_pages) END), 0)
                   FROM documents d LEFT JOIN contents c ON c.id = d.content_id
                   WHERE d.state = 'queued' AND d.offline = 0 GROUP BY d.media_type, d.deferred"""
            )
            return [Outlook(row[0], bool(row[1]), *row[2:]) for row in rows]

    def waiting_pages(self, content_id: ContentId) -> tuple[int, ...]:
        """Pages of a content that want to be read from their picture."""
        with self._database.read() as connection:
            row = connection.execute(
                "SELECT waiting_pages FROM contents WHERE id = ?", (content_id,)
            ).fetchone()
            return tuple(json.loads(row[0])) if row else ()

    def prioritize(self, scope: Sequence[Path]) -> int:
        """Have these read first, and what was before them after them. Returns how many they are."""
        where, parameters = below("path", scope)
        with self._database.write() as connection:
            connection.execute("UPDATE documents SET priority = 0 WHERE priority <> 0")
            return connection.execute(
                f"UPDATE documents SET priority = 1 WHERE state = 'queued' AND {where}", parameters
            ).rowcount

    def unrecognized(self, code: str) -> list[DocumentId]:
        """Documents that were ended with this error although pages of theirs wait for recognition."""
        with self._database.read() as connection:
            rows = connection.execute(
                """SELECT d.id FROM documents d JOIN contents c ON c.id = d.content_id
                   WHERE d.state IN ('partial', 'failed') AND c.waiting_pages <> '[]'
                     AND json_extract(d.error, '$[0]') = ? ORDER BY d.id""",
                (code,),
            )
            return [DocumentId(row[0]) for row in rows]

    def defer(self, queued: Queued) -> Document | None:
        """Put a document back behind the others. None when it is gone or queued anew."""
        with self._database.write() as connection:
            if not is_current(connection, queued):
                return None
            connection.execute(
                "UPDATE documents SET deferred = 1, priority = 0 WHERE id = ?", (queued.document.id,)
            )
            return by_id(connection, queued.document.id)


def is_current(connection: sqlite3.Connection, queued: Queued) -> bool:
    """Is the document still there, and not queued anew since it was taken from the queue?"""
    row = connection.execute(
        "SELECT 1 FROM documents WHERE id = ? AND revision = ? AND state = 'queued'",
        (queued.document.id, queued.revision),
    ).fetchone()
    return row is not None


def _queued(row: tuple[object, ...]) -> Queued:
    revision, reparse, deferred, ocr = row[WIDTH:]
    assert isinstance(revision, int)
    return Queued(document_of(row[:WIDTH]), revision, bool(reparse), bool(deferred), OcrMode(str(ocr)))
