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


class OcrMode(StrEnum):
    """When pages are read from their picture: where they hold no usable text, all of them, or none."""

    AUTO = "auto"
    ALWAYS = "always"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class RecognizedWord:
    """A word read from a picture. The box is in fractions of the page as it is shown, origin at the top left."""

    text: str
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class RecognizedLine:
    """Words on one line, in reading order. ``block`` numbers the column or paragraph that the engine saw it in."""

    words: tuple[RecognizedWord, ...]
    block: int = 0


@dataclass(frozen=True, slots=True)
class RecognizedPage:
    """What text recognition made of one page (from 1), lines in reading order; none on a blank page.

    ``engine`` names the recognizer and what it read with, such as ``"tesseract 5.5 eng+deu"``. ``confidence`` is
    the engine's own mean over the words, 0 to 1.
    """

    page: int
    engine: str
    lines: tuple[RecognizedLine, ...]
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """How a file is read. Pages in ``recognized`` were read from their picture already and are taken from there."""

    ocr: OcrMode = OcrMode.AUTO
    recognized: tuple[RecognizedPage, ...] = ()


AS_IT_COMES = ReadOptions()


@dataclass(frozen=True, slots=True)
class DocumentPart:
    """A document inside a document: an attachment, or a member of an archive.

    ``span`` is where it stands in the text of the whole; None when it could not be read, and then ``error`` says why.
    """

    name: str
    media_type: str | None = None
    span: Span | None = None
    error: ErrorInfo | None = None


@dataclass(frozen=True, slots=True)
class ParsedDocument:
    """What a format reader makes of one file.

    ``page_starts[i]`` is the offset at which page ``i + 1`` begins; empty for formats without pages.
    Blocks are in reading order and do not overlap. ``partial`` is set when some of the file could not be read.
    ``waiting_pages`` hold no usable text and want to be read from their picture; ``recognized_pages`` were.
    """

    media_type: str
    title: str
    text: str
    blocks: tuple[Block, ...]
    page_starts: tuple[int, ...] = ()
    language: str | None = None
    warnings: tuple[DocumentWarning, ...] = ()
    partial: bool = False
    parts: tuple[DocumentPart, ...] = ()
    waiting_pages: tuple[int, ...] = ()
    recognized_pages: tuple[int, ...] = ()


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

    def at(self, span: Span) -> str:
        """What it says at a place of the document's text that lies within it."""
        return self.text[span.start - self.span.start : span.end - self.span.start]

    @property
    def sentence_texts(self) -> list[str]:
        """Its sentences as texts."""
        return [self.at(sentence) for sentence in self.sentences]


class DocumentState(StrEnum):
    """Where a document stands. Every state but QUEUED is final until the file changes or is retried."""

    QUEUED = "queued"
    INDEXED = "indexed"
    PARTIAL = "partial"
    FAILED = "failed"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Document:
    """A file in the library, as the store knows it. ``chunks`` is their number, ``seconds`` the time indexing took.

    Of ``pages`` so many were ``recognized_pages`` (read from their picture), ``empty_pages`` (no text at all) and
    ``waiting_pages`` (still to be read from their picture). ``offline``: its drive or folder is not there now.
    """

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
    recognized_pages: int = 0
    empty_pages: int = 0
    waiting_pages: int = 0
    parts: tuple[DocumentPart, ...] = ()
    offline: bool = False


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
class PageLine:
    """A line of a rendered page: where it stands in the document's text, and its box in pixels."""

    span: Span
    box: Rect


@dataclass(frozen=True, slots=True)
class PageImage:
    """A rendered page: ``pixels`` is height x width x 4 bytes (B, G, R, unused), highlights one box per line.

    ``lines`` in reading order, for selecting text; only where a highlight was asked for (an empty one will do).
    """

    page: int
    page_count: int
    width: int
    height: int
    pixels: bytes
    highlights: tuple[Rect, ...] = ()
    lines: tuple[PageLine, ...] = ()


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
