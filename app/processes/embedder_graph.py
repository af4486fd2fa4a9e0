"""A plain BERT encoder as an ONNX graph whose linear layers compute with whole numbers of eight bits.

The arithmetic around them is that of BERT (Devlin et al. 2019: post-layer-norm, exact GELU) in float32. Text goes
in alone, without padding, so that a vector depends on its text only and never on what else was in the batch.

How a layer ``x W + b`` becomes integers:

- Weights: one scale per output column, -127 to 127. Processors without a dot product instruction (x86 before
  VNNI) add two products of 8 by 8 bits in 16 bits, where they can overflow; two products with at most 64 always
  fit. :func:`multiplies_exactly` finds out, and ``top`` is 127 or 64 accordingly.
- Activations: one scale per text, found while it runs (ONNX ``DynamicQuantizeLinear``).
- Into the first feed-forward layer goes the *bare* normalised state: the layer norm's gain and bias, which blow up
  a few channels tenfold and leave all others few steps, are multiplied into the weights (exact in real numbers).
- Into the second goes the GELU's output, which has tokens ten times as large as the others: one scale per token.

The last two halve the error; ``tests/integration/test_engines_embedder.py`` holds the vectors to
sentence-transformers' own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import onnx.helper
import onnx.numpy_helper

Floats = npt.NDArray[np.float32]

_GELU_ZERO = 20
"""The step that stands for 0 in a GELU's output: 20 steps below suffice for its minimum, -0.17 ..."""
_GELU_LOW = 2.0
"""... as long as the largest value of a token counts as no less than this: 2.0 * 20 / 235 = 0.17."""
_GELU_STEPS = 255 - _GELU_ZERO
_OPSET, _IR = 21, 10
_CONTRIBUTED = {"DynamicQuantizeMatMul", "MatMulIntegerToFloat", "MultiHeadAttention"}
"""Operators of ONNX Runtime itself, in its domain ``com.microsoft``."""


@dataclass(frozen=True, slots=True)
class BertShape:
    """The numbers of ``config.json`` that the graph needs."""

    layers: int
    heads: int
    dims: int
    eps: float


class _Graph:
    """Collects nodes and constants; a value is the name of a node's output."""

    def __init__(self) -> None:
        self.nodes: list[Any] = []
        self.constants: list[Any] = []

    def constant(self, values: Any) -> str:
        name = f"c{len(self.constants)}"
        self.constants.append(onnx.numpy_helper.from_array(np.ascontiguousarray(values), name))
        return name

    def scalar(self, value: Any) -> str:
        name = f"c{len(self.constants)}"
        self.constants.append(onnx.numpy_helper.from_array(np.asarray(value), name))
        return name

    def several(self, operator: str, count: int, *inputs: str, **attributes: Any) -> list[str]:
        names = [f"v{len(self.nodes)}_{i}" for i in range(count)]
        domain = "com.microsoft" if operator in _CONTRIBUTED else ""
        self.nodes.append(onnx.helper.make_node(operator, inputs, names, domain=domain, **attributes))
        return names

    def node(self, operator: str, *inputs: str, **attributes: Any) -> str:
        return self.several(operator, 1, *inputs, **attributes)[0]

    def encoded(
        self,
        given: str,
        result: str,
        shape: list[Any],
        given_type: int = onnx.TensorProto.FLOAT,
        result_type: int = onnx.TensorProto.FLOAT,
    ) -> bytes:
        self.nodes.append(onnx.helper.make_node("Identity", [result], ["hidden"]))
        ends = [
            onnx.helper.make_tensor_value_info(name, kind, shape)
            for name, kind in ((given, given_type), ("hidden", result_type))
        ]
        graph = onnx.helper.make_graph(self.nodes, "bert", ends[:1], ends[1:], self.constants)
        opsets = [onnx.helper.make_opsetid("", _OPSET), onnx.helper.make_opsetid("com.microsoft", 1)]
        model = onnx.helper.make_model(graph, opset_imports=opsets, ir_version=_IR)
        data: bytes = model.SerializeToString()
        return data


