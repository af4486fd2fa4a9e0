"""Sequences that share one context: each has tokens, keys and values of its own, and the adapter they were made with.

The bare model and an adapter keep to lanes of their own, so that reading a passage with an adapter does not cost a chat
the part of its prompt that is already evaluated.
"""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from llama_cpp import llama_cpp

from app.processes.generator_adapters import AdapterKey


@dataclass(slots=True)
class Lane:
    """``tokens`` are those whose keys and values the context holds for the sequence ``number``."""

    number: int
    adapter: AdapterKey | None = None
    tokens: list[int] = field(default_factory=list)


class Row(NamedTuple):
    """One token to evaluate behind the others of its lane; ``wanted``: what follows it is asked for."""

    lane: Lane
    token: int
    wanted: bool


class TokenBatch:
    """A ``llama_batch`` of at most ``size`` tokens over memory of its own. Positions follow on by themselves."""

    def __init__(self, size: int, lanes: int) -> None:
        self._tokens = (llama_cpp.llama_token * size)()
        self._wanted = (ctypes.c_int8 * size)()
        self._counts = (ctypes.c_int32 * size)(*[1] * size)
        numbers = [(llama_cpp.llama_seq_id * 1)(number) for number in range(lanes)]
        pointer = ctypes.POINTER(llama_cpp.llama_seq_id)
        self._numbers = [ctypes.cast(number, pointer) for number in numbers]  # a cast keeps its array alive
        self._owners = (pointer * size)(*[self._numbers[0]] * size)
        self.native = llama_cpp.llama_batch(
            0,
            self._tokens,
            None,
            None,
            self._counts,
            self._owners,
            self._wanted,
        )

    def fill(self, rows: Sequence[Row]) -> None:
        """The tokens of the next evaluation."""
        for place, (lane, token, wanted) in enumerate(rows):
            self._tokens[place] = token
            self._owners[place] = self._numbers[lane.number]
            self._wanted[place] = wanted
        self.native.n_tokens = len(rows)
