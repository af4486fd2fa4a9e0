"""A place in a document that is open on the desk, and what is said about it. Pure; no Qt."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from app.domain.documents import Block, BlockKind, Document, DocumentPart, Span
from app.domain.errors import ErrorInfo
from app.i18n import N_, tr
from app.services.viewer import Opened
from app.ui.phrases import SLIDE, page_kind
from app.wording import describe

AS_READ = N_("This is its text as it was read.")
_TABLES = ("spreadsheet", "excel")


class Notice(NamedTuple):
    """A line over the page: tone as in ``Banner``, a sentence, and a second one."""

    tone: str
    message: str
    hint: str


@dataclass(frozen=True)
class Place:
    """What is open. ``page`` is None for documents without pages; ``scale`` None fits the width.

    ``trouble`` is why the page could not be painted; the text is shown then, and where the person wants it ``as_text``.
    """

    opened: Opened
    page: int | None
    span: Span | None
    scale: float | None = None
    trouble: ErrorInfo | None = None
    as_text: bool = False

    @property
    def document(self) -> Document:
        """Its record."""
        return self.opened.document

    @property
    def drawn(self) -> bool:
        """Whether the page itself is shown; else the text."""
        return self.drawable and not self.as_text

    @property
    def drawable(self) -> bool:
        """Whether the page itself could be shown."""
        return self.opened.drawn and self.page is not None and self.trouble is None

    @property
    def page_count(self) -> int | None:
        """None where that is not known before a page is painted."""
        return self.document.pages or len(self.opened.page_starts) or None

    def offset(self) -> int | None:
        """Where the page begins in the text; None without pages."""
        starts = self.opened.page_starts
        return starts[self.page - 1] if self.page is not None and self.page <= len(starts) else None

    def words(self, blocks: Sequence[Block] = (), text: str = "") -> str:
        """Where this is: "slide 4 of 20 · Review.pptx"; blocks and text help where there are no pages."""
        parts = [self._page_words(), self._part_words() or self._heading_words(blocks, text)]
        return " · ".join(part for part in (*parts, self.document.path.name) if part)

    def notice(self) -> Notice | None:
        """What a person should know before they believe what they see."""
        if not self.opened.present:
            why = tr("The drive or folder of this file is not connected")
            return Notice("warning", why if self.document.offline else tr("This file is gone"), tr(AS_READ))
        if self.trouble is not None:
            return Notice("warning", describe(self.trouble).message, tr(AS_READ))
        if self.page in self.opened.recognized_pages:
            check = N_("This page was read by text recognition: check the words against the picture.")
            differ = N_("This page was read by text recognition: its words may differ from the page.")
            return Notice("info", tr(check if self.drawn else differ), "")
        return None

    def _page_words(self) -> str:
        if self.page is None:
            return ""
        slide = page_kind(self.document.path) == SLIDE
        if not self.page_count:
            return tr("slide {page}", page=self.page) if slide else tr("page {page}", page=self.page)
        words = N_("slide {page} of {pages}") if slide else N_("page {page} of {pages}")
        return tr(words, page=self.page, pages=self.page_count)

    def _part_words(self) -> str:
        part = part_at(self.opened.parts, self.span)
        return tr("attachment “{name}”", name=part.name) if part is not None else ""

    def _heading_words(self, blocks: Sequence[Block], text: str) -> str:
        if self.page is not None or self.span is None:
            return ""
        table = any(word in (self.document.media_type or "") for word in _TABLES)
        heading = heading_at(blocks, self.span.start, highest=1 if table else 9)
        if heading is None:
            return ""
        name = " ".join(text[heading.span.start : heading.span.end].split())
        return tr("sheet “{name}”", name=name) if table else f"“{name}”"


def place_in(opened: Opened, page: int | None, span: Span | None, scale: float | None = None) -> Place:
    """The place that a citation means; without a page it is found from the span."""
    has_pages = opened.drawn or bool(opened.page_starts)
    if not has_pages:
        return Place(opened, None, span, scale)
    if page is None and span is not None and opened.page_starts:
        page = max(bisect_right(opened.page_starts, span.start), 1)
    return Place(opened, page or 1, span, scale)


def part_at(parts: Sequence[DocumentPart], span: Span | None) -> DocumentPart | None:
    """The attachment that a span lies in."""
    if span is None:
        return None
    inside = (p for p in parts if p.span is not None and p.span.start <= span.start < p.span.end)
    return next(inside, None)


def heading_at(blocks: Sequence[Block], offset: int, highest: int) -> Block | None:
    """The last heading at or before an offset, of level ``highest`` or higher (1 is the highest)."""
    before = (
        block
        for block in blocks
        if block.kind is BlockKind.HEADING and block.level <= highest and block.span.start <= offset
    )
    return max(before, key=_start, default=None)


def _start(block: Block) -> int:
    return block.span.start
