"""Pages to one document: their blocks in one text, and the index that leads from the text back to the pages. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from app.domain.documents import BlockKind, ParsedDocument
from app.formats.base import DocumentBuilder
from app.formats.pdf.headings import mark_headings
from app.formats.pdf.layout import PageBlock, ends_sentence, page_blocks
from app.formats.pdf.lines import Line
from app.formats.pdf.running import running_lines
from app.formats.pdf.tables import label_rows
from app.formats.properties import add_properties


@dataclass(frozen=True, slots=True)
class PlacedLine:
    """A part of a line, ``line.text[first:last]``, and where it begins in the document's text."""

    start: int
    line: Line
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class PagedText:
    """The document, and per page its lines with their place in the text."""

    parsed: ParsedDocument
    pages: tuple[tuple[PlacedLine, ...], ...]


@dataclass(slots=True)
class PageContent:
    """What one page holds. ``waiting``: it wants to be read from its picture; ``recognized``: it was."""

    lines: list[Line] = field(default_factory=list)
    fields: list[str] = field(default_factory=list)
    readable: bool = True
    waiting: bool = False
    recognized: bool = False


class Assembly:
    """Puts the pages' blocks into one text, joining paragraphs that go on over a page break."""

    def __init__(self, media_type: str, pages: Sequence[PageContent], outline: Mapping[str, int]) -> None:
        self.builder = DocumentBuilder(media_type)
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
        self._note(pages)
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

    def finish(self, title: str, file_stem: str, properties: Mapping[str, str] | None = None) -> PagedText:
        """The document, with ``title`` where it is one; ``properties`` are told behind everything, on the last page.

        Raises UserError("no_text").
        """
        starts: list[int] = []
        following = self.builder.length
        for start in reversed(self._starts):
            following = following if start is None else start
            starts.append(following)
        self.builder.set_page_starts([0, *starts[::-1][1:]])
        add_properties(self.builder, properties or {})
        chosen = title if _good_title(title) else self.builder.first_heading() or file_stem
        return PagedText(self.builder.build(chosen), tuple(tuple(placed) for placed in self._placed))

    def _note(self, pages: Sequence[PageContent]) -> None:
        """Which pages are missing, still to be read from their picture, or empty."""
        for number, page in enumerate(pages, 1):
            if not page.readable:
                self.builder.warn("page_unreadable", number, partial=True)
            elif not page.lines and not page.fields and not page.waiting:
                self.builder.warn("page_without_text", number)
        numbered = list(enumerate(pages, 1))
        self.builder.set_recognition(
            [number for number, page in numbered if page.waiting],
            [number for number, page in numbered if page.recognized],
        )

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
