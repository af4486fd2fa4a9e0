"""What turns texts into token states: our own BERT for the starter, llama.cpp for GGUF files, sentence-transformers for
all others."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
import numpy.typing as npt

from app.domain.errors import CarrelError, UserError
from app.domain.jobs import CancelToken
from app.processes.cores import physical_cores
from app.processes.embedder_files import is_plain_bert

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class TokenStates:
    """One text: ``hidden`` has shape (tokens, dims); ``places`` (tokens, 2): first character and behind the last."""

    hidden: Floats
    places: npt.NDArray[np.int64]


def at_once() -> None:
    """What is called before a piece of work that somebody waits for: nothing happens."""


class Encoder(Protocol):
    """A loaded embedding model. A text's vector is the mean of its token states.

    ``sentences_alone``: single tokens say nothing, so that sentences have to be encoded by themselves.
    """

    dims: int
    sentences_alone: bool

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Without the special tokens, and without a limit."""

    def encode(
        self, texts: Sequence[str], before: Callable[[], None] = at_once, *, query: bool = False
    ) -> list[TokenStates]:
        """Cut off at the model's limit. Longest texts first keep all cores busy until the end.

        ``before`` is called before each piece of work, and may wait or raise Cancelled. ``query``: they are questions,
        which some models want to be told.
        """

    def finished(self, vectors: Floats, *, query: bool) -> Floats:
        """Pooled vectors, shape (n, dims), as they are compared but for their length."""

    def stopped_by(self, cancel: CancelToken) -> AbstractContextManager[None]:
        """Inside this context a cancel ends a piece of work that is under way, where the engine can do so."""


class _AsTheyAre:
    """What holds for both encoders below."""

    def finished(self, vectors: Floats, *, query: bool) -> Floats:
        """They are."""
        return vectors

    def stopped_by(self, cancel: CancelToken) -> AbstractContextManager[None]:
        """Not in the middle of a text: one takes milliseconds, or cannot be stopped."""
        return nullcontext()


class PlainBert(_AsTheyAre):
    """all-MiniLM-L6-v2 and its kind: one text a core, so that no text is padded to the length of another."""

    sentences_alone = False

    def __init__(self, folder: Path, max_tokens: int) -> None:
        from tokenizers import Tokenizer

        from app.processes.embedder_bert import BertEncoder

        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        self._max_tokens = max_tokens
        self._bert = BertEncoder(folder)
        self._cores = ThreadPoolExecutor(physical_cores(), "embed")
        self.dims = self._bert.dims

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """See :class:`Encoder`."""
        return [len(e.ids) for e in self._tokenizer.encode_batch(list(texts), add_special_tokens=False)]

    def encode(
        self, texts: Sequence[str], before: Callable[[], None] = at_once, *, query: bool = False
    ) -> list[TokenStates]:
        """See :class:`Encoder`."""

        def one(text: str) -> TokenStates:
            before()
            return self._encode(text)

        return list(self._cores.map(one, texts))

    def _encode(self, text: str) -> TokenStates:
        # A batch of one: unlike ``encode`` it lets other threads run meanwhile.
        (encoding,) = self._tokenizer.encode_batch([text])
        ids, places = encoding.ids, encoding.offsets
        if len(ids) > self._max_tokens:  # what is kept ends like any text, with the separator
            kept = slice(self._max_tokens - 1, -1)
            del ids[kept], places[kept]
        return TokenStates(self._bert.encode(ids), np.array(places))


class SentenceTransformers(_AsTheyAre):
    """Any other model; the import alone takes many seconds."""

    sentences_alone = True

    def __init__(self, folder: Path, max_tokens: int) -> None:
        import torch
        from sentence_transformers import SentenceTransformer

        torch.set_num_threads(physical_cores())
        self._model = SentenceTransformer(str(folder), device="cpu", local_files_only=True)
        self._model.max_seq_length = max_tokens
        self.dims = int(self._model.get_sentence_embedding_dimension() or 0)

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """See :class:`Encoder`."""
        encoded = self._model.tokenizer(list(texts), add_special_tokens=False, truncation=False)
        return [len(ids) for ids in encoded["input_ids"]]

    def encode(
        self, texts: Sequence[str], before: Callable[[], None] = at_once, *, query: bool = False
    ) -> list[TokenStates]:
        """The text's own vector stands for each of its tokens: these models pool in their own ways."""
        before()
        vectors = self._model.encode(list(texts), convert_to_numpy=True, show_progress_bar=False)
        nowhere = np.zeros((1, 2), np.int64)
        return [TokenStates(vector[None, :], nowhere) for vector in vectors]


def open_encoder(folder: Path, max_tokens: int, kept: Path | None = None) -> Encoder:
    """``folder`` may be a GGUF file. Raises UserError("model_missing" | "model_damaged"), and what GgufEncoder does."""
    try:
        return _opened(folder, max_tokens, kept)
    except (ImportError, MemoryError, CarrelError):
        raise
    except Exception as error:  # safetensors, tokenizers and the runtimes each have their own
        raise UserError("model_damaged", detail=type(error).__name__) from error


def _opened(folder: Path, max_tokens: int, kept: Path | None) -> Encoder:
    if folder.is_file():
        from app.processes.embedder_gguf import GgufEncoder

        return GgufEncoder(folder, kept)
    return (
        PlainBert(folder, max_tokens) if is_plain_bert(folder) else SentenceTransformers(folder, max_tokens)
    )
