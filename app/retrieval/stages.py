"""The stages of a search, each of which can be left out to see what it is worth (``carrel bench retrieval``)."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Stages:
    """``text``: BM25. ``vectors``: dense search. ``chunks``: nearness of the chunk as a whole. ``sentences``: of its
    nearest sentence. ``documents``: what the document says elsewhere. ``words``: passages compared word for word.
    ``titles``: whether the question says the document's title. ``names``: file names, file numbers and dates in the
    question. ``conversation``: the turns before. ``diversity``: other documents before more of the same.
    ``reranker``: a cross-encoder, where one is installed.
    """

    text: bool = True
    vectors: bool = True
    chunks: bool = True
    sentences: bool = True
    documents: bool = True
    words: bool = True
    titles: bool = True
    names: bool = True
    conversation: bool = True
    diversity: bool = True
    reranker: bool = True


ALL_STAGES = Stages()


class StageClock:
    """Adds up how long each part of a search takes."""

    def __init__(self) -> None:
        self._spent: dict[str, float] = {}

    @contextmanager
    def __call__(self, part: str) -> Iterator[None]:
        """Time what happens within, under the name ``part``."""
        started = time.perf_counter()
        try:
            yield
        finally:
            self._spent[part] = self._spent.get(part, 0.0) + time.perf_counter() - started

    def taken(self) -> dict[str, float]:
        """Milliseconds by part since this was last asked."""
        spent, self._spent = self._spent, {}
        return {part: seconds * 1000 for part, seconds in spent.items()}
