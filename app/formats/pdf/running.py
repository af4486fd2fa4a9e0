"""Page headers and footers: lines at the edge of many pages that say the same but for their numbers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from app.formats.pdf.lines import Line

_PAGE_NUMBER = re.compile(
    r"(?:page|seite|p\.|página|pagina|strona|sida|side)?\s*[-\u2013]?\s*\d{1,4}\s*"
    r"(?:(?:of|/|von|de|di|z|av|van)\s*\d{1,4})?\s*[-\u2013]?",
    re.I,
)
_NUMBERED = re.compile(
    r".*\b(?:page|seite|página|pagina|strona|sida|side)\s+\d{1,4}\s+(?:of|/|von|de|di|z|av|van)\s+\d{1,4}",
    re.I,
)
"""A header or footer by what it says ("Lease, 4 Mill Lane  Page 2 of 2"), however few pages there are."""
_DIGITS = re.compile(r"\d+")
_FEWEST_PAGES = 3
_EDGE_LINES = 2


def running_lines(pages: Sequence[Sequence[Line]]) -> tuple[list[list[Line]], set[int]]:
    """The pages without page numbers and repeated headers and footers.

    The first of each header and footer stays, so that it can be found. Also the ids (``id(line)``) of those
    that stayed.
    """
    edges = [_edge_lines(lines) for lines in pages]
    counts = Counter(key for edge in edges for key in {_key(line) for line in edge})
    least = max(_FEWEST_PAGES, len(pages) * 2 // 5)
    running = {key for key, count in counts.items() if count >= least}
    seen: set[str] = set()
    first: set[int] = set()
    kept = []
    for lines, edge in zip(pages, edges, strict=True):
        repeated = [line for line in edge if _key(line) in running]
        drop = {id(line) for line in repeated if _key(line) in seen}
        if len(lines) > _EDGE_LINES:
            outer = edge[:1] + edge[-1:]
            drop |= {id(line) for line in outer if _NUMBERED.fullmatch(line.text.strip())}
            if len(pages) > 1:
                drop |= {id(line) for line in outer if _PAGE_NUMBER.fullmatch(line.text)}
        first.update(id(line) for line in repeated if id(line) not in drop)
        seen.update(_key(line) for line in repeated)
        kept.append([line for line in lines if id(line) not in drop])
    return kept, first


def _key(line: Line) -> str:
    return _DIGITS.sub("#", line.text.casefold())


def _edge_lines(lines: Sequence[Line]) -> list[Line]:
    """Lines on the two highest and two lowest baselines of a page, the highest first."""
    heights = sorted({round(line.first_y) for line in lines})
    edge = {*heights[:_EDGE_LINES], *heights[-_EDGE_LINES:]}
    return sorted((line for line in lines if round(line.first_y) in edge), key=_depth)


def _depth(line: Line) -> float:
    return -line.first_y
