"""The parent's side of the cross-encoder: the Reranker of ``app.domain.ports`` over the embedder's child process."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib.util import find_spec
from pathlib import Path

from app.domain.errors import EngineError
from app.processes.engines import EmbedderEngine
from app.processes.reranker_files import find_reranker


class InstalledReranker:
    """The cross-encoder that was chosen, or else the one in the models folder, looked for at every question.

    ``chosen`` names a GGUF file, None for no choice. One in another layout is used where the library is there that
    computes it, which the installed program does without."""

    def __init__(
        self, embedder: EmbedderEngine, models: Path, chosen: Callable[[], Path | None] = lambda: None
    ) -> None:
        self._embedder = embedder
        self._models = models
        self._chosen = chosen

    @property
    def available(self) -> bool:
        """See the port."""
        return self._found() is not None

    def _found(self) -> Path | None:
        chosen = self._chosen()
        if chosen is not None and chosen.is_file():
            return chosen
        return find_reranker(self._models) if find_spec("sentence_transformers") is not None else None

    def relevance(self, question: str, passages: Sequence[str]) -> list[float]:
        """See the port."""
        folder = self._found()
        if folder is None:
            raise EngineError("engine_unavailable", role="reranker")
        return self._embedder.relevance(folder, question, passages)
