"""Models that know nothing: GGUF files with random weights, in the shapes of the families people use, small enough to
load anywhere and large enough that what they take can be told from what the engine takes."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from gguf import GGMLQuantizationType, GGUFWriter, TokenType
from gguf.quants import quantize

_CONTEXT = 8192
_Shapes = list[tuple[str, tuple[int, ...]]]
_SPECIAL = ("<unk>", "<s>", "</s>", "<|endoftext|>")  # Phi-3 cannot be loaded without the last


@dataclass(frozen=True, slots=True)
class Recipe:
    """``head`` is the length of one head; ``experts`` per layer, two of which are used; ``extra_norms``: as Gemma and
    Qwen3 have them; ``joined``: one matrix for queries, keys and values, one for gate and up, as Phi-3 has them.
    ``spread`` of the weights: with more of it, every token counts for what follows."""

    name: str
    architecture: str
    layers: int = 8
    width: int = 512
    heads: int = 8
    kv_heads: int = 2
    head: int = 64
    ff: int = 1536
    vocabulary: int = 8000
    window: int = 0
    experts: int = 0
    head_norms: bool = False
    post_norms: bool = False
    joined: bool = False
    biases: bool = False
    tied: bool = True
    kind: str = "F16"
    spread: float = 0.02


RECIPES = (
    Recipe("llama", "llama", tied=False),
    Recipe("llama-q8", "llama", layers=12, kind="Q8_0", vocabulary=32000),
    Recipe("llama-q4", "llama", layers=16, width=768, heads=12, kv_heads=4, kind="Q4_0"),
    Recipe("mistral-window", "llama", layers=10, kv_heads=8, window=1024, tied=False),
    Recipe("qwen2", "qwen2", biases=True, vocabulary=32000),
    Recipe("qwen3", "qwen3", head=128, head_norms=True),
    Recipe("qwen3moe", "qwen3moe", layers=4, head=128, head_norms=True, experts=8, ff=256),
    Recipe("gemma2", "gemma2", layers=6, head=128, heads=4, window=1024, post_norms=True),
    Recipe("gemma3", "gemma3", layers=12, head=128, heads=4, window=512, post_norms=True, head_norms=True),
    Recipe("phi3", "phi3", kv_heads=8, joined=True, window=2047),
    Recipe("granite", "granite", layers=10),
    Recipe("smollm3", "smollm3", layers=10),
)


def make_model(path: Path, recipe: Recipe) -> Path:
    """Write the file."""
    writer = GGUFWriter(path, recipe.architecture)
    _write_numbers(writer, recipe)
    _write_vocabulary(writer, recipe.vocabulary)
    noise = np.random.default_rng(0).normal(0.0, recipe.spread, 1 << 18).astype(np.float32)
    for name, shape in _tensors(recipe):
        flat = name.endswith("norm.weight") or len(shape) == 1
        numbers = np.ones(shape, np.float32) if flat else np.resize(noise, shape)
        add_tensor(writer, name, numbers, "F32" if flat else recipe.kind)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return path


def add_tensor(writer: GGUFWriter, name: str, numbers: Any, kind: str) -> None:
    """Store a tensor as ``kind``: "F32", "F16", or the name of a quantization."""
    if kind == "F32":
        writer.add_tensor(name, numbers)
    elif kind == "F16":
        writer.add_tensor(name, numbers.astype(np.float16))
    else:
        stored = GGMLQuantizationType[kind]
        writer.add_tensor(name, quantize(numbers, stored), raw_dtype=stored)


def _write_numbers(writer: GGUFWriter, recipe: Recipe) -> None:
    writer.add_name(f"Made {recipe.name}")
    writer.add_context_length(_CONTEXT)
    writer.add_embedding_length(recipe.width)
    writer.add_block_count(recipe.layers)
    writer.add_feed_forward_length(recipe.ff)
    writer.add_head_count(recipe.heads)
    writer.add_head_count_kv(recipe.kv_heads)
    writer.add_key_length(recipe.head)
    writer.add_value_length(recipe.head)
    writer.add_layer_norm_rms_eps(1e-5)
    writer.add_rope_dimension_count(recipe.head)
    writer.add_vocab_size(recipe.vocabulary)
    if recipe.architecture == "granite":
        writer.add_logit_scale(1.0)
    if recipe.window:
        writer.add_sliding_window(recipe.window)
    if recipe.experts:
        writer.add_expert_count(recipe.experts)
        writer.add_expert_used_count(2)
        writer.add_expert_feed_forward_length(recipe.ff)


def _write_vocabulary(writer: GGUFWriter, size: int) -> None:
    """Bytes, and words that never occur."""
    tokens = [*_SPECIAL, *(f"<0x{byte:02X}>" for byte in range(256))]
    kinds = [TokenType.UNKNOWN, *[TokenType.CONTROL] * 3, *[TokenType.BYTE] * 256]
    more = size - len(tokens)
    writer.add_tokenizer_model("llama")
    writer.add_token_list([*tokens, *(f"\u2581made{number}" for number in range(more))])
    writer.add_token_scores([0.0] * len(tokens) + [-float(number) for number in range(more)])
    writer.add_token_types([*kinds, *[TokenType.NORMAL] * more])
    writer.add_bos_token_id(1)
    writer.add_eos_token_id(2)


def _tensors(recipe: Recipe) -> _Shapes:
    """Names and shapes, rows first."""
    found: _Shapes = [
        ("token_embd.weight", (recipe.vocabulary, recipe.width)),
        ("output_norm.weight", (recipe.width,)),
    ]
    found += [] if recipe.tied else [("output.weight", (recipe.vocabulary, recipe.width))]
    for number in range(recipe.layers):
        found += [(f"blk.{number}.{name}", shape) for name, shape in _layer(recipe)]
    return found


def _layer(recipe: Recipe) -> _Shapes:
    width, queries, keys = recipe.width, recipe.heads * recipe.head, recipe.kv_heads * recipe.head
    found: _Shapes = [("attn_output.weight", (width, queries))]
    if recipe.joined:
        found.append(("attn_qkv.weight", (queries + 2 * keys, width)))
    else:
        parts = (("attn_q", queries), ("attn_k", keys), ("attn_v", keys))
        found += [(f"{name}.weight", (rows, width)) for name, rows in parts]
        found += [(f"{name}.bias", (rows,)) for name, rows in parts] if recipe.biases else []
    norms = ["attn_norm", "ffn_norm"] + (
        ["post_attention_norm", "post_ffw_norm"] if recipe.post_norms else []
    )
    found += [(f"{name}.weight", (width,)) for name in norms]
    if recipe.head_norms:
        found += [(f"{name}.weight", (recipe.head,)) for name in ("attn_q_norm", "attn_k_norm")]
    return [*found, *_feed_forward(recipe)]


def _feed_forward(recipe: Recipe) -> _Shapes:
    width, ff, experts = recipe.width, recipe.ff, recipe.experts
    if experts:
        wide, narrow = (experts, ff, width), (experts, width, ff)
        return [
            ("ffn_gate_inp.weight", (experts, width)),
            ("ffn_gate_exps.weight", wide),
            ("ffn_up_exps.weight", wide),
            ("ffn_down_exps.weight", narrow),
        ]
    if recipe.joined:
        return [("ffn_up.weight", (2 * ff, width)), ("ffn_down.weight", (width, ff))]
    rows = {"gate": (ff, width), "up": (ff, width), "down": (width, ff)}
    return [(f"ffn_{name}.weight", shape) for name, shape in rows.items()]
