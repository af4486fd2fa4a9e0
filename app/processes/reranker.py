"""The parent's side of the cross-encoder: the Reranker of ``app.domain.ports`` over the embedder's child process."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib.util import find_spec
from pathlib import Path

from app.domain.errors import EngineError
from app.processes.engines import EmbedderEngine
from app.processes.reranker_files import find_reranker


class InstalledReranker:
    """The cross-encoder in the models folder, looked for at every question: one that was just put there is used.

    ``files`` names those that are GGUF files. One in another layout is used where the library is there that computes
    it, which the installed program does without."""

    def __init__(
        self, embedder: EmbedderEngine, models: Path, files: Callable[[], Sequence[Path]] = tuple
    ) -> None:
        self._embedder = embedder
        self._models = models
        self._files = files

    @property
    def available(self) -> bool:
        """See the port."""
        return self._found() is not None

    def _found(self) -> Path | None:
        files = self._files()
        if files:
            return files[0]
        return find_reranker(self._models) if find_spec("sentence_transformers") is not None else None

    def relevance(self, question: str, passages: Sequence[str]) -> list[float]:
        """See the port."""
        folder = self._found()
        if folder is None:
            raise EngineError("engine_unavailable", role="reranker")
        return self._embedder.relevance(folder, question, passages)
