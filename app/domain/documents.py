"""Documents, from the file on disk to the chunk that is embedded.

All character offsets are Unicode code points, from 0, end exclusive, into ``ParsedDocument.text`` (called
"the document's text" everywhere). Pages count from 1.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from app.domain.errors import ErrorInfo
from app.domain.ids import ChunkId, ContentId, DocumentId


@dataclass(frozen=True, slots=True)
class Span:
    """A run of characters: ``text[start:end]``."""

    start: int
    end: int


class BlockKind(StrEnum):
    """What a block is; chunks never cross a heading, and a table row stands alone."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    LIST_ITEM = "list_item"
    TABLE_ROW = "table_row"
    CODE = "code"


@dataclass(frozen=True, slots=True)
class Block:
    """One heading, paragraph, list item or table row. ``level`` is the heading level (1 = highest), else 0."""

    kind: BlockKind
    span: Span
    level: int = 0


@dataclass(frozen=True, slots=True)
class DocumentWarning:
    """Something was left out or repaired; ``page`` where that is known."""

    code: str
    page: int | None = None


@dataclass(frozen=True, slots=True)
class ParsedDocument:
    """What a format reader makes of one file.

    ``page_starts[i]`` is the offset at which page ``i + 1`` begins; empty for formats without pages.
    Blocks are in reading order and do not overlap. ``partial`` is set when some of the file could not be read.
    """

    media_type: str
    title: str
    text: str
    blocks: tuple[Block, ...]
    page_starts: tuple[int, ...] = ()
    language: str | None = None
    warnings: tuple[DocumentWarning, ...] = ()
    partial: bool = False


@dataclass(frozen=True, slots=True)
class Chunk:
    """A piece of a document small enough for the embedder. ``sentences`` are offsets into the document's text."""

    ordinal: int
    span: Span
    text: str
    heading_path: tuple[str, ...]
    sentences: tuple[Span, ...]
    page: int | None = None
    page_to: int | None = None


class DocumentState(StrEnum):
    """Where a document stands. Every state but QUEUED is final until the file changes or is retried."""

    QUEUED = "queued"
    INDEXED = "indexed"
    PARTIAL = "partial"
    FAILED = "failed"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Document:
    """A file in the library, as the store knows it. ``chunks`` is their number, ``seconds`` the time indexing took."""

    id: DocumentId
    path: Path
    state: DocumentState
    media_type: str | None = None
    title: str = ""
    pages: int | None = None
    chunks: int = 0
    language: str | None = None
    error: ErrorInfo | None = None
    warnings: tuple[DocumentWarning, ...] = ()
    seconds: float | None = None
    size: int = 0
    mtime_ns: int = 0
    content_hash: str | None = None
    content_id: ContentId | None = None


@dataclass(frozen=True, slots=True)
class StoredChunk:
    """A chunk with where it comes from. ``path`` is one of the files with that content (within the scope asked for)."""

    id: ChunkId
    document_id: DocumentId
    content_id: ContentId
    path: Path
    title: str
    chunk: Chunk


@dataclass(frozen=True, slots=True)
class Rect:
    """A rectangle in pixels of a rendered page, origin at the top left."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class PageImage:
    """A rendered page: ``pixels`` is height x width x 4 bytes (B, G, R, unused), highlights one box per line."""

    page: int
    page_count: int
    width: int
    height: int
    pixels: bytes
    highlights: tuple[Rect, ...] = ()


@dataclass(frozen=True, slots=True)
class LibraryStatus:
    """Health of the library in numbers."""

    documents: int
    indexed: int
    partial: int
    failed: int
    skipped: int
    queued: int
    chunks: int
    embedder: str | None
    database_bytes: int
