"""The cross-encoder's child side: it lives in the embedder's process, loaded by the first question that needs it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from app.domain.errors import UserError
from app.processes.cores import physical_cores

MAX_TOKENS = 320
"""Of question and passage together; a passage has at most 200 word pieces."""
_BATCH = 8


class RerankerModel:
    """One loaded cross-encoder. The import alone takes many seconds."""

    def __init__(self, folder: Path) -> None:
        """Raises UserError("model_damaged")."""
        import torch
        from sentence_transformers import CrossEncoder

        torch.set_num_threads(physical_cores())
        self.folder = folder
        try:
            self._model = CrossEncoder(
                str(folder),
                device="cpu",
                local_files_only=True,
                max_length=MAX_TOKENS,
                trust_remote_code=False,
            )
        except (ImportError, MemoryError):
            raise
        except Exception as error:  # safetensors, tokenizers and transformers each have their own
            raise UserError("model_damaged", name=folder.name, detail=type(error).__name__) from error
        self._sigmoid = torch.nn.Sigmoid()

    def relevance(self, question: str, passages: Sequence[str]) -> list[float]:
        """Of each passage, from 0 to 1."""
        if not passages:
            return []
        pairs = [(question, passage) for passage in passages]
        found = self._model.predict(
            pairs, batch_size=_BATCH, activation_fn=self._sigmoid, show_progress_bar=False
        )
        return [float(value) for value in found]
