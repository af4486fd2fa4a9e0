"""Pages that were read from their picture, by the hash of their file.

Reading one takes seconds, so each is stored as soon as it is read: a kill costs one page, a second copy of the same
bytes none. They go when no document has these bytes any more.

A page is packed as zlib-compressed msgpack: per line its block and a flat list of text, x, y, width, height per word,
lengths in 1/65535 of the page (a box is exact to a thirtieth of a pixel at 200 dpi). About ten bytes a word.
"""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Sequence
from typing import Any

import msgspec

from app.domain.documents import RecognizedLine, RecognizedPage, RecognizedWord
from app.domain.errors import UserError
from app.store.database import Database

_UNIT = 65535
_FIELDS = 5


class RecognizedStore:
    """Reads and writes recognized pages."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def save(self, content_hash: str, page: RecognizedPage) -> None:
        """Insert or replace one page; nothing when no document has this hash any more."""
        with self._database.write() as connection:
            connection.execute(
                """INSERT OR REPLACE INTO recognized (hash, page, engine, confidence, lines)
                   SELECT ?1, ?2, ?3, ?4, ?5 WHERE EXISTS (SELECT 1 FROM documents WHERE hash = ?1)""",
                (content_hash, page.page, page.engine, page.confidence, pack_lines(page.lines)),
            )

    def load(self, content_hash: str, pages: Sequence[int] | None = None) -> tuple[RecognizedPage, ...]:
        """These pages (None: all) as far as they are there, in order. Raises UserError("database_damaged")."""
        wanted = None if pages is None else set(pages)
        with self._database.read() as connection:
            rows = connection.execute(
                "SELECT page, engine, confidence, lines FROM recognized WHERE hash = ? ORDER BY page",
                (content_hash,),
            )
            return tuple(
                RecognizedPage(page, engine, unpack_lines(lines), confidence)
                for page, engine, confidence, lines in rows
                if wanted is None or page in wanted
            )

    def engines(self, content_hash: str) -> dict[int, str]:
        """Which pages are there, and who read them."""
        with self._database.read() as connection:
            return dict(
                connection.execute("SELECT page, engine FROM recognized WHERE hash = ?", (content_hash,))
            )


def forget_recognized(connection: sqlite3.Connection, content_hash: str | None) -> None:
    """Drop the pages of this hash unless a document has it; part of the caller's transaction."""
    connection.execute(
        """DELETE FROM recognized WHERE hash = ?1
           AND NOT EXISTS (SELECT 1 FROM documents WHERE hash = ?1)""",
        (content_hash,),
    )


def pack_lines(lines: Sequence[RecognizedLine]) -> bytes:
    """See the module."""
    flat = [[line.block, [v for word in line.words for v in (word.text, *_to_units(word))]] for line in lines]
    return zlib.compress(msgspec.msgpack.encode(flat))


def unpack_lines(data: bytes) -> tuple[RecognizedLine, ...]:
    """The reverse of :func:`pack_lines`. Raises UserError("database_damaged")."""
    try:
        flat = msgspec.msgpack.decode(zlib.decompress(data), type=list[tuple[int, list[str | int]]])
    except (zlib.error, msgspec.MsgspecError) as error:
        raise UserError("database_damaged", path="") from error
    return tuple(RecognizedLine(_words(values), block) for block, values in flat)


def _to_units(word: RecognizedWord) -> list[int]:
    return [round(min(max(value, 0.0), 1.0) * _UNIT) for value in (word.x, word.y, word.width, word.height)]


def _words(values: list[Any]) -> tuple[RecognizedWord, ...]:
    return tuple(
        RecognizedWord(values[i], *(value / _UNIT for value in values[i + 1 : i + _FIELDS]))
        for i in range(0, len(values) - _FIELDS + 1, _FIELDS)
    )
