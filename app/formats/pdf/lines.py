"""A line of a page: its text, where that comes from, and where it stands."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Edit:
    """``raw[start:end]`` became ``text``, which begins at ``at`` in the repaired line."""

    start: int
    end: int
    text: str
    at: int


@dataclass(frozen=True, slots=True)
class Cell:
    """A part of a line, ``text[start:end]``, that stands apart from the next; ``left`` and ``right`` in points."""

    start: int
    end: int
    left: float
    right: float


@dataclass(frozen=True, slots=True)
class WordPlace:
    """``text[start:end]`` of a line and its box, in fractions of the page as it is shown, y downwards."""

    start: int
    end: int
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Line:
    """A line: its repaired text, the range of PDFium's text it comes from, and its geometry.

    Points, x in the direction the line is written in, y upwards from there; ``turns`` is that direction, in
    quarter turns against the page's own axes. ``first_y`` and ``last_y`` are the baselines of its first and
    last character: a line that was hyphenated goes over two. ``cells`` are its parts where there are wide gaps
    between words, else empty. ``words`` are the places of a line that was read from a picture (``start`` and
    ``end`` mean nothing then).
    """

    text: str
    start: int
    end: int
    edits: tuple[Edit, ...]
    left: float
    right: float
    first_y: float
    last_y: float
    size: float
    bold: bool
    turns: int = 0
    cells: tuple[Cell, ...] = ()
    words: tuple[WordPlace, ...] = ()

    def raw_offset(self, offset: int) -> int:
        """Where the character at ``offset`` of ``text`` stands in PDFium's text."""
        number = bisect_right([edit.at for edit in self.edits], offset) - 1
        if number < 0:
            return self.start + offset
        edit = self.edits[number]
        beyond = offset - edit.at - len(edit.text)
        return edit.end + beyond if beyond >= 0 else min(edit.start + offset - edit.at, edit.end - 1)
