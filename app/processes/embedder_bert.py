"""A plain BERT encoder in torch: the forward pass of all-MiniLM-L6-v2 and its kind, and nothing else.

Why not the ``transformers`` class: importing that costs five times as much as importing torch, and a person who
asks the first question waits for it. The arithmetic is that of BERT (Devlin et al. 2019, post-layer-norm, exact
GELU); ``tests/integration/test_engines_embedder.py`` holds it to sentence-transformers' own vectors.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
import torch.nn.functional as F  # noqa: N812 - torch's own convention
from safetensors import safe_open

Tensor = Any  # torch.Tensor; torch is not seen by the type checker


@dataclass(frozen=True, slots=True)
class BertShape:
    """The numbers of ``config.json`` that the forward pass needs."""

    layers: int
    heads: int
    eps: float


class BertEncoder:
    """``encode(ids, mask)`` gives the last hidden state, float32, shape (batch, tokens, dims)."""

    def __init__(self, folder: Path) -> None:
        config = json.loads((folder / "config.json").read_text("utf-8"))
        self._shape = BertShape(
            config["num_hidden_layers"], config["num_attention_heads"], config["layer_norm_eps"]
        )
        with safe_open(folder / "model.safetensors", framework="pt") as file:
            names = {name: name.removeprefix("bert.") for name in file.keys()}  # noqa: SIM118 - not a dict
            self._weights: dict[str, Any] = {
                short: file.get_tensor(name).float() for name, short in names.items()
            }
        self.dims = int(config["hidden_size"])
        self._fuse()

    def _fuse(self) -> None:
        """Query, key and value become one matrix: one product instead of three."""
        for layer in range(self._shape.layers):
            root = f"encoder.layer.{layer}.attention.self"
            for kind in ("weight", "bias"):
                parts = [self._weights.pop(f"{root}.{name}.{kind}") for name in ("query", "key", "value")]
                self._weights[f"{root}.qkv.{kind}"] = torch.cat(parts)

    def _linear(self, name: str, values: Tensor) -> Tensor:
        return F.linear(values, self._weights[f"{name}.weight"], self._weights[f"{name}.bias"])

    def _norm(self, name: str, values: Tensor) -> Tensor:
        weight, bias = self._weights[f"{name}.weight"], self._weights[f"{name}.bias"]
        return F.layer_norm(values, weight.shape, weight, bias, self._shape.eps)

    def encode(self, ids: Tensor, mask: Tensor) -> Tensor:
        """``mask`` is True where a token stands, False where padding does; both have shape (batch, tokens)."""
        table = self._weights
        hidden = table["embeddings.word_embeddings.weight"][ids]
        hidden = hidden + table["embeddings.position_embeddings.weight"][: ids.shape[1]]
        hidden = hidden + table["embeddings.token_type_embeddings.weight"][0]
        hidden = self._norm("embeddings.LayerNorm", hidden)
        seen = None if bool(mask.all()) else mask[:, None, None, :]
        for layer in range(self._shape.layers):
            hidden = self._layer(f"encoder.layer.{layer}", hidden, seen)
        return hidden

    def _layer(self, root: str, hidden: Tensor, seen: Tensor | None) -> Tensor:
        batch, tokens, dims = hidden.shape
        qkv = self._linear(f"{root}.attention.self.qkv", hidden)
        query, key, value = qkv.view(batch, tokens, 3, self._shape.heads, -1).permute(2, 0, 3, 1, 4)
        mixed = F.scaled_dot_product_attention(query, key, value, attn_mask=seen)
        mixed = mixed.transpose(1, 2).reshape(batch, tokens, dims)
        mixed = self._linear(f"{root}.attention.output.dense", mixed)
        hidden = self._norm(f"{root}.attention.output.LayerNorm", mixed + hidden)
        inner = F.gelu(self._linear(f"{root}.intermediate.dense", hidden))
        outer = self._linear(f"{root}.output.dense", inner)
        return self._norm(f"{root}.output.LayerNorm", outer + hidden)
