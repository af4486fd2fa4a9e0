"""What a document format declares, and the builder its reader fills.

A format is one module (or one package) in ``app/formats`` with a module-level ``FORMAT``. The registry
imports every such module, so none may import its parser library at the top: that happens inside functions.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from app.domain.documents import (
    Block,
    BlockKind,
    DocumentPart,
    DocumentWarning,
    PageImage,
    ParsedDocument,
    ReadOptions,
    RecognizedPage,
    Span,
)
from app.domain.errors import ErrorInfo, UserError
from app.formats.cleaning import clean_text

Reader = Callable[[Path, bytes, ReadOptions], ParsedDocument]

MAX_TEXT = 20_000_000
"""Characters of text kept from one file; what is beyond is dropped with a warning."""

_RUNS_ON = frozenset({BlockKind.LIST_ITEM, BlockKind.TABLE_ROW})


@dataclass(frozen=True, slots=True)
class PageWanted:
    """A page (from 1) to be painted at ``scale`` pixels per point, with the boxes of ``highlight`` (document's text).

    ``recognized`` are the pages that were read from their picture when the document was read.
    """

    page: int
    scale: float
    highlight: Span | None = None
    recognized: Sequence[RecognizedPage] = ()


PageRenderer = Callable[[Path, bytes, PageWanted], PageImage]


@dataclass(frozen=True, slots=True)
class DocumentFormat:
    """One document format.

    ``suffixes`` are lower case with the dot; the first media type is the one recorded. ``read`` gets the
    path (for names only) and the whole content, and raises UserError with a per-file reason. ``render`` is
    None for formats without pages. ``max_bytes`` is the largest file that is tried. ``type_of`` tells the media
    type from the name where a format has several.
    """

    format_id: str
    label: str
    suffixes: tuple[str, ...]
    media_types: tuple[str, ...]
    read: Reader
    render: PageRenderer | None = None
    max_bytes: int = 64 * 1024 * 1024
    type_of: Callable[[Path], str] | None = None

    def media_type(self, name: Path) -> str:
        """The media type of a file of this format with this name."""
        return self.type_of(name) if self.type_of else self.media_types[0]


class DocumentBuilder:
    """Collects blocks in reading order and keeps their spans exact.

    Paragraphs are set apart by an empty line, list items and table rows by a line break.
    """

    def __init__(self, media_type: str) -> None:
        self._media_type = media_type
        self._texts: list[str] = []
        self.length = 0
        self._blocks: list[Block] = []
        self._page_starts: list[int] = []
        self._warnings: list[DocumentWarning] = []
        self._parts: list[DocumentPart] = []
        self._partial = False
        self._waiting_pages: tuple[int, ...] = ()
        self._recognized_pages: tuple[int, ...] = ()

    @property
    def blocks(self) -> int:
        """Number of blocks so far."""
        return len(self._blocks)

    @property
    def full(self) -> bool:
        """True when no more text is taken."""
        return self.length >= MAX_TEXT

    def beginning(self, length: int) -> str:
        """The first ``length`` characters of the text."""
        pieces: list[str] = []
        have = 0
        for text in self._texts:
            if have >= length:
                break
            pieces.append(text[:length])
            have += len(text)
        return "".join(pieces)[:length]

    def set_page_starts(self, starts: Sequence[int]) -> None:
        """Where the pages begin, for formats that have any."""
        self._page_starts = list(starts)

    def set_recognition(self, waiting: Sequence[int], recognized: Sequence[int]) -> None:
        """Pages (from 1) that want to be read from their picture, and those that were."""
        self._waiting_pages, self._recognized_pages = tuple(waiting), tuple(recognized)

    def add_part(self, name: str, parsed: ParsedDocument, level: int = 1) -> None:
        """Add a document that lies in this one (an attachment) behind a heading with its name, of this ``level``.

        Its blocks keep their kinds, its headings go below that heading; its pages are not kept.
        """
        title = " ".join(clean_text(name).split()) or parsed.title or parsed.media_type
        start = self.add(BlockKind.HEADING, title, level)
        if start is None:
            self.add_unread_part(name, ErrorInfo("too_large"))
            return
        for block in parsed.blocks:
            text = parsed.text[block.span.start : block.span.end]
            self.add_exact(block.kind, text, min(block.level + level, 9) if block.level else 0)
        span = Span(start, self.length)
        self._parts.append(DocumentPart(title, parsed.media_type, span))
        self._parts += [_shifted_part(part, title) for part in parsed.parts]
        self._partial = self._partial or parsed.partial

    def add_unread_part(self, name: str, error: ErrorInfo, media_type: str | None = None) -> None:
        """Note a document that lies in this one and could not be read, with the reason."""
        self._parts.append(DocumentPart(clean_text(name).strip() or "?", media_type, None, error))

    def warn(self, code: str, page: int | None = None, *, partial: bool = False) -> None:
        """Note what was left out; ``partial`` marks the document as not wholly read."""
        self._warnings.append(DocumentWarning(code, page))
        self._partial = self._partial or partial

    def add(self, kind: BlockKind, text: str, level: int = 0) -> int | None:
        """Add one block, cleaned; returns where it begins, None when there was nothing to add."""
        return self.add_exact(kind, clean_text(text).strip(), level)

    def add_exact(
        self, kind: BlockKind, text: str, level: int = 0, separator: str | None = None
    ) -> int | None:
        """Add text that is clean already, unchanged. ``separator`` overrides what goes before it."""
        if not text.strip() or self.full:
            return None
        if self.length + len(text) > MAX_TEXT:
            text = text[: MAX_TEXT - self.length].rstrip() or text[:1]
            if all(warning.code != "text_truncated" for warning in self._warnings):
                self.warn("text_truncated", partial=True)
        if self._blocks:
            self._append(separator if separator is not None else self._separator(kind))
        start = self.length
        self._append(text)
        self._blocks.append(Block(kind, Span(start, self.length), level))
        return start

    def build(self, title: str, language: str | None = None) -> ParsedDocument:
        """The document; raises UserError("no_text") when nothing holds text and no page waits to be recognized."""
        if not self._blocks and not self._waiting_pages:
            raise UserError("no_text")
        return ParsedDocument(
            media_type=self._media_type,
            title=" ".join(clean_text(title).split())[:200],
            text="".join(self._texts),
            blocks=tuple(self._blocks),
            page_starts=tuple(self._page_starts),
            language=language,
            warnings=tuple(self._warnings),
            partial=self._partial,
            parts=tuple(self._parts),
            waiting_pages=self._waiting_pages,
            recognized_pages=self._recognized_pages,
        )

    def first_heading(self) -> str:
        """Text of the highest heading near the beginning, or "" when there is none."""
        headings = [b for b in self._blocks[:20] if b.kind is BlockKind.HEADING]
        if not headings:
            return ""
        span = min(headings, key=_level).span
        return "".join(self._texts)[span.start : span.end]

    def _separator(self, kind: BlockKind) -> str:
        last = self._blocks[-1].kind
        return "\n" if kind is last and kind in _RUNS_ON else "\n\n"

    def _append(self, text: str) -> None:
        self._texts.append(text)
        self.length += len(text)


def _shifted_part(part: DocumentPart, inside: str) -> DocumentPart:
    """A part of a part: named by where it lies; its place within the whole is that of the outer one."""
    return DocumentPart(f"{inside} \u203a {part.name}", part.media_type, None, part.error)


def _level(block: Block) -> int:
    return block.level
