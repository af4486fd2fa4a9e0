"""Which blocks are headings: named in the outline, or set larger or bolder than the text around them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from app.domain.documents import BlockKind
from app.formats.pdf.layout import PageBlock

_PAGE_NUMBER = re.compile(r"(?i)(?:page|seite|p\.|página|pagina|strona)\s*\d")
_LONGEST = 120
_MOST_WORDS = 16
_LEVELS = 6
_LARGER, _LARGER_ON_PICTURES = 1.12, 1.3


def mark_headings(blocks: Sequence[PageBlock], outline: Mapping[str, int]) -> None:
    """Turn blocks into headings, in place. ``outline``: levels (from 1) by :func:`heading_key`."""
    if not blocks:
        return
    body = _body_size(blocks)
    sizes = sorted({_size(b) for b in blocks if _is_larger(b, body) and _may_be_heading(b)}, reverse=True)
    for block, following in zip(blocks, [*blocks[1:], None], strict=True):
        level = _level(block, following, body, sizes, outline)
        if level:
            block.kind = BlockKind.HEADING
            block.level = min(level, _LEVELS)


def heading_key(text: str) -> str:
    """For comparing headings with outline entries: letters and digits only, case folded."""
    return "".join(c for c in text.casefold() if c.isalnum())


def _level(
    block: PageBlock, following: PageBlock | None, body: float, sizes: list[float], outline: Mapping[str, int]
) -> int:
    if not _may_be_heading(block):
        return 0
    named = outline.get(heading_key(block.text)) if outline else None
    if named:
        return named
    size = _size(block)
    if size in sizes and _is_larger(block, body):
        return sizes.index(size) + 1
    return len(sizes) + 1 if size >= body * 0.95 and _is_bold_line(block, following) else 0


def _is_larger(block: PageBlock, body: float) -> bool:
    """Sizes on pages read from their picture are estimates, and only a large difference tells anything."""
    return _size(block) >= body * (_LARGER_ON_PICTURES if block.lines[0].words else _LARGER)


def _is_bold_line(block: PageBlock, following: PageBlock | None) -> bool:
    """Bold, with something after it that is not; neither a label nor a row."""
    bold = all(line.bold for line in block.lines)
    alone = following is not None and not all(line.bold for line in following.lines)
    return bold and alone and block.kind is not BlockKind.TABLE_ROW and not block.text.endswith(":")


def _may_be_heading(block: PageBlock) -> bool:
    if block.running or len(block.lines) > 3 or len(block.lines[0].text) > _LONGEST:
        return False
    text = block.text
    return (
        len(text) <= _LONGEST
        and not text.endswith((".", ",", ";"))
        and "\t" not in text
        and len(text.split()) <= _MOST_WORDS
        and sum(map(str.isalpha, text)) >= max(2, len(text) // 2)
        and not _PAGE_NUMBER.match(text)
    )


def _size(block: PageBlock) -> float:
    """In steps of half a point, on pages read from their picture of three points: they are estimates."""
    line = block.lines[0]
    return round(line.size / 3) * 3.0 if line.words else round(line.size * 2) / 2


def _body_size(blocks: Sequence[PageBlock]) -> float:
    """The size most characters are set in."""
    weights: Counter[float] = Counter()
    for block in blocks:
        weights[_size(block)] += sum(len(line.text) for line in block.lines)
    return weights.most_common(1)[0][0] if weights else 10.0
