"""A plain BERT encoder in ONNX Runtime: all-MiniLM-L6-v2 and its kind, and nothing else.

Why not PyTorch: importing it takes seconds and 170 MB, and its float32 takes two to three times as long as the
integers of :mod:`app.processes.embedder_graph`. The graph is made of the checkpoint at every start, which costs a
fifth of a second and leaves nothing on the disk that could be stale.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
from safetensors import safe_open

from app.processes.embedder_graph import BertShape, Floats, bert_graph, product_graph

FULL_TOP, SAFE_TOP = 127, 64
"""Largest whole number a weight becomes, on processors that multiply exactly and on those that do not."""


class BertEncoder:
    """Give it the ids of one text's tokens. May be called from several threads at once; each call uses one core."""

    def __init__(self, folder: Path) -> None:
        config = json.loads((folder / "config.json").read_text("utf-8"))
        self.dims = int(config["hidden_size"])
        shape = BertShape(
            config["num_hidden_layers"], config["num_attention_heads"], self.dims, config["layer_norm_eps"]
        )
        with safe_open(folder / "model.safetensors", framework="np") as file:
            weights = _Weights(file)
            self._words = weights["embeddings.word_embeddings.weight"]
            self._places = (
                weights["embeddings.position_embeddings.weight"]
                + weights["embeddings.token_type_embeddings.weight"][0]
            )
            top = FULL_TOP if multiplies_exactly() else SAFE_TOP
            self._session = _session(bert_graph(weights, shape, top))

    def encode(self, ids: Sequence[int]) -> Floats:
        """The last hidden state, shape (tokens, dims)."""
        embedded = self._words[np.asarray(ids)] + self._places[: len(ids)]
        hidden: Floats = self._session.run(None, {"embedded": embedded[None]})[0][0]
        return hidden


class _Weights(Mapping[str, Floats]):
    """A checkpoint's tensors by their names without ``bert.``, each read when it is wanted."""

    def __init__(self, file: Any) -> None:
        self._file = file
        self._names = {name.removeprefix("bert."): name for name in file.keys()}  # noqa: SIM118 - not a dict

    def __getitem__(self, name: str) -> Floats:
        tensor: Floats = self._file.get_tensor(self._names[name])
        return tensor.astype(np.float32, copy=False)

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)


def multiplies_exactly() -> bool:
    """Whether this processor's products of bytes, summed up, cannot overflow on the way."""
    width = 64
    session = _session(product_graph(np.full((width, width), 127, np.int8)))
    product = session.run(None, {"embedded": np.full((4, width), 255, np.uint8)})[0]
    return bool((product == 255 * 127 * width).all())


def _session(model: bytes) -> onnxruntime.InferenceSession:
    onnxruntime.disable_telemetry_events()
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3  # errors only
    # No further: its fused "skip" layer norm is several times slower on a processor than the two it replaces.
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_BASIC
    return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
