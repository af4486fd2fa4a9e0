"""Puts documents into a store the way ingestion does."""

from __future__ import annotations

from pathlib import Path

from app.domain.documents import Block, BlockKind, Chunk, Document, ParsedDocument, Span
from app.domain.errors import ErrorInfo
from app.domain.ids import ContentId
from app.domain.jobs import CancelToken
from app.processes.fakes import FakeEmbedder
from app.store.contents import NewContent
from app.store.documents import FileSeen
from app.store.embeddings import Embedded, packed, passage_hash
from app.store.endings import NotRead, ReadAnew, ReadBefore
from app.store.queue import FileFacts, Queued
from app.store.store import Store

EMBEDDER = FakeEmbedder()
SPACE = EMBEDDER.space()


def content(texts: list[str], name: str = "hash", header: str = "header", title: str = "Title") -> NewContent:
    """One chunk and one sentence per text."""
    chunks, start = [], 0
    for number, text in enumerate(texts):
        span = Span(start, start + len(text))
        chunks.append(Chunk(number, span, text, ("Part",), (span,), page=1, page_to=1))
        start = span.end + 1
    whole = "\n".join(texts)
    blocks = tuple(Block(BlockKind.PARAGRAPH, chunk.span) for chunk in chunks)
    parsed = ParsedDocument("text/plain", title, whole, blocks, (0,))
    return NewContent(name, 1, parsed, tuple(chunks), (header,) * len(chunks))


def embedded(new: NewContent, embedder: FakeEmbedder = EMBEDDER) -> Embedded:
    passages = new.passages()
    vectors = [packed(v) for v in embedder.embed_passages(passages, CancelToken())]
    return Embedded(embedder.space(), [passage_hash(p) for p in passages], vectors)


def queue(store: Store, path: str) -> Queued:
    store.documents.save([FileSeen(Path(path), 1, 1, "text/plain")])
    document = store.documents.find(Path(path))
    assert document is not None
    (queued,) = [q for q in store.queue.next(1000) if q.document.id == document.id]
    return queued


def finish(
    store: Store,
    queued: Queued,
    new: NewContent,
    facts: FileFacts,
    vectors: Embedded | None = None,
    if_waiting: ErrorInfo | None = None,
) -> Document | None:
    (done,) = store.settle([ReadAnew(queued, new, vectors or embedded(new), facts, if_waiting)])
    return done.document


def link(store: Store, queued: Queued, facts: FileFacts) -> Document | None:
    (done,) = store.settle([ReadBefore(queued, 1, facts)])
    return done.document


def fail(store: Store, queued: Queued, error: ErrorInfo, facts: FileFacts) -> Document | None:
    (done,) = store.settle([NotRead(queued, error, facts)])
    return done.document


def fill(store: Store, path: str, texts: list[str], name: str = "", **more: str) -> Document:
    new = content(texts, name or path, **more)
    done = finish(store, queue(store, path), new, FileFacts(1, 1, new.hash, 0.5))
    assert done is not None
    return done


def content_of(document: Document) -> ContentId:
    assert document.content_id is not None
    return document.content_id


def rows(store: Store, table: str) -> int:
    with store.database.read() as connection:
        return int(connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])


def assert_whole(store: Store) -> None:
    """Every searchable document has all it needs, and there is nothing that belongs to none."""
    assert store.integrity_check() == []
    with store.database.read() as connection:
        for query in (
            "SELECT id FROM contents WHERE id NOT IN (SELECT content_id FROM documents WHERE content_id NOT NULL)",
            "SELECT id FROM contents WHERE id NOT IN (SELECT content_id FROM texts)",
            "SELECT id FROM contents c WHERE chunk_count <> (SELECT count(*) FROM chunks WHERE content_id = c.id)",
            "SELECT id FROM chunks WHERE id NOT IN (SELECT chunk_id FROM embeddings)",
            "SELECT id FROM contents WHERE chunk_count > 0 AND id NOT IN (SELECT content_id FROM codes)",
            "SELECT id FROM documents WHERE state IN ('indexed', 'partial') AND content_id IS NULL",
            "SELECT hash FROM recognized WHERE hash NOT IN (SELECT hash FROM documents WHERE hash NOT NULL)",
            """SELECT c.id FROM contents c JOIN chunks k ON k.content_id = c.id GROUP BY c.id
               HAVING min(k.id) <> c.first_chunk_id OR max(k.id) <> c.first_chunk_id + chunk_count - 1""",
        ):
            assert connection.execute(query).fetchall() == [], query
        counts = [
            connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
            for table in ("chunks", "chunks_fts_docsize")
        ]
        assert counts[0] == counts[1]
