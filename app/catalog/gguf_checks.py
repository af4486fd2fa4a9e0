"""What a header must say before the engine is asked to load the file: that it is a whole language model, with numbers
that do not contradict each other. There is no list of architectures: what llama.cpp knows, it loads.
"""

from __future__ import annotations

from app.catalog.gguf import GgufHeader
from app.domain.errors import UserError

_MOST_LAYERS = 512  # LLAMA_MAX_LAYERS in llama-hparams.h
_MOST = 1 << 24  # widths, heads and tokens of the largest models are far below
_NUMBERS = ("embedding_length", "attention.head_count", "attention.head_count_kv", "feed_forward_length")
_OTHERS = {"adapter", "mmproj", "imatrix", "vocab"}


def check_loadable(header: GgufHeader, name: str) -> None:
    """Raises UserError("not_a_chat_model", "model_damaged")."""
    kind = header.text("general.type")
    if kind in _OTHERS or header.architecture == "clip":
        raise UserError("not_a_chat_model", name=name, kind=kind or "mmproj")
    if not header.architecture or not header.tensors:
        raise UserError("model_damaged", name=name, detail="numbers")
    layers = header.number("{arch}.block_count")
    if not 0 <= layers <= _MOST_LAYERS or not all(_sane(header, key, layers) for key in _NUMBERS):
        raise UserError("model_damaged", name=name, detail="numbers")


def _sane(header: GgufHeader, key: str, layers: int) -> bool:
    values = header.per_layer("{arch}." + key, max(layers, 1))
    heads_missing = key == "attention.head_count" and layers > 0 and header.number("{arch}." + key) < 0
    return not heads_missing and all(0 <= value <= _MOST for value in values)
