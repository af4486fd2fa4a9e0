"""What a GGUF model is built like, as far as it can be taught, and the memory that takes. Needs no torch.

Architectures are those of llama.cpp whose block is: norm, attention with rotary positions, norm, gated feed-forward
with SiLU. Key names are those of ggml's ``docs/gguf.md``.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from app.catalog.gguf import GgufHeader, read_header
from app.domain.errors import UserError

# Whether a rotated pair is two neighbours ("normal") or two halves of a head ("neox"), after llama_model_rope_type.
_HALVES = {"llama": False, "qwen2": True, "qwen3": True}
ADAPTED = ("attn_q", "attn_k", "attn_v", "attn_output", "ffn_gate", "ffn_up", "ffn_down")
"""The linear layers of a block that are taught."""
_NO_SCALING = {"", "none", "linear"}
_SPARE = 512 * 1024 * 1024  # torch itself
_USUAL_VOCABULARY = 130_000
_LARGEST = 1_000_000
# Numbers kept for going back, measured with the starter: a token and trained layer (inputs and outputs of every linear
# layer, norms in 32 bits), and a pair of tokens and head.
_PER_WIDTH, _PER_FF, _PER_PAIR = 24, 6, 2.5


@dataclass(frozen=True, slots=True)
class Shape:
    """Sizes: ``width`` of the residual stream, ``head`` of one head, ``ff`` of the feed-forward part."""

    architecture: str
    layers: int
    width: int
    heads: int
    kv_heads: int
    head: int
    ff: int
    context: int
    vocabulary: int
    epsilon: float
    rope_base: float
    rope_scale: float
    halves: bool
    parameters: int

    def linear(self, name: str) -> tuple[int, int]:
        """Inputs and outputs of one of ADAPTED."""
        attention, keys = self.heads * self.head, self.kv_heads * self.head
        return {
            "attn_q": (self.width, attention),
            "attn_k": (self.width, keys),
            "attn_v": (self.width, keys),
            "attn_output": (attention, self.width),
            "ffn_gate": (self.width, self.ff),
            "ffn_up": (self.width, self.ff),
            "ffn_down": (self.ff, self.width),
        }[name]

    def adapter_size(self, rank: int, first: int) -> int:
        """Weights of an adapter for the layers from ``first``."""
        return (self.layers - first) * rank * sum(sum(self.linear(name)) for name in ADAPTED)


def read_shape(path: Path) -> Shape:
    """Raises UserError("architecture_not_teachable"), and what ``read_header`` raises."""
    header = read_header(path)
    name = header.architecture
    shape = _shape(header)
    numbers = (shape.layers, shape.width, shape.heads, shape.kv_heads, shape.head, shape.ff)
    scaling = header.text(f"{name}.rope.scaling.type")
    rotated = header.number("{arch}.rope.dimension_count") or shape.head
    odd = (
        "kind" if name not in _HALVES else
        "experts" if header.number("{arch}.expert_count") else
        "rotary positions" if scaling not in _NO_SCALING or rotated != shape.head or shape.head % 2 else
        "sizes" if not all(0 < n < _LARGEST for n in numbers) or shape.heads % shape.kv_heads else
        ""
    )  # fmt: skip
    if odd:
        raise UserError("architecture_not_teachable", architecture=name or "?", detail=odd)
    return shape


def _shape(header: GgufHeader) -> Shape:
    name = header.architecture
    heads = header.number("{arch}.attention.head_count")
    width = header.number("{arch}.embedding_length")
    scaled = header.text(f"{name}.rope.scaling.type") == "linear"
    return Shape(
        architecture=name,
        layers=header.number("{arch}.block_count"),
        width=width,
        heads=heads,
        kv_heads=header.number("{arch}.attention.head_count_kv") or heads,
        head=header.number("{arch}.attention.key_length") or width // max(heads, 1),
        ff=header.number("{arch}.feed_forward_length"),
        context=header.number("{arch}.context_length"),
        vocabulary=header.number("{arch}.vocab_size") or _USUAL_VOCABULARY,
        epsilon=_float(header, "attention.layer_norm_rms_epsilon", 1e-5),
        rope_base=_float(header, "rope.freq_base", 10_000.0),
        rope_scale=1.0 / _float(header, "rope.scaling.factor", 1.0) if scaled else 1.0,
        halves=_HALVES.get(name, False),
        parameters=header.parameters,
    )


def _float(header: GgufHeader, key: str, default: float) -> float:
    value = header.values.get(f"{header.architecture}.{key}", default)
    return float(value) if isinstance(value, int | float) and value > 0 else default


def memory_needed(shape: Shape, *, rank: int, first: int, tokens: int, pairs: int, width: int) -> int:
    """Bytes for teaching with trees of ``tokens``, of which ``pairs`` look at each other, and weights of ``width``
    bytes; an estimate.

    Weights, the largest tensor in 32 bits while it is read, adapter with gradients and AdamW's two means, activations.
    """
    weights = shape.parameters * width
    reading = 4 * shape.width * max(shape.ff, shape.vocabulary)
    adapter = 16 * shape.adapter_size(rank, first)
    trained = shape.layers - first
    activations = trained * tokens * (_PER_WIDTH * shape.width + _PER_FF * shape.ff) * width
    attention = int(_PER_PAIR * trained * shape.heads * pairs * width)
    return weights + reading + adapter + activations + attention + _SPARE
