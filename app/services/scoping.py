"""Which documents a question is about, where it names them: looked up, and only where that is unambiguous."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from app.domain.documents import StoredChunk
from app.domain.ids import ContentId
from app.domain.ports import ChunkReader, TextIndex
from app.retrieval.mentions import may_mention, mention
from app.retrieval.scoping import keys_in, rest_of
from app.retrieval.words import content_stems

_FEW = 3
"""Documents that a key may choose; one that more of them bear tells nothing apart."""
_LOOKED_AT = 200


@dataclass(frozen=True, slots=True)
class Focus:
    """The documents meant, and what is asked of them: the question without what named them.

    ``sure``: nothing else is meant, so that nothing else need be searched. ``paths`` are their files, in order.
    """

    contents: tuple[ContentId, ...]
    rest: str
    sure: bool
    paths: tuple[Path, ...]


class Scoping:
    """Looks up what a question names."""

    def __init__(self, chunks: ChunkReader, text_index: TextIndex) -> None:
        self._chunks = chunks
        self._text_index = text_index

    def focus(
        self, question: str, scope: Sequence[ContentId] | None, paths: Sequence[Path] | None
    ) -> Focus | None:
        """The documents that the question names, or that bear its file numbers; None where there are none.

        ``scope`` and ``paths`` limit the search, as contents and as files.
        """
        if may_mention(question):
            named = mention(question, self._chunks.names(paths))
            if named is not None:
                return self._focus(named.contents, question, [named.words], paths, sure=named.sure)
        return self._keyed(question, scope, paths)

    def _focus(
        self,
        contents: Collection[ContentId],
        question: str,
        named: Sequence[str],
        paths: Sequence[Path] | None,
        *,
        sure: bool,
    ) -> Focus | None:
        """None when nothing is asked beside the name, and a name that is no surer than that."""
        rest = rest_of(question, named)
        if not content_stems(rest):
            if not sure:
                return None
            rest = question
        files = sorted({name.path for name in self._chunks.names(paths) if name.content_id in contents})
        return Focus(tuple(sorted(contents)), rest, sure, tuple(files))

    def _keyed(
        self, question: str, scope: Sequence[ContentId] | None, paths: Sequence[Path] | None
    ) -> Focus | None:
        meant: set[ContentId] = set()
        named: list[str] = []
        for key in keys_in(question):
            bearers = self._bearers(key, scope, paths)
            if 0 < len(bearers) <= _FEW:
                meant = meant & bearers or meant | bearers
                named.append(key)
        return self._focus(meant, question, named, paths, sure=False) if meant else None

    def _bearers(
        self, key: str, scope: Sequence[ContentId] | None, paths: Sequence[Path] | None
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
