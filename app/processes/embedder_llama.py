"""One GGUF embedder or reranker in memory: llama.cpp's C interface made safe to call.

Each text is a sequence of its own; those of one call are computed together and see nothing of each other. Raises
UserError("not_a_model", "model_damaged", "model_newer", "unsupported_model", "not_enough_memory"), Cancelled, and what
:mod:`app.catalog.embedders` raises.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from llama_cpp import llama_cpp

from app.catalog.embedders import EmbedderShape, Pooling
from app.domain.errors import Cancelled, EngineError, UserError
from app.domain.language_models import LoadSettings
from app.processes.cores import physical_cores
from app.processes.generator_backends import load_backends
from app.processes.generator_lanes import Lane, Row, TokenBatch
from app.processes.generator_log import NativeLog
from app.processes.generator_model import StopFlag
from app.processes.generator_params import model_params
from app.processes.generator_vocabulary import Vocabulary

Floats = npt.NDArray[np.float32]
TEXTS = 16
"""Texts computed together at most."""
_ABORTED = 2  # llama_decode
_NO_MEMORY = ("failed to allocate", "out of memory", "unable to allocate", "bad_alloc", "cannot allocate")
_FLASH_ATTENTION_AUTO = -1
"""Takes 1.0 s of processor time where the other kernel takes 1.4 (the starter as Q8_0, 150 tokens at once)."""


class EmbedderContext:
    """Computes on the processor, so that vectors do not depend on what else uses a graphics card."""

    def __init__(self, path: Path, shape: EmbedderShape) -> None:
        self.shape = shape
        self.stop = StopFlag()
        self._context: Any = None
        self._log = NativeLog()
        load_backends()
        llama_cpp.llama_backend_init()
        self._model = self._load(path)
        try:
            self._context = self._make_context(path.name)
        except BaseException:
            self.close()
            raise
        self.vocabulary = Vocabulary(llama_cpp.llama_model_get_vocab(self._model))
        self._memory = llama_cpp.llama_get_memory(self._context)
        self._lanes = [Lane(number) for number in range(TEXTS)]
        self._batch = TokenBatch(shape.max_tokens, TEXTS)
        llama_cpp.llama_set_abort_callback(self._context, self.stop.callback, self.stop.address)

    def states(self, texts: Sequence[Sequence[int]]) -> Floats:
        """The last hidden state of every token, shape (tokens of all texts, dims), in the order given."""
        count = self._compute(texts)
        found = np.ctypeslib.as_array(llama_cpp.llama_get_embeddings(self._context), (count, self.shape.dims))
        if not np.isfinite(found).all():
            raise UserError("model_damaged", name="", detail="numbers")
        return found.astype(np.float32, copy=True)

    def scores(self, texts: Sequence[Sequence[int]]) -> list[float]:
        """What a reranker says about each, any number."""
        self._compute(texts)
        rows = [llama_cpp.llama_get_embeddings_seq(self._context, number) for number in range(len(texts))]
        return [float(row[0]) for row in rows]

    def _compute(self, texts: Sequence[Sequence[int]]) -> int:
        rows = [
            Row(lane, token, wanted=True)
            for lane, text in zip(self._lanes, texts, strict=False)
            for token in text
        ]
        self._batch.fill(rows)
        if self._memory:
            llama_cpp.llama_memory_clear(self._memory, False)
        status = llama_cpp.llama_decode(self._context, self._batch.native)
        if status == _ABORTED or self.stop.is_set:
            raise Cancelled
        if status:
            raise EngineError("engine_bug", detail=f"llama_decode {status}")
        return len(rows)

    def _load(self, path: Path) -> Any:
        self._log.secret = str(path)
        params = model_params(LoadSettings(path, n_ctx=self.shape.max_tokens, n_gpu_layers=0))
        model = llama_cpp.llama_model_load_from_file(os.fsencode(path), params)
        if not model:
            raise self._why_not(path.name)
        return model

    def _make_context(self, name: str) -> Any:
        params = llama_cpp.llama_context_default_params()
        params.n_ctx = params.n_batch = params.n_ubatch = self.shape.max_tokens
        params.n_seq_max = TEXTS
        params.kv_unified = True
        params.n_threads = params.n_threads_batch = physical_cores()
        params.embeddings = True
        ranks = self.shape.pooling is Pooling.RANK
        params.pooling_type = int(Pooling.RANK if ranks else Pooling.NONE)
        params.flash_attn_type = _FLASH_ATTENTION_AUTO
        params.no_perf = True
        if llama_cpp.llama_model_n_embd_out(self._model) != self.shape.dims:
            raise UserError("model_damaged", name=name, detail="numbers")
        context = llama_cpp.llama_init_from_model(self._model, params)
        if not context:
            raise self._why_not(name)
        return context

    def _why_not(self, name: str) -> UserError:
        if self._log.mentions("unknown model architecture", "unsupported model architecture"):
            return UserError("unsupported_model", name=name)
        if self._log.mentions(*_NO_MEMORY):
            return UserError("not_enough_memory")
        if self._log.mentions("invalid ggml type"):
            return UserError("model_newer", name=name)
        return UserError("model_damaged", name=name)

    def close(self) -> None:
        """Free everything; the object is of no use afterwards."""
        if self._context:
            llama_cpp.llama_free(self._context)
            self._context = None
        if self._model:
            llama_cpp.llama_model_free(self._model)
            self._model = None


def is_unknown(vocabulary: Vocabulary, token: int) -> bool:
    """Whether the token stands for whatever the vocabulary has no other token for."""
    attributes = int(llama_cpp.llama_vocab_get_attr(vocabulary.pointer, token))
    return bool(attributes & llama_cpp.LLAMA_TOKEN_ATTR_UNKNOWN)


def has_word_pieces(vocabulary: Vocabulary) -> bool:
    """Whether the vocabulary is one of BERT's kind."""
    return bool(llama_cpp.llama_vocab_type(vocabulary.pointer) == llama_cpp.LLAMA_VOCAB_TYPE_WPM)