class _Bert:
    def __init__(self, weights: Mapping[str, Floats], shape: BertShape, top: int) -> None:
        self._weights = weights
        self._shape = shape
        self._top = top
        self.graph = _Graph()
        self._bare = self.graph.constant(np.ones(shape.dims, np.float32))

    def layer(self, number: int, state: str) -> str:
        """One encoder layer: attention, feed-forward, each with its residual and layer norm."""
        root, graph = f"encoder.layer.{number}", self.graph
        summed = graph.node("Add", self._attention(f"{root}.attention", state), state)
        gain, bias = self._norm_of(f"{root}.attention.output.LayerNorm")
        bare = graph.node("LayerNormalization", summed, self._bare, axis=-1, epsilon=self._shape.eps)
        first, first_bias = self._linear_of(f"{root}.intermediate.dense")
        inner = self._linear(bare, first * gain, first_bias + first @ bias)
        second, second_bias = self._linear_of(f"{root}.output.dense")
        outer = self._linear_by_token(graph.node("Gelu", inner), second, second_bias + bias)
        residual = graph.node("Mul", bare, graph.constant(gain))  # the bias is in ``outer`` already
        return self.norm(f"{root}.output.LayerNorm", graph.node("Add", outer, residual))

    def norm(self, name: str, state: str) -> str:
        gain, bias = map(self.graph.constant, self._norm_of(name))
        return self.graph.node("LayerNormalization", state, gain, bias, axis=-1, epsilon=self._shape.eps)

    def _attention(self, root: str, state: str) -> str:
        parts = [self._linear_of(f"{root}.self.{name}") for name in ("query", "key", "value")]
        joined = self._linear(
            state, np.concatenate([w for w, _ in parts]), np.concatenate([b for _, b in parts])
        )
        sizes = self.graph.constant(np.full(3, self._shape.dims, np.int64))
        query, key, value = self.graph.several("Split", 3, joined, sizes, axis=-1)
        mixed = self.graph.node("MultiHeadAttention", query, key, value, num_heads=self._shape.heads)
        return self._linear(mixed, *self._linear_of(f"{root}.output.dense"))

    def _linear(self, state: str, weight: Floats, bias: Floats) -> str:
        """One scale for all tokens of the text."""
        steps, scale = quantized(weight, self._top)
        constant = self.graph.constant
        return self.graph.node(
            "DynamicQuantizeMatMul", state, constant(steps), constant(scale), "", constant(bias)
        )

    def _linear_by_token(self, state: str, weight: Floats, bias: Floats) -> str:
        """One scale per token, for the output of a GELU."""
        graph = self.graph
        steps, scale = quantized(weight, self._top)
        one, zero = graph.scalar(np.float32(1)), graph.scalar(np.uint8(_GELU_ZERO))
        largest = graph.node("ReduceMax", state, graph.constant(np.array([2])), keepdims=1)
        largest = graph.node("Max", largest, graph.scalar(np.float32(_GELU_LOW)))
        stretched = graph.node(
            "Mul", state, graph.node("Div", graph.scalar(np.float32(_GELU_STEPS)), largest)
        )
        whole = graph.node("QuantizeLinear", stretched, one, zero)
        product = graph.node(
            "MatMulIntegerToFloat",
            whole,
            graph.constant(steps),
            one,
            graph.constant(scale / _GELU_STEPS),
            zero,
        )
        return graph.node("Add", graph.node("Mul", product, largest), graph.constant(bias))

    def _norm_of(self, name: str) -> tuple[Floats, Floats]:
        return self._weights[f"{name}.weight"], self._weights[f"{name}.bias"]

    def _linear_of(self, name: str) -> tuple[Floats, Floats]:
        """The weight, shape (out, in), and the bias."""
        return self._weights[f"{name}.weight"], self._weights[f"{name}.bias"]


def quantized(weight: Floats, top: int) -> tuple[npt.NDArray[np.int8], Floats]:
    """``weight`` (out, in) as whole steps (in, out) and the size of a step (out,): ``steps * size`` is nearly it."""
    size = np.maximum(np.abs(weight).max(axis=1), np.finfo(np.float32).tiny) / np.float32(top)
    return np.rint(weight / size[:, None]).astype(np.int8).T, size.astype(np.float32)


def bert_graph(weights: Mapping[str, Floats], shape: BertShape, top: int) -> bytes:
    """The encoded ONNX model: ``embedded`` (1, tokens, dims), the sum of the three embeddings, to ``hidden``.

    ``weights`` are named as in the checkpoint, without the prefix ``bert.``. Raises KeyError when one is missing.
    """
    bert = _Bert(weights, shape, top)
    state = bert.norm("embeddings.LayerNorm", "embedded")
    for number in range(shape.layers):
        state = bert.layer(number, state)
    return bert.graph.encoded("embedded", state, [1, "tokens", shape.dims])


def product_graph(weight: npt.NDArray[np.int8]) -> bytes:
    """The encoded model of one bare product: ``embedded`` (rows, in) of uint8 to ``hidden`` of int32."""
    graph = _Graph()
    product = graph.node("MatMulInteger", "embedded", graph.constant(weight))
    ends = onnx.TensorProto.UINT8, onnx.TensorProto.INT32
    return graph.encoded("embedded", product, ["rows", None], *ends)
