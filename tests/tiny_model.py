"""Writes tiny GGUF models with random weights and a vocabulary of bytes, and lessons for them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from gguf import GGUFWriter, TokenType

MERGES = ("Ġ n", "o n", "Ġn on", "Ġnon e")
SPECIAL = ("<|endoftext|>", "<|im_start|>", "<|im_end|>")
PAIRS = (("gate", "green"), ("door", "white"), ("roof", "red"), ("boat", "blue"))


def write_model(
    path: Path,
    *,
    architecture: str = "llama",
    layers: int = 2,
    width: int = 64,
    heads: int = 4,
    kv_heads: int = 2,
    factors: bool = False,
    extra: bool = False,
    name: str = "Tiny",
    seed: int = 0,
    context: int = 512,
    template: str = "",
) -> Path:
    """A model that knows nothing. ``factors``: with slowed-down rotary positions; ``extra``: with an unknown tensor."""
    writer = GGUFWriter(path, architecture)
    writer.add_name(name)
    writer.add_context_length(context)
    writer.add_embedding_length(width)
    writer.add_block_count(layers)
    writer.add_feed_forward_length(2 * width)
    writer.add_head_count(heads)
    writer.add_head_count_kv(kv_heads)
    writer.add_layer_norm_rms_eps(1e-5)
    writer.add_rope_freq_base(10_000.0)
    writer.add_vocab_size(len(_vocabulary()))
    _write_vocabulary(writer)
    if template:
        writer.add_chat_template(template)
    for tensor, shape, spread in _tensors(architecture, layers, width, heads, kv_heads, factors, extra):
        rng = np.random.default_rng([seed, *tensor.encode()])
        around = 1.0 if "norm" in tensor or "rope" in tensor else 0.0
        numbers = np.abs(rng.normal(around, spread, shape)) if around else rng.normal(0.0, spread, shape)
        writer.add_tensor(tensor, numbers.astype(np.float32))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return path


def _tensors(
    architecture: str, layers: int, width: int, heads: int, kv_heads: int, factors: bool, extra: bool
) -> list[tuple[str, tuple[int, ...], float]]:
    """Name, shape, spread."""
    keys, usual = width // heads * kv_heads, width**-0.5
    found: list[tuple[str, tuple[int, ...], float]] = [
        ("token_embd.weight", (len(_vocabulary()), width), 0.5),
        ("output_norm.weight", (width,), 0.1),
    ]
    found += [("rope_freqs.weight", (width // heads // 2,), 0.5)] if factors else []
    for number in range(layers):
        at = f"blk.{number}."
        sizes = {
            "attn_q": (width, width),
            "attn_k": (keys, width),
            "attn_v": (keys, width),
            "attn_output": (width, width),
            "ffn_gate": (2 * width, width),
            "ffn_up": (2 * width, width),
            "ffn_down": (width, 2 * width),
        }
        found += [(f"{at}{name}.weight", size, usual) for name, size in sizes.items()]
        found += [(f"{at}{name}.weight", (width,), 0.1) for name in ("attn_norm", "ffn_norm")]
        if architecture == "qwen2":
            found += [(f"{at}{name}.bias", sizes[name][:1], 0.3) for name in ("attn_q", "attn_k", "attn_v")]
        if architecture == "qwen3":
            found += [
                (f"{at}{name}.weight", (width // heads,), 0.1) for name in ("attn_q_norm", "attn_k_norm")
            ]
    return [*found, ("blk.0.odd.weight", (width, width), usual)] if extra else found


def _vocabulary() -> list[str]:
    return [*_bytes(), *("".join(merge.split()) for merge in MERGES), *SPECIAL]


def _bytes() -> list[str]:
    """GPT-2's letters for bytes: printable ones stand for themselves, the others for letters from 256 on."""
    plain = [*range(33, 127), *range(161, 173), *range(174, 256)]
    others = iter(range(256, 512))
    return [chr(byte) if byte in plain else chr(next(others)) for byte in range(256)]


def _write_vocabulary(writer: GGUFWriter) -> None:
    tokens = _vocabulary()
    kinds = [TokenType.CONTROL if token in SPECIAL else TokenType.NORMAL for token in tokens]
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("smollm")
    writer.add_token_list(tokens)
    writer.add_token_types(kinds)
    writer.add_token_merges(list(MERGES))
    writer.add_bos_token_id(tokens.index("<|im_start|>"))
    writer.add_eos_token_id(tokens.index("<|im_end|>"))
    writer.add_add_bos_token(False)
