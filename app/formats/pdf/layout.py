"""Lines of a page to paragraphs, list items and table rows. Pure geometry on :class:`Line`.

What decides whether two lines belong together is asked in the order of how telling it is: a jump or a gap, a
change of type, a bullet, and last whether the next word would still have fitted on the line before.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from app.domain.documents import BlockKind
from app.formats.pdf.lines import Line

_SIGN = re.compile(
    r"[-\u2013\u2014*\u2022\u2023\u25aa\u25ab\u25a0\u25cf\u25cb\u25e6\u00b7\u2219\u27a2\u2713\uf0b7\uf0a7]\s+\S"
)
_COUNT = re.compile(r"\(?(?:\d{1,3}|[a-zA-Z]|[ivxIVX]{1,5})[.)]\s+\S")
_NUMBER = re.compile(r"[($\u20ac\u00a3]*[-\u2013+]?[($\u20ac\u00a3]*\d[\d.,\s]*[%)]*|[-\u2013\u2014]")
_BEGINS_NUMBER = frozenset("0123456789($\u20ac\u00a3-\u2013\u2014+")
_TWO_DIGITS = re.compile(r"\d.*[\d\u2013\u2014-]", re.S)
_TERMINAL = (".", "!", "?", ":", ";", "\u3002", "\u2026", '."', ".\u201d", ".)")
_HYPHENS = frozenset("-\u2010\u00ac")
_NEIGHBOURS = 8
_LONGEST_CELL = 60
"""Two parts with a gap between them, the second longer than this: a label and running text, not a row."""


class Relation(StrEnum):
    """How a line goes on from the one before it."""

    WRAPPED = "wrapped"
    CELL = "cell"
    NEW_LINE = "new_line"
    NEW_PARAGRAPH = "new_paragraph"


@dataclass(frozen=True, slots=True)
class Piece:
    """``line.text[start:end]``, with ``before`` in front of it, which stands nowhere on the page."""

    before: str
    line: Line
    start: int
    end: int


@dataclass(slots=True)
class PageBlock:
    """Lines that belong together, and the pieces its text is made of.

    ``after_line_break``: the line above was ended on purpose, but there is no gap. ``running``: a page header
    or footer.
    """

    lines: list[Line]
    pieces: list[Piece]
    after_line_break: bool = False
    kind: BlockKind = BlockKind.PARAGRAPH
    level: int = 0
    running: bool = False

    @property
    def text(self) -> str:
        """The pieces, joined."""
        if len(self.pieces) == 1:
            only = self.pieces[0]
            return only.before + only.line.text[only.start : only.end]
        return "".join(piece.before + piece.line.text[piece.start : piece.end] for piece in self.pieces)


def page_blocks(lines: Sequence[Line]) -> list[PageBlock]:
    """The blocks of one page, in the order of the lines."""
    leading = _leading(lines)
    rows = [_is_row(line) for line in lines]
    rights = [line.right for line in lines]
    blocks: list[PageBlock] = []
    for number, line in enumerate(lines):
        if number == 0:
            blocks.append(PageBlock([line], [_whole(line)]))
            continue
        edge = max(rights[max(0, number - _NEIGHBOURS) : number + _NEIGHBOURS])
        relation = _relation(lines[number - 1], line, leading)
        if relation is None:
            is_row = rows[number - 1] or rows[number]
            relation = Relation.NEW_LINE if is_row else _by_width(lines[number - 1], line, edge)
        if relation in (Relation.WRAPPED, Relation.CELL):
            _append(blocks[-1], line, relation)
        else:
            blocks.append(PageBlock([line], [_whole(line)], relation is Relation.NEW_LINE))
    row_ids = {id(line) for line, is_row in zip(lines, rows, strict=True) if is_row}
    for block in blocks:
        block.kind = _kind(block, row_ids)
    return blocks


def _append(block: PageBlock, line: Line, relation: Relation) -> None:
    above, last = block.lines[-1], block.pieces[-1]
    block.lines.append(line)
    if relation is Relation.WRAPPED and _is_hyphenated(above, line):
        block.pieces[-1] = replace(last, end=last.end - 1)
        block.pieces.append(_whole(line))
    else:
        block.pieces.append(_whole(line, "\t" if relation is Relation.CELL else _gap(above, line)))


def _is_hyphenated(above: Line, below: Line) -> bool:
    """Only on pages read from their picture: PDFium takes its hyphens out itself."""
    ends = above.text[-2:]
    return bool(above.words) and ends[:1].isalpha() and ends[1:] in _HYPHENS and below.text[:1].islower()


def _whole(line: Line, before: str = "") -> Piece:
    return Piece(before, line, 0, len(line.text))


def ends_sentence(text: str) -> bool:
    """Does the text end like a sentence?"""
    return text.rstrip().endswith(_TERMINAL)


def _leading(lines: Sequence[Line]) -> float:
    """The usual distance of baselines on this page, in font sizes."""
    steps: Counter[float] = Counter()
    for above, below in zip(lines, lines[1:], strict=False):
        step = (above.last_y - below.first_y) / max(above.size, below.size)
        if 0.8 < step < 3.5:
            steps[round(step, 1)] += 1
    return steps.most_common(1)[0][0] if steps else 1.2


def _relation(above: Line, below: Line, leading: float) -> Relation | None:
    """What place and type tell; None when it depends on the width."""
    size = max(above.size, below.size)
    step = (above.last_y - below.first_y) / size if above.turns == below.turns else -1.0
    if abs(step) < 0.35:
        return Relation.CELL if below.left >= above.right - size else Relation.NEW_PARAGRAPH
    if step < 0 or step > leading * 1.3 or _changes_type(above, below) or _SIGN.match(below.text):
        return Relation.NEW_PARAGRAPH
    return None


def _changes_type(above: Line, below: Line) -> bool:
    return above.turns != below.turns or above.bold != below.bold or not 0.87 < above.size / below.size < 1.15


def _by_width(above: Line, below: Line, edge: float) -> Relation:
    """Would the next word still have fitted? Then the line was ended on purpose (a table's row always is)."""
    per_character = (below.right - below.left) / max(len(below.text), 1)
    if below.first_y - below.last_y > below.size / 2:  # hyphenated: goes over two lines
        per_character = below.size / 2
    word = below.text.split(maxsplit=1)[0]
    fitted = above.right + (len(word) + 2) * per_character < edge
    if _COUNT.match(below.text) and (fitted or ends_sentence(above.text) or _COUNT.match(above.text)):
        return Relation.NEW_PARAGRAPH
    indented = below.left > above.left + 0.8 * below.size
    if ends_sentence(above.text) and (fitted or indented):
        return Relation.NEW_PARAGRAPH
    return Relation.NEW_LINE if fitted else Relation.WRAPPED


def _gap(above: Line, below: Line) -> str:
    """No space between scripts that write none."""
    last, first = above.text[-1], below.text[0]
    return "" if _is_cjk(last) and _is_cjk(first) else " "


def _is_cjk(character: str) -> bool:
    return (
        "\u3000" <= character <= "\u9fff"
        or "\uf900" <= character <= "\ufaff"
        or "\uff00" <= character <= "\uffef"
    )


def _kind(block: PageBlock, row_ids: set[int]) -> BlockKind:
    if any(id(line) in row_ids for line in block.lines) or "\t" in block.text:
        return BlockKind.TABLE_ROW
    return BlockKind.LIST_ITEM if _is_item(block.text) else BlockKind.PARAGRAPH


def _is_item(text: str) -> bool:
    return bool(_SIGN.match(text) or _COUNT.match(text))


def _is_row(line: Line) -> bool:
    """Gaps between its words, or mostly figures."""
    if len(line.cells) > 2:
        return True
    if line.cells:
        first, second = line.cells
        marked = line.text[first.start : first.end]
        return not _is_item(f"{marked} x") and second.end - second.start <= _LONGEST_CELL
    if not _TWO_DIGITS.search(line.text) or line.text.endswith(_TERMINAL):
        return False
    words = line.text.split()
    numbers = sum(word[0] in _BEGINS_NUMBER and bool(_NUMBER.fullmatch(word)) for word in words)
    return numbers >= 2 and numbers >= len(words) * 0.3
