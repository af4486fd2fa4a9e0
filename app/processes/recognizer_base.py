"""What the two engines for text recognition have in common: they get pixels and give lines of words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from app.domain.documents import PageImage, RecognizedLine, RecognizedWord
from app.domain.jobs import CancelToken
from app.domain.ports import RecognizerInfo

MAX_WORDS = 50_000
"""Words kept from one page; noise can look like any number of them."""


@dataclass(frozen=True, slots=True)
class Reading:
    """Lines in reading order; ``confidence`` is the mean over the words, 0 to 1."""

    lines: tuple[RecognizedLine, ...]
    confidence: float


NOTHING_READ = Reading((), 1.0)


class PictureReader(Protocol):
    """An engine with its models in memory."""

    @property
    def info(self) -> RecognizerInfo:
        """Which engine, and what it can read."""

    def read(self, image: PageImage, cancel: CancelToken) -> Reading:
        """The words on a picture. Raises Cancelled between steps."""


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in pixels or any other unit, y downwards."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        """How wide."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """How high."""
        return self.bottom - self.top

    def turned(self, quarters: int, width: float, height: float) -> Box:
        """The box after the page (``width`` x ``height``) was turned so many quarters clockwise."""
        if quarters % 4 == 1:
            return Box(height - self.bottom, self.left, height - self.top, self.right)
        if quarters % 4 == 2:
            return Box(width - self.right, height - self.bottom, width - self.left, height - self.top)
        if quarters % 4 == 3:
            return Box(self.top, width - self.right, self.bottom, width - self.left)
        return self


def united(boxes: Sequence[Box]) -> Box:
    """The smallest box around all of them."""
    return Box(
        min(box.left for box in boxes),
        min(box.top for box in boxes),
        max(box.right for box in boxes),
        max(box.bottom for box in boxes),
    )


def word_at(text: str, box: Box, width: float, height: float) -> RecognizedWord:
    """A word with its box as fractions of a page of that size, never beyond its edges."""
    left, right = _clamped(box.left / width), _clamped(box.right / width)
    top, bottom = _clamped(box.top / height), _clamped(box.bottom / height)
    return RecognizedWord(text, left, top, right - left, bottom - top)


def _clamped(fraction: float) -> float:
    return min(max(round(fraction, 5), 0.0), 1.0)
