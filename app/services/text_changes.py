"""What changed between a text and its other wording, word by word. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

_TOKEN = re.compile(r"\w+(?:['’-]\w+)*|\s+|[^\w\s]")
MOST_WORDS = 6000
"""Beyond this, comparing takes longer than anybody waits; then there are no changes to show."""


class Change(StrEnum):
    """What became of a piece."""

    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words and what became of them. All but the added ones give the old text, all but the removed the new."""

    change: Change
    text: str


def changes(old: str, new: str) -> list[Piece]:
    """In reading order, removed before added; one piece, the new text, where they are too long to compare."""
    before, after = _TOKEN.findall(old), _TOKEN.findall(new)
    if len(before) + len(after) > 2 * MOST_WORDS:
        return [Piece(Change.SAME, new)]
    return _joined(_pieces(before, after))


def _pieces(before: list[str], after: list[str]) -> Iterator[Piece]:
    for kind, i, j, k, m in SequenceMatcher(_is_space, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            yield Piece(Change.SAME, "".join(after[k:m]))
            continue
        if j > i:
            yield Piece(Change.REMOVED, "".join(before[i:j]))
        if m > k:
            yield Piece(Change.ADDED, "".join(after[k:m]))


def _joined(pieces: Iterator[Piece]) -> list[Piece]:
    found: list[Piece] = []
    for piece in pieces:
        if found and found[-1].change is piece.change:
            found[-1] = Piece(piece.change, found[-1].text + piece.text)
        else:
            found.append(piece)
    return found


def _is_space(token: str) -> bool:
    return token.isspace()
