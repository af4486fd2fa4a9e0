"""Finds a cross-encoder that the person has put among the models; read without loading anything.

Any folder ``models/<name>`` in the layout of sentence-transformers or transformers counts whose ``config.json`` is that
of a sequence classifier with one label, such as ms-marco-MiniLM-L6-v2.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

_CLASSIFIER = "ForSequenceClassification"
_WEIGHTS = ("model.safetensors", "pytorch_model.bin")
_TOKENIZERS = ("tokenizer.json", "vocab.txt")


def find_reranker(models: Path) -> Path | None:
    """The first one by name; None where there is none. Damaged folders are passed over."""
    try:
        folders = sorted(path for path in models.iterdir() if path.is_dir())
    except OSError:
        return None
    return next((folder for folder in folders if is_reranker(folder)), None)


def is_reranker(folder: Path) -> bool:
    """Whether the folder holds a cross-encoder with one score per pair."""
    config = _config(folder)
    architectures = config.get("architectures")
    labels = config.get("id2label")
    return (
        isinstance(architectures, list)
        and any(str(name).endswith(_CLASSIFIER) for name in architectures)
        and (config.get("num_labels", 1) == 1 and (not isinstance(labels, dict) or len(labels) == 1))
        and any((folder / name).is_file() for name in _WEIGHTS)
        and any((folder / name).is_file() for name in _TOKENIZERS)
    )


def _config(folder: Path) -> dict[str, Any]:
    try:
        value = json.loads((folder / "config.json").read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return value if isinstance(value, dict) else {}
