"""Everything a library holds, row by row, without what differs from run to run: row numbers and times."""

from __future__ import annotations

import hashlib

from app.store.store import Store

QUERIES = {
    "documents": """SELECT d.path, d.state, d.size, d.media_type, d.hash, d.error, d.ocr, d.deferred, d.priority,
        d.offline, d.reparse, c.hash, c.version FROM documents d LEFT JOIN contents c ON c.id = d.content_id""",
    "contents": """SELECT hash, version, chunk_count, title, media_type, page_starts, language, warnings, partial, ocr,
        recognized_pages, waiting_pages, parts, text, blocks FROM contents JOIN texts ON content_id = id""",
    "chunks": """SELECT c.hash, k.ordinal, k.span_start, k.span_end, k.page, k.page_to, k.spaceless, k.header,
        k.heading_path, k.sentences, k.text FROM chunks k JOIN contents c ON c.id = k.content_id""",
    "vectors": """SELECT c.hash, k.ordinal, s.name, e.hash, e.vector, e.sentences FROM embeddings e
        JOIN spaces s ON s.id = e.space_id JOIN chunks k ON k.id = e.chunk_id JOIN contents c ON c.id = k.content_id""",
    "codes": """SELECT c.hash, s.name, k.sentence_counts, k.codes FROM codes k
        JOIN spaces s ON s.id = k.space_id JOIN contents c ON c.id = k.content_id""",
    "recognized": "SELECT hash, page, engine, confidence, lines FROM recognized",
    "quarantine": "SELECT hash, version, kills, error FROM quarantine",
}


def rows_of(store: Store) -> dict[str, list[tuple[object, ...]]]:
    """Table by table, in a fixed order."""
    with store.database.read() as connection:
        return {name: sorted(connection.execute(query), key=repr) for name, query in QUERIES.items()}


def in_short(rows: dict[str, list[tuple[object, ...]]]) -> dict[str, tuple[int, str]]:
    """Number of rows and their digest, for a readable comparison."""
    return {
        name: (len(those), hashlib.sha256(repr(those).encode()).hexdigest()[:16])
        for name, those in rows.items()
    }
