"""Choosing the next token with llama.cpp's samplers, or without them where nothing is left to chance.

Grammars are slow when they look at the whole vocabulary, so the token is chosen without the grammar first; only
when the grammar refuses it, all tokens are put through the grammar (as llama.cpp's own ``common_sampler`` does).
"""

from __future__ import annotations

import ctypes
from typing import Any

import numpy as np
from llama_cpp import llama_cpp

from app.domain.errors import UserError
from app.domain.language_models import SamplingParams
from app.processes.generator_greedy import PENALTY_WINDOW, UNSURE, Greedy
from app.processes.generator_model import LoadedContext
from app.processes.generator_scores import raw_logits

_ROW = np.dtype([("id", "<i4"), ("logit", "<f4"), ("p", "<f4")])  # llama_token_data


class Sampler:
    """Made for one request; ``close`` frees it. The repeat penalty counts written tokens, not the prompt's."""

    def __init__(self, context: LoadedContext, params: SamplingParams, grammar: str | None) -> None:
        self._context = context
        self._grammar = _Grammar(context, grammar) if grammar is not None else None
        self._candidates = Candidates(context)
        self._chain = _chain(params, context.vocabulary.size)
        alone = params.temperature <= 0.0 and grammar is None
        self._greedy = Greedy(context, params.repeat_penalty) if alone else None

    def next(self, at: int = -1, *, sure: float = 0.0) -> int:
        """The next token after row ``at`` of the latest evaluation; ``-1`` when the grammar allows none.

        UNSURE, and nothing is taken, where the second best logit is nearer than ``sure`` to the best one.
        """
        if self._greedy is not None:
            return self._greedy.next(at, sure=sure)
        if self._grammar is None and not sure:
            return int(llama_cpp.llama_sampler_sample(self._chain, self._context.pointer, at))
        token = self._choose(at, constrained=False)
        if self._grammar is not None and not self._grammar.allows(token):
            token = self._choose(at, constrained=True)
        if sure and token >= 0 and self._candidates.lead(token) < sure:
            return UNSURE
        if token >= 0 and not self._context.vocabulary.ends(token):
            if self._grammar is not None:
                self._grammar.accept(token)
            llama_cpp.llama_sampler_accept(self._chain, token)
        return token

    def _choose(self, at: int, *, constrained: bool) -> int:
        candidates = self._candidates.fill(at)
        if constrained and self._grammar is not None:
            self._grammar.apply(candidates)
            if not self._candidates.any_left():
                return -1
        llama_cpp.llama_sampler_apply(self._chain, ctypes.byref(candidates))
        return int(candidates.data[candidates.selected].id) if candidates.selected >= 0 else -1

    def close(self) -> None:
        """Free the native samplers."""
        llama_cpp.llama_sampler_free(self._chain)
        if self._grammar is not None:
            self._grammar.close()


class Candidates:
    """The table of all tokens that samplers and grammars work on."""

    def __init__(self, context: LoadedContext) -> None:
        self._context = context
        self._table: Any = None

    def fill(self, at: int) -> Any:
        """All tokens with their logits of row ``at``."""
        size = self._context.vocabulary.size
        if self._table is None:
            self._table = np.zeros(size, dtype=_ROW)
        self._table["id"] = np.arange(size, dtype=np.int32)
        self._table["logit"] = raw_logits(self._context, at)
        return _array(self._table)

    def any_left(self) -> bool:
        """Whether the grammar allows any token."""
        return bool(np.isfinite(self._table["logit"]).any())

    def lead(self, token: int) -> float:
        """How far its logit is above the next, penalties and grammar counted in. For greedy choice only."""
        logits = self._table["logit"]
        best = float(logits[token])
        logits[token] = -np.inf
        return best - float(logits.max())


def _chain(params: SamplingParams, n_vocab: int) -> Any:
    """Penalties, top_k, top_p, min_p, temperature, in llama.cpp's own order; greedy at temperature 0."""
    chain = llama_cpp.llama_sampler_chain_init(llama_cpp.llama_sampler_chain_default_params())

    def add(sampler: Any) -> None:
        llama_cpp.llama_sampler_chain_add(chain, sampler)

    if params.repeat_penalty != 1.0:
        penalty = params.repeat_penalty
        add(llama_cpp.llama_sampler_init_penalties(n_vocab, PENALTY_WINDOW, penalty, 0.0, 0.0))
    if params.temperature <= 0.0:
        add(llama_cpp.llama_sampler_init_greedy())
        return chain
    add(llama_cpp.llama_sampler_init_top_k(params.top_k))
    add(llama_cpp.llama_sampler_init_top_p(params.top_p, 1))
    add(llama_cpp.llama_sampler_init_min_p(params.min_p, 1))
    add(llama_cpp.llama_sampler_init_temp(params.temperature))
    add(llama_cpp.llama_sampler_init_dist(params.seed & 0xFFFFFFFF))
    return chain


class _Grammar:
    """A GBNF grammar."""

    def __init__(self, context: LoadedContext, text: str) -> None:
        if "\0" in text or not text.strip():
            raise UserError("invalid_input", detail="grammar")
        self._sampler = llama_cpp.llama_sampler_init_grammar(
            context.vocabulary.pointer, text.encode("utf-8", errors="replace"), b"root"
        )
        if not self._sampler:  # using a NULL sampler would end the process
            raise UserError("invalid_input", detail="grammar")

    def apply(self, candidates: Any) -> None:
        """Give what the grammar forbids the logit -inf."""
        llama_cpp.llama_sampler_apply(self._sampler, ctypes.byref(candidates))

    def allows(self, token: int) -> bool:
        """Whether the grammar allows this token."""
        one = np.zeros(1, dtype=_ROW)
        one["id"], one["logit"] = token, 1.0
        self.apply(_array(one))
        return bool(np.isfinite(one["logit"][0]))

    def accept(self, token: int) -> None:
        """Go on behind this token. Only for tokens it allows."""
        llama_cpp.llama_sampler_accept(self._sampler, token)

    def close(self) -> None:
        """Free the native sampler."""
        llama_cpp.llama_sampler_free(self._sampler)


def _array(table: Any) -> Any:
    data = ctypes.cast(table.ctypes.data, llama_cpp.llama_token_data_p)
    return llama_cpp.llama_token_data_array(data=data, size=len(table), selected=-1, sorted=False)
