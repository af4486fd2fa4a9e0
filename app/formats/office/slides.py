"""Slides to pages: each begins with its title, what has no text leaves an empty page."""

from __future__ import annotations

from dataclasses import dataclass, field

from app.domain.documents import BlockKind
from app.formats.base import DocumentBuilder


@dataclass(slots=True)
class Slide:
    """What stands on one slide, in reading order: (kind, text, heading level)."""

    title: str = ""
    blocks: list[tuple[BlockKind, str, int]] = field(default_factory=list)

    def add(self, kind: BlockKind, text: str, level: int = 0) -> None:
        """Add a block; blank ones are left out."""
        if text.strip():
            self.blocks.append((kind, text, level))


class SlideWriter:
    """Writes slides into a builder and knows where each begins."""

    def __init__(self, builder: DocumentBuilder) -> None:
        self._builder = builder
        self._starts: list[int] = []
        self.first_title = ""

    def add(self, slide: Slide) -> None:
        """Add the next slide."""
        number = len(self._starts) + 1
        title = " ".join(slide.title.split())
        self.first_title = self.first_title or title
        starts = []
        if title or slide.blocks:  # without a title of its own it must not pass for part of the slide before
            starts.append(self._builder.add(BlockKind.HEADING, title or f"Slide {number}", 1))
        starts += [self._builder.add(kind, text, level) for kind, text, level in slide.blocks]
        self._starts.append(next((s for s in starts if s is not None), self._builder.length))

    def finish(self) -> None:
        """Tell the builder where the pages begin."""
        self._builder.set_page_starts(self._starts)
