"""A whole PDF: pages to one text, and the index that leads from the text back to the pages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pypdfium2 as pdfium

from app.domain.documents import BlockKind, ParsedDocument
from app.domain.errors import UserError
from app.formats.base import DocumentBuilder
from app.formats.pdf.fields import page_fields
from app.formats.pdf.headings import heading_key, mark_headings
from app.formats.pdf.layout import PageBlock, ends_sentence, page_blocks
from app.formats.pdf.opening import MAX_PAGES, init_forms, open_pdf
from app.formats.pdf.page_text import Line, page_lines
from app.formats.pdf.running import running_lines
from app.formats.pdf.tables import label_rows

MEDIA_TYPE = "application/pdf"


@dataclass(frozen=True, slots=True)
class PlacedLine:
    """A part of a line, ``line.text[first:last]``, and where it begins in the document's text."""

    start: int
    line: Line
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class PdfText:
    """The document, and per page its lines with their place in the text."""

    parsed: ParsedDocument
    pages: tuple[tuple[PlacedLine, ...], ...]


@dataclass(slots=True)
class _Page:
    lines: list[Line]
    fields: list[str]
    readable: bool = True


def read_pdf(data: bytes, file_stem: str) -> PdfText:
    """Raises UserError: encrypted_document, damaged_document, no_text."""
    with open_pdf(data) as pdf:
        init_forms(pdf)
        count = min(len(pdf), MAX_PAGES)
        pages = [_read_page(pdf, index) for index in range(count)]
        outline, title = _outline(pdf), _title(pdf)
        truncated = len(pdf) > count
    if not any(page.readable for page in pages):
        raise UserError("damaged_document")
    if not any(page.lines or page.fields for page in pages):
        raise UserError("no_text")
    assembly = _Assembly(pages, outline)
    if truncated:
        assembly.builder.warn("pages_left_out", MAX_PAGES + 1, partial=True)
    return assembly.finish(title, file_stem)


def _read_page(pdf: pdfium.PdfDocument, index: int) -> _Page:
    """A page that cannot be loaded costs that page only."""
    try:
        page = pdf[index]
    except pdfium.PdfiumError:
        return _Page([], [], readable=False)
    try:
        return _Page(page_lines(page), page_fields(page))
    except pdfium.PdfiumError:
        return _Page([], [], readable=False)
    finally:
        page.close()


def _outline(pdf: pdfium.PdfDocument) -> dict[str, int]:
    """Levels of the bookmarks by the key of their titles; the first of equal titles counts."""
    levels: dict[str, int] = {}
    try:
        for number, bookmark in enumerate(pdf.get_toc(max_depth=6)):
            levels.setdefault(heading_key(bookmark.get_title()), bookmark.level + 1)
            if number > MAX_PAGES:
                break
    except (pdfium.PdfiumError, ValueError):
        pass  # bookmarks are a help, not the text
    levels.pop("", None)
    return levels


def _title(pdf: pdfium.PdfDocument) -> str:
    try:
        return str(pdf.get_metadata_value("Title")).strip()
    except (pdfium.PdfiumError, ValueError):
        return ""


class _Assembly:
    """Puts the pages' blocks into one text, joining paragraphs that go on over a page break."""

    def __init__(self, pages: Sequence[_Page], outline: Mapping[str, int]) -> None:
        self.builder = DocumentBuilder(MEDIA_TYPE)
        self._placed: list[list[PlacedLine]] = [[] for _ in pages]
        self._starts: list[int | None] = [None] * len(pages)
        kept, running = running_lines([page.lines for page in pages])
        self._blocks = [page_blocks(lines) for lines in kept]
        every = [block for blocks in self._blocks for block in blocks]
        for block in every:
            block.running = any(id(line) in running for line in block.lines)
        mark_headings(every, outline)
        for blocks in self._blocks:
            label_rows(blocks)
        self._warn(pages)
        open_block: list[tuple[int, PageBlock]] = []
        for number, page in enumerate(pages):
            for block in self._blocks[number]:
                if not (open_block and _goes_on(open_block[-1], (number, block))):
                    self._add(open_block)
                    open_block = []
                open_block.append((number, block))
            if page.fields:
                self._add(open_block)
                open_block = []
                self._add_fields(number, page.fields)
        self._add(open_block)

    def finish(self, title: str, file_stem: str) -> PdfText:
        """The document, with ``title`` where it is one."""
        starts: list[int] = []
        following = self.builder.length
        for start in reversed(self._starts):
            following = following if start is None else start
            starts.append(following)
        self.builder.set_page_starts([0, *starts[::-1][1:]])
        chosen = title if _good_title(title) else self.builder.first_heading() or file_stem
        return PdfText(self.builder.build(chosen), tuple(tuple(placed) for placed in self._placed))

    def _warn(self, pages: Sequence[_Page]) -> None:
        for number, page in enumerate(pages, 1):
            if not page.readable:
                self.builder.warn("page_unreadable", number, partial=True)
            elif not page.lines and not page.fields:
                self.builder.warn("page_without_text", number)

    def _add(self, run: list[tuple[int, PageBlock]]) -> None:
        """One block of the document: a page's, or several that go on over page breaks."""
        if not run:
            return
        first = run[0][1]
        text = " ".join(block.text for _, block in run)
        start = self.builder.add_exact(
            first.kind, text, first.level, "\n" if first.after_line_break else "\n\n"
        )
        if start is None:
            return
        for number, block in run:
            if self._starts[number] is None:
                self._starts[number] = start
            for piece in block.pieces:
                start += len(piece.before)
                self._placed[number].append(PlacedLine(start, piece.line, piece.start, piece.end))
                start += piece.end - piece.start
            start += 1

    def _add_fields(self, number: int, fields: list[str]) -> None:
        for text in fields:
            start = self.builder.add(BlockKind.TABLE_ROW, text)
            if self._starts[number] is None:
                self._starts[number] = start


def _goes_on(last: tuple[int, PageBlock], following: tuple[int, PageBlock]) -> bool:
    """A sentence that is broken off at the end of one page and goes on in lower case on the next."""
    (page, above), (next_page, below) = last, following
    return (
        next_page == page + 1
        and above.kind is BlockKind.PARAGRAPH
        and below.kind is BlockKind.PARAGRAPH
        and not ends_sentence(above.text)
        and below.text[:1].islower()
        and len(above.text) > 60
    )


def _good_title(title: str) -> bool:
    """Not a file name, not a program's default."""
    lowered = title.casefold()
    looks_like_file = lowered.endswith(
        (".doc", ".docx", ".pdf", ".tex", ".dvi", ".indd", ".rtf", ".xls", ".qxd", ".fm")
    )
    default = lowered.startswith(("microsoft word", "untitled", "untitled document", "powerpoint"))
    return len(title) > 3 and not looks_like_file and not default and any(c.isalpha() for c in title)
