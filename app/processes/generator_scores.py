"""How probable tokens are in the model's raw distribution: the softmax of its untouched logits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from llama_cpp import llama_cpp

from app.domain.errors import UserError
from app.processes.generator_model import LoadedContext


@dataclass(slots=True)
class Scores:
    """The figures of one generation. ``probes`` are tokens; see :class:`GenerationRequest` for what is asked.

    ``doubtful``: make sure that there are figures at all (an adapter is on).
    """

    probes: Sequence[int] = ()
    avoid: Sequence[int] = ()
    wanted: bool = False
    doubtful: bool = False
    probabilities: tuple[float, ...] = ()
    chosen: list[float] = field(default_factory=list)
    _row: Any = None

    def look(self, context: LoadedContext, at: int, *, first: bool) -> None:
        """Before a token is chosen from the logits of row ``at``. The first time, what is avoided becomes impossible.

        Raises UserError("adapter_damaged") when an adapter makes the model say nothing that is a number.
        """
        if not (self.wanted or (first and (self.probes or self.avoid or self.doubtful))):
            return
        logits = raw_logits(context, at)
        self._row = log_softmax(logits)
        if first:
            if not np.isfinite(self._row.max()):
                raise UserError("adapter_damaged")
            self.probabilities = tuple(float(np.exp(self._row[probe])) for probe in self.probes)
            logits[list(self.avoid)] = -np.inf

    def took(self, token: int) -> None:
        """Which token was chosen; -1 is none."""
        if self.wanted and token >= 0:
            self.chosen.append(float(self._row[token]))

    @property
    def mean(self) -> float | None:
        """Mean log-probability of the chosen tokens."""
        return sum(self.chosen) / len(self.chosen) if self.chosen else None

    @property
    def first(self) -> float | None:
        """Log-probability of the first chosen token."""
        return self.chosen[0] if self.chosen else None


def raw_logits(context: LoadedContext, at: int = -1) -> Any:
    """The model's own figures, one per token of its vocabulary, to read and to change until the next evaluation."""
    found = llama_cpp.llama_get_logits_ith(context.pointer, at)
    return np.ctypeslib.as_array(found, shape=(context.vocabulary.size,))


def log_softmax(logits: Any) -> Any:
    """Natural logarithms of the probabilities, in double precision; shape as given."""
    shifted = np.asarray(logits, dtype=np.float64) - np.max(logits)
    return shifted - np.log(np.exp(shifted).sum())
