"""What turns texts into token states: our own BERT for the common case, sentence-transformers for all others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import torch
from tokenizers import Tokenizer

from app.domain.errors import UserError
from app.processes.embedder_bert import BertEncoder
from app.processes.embedder_files import is_plain_bert


@dataclass(frozen=True, slots=True)
class TokenStates:
    """One text: ``hidden`` has shape (tokens, dims); ``starts`` and ``ends`` are the tokens' characters in it."""

    hidden: Any
    starts: Any
    ends: Any


class Encoder(Protocol):
    """A loaded embedding model. A text's vector is the mean of its token states."""

    dims: int

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Without the special tokens, and without a limit."""

    def encode(self, texts: Sequence[str]) -> list[TokenStates]:
        """Cut off at the model's limit."""


class PlainBert:
    """all-MiniLM-L6-v2 and its kind, without importing transformers."""

    def __init__(self, folder: Path, max_tokens: int) -> None:
        self._counter = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        for tokenizer in (self._counter, self._tokenizer):
            tokenizer.no_padding()
            tokenizer.no_truncation()
        self._tokenizer.enable_truncation(max_tokens)
        self._bert = BertEncoder(folder)
        self.dims = self._bert.dims

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """See :class:`Encoder`."""
        return [len(e.ids) for e in self._counter.encode_batch(list(texts), add_special_tokens=False)]

    def encode(self, texts: Sequence[str]) -> list[TokenStates]:
        """See :class:`Encoder`."""
        encodings = self._tokenizer.encode_batch(list(texts))
        longest = max(len(e.ids) for e in encodings)
        ids = torch.zeros(len(encodings), longest, dtype=torch.long)
        mask = torch.zeros(len(encodings), longest, dtype=torch.bool)
        for row, encoding in enumerate(encodings):
            ids[row, : len(encoding.ids)] = torch.tensor(encoding.ids)
            mask[row, : len(encoding.ids)] = True
        hidden = self._bert.encode(ids, mask)
        return [
            _states(hidden[row, : len(encoding.ids)], encoding.offsets)
            for row, encoding in enumerate(encodings)
        ]


class SentenceTransformers:
    """Any other model; the import alone takes many seconds."""

    def __init__(self, folder: Path, max_tokens: int) -> None:
        from sentence_transformers import SentenceTransformer

        self._model = SentenceTransformer(str(folder), device="cpu", local_files_only=True)
        self._model.max_seq_length = max_tokens
        self.dims = int(self._model.get_sentence_embedding_dimension() or 0)

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """See :class:`Encoder`."""
        encoded = self._model.tokenizer(list(texts), add_special_tokens=False, truncation=False)
        return [len(ids) for ids in encoded["input_ids"]]

    def encode(self, texts: Sequence[str]) -> list[TokenStates]:
        """The text's own vector stands for each of its tokens: these models pool in their own ways."""
        vectors = self._model.encode(list(texts), convert_to_tensor=True, show_progress_bar=False)
        return [_states(vector[None, :], [(0, 0)]) for vector in vectors]


def open_encoder(folder: Path, max_tokens: int) -> Encoder:
    """Raises UserError("model_missing" | "model_damaged")."""
    plain = is_plain_bert(folder)
    try:
        return PlainBert(folder, max_tokens) if plain else SentenceTransformers(folder, max_tokens)
    except (ImportError, MemoryError):
        raise
    except Exception as error:  # safetensors, tokenizers and torch each have their own
        raise UserError("model_damaged", detail=type(error).__name__) from error


def _states(hidden: Any, offsets: Sequence[tuple[int, int]]) -> TokenStates:
    places = torch.tensor(offsets)
    return TokenStates(hidden, places[:, 0], places[:, 1])
