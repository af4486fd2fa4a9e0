"""Which documents a question is about, where it names them: looked up, and only where that is unambiguous."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from app.domain.documents import StoredChunk
from app.domain.ids import ContentId
from app.domain.ports import ChunkReader, TextIndex
from app.retrieval.scoping import keys_in, rest_of
from app.retrieval.words import query_terms

_FEW = 3
"""Documents that a key may choose; one that more of them bear tells nothing apart."""
_LOOKED_AT = 200


@dataclass(frozen=True, slots=True)
class Focus:
    """The documents meant, and what is asked of them: the question without what named them."""

    contents: tuple[ContentId, ...]
    rest: str


class Scoping:
    """Looks up what a question names."""

    def __init__(self, chunks: ChunkReader, text_index: TextIndex) -> None:
        self._chunks = chunks
        self._text_index = text_index

    def focus(
        self, question: str, scope: Sequence[ContentId] | None, paths: Collection[Path] | None
    ) -> Focus | None:
        """The documents that the question's file numbers choose; None where there are none, or nothing else is said.

        ``scope`` and ``paths`` limit the search, as contents and as files.
        """
        meant: set[ContentId] = set()
        named: list[str] = []
        for key in keys_in(question):
            bearers = self._bearers(key, scope, paths)
            if 0 < len(bearers) <= _FEW:
                meant = meant & bearers or meant | bearers
                named.append(key)
        rest = rest_of(question, named)
        if not meant or not query_terms(rest):
            return None
        return Focus(tuple(sorted(meant)), rest)

    def _bearers(
        self, key: str, scope: Sequence[ContentId] | None, paths: Collection[Path] | None
    ) -> set[ContentId]:
        """Documents that are marked with the key, and do not merely mention it once on the way."""
        hits = self._text_index.search([key], _LOOKED_AT, scope)
        found: dict[ContentId, list[StoredChunk]] = {}
        for stored in self._chunks.get([hit.chunk_id for hit in hits], paths):
            found.setdefault(stored.content_id, []).append(stored)
        return {content for content, chunks in found.items() if _marked(key, chunks)}


def _marked(key: str, chunks: Sequence[StoredChunk]) -> bool:
    """It stands at the beginning, on several pages, or in the name."""
    named = f"{chunks[0].title} {chunks[0].path.stem}".casefold()
    return len(chunks) > 1 or chunks[0].chunk.ordinal == 0 or key.casefold() in named
