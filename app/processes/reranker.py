"""The parent's side of the cross-encoder: the Reranker of ``app.domain.ports`` over the embedder's child process."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

from app.domain.errors import EngineError
from app.processes.engines import EmbedderEngine
from app.processes.reranker_files import find_reranker


class InstalledReranker:
    """The cross-encoder in the models folder, looked for at every question: one that was just put there is used.

    Without the library that computes it, as in the installed program, there is none."""

    def __init__(self, embedder: EmbedderEngine, models: Path) -> None:
        self._embedder = embedder
        self._models = models

    @property
    def available(self) -> bool:
        """See the port."""
        return find_reranker(self._models) is not None and find_spec("sentence_transformers") is not None

    def relevance(self, question: str, passages: Sequence[str]) -> list[float]:
        """See the port."""
        folder = find_reranker(self._models)
        if folder is None:
            raise EngineError("engine_unavailable", role="reranker")
        return self._embedder.relevance(folder, question, passages)
