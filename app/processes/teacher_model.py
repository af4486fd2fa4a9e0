"""The frozen model with an adapter on it, written out: only what teaching needs, in llama.cpp's own layout.

It follows llama.cpp's graphs of llama, qwen2 and qwen3 (``src/models/llama.cpp`` and so on); a test holds it against
them. Queries and keys keep the row order of the GGUF file, so that an adapter needs no reordering to become one.

LoRA (Hu et al. 2021): y = W x + (alpha / rank) B A x. A and B are 32-bit masters, multiplied in the model's precision:
where a processor is made for 16 bits, 32 cost several times as much. This is why no library is used for it: the usual
one multiplies them in 32.
"""

from __future__ import annotations

from typing import Any

import torch
from torch.nn import functional

from app.processes.teacher_shape import ADAPTED, Shape
from app.processes.teacher_tree import Layout
from app.processes.teacher_weights import Weights

_SPREAD = 0.02  # of A at the beginning; B begins with zeros, so that nothing is changed yet


class Lora:
    """The two matrices that are taught."""

    def __init__(self, inputs: int, outputs: int, rank: int, scale: float, device: Any, dice: Any) -> None:
        self.a = (torch.randn(rank, inputs, generator=dice) * _SPREAD).to(device).requires_grad_()
        self.b = torch.zeros(outputs, rank, device=device, requires_grad=True)
        self._scale = scale

    def __call__(self, x: Any) -> Any:
        """Shape (..., inputs) to (..., outputs)."""
        inner = functional.linear(x, self.a.to(x.dtype))
        return functional.linear(inner, self.b.to(x.dtype)) * self._scale


class Linear:
    """A frozen layer, and what may be added to it."""

    def __init__(self, weight: Any, bias: Any) -> None:
        self._weight = weight
        self._bias = bias
        self.lora: Lora | None = None

    def __call__(self, x: Any) -> Any:
        """Shape (..., inputs) to (..., outputs)."""
        y = functional.linear(x, self._weight, self._bias)
        return y if self.lora is None else y + self.lora(x)


class Block:
    """One layer of the model."""

    def __init__(self, number: int, weights: Weights, shape: Shape) -> None:
        self._shape = shape
        at = f"blk.{number}."
        self._norms = {
            name: weights.take(f"{at}{name}.weight", (shape.width,), exact=True)
            for name in ("attn_norm", "ffn_norm")
        }
        for name in ("attn_q_norm", "attn_k_norm"):
            self._norms[name] = weights.take_if_there(f"{at}{name}.weight", (shape.head,), exact=True)
        self.linear: dict[str, Linear] = {}
        for name in ADAPTED:
            inputs, outputs = shape.linear(name)
            weight = weights.take(f"{at}{name}.weight", (outputs, inputs))
            self.linear[name] = Linear(weight, weights.take_if_there(f"{at}{name}.bias", (outputs,)))

    def __call__(self, h: Any, layout: Layout) -> Any:
        """Hidden states of shape (tokens, width)."""
        h = h + self._attend(self._norm("attn_norm", h), layout)
        x, of = self._norm("ffn_norm", h), self.linear
        return h + of["ffn_down"](functional.silu(of["ffn_gate"](x)) * of["ffn_up"](x))

    def _attend(self, x: Any, layout: Layout) -> Any:
        shape, of = self._shape, self.linear
        q, k, v = (of[name](x).unflatten(-1, (-1, shape.head)) for name in ("attn_q", "attn_k", "attn_v"))
        q = layout.rotated(self._norm("attn_q_norm", q), halves=shape.halves)
        k = layout.rotated(self._norm("attn_k_norm", k), halves=shape.halves)
        return of["attn_output"](layout.attend(q, k, v).flatten(-2))

    def _norm(self, name: str, x: Any) -> Any:
        weight = self._norms[name]
        return x if weight is None else rms_norm(x, weight, self._shape.epsilon)


def rms_norm(x: Any, weight: Any, epsilon: float) -> Any:
    """x / sqrt(mean(x²) + epsilon) · weight, in 32 bits (Zhang and Sennrich 2019)."""
    exact = x.float()
    scale = torch.rsqrt(exact.square().mean(-1, keepdim=True) + epsilon)
    return (exact * scale * weight).to(x.dtype)


class Model:
    """A GGUF model in torch. ``adapt`` puts an adapter on the layers from ``first``."""

    def __init__(self, weights: Weights, shape: Shape) -> None:
        self.shape = shape
        self._embedding = weights.take("token_embd.weight", (-1, shape.width))
        self._norm = weights.take("output_norm.weight", (shape.width,), exact=True)
        output = weights.take_if_there("output.weight", (-1, shape.width))
        self._output = self._embedding if output is None else output
        factors = weights.take_if_there("rope_freqs.weight", (shape.head // 2,), exact=True)
        self._speeds = _rotary_speeds(shape, factors, self._embedding.device)
        self.blocks = [Block(number, weights, shape) for number in range(shape.layers)]
        weights.all_taken(lambda name: name.endswith("rope_freqs.weight"))

    def adapt(self, rank: int, alpha: float, first: int, seed: int) -> dict[str, Lora]:
        """New matrices by llama.cpp's names of the layers they belong to, without their ".weight"."""
        dice = torch.Generator().manual_seed(seed)
        made: dict[str, Lora] = {}
        for number in range(first, self.shape.layers):
            for name, linear in self.blocks[number].linear.items():
                sizes = self.shape.linear(name)
                linear.lora = Lora(*sizes, rank, alpha / rank, self._embedding.device, dice)
                made[f"blk.{number}.{name}"] = linear.lora
        return made

    def layout(self, prefix: int, branches: int, width: int, positions: list[int]) -> Layout:
        """How a tree lies in a row of tokens."""
        return Layout(prefix, branches, width, positions, self._speeds, self._embedding.dtype)

    def below(self, ids: list[int], layout: Layout, first: int) -> Any:
        """Hidden states, shape (tokens, width), that enter layer ``first``."""
        h = self._embedding[torch.tensor(ids, device=self._embedding.device)]
        return self.through(h, layout, 0, first)

    def through(self, h: Any, layout: Layout, first: int, last: int) -> Any:
        """Those behind the layers from ``first`` to before ``last``."""
        for block in self.blocks[first:last]:
            h = block(h, layout)
        return h

    def logits(self, h: Any) -> Any:
        """One row of 32-bit numbers a hidden state."""
        return functional.linear(rms_norm(h, self._norm, self.shape.epsilon), self._output).float()


def _rotary_speeds(shape: Shape, factors: Any, device: Any) -> Any:
    """Radians a position for each pair of a head: scale · base^(-2i/d) / factor (Su et al. 2021)."""
    steps = torch.arange(0, shape.head, 2, device=device, dtype=torch.float32) / shape.head
    speeds = shape.rope_scale * shape.rope_base**-steps
    return speeds if factors is None else speeds / factors
