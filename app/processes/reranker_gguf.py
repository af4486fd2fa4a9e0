"""A GGUF reranker: a cross-encoder that llama.cpp pools to one score per pair (``pooling_type`` rank)."""

from __future__ import annotations

from collections.abc import Sequence
from math import exp
from pathlib import Path

from app.catalog.embedders import reranker_shape
from app.catalog.gguf import read_header
from app.domain.jobs import CancelToken
from app.processes.embedder_gguf import TextTokens, together
from app.processes.embedder_llama import EmbedderContext, has_word_pieces


class GgufReranker:
    """One loaded reranker. Used from one thread."""

    def __init__(self, path: Path) -> None:
        """Raises what reading the header, :func:`reranker_shape` and loading raise."""
        self.folder = path
        self._shape = reranker_shape(read_header(path), path.name)
        self._context = EmbedderContext(path, self._shape)
        self._texts = TextTokens(self._context.vocabulary, self._shape)

    def relevance(
        self, question: str, passages: Sequence[str], cancel: CancelToken | None = None
    ) -> list[float]:
        """Of each passage, from 0 to 1. Raises Cancelled between two batches."""
        pairs = [self._pair(question, passage) for passage in passages]
        found: list[float] = []
        for start, stop in together([len(pair) for pair in pairs], self._shape.max_tokens):
            if cancel is not None:
                cancel.raise_if_cancelled()
            found += self._context.scores(pairs[start:stop])
        return [_sigmoid(score) for score in found]

    def _pair(self, question: str, passage: str) -> list[int]:
        """Question and passage with what the vocabulary puts between two texts: BERT its separator once, RoBERTa and
        its kind the end of the one and a separator more. The passage is cut, the question to half the room."""
        vocabulary, texts = self._context.vocabulary, self._texts
        between = texts.tail if has_word_pieces(vocabulary) else [*texts.tail, *texts.tail]
        asked = vocabulary.tokenize(question, special=False)[: self._shape.max_tokens // 2]
        return texts.fitted([*asked, *between, *vocabulary.tokenize(passage, special=False)])


def _sigmoid(score: float) -> float:
    return 1.0 / (1.0 + exp(-score)) if score >= 0 else exp(score) / (1.0 + exp(score))
