"""A page that was read from its picture, as lines: what the layout needs, and where every word stands. Pure.

Letters have no font size in a picture; a line's is told from the height of its words and the letters in them
(``x`` is about half as high as ``Ab``, ``gy`` reaches below the line).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from statistics import median

from app.domain.documents import RecognizedLine, RecognizedPage, RecognizedWord
from app.formats.cleaning import clean_text
from app.formats.pdf.lines import Cell, Line, WordPlace

_HIGH = frozenset("bdfhijklt!?()[]{}/\\|'\"&%$#@\u00df")
_LOW = frozenset("gjpqy,;()[]{}|Q@")
_X_HEIGHT, _ABOVE, _BELOW = 0.48, 0.24, 0.21
"""Of common typefaces, in font sizes: of ``x``, what ``d`` has above it, what ``p`` has below."""
_WIDE_GAP = 1.6
_LIKE_BODY = (0.78, 1.28)
"""Sizes in this range of the page's usual one are measured inaccurately rather than different."""


def recognized_lines(page: RecognizedPage, width: float, height: float) -> list[Line]:
    """The lines of a page of so many points, in the order they were read in."""
    turns = _turns(page.lines)
    lines = [_line(line, width, height, turns) for line in page.lines]
    return _evened([line for line in lines if line is not None])


def _turns(lines: Sequence[RecognizedLine]) -> int:
    """The way most lines are written, in quarter turns against the page as it is shown."""
    steps = [0.0, 0.0]
    for line in lines:
        if len(line.words) > 1:
            first, last = line.words[0], line.words[-1]
            steps[0] += _middle(last)[0] - _middle(first)[0]
            steps[1] += _middle(last)[1] - _middle(first)[1]
    if abs(steps[1]) > abs(steps[0]):
        return 3 if steps[1] > 0 else 1
    return 2 if steps[0] < 0 else 0


def _middle(word: RecognizedWord) -> tuple[float, float]:
    return word.x + word.width / 2, word.y + word.height / 2


def _line(line: RecognizedLine, width: float, height: float, turns: int) -> Line | None:
    """Left, right and baseline in the line's own axes, y upwards."""
    parts: list[str] = []
    places: list[WordPlace] = []
    boxes: list[_Upright] = []
    length = 0
    for word in line.words:
        text = " ".join(clean_text(word.text).split())
        if not text:
            continue
        start = length + bool(parts)
        parts.append(text)
        length = start + len(text)
        places.append(WordPlace(start, length, word.x, word.y, word.width, word.height))
        boxes.append(_upright(word, width, height, turns))
    if not places:
        return None
    size = median(_size(text, box[3] - box[1]) for text, box in zip(parts, boxes, strict=True))
    base = median(_baseline(text, box, size) for text, box in zip(parts, boxes, strict=True))
    text = " ".join(parts)
    return Line(
        text=text,
        start=0,
        end=len(text),
        edits=(),
        left=boxes[0][0],
        right=boxes[-1][2],
        first_y=base,
        last_y=base,
        size=max(size, 1.0),
        bold=False,
        turns=turns,
        cells=_cells(places, boxes, size),
        words=tuple(places),
    )


_Upright = tuple[float, float, float, float]
"""Left, bottom, right, top in a line's own axes, in points."""


def _upright(word: RecognizedWord, width: float, height: float, turns: int) -> _Upright:
    left, right = word.x * width, (word.x + word.width) * width
    top, bottom = -word.y * height, -(word.y + word.height) * height
    if turns == 1:  # written from bottom to top
        return bottom, -right, top, -left
    if turns == 2:
        return -right, -top, -left, -bottom
    if turns == 3:
        return -top, left, -bottom, right
    return left, bottom, right, top


def _size(text: str, tall: float) -> float:
    return tall / (_X_HEIGHT + _ABOVE * _reaches_up(text) + _BELOW * _reaches_down(text))


def _reaches_up(text: str) -> bool:
    return any(c in _HIGH or c.isupper() or c.isdigit() or c > "\u0250" for c in text)


def _reaches_down(text: str) -> bool:
    return any(c in _LOW for c in text)


def _baseline(text: str, box: _Upright, size: float) -> float:
    return box[1] + (_BELOW * size if _reaches_down(text) else 0.0)


def _cells(places: Sequence[WordPlace], boxes: Sequence[_Upright], size: float) -> tuple[Cell, ...]:
    """Cut at the gaps between words that are much wider than a space; () when there are none."""
    cuts = [n for n in range(1, len(boxes)) if boxes[n][0] - boxes[n - 1][2] > _WIDE_GAP * size]
    if not cuts:
        return ()
    bounds = [0, *cuts, len(boxes)]
    runs = zip(bounds, bounds[1:], strict=False)
    return tuple(Cell(places[a].start, places[b - 1].end, boxes[a][0], boxes[b - 1][2]) for a, b in runs)


def _evened(lines: list[Line]) -> list[Line]:
    """The size most letters have, for all lines that are near it."""
    letters = sorted(size for line in lines for size in [line.size] * len(line.text))
    if not letters:
        return []
    body = letters[len(letters) // 2]
    low, high = _LIKE_BODY
    return [replace(line, size=body if low < line.size / body < high else line.size) for line in lines]
