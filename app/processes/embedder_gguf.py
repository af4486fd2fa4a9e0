"""A GGUF embedder as an Encoder: tokens, their places, and one vector of their states as the model was trained to.

Where a model takes the mean over its tokens, sentences are pooled from their own tokens within the chunk, as with the
starter. A model that was trained to put everything into its first or its last token says nothing with the others: its
sentences are computed by themselves.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import numpy as np
import numpy.typing as npt

from app.catalog.embedders import EmbedderShape, Pooling, embedder_shape
from app.catalog.gguf import read_header
from app.domain.jobs import CancelToken
from app.processes.embedder_centre import find_centre
from app.processes.embedder_encoders import TokenStates, at_once
from app.processes.embedder_llama import TEXTS, EmbedderContext, is_unknown
from app.processes.embedder_places import NOWHERE, places_of
from app.processes.generator_vocabulary import Vocabulary


class GgufEncoder:
    """One loaded embedder. Used from one thread."""

    def __init__(self, path: Path, kept: Path | None = None) -> None:
        """``kept``: see :func:`find_centre`. Raises what reading the header, :func:`embedder_shape` and loading do."""
        self.shape = embedder_shape(read_header(path), path.name)
        self.dims = self.shape.dims
        self.sentences_alone = self.shape.pooling is not Pooling.MEAN
        self._context = EmbedderContext(path, self.shape)
        self._texts = TextTokens(self._context.vocabulary, self.shape)
        asked, told = (partial(self._vectors, query=query) for query in (True, False))
        self._centre = find_centre(asked, told, self.dims, kept)

    def _vectors(self, texts: Sequence[str], *, query: bool) -> npt.NDArray[np.float32]:
        found = np.stack([states.hidden.mean(axis=0) for states in self.encode(texts, query=query)])
        lengths = np.maximum(np.linalg.norm(found, axis=1, keepdims=True), 1e-12)
        unit: npt.NDArray[np.float32] = (found / lengths).astype(np.float32)
        return unit

    def finished(self, vectors: npt.NDArray[np.float32], *, query: bool) -> npt.NDArray[np.float32]:
        """See :class:`app.processes.embedder_encoders.Encoder`."""
        return self._centre.applied(vectors, query=query)

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """See :class:`app.processes.embedder_encoders.Encoder`."""
        return [len(self._texts.vocabulary.tokenize(text, special=False)) for text in texts]

    def encode(
        self, texts: Sequence[str], before: Callable[[], None] = at_once, *, query: bool = False
    ) -> list[TokenStates]:
        """See :class:`app.processes.embedder_encoders.Encoder`."""
        prefix = self.shape.family.query if query else self.shape.family.passage
        tokens = [self._texts.tokens(prefix + text) for text in texts]
        found: list[TokenStates] = []
        for start, stop in together([len(one) for one in tokens], self.shape.max_tokens):
            before()
            states = self._context.states(tokens[start:stop])
            row = 0
            for text, ids in zip(texts[start:stop], tokens[start:stop], strict=True):
                found.append(self._pooled(states[row : row + len(ids)], prefix, text, ids))
                row += len(ids)
        return found

    @contextmanager
    def stopped_by(self, cancel: CancelToken) -> Iterator[None]:
        """See :class:`app.processes.embedder_encoders.Encoder`."""
        self._context.stop.clear()
        forget = cancel.on_cancel(self._context.stop.set)
        try:
            yield
        finally:
            forget()
            self._context.stop.clear()

    def _pooled(
        self, hidden: npt.NDArray[np.float32], prefix: str, text: str, ids: Sequence[int]
    ) -> TokenStates:
        if self.shape.pooling is Pooling.MEAN:
            return TokenStates(
                hidden, np.array(self._texts.places(prefix, text, ids), np.int64).reshape(-1, 2)
            )
        one = hidden[-1:] if self.shape.pooling is Pooling.LAST else hidden[:1]
        return TokenStates(one, np.zeros((1, 2), np.int64))


class TextTokens:
    """Texts as a model wants them, with the tokens its vocabulary puts before and behind each."""

    def __init__(self, vocabulary: Vocabulary, shape: EmbedderShape) -> None:
        self.vocabulary = vocabulary
        self._max = shape.max_tokens
        self._pieces: dict[int, bytes | None] = {}
        probe = "a"
        bare, whole = (
            vocabulary.tokenize(probe, special=False),
            vocabulary.tokenize(probe, special=True, control=False),
        )
        at = next((i for i in range(len(whole)) if whole[i : i + len(bare)] == bare), 0)
        self.head, self.tail = whole[:at], whole[at + len(bare) :]

    def tokens(self, text: str) -> list[int]:
        """At most what the model reads; what is kept of a longer text ends like any other."""
        return self.fitted(self.vocabulary.tokenize(text, special=False))

    def fitted(self, ids: Sequence[int]) -> list[int]:
        """``ids`` between what stands before and behind; never empty, because nothing cannot be computed."""
        room = self._max - len(self.head) - len(self.tail)
        return [*self.head, *ids[: max(room, 1)], *self.tail] or [0]

    def places(self, prefix: str, text: str, ids: Sequence[int]) -> list[tuple[int, int]]:
        """In ``text``; what stands before it is nowhere."""
        shift = len(prefix)
        first, last = len(self.head), len(ids) - len(self.tail)
        inside = [self._piece(token) if first <= n < last else None for n, token in enumerate(ids)]
        found = places_of(prefix + text, inside)
        return [(max(s - shift, 0), e - shift) if e > shift else NOWHERE for s, e in found]

    def _piece(self, token: int) -> bytes | None:
        """The token's bytes; empty for an unknown word."""
        if token not in self._pieces:
            unknown = is_unknown(self.vocabulary, token)
            self._pieces[token] = b"" if unknown else self.vocabulary.piece(token)
        return self._pieces[token]


def together(lengths: Sequence[int], room: int, most: int = TEXTS) -> Iterator[tuple[int, int]]:
    """Runs of neighbours that are computed together: at most ``room`` tokens and ``most`` texts, at least one."""
    start, used = 0, 0
    for number, length in enumerate(lengths):
        if number > start and (used + length > room or number - start >= most):
            yield start, number
            start, used = number, 0
        used += length
    if start < len(lengths):
        yield start, len(lengths)
