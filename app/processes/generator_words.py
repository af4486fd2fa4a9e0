"""A model's vocabulary without its weights, so that what is taught is cut into tokens exactly as at run time."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from llama_cpp import llama_cpp

from app.domain.errors import UserError
from app.processes.generator_log import NativeLog
from app.processes.generator_vocabulary import Vocabulary


class Words:
    """Tokens of prompts and of what is to follow them."""

    def __init__(self, model: Any) -> None:
        self._vocabulary = Vocabulary(llama_cpp.llama_model_get_vocab(model))
        self._adds_first = bool(llama_cpp.llama_vocab_get_add_bos(self._vocabulary.pointer))
        self._first = self._vocabulary.bos_text()

    @property
    def end(self) -> int:
        """The token that ends a turn; -1 when the model has none."""
        for ask in (llama_cpp.llama_vocab_eos, llama_cpp.llama_vocab_eot):
            if (token := int(ask(self._vocabulary.pointer))) >= 0:
                return token
        return -1

    def prompt(self, text: str) -> list[int]:
        """As the generator makes them of a raw prompt."""
        if self._first and self._adds_first:
            text = text.removeprefix(self._first)
        return self._vocabulary.tokenize(text, special=True)

    def target(self, prompt: str, tokens: Sequence[int], text: str) -> list[int]:
        """The tokens of ``text`` where it follows ``prompt``; its own where the border would be drawn elsewhere."""
        together = self.prompt(prompt + text)
        if len(together) > len(tokens) and together[: len(tokens)] == list(tokens):
            return together[len(tokens) :]
        return self._vocabulary.tokenize(text, special=False)


@contextmanager
def words_of(path: Path) -> Iterator[Words]:
    """Raises UserError("model_damaged")."""
    log = NativeLog()
    log.secret = str(path)
    llama_cpp.llama_backend_init()
    params = llama_cpp.llama_model_default_params()
    params.vocab_only = True
    params.n_gpu_layers = 0
    model = llama_cpp.llama_model_load_from_file(os.fsencode(path), params)
    if not model:
        raise UserError("model_damaged", name=path.name)
    try:
        yield Words(model)
    finally:
        llama_cpp.llama_model_free(model)
