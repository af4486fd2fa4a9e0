"""The stages of a search, each of which can be left out to see what it is worth (``carrel bench retrieval``)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Stages:
    """``text``: BM25. ``vectors``: dense search. ``sentences``: the nearest sentence beside the chunk as a whole.

    ``documents``: what the document says elsewhere. ``words``: passages compared word for word. ``names``: file
    names, file numbers and dates in the question. ``conversation``: the turns before. ``diversity``: other documents
    before more of the same. ``reranker``: a cross-encoder, where one is installed.
    """

    text: bool = True
    vectors: bool = True
    sentences: bool = True
    documents: bool = True
    words: bool = True
    names: bool = True
    conversation: bool = True
    diversity: bool = True
    reranker: bool = True


ALL_STAGES = Stages()
