"""Writes LoRA adapters as GGUF files, byte by byte after ggml's ``docs/gguf.md``: what a test says, and no more."""

from __future__ import annotations

import random
import struct
from collections.abc import Mapping
from pathlib import Path

import numpy as np

# The linear layers of one block of SmolLM2-135M: name -> (inputs, outputs).
STARTER_LAYERS = {
    "attn_q": (576, 576),
    "attn_v": (576, 192),
    "attn_output": (576, 576),
    "ffn_down": (1536, 576),
}
_ALIGNMENT = 32
_F32 = 0


def _text(text: str) -> bytes:
    data = text.encode()
    return struct.pack("<Q", len(data)) + data


def _value(value: str | float) -> bytes:
    if isinstance(value, str):
        return struct.pack("<I", 8) + _text(value)
    if isinstance(value, int):
        return struct.pack("<II", 4, value)
    return struct.pack("<If", 6, value)


def write_gguf(path: Path, values: Mapping[str, str | float], tensors: Mapping[str, np.ndarray]) -> Path:
    """Tensors of 32-bit floats; a matrix of shape (rows, columns) is stored as it lies in memory."""
    head = b"GGUF" + struct.pack("<IQQ", 3, len(tensors), len(values))
    head += b"".join(_text(key) + _value(value) for key, value in values.items())
    body = b""
    for name, tensor in tensors.items():
        shape = tensor.shape[::-1]
        head += _text(name) + struct.pack(f"<I{len(shape)}QIQ", len(shape), *shape, _F32, len(body))
        data = np.ascontiguousarray(tensor, dtype="<f4").tobytes()
        body += data + b"\0" * (-len(data) % _ALIGNMENT)
    path.write_bytes(head + b"\0" * (-len(head) % _ALIGNMENT) + body)
    return path


def write_adapter(
    path: Path,
    *,
    spread: float,
    architecture: str = "llama",
    layers: Mapping[str, tuple[int, int]] | None = None,
    seed: int = 0,
) -> Path:
    """A rank 4 adapter for two blocks. ``spread`` is the deviation of B's weights: 0 changes nothing."""
    rng = np.random.default_rng(seed)
    tensors = {}
    for block in (3, 20):
        for name, (inputs, outputs) in (layers or STARTER_LAYERS).items():
            tensors[f"blk.{block}.{name}.weight.lora_a"] = rng.normal(0, 0.05, (4, inputs))
            tensors[f"blk.{block}.{name}.weight.lora_b"] = rng.normal(0, spread, (outputs, 4))
    values: dict[str, str | float] = {
        "general.architecture": architecture,
        "general.type": "adapter",
        "adapter.type": "lora",
        "adapter.lora.alpha": 8.0,
    }
    return write_gguf(path, values, tensors)


def garbled(path: Path, seed: int) -> Path:
    """A copy whose header has four other bytes."""
    rng = random.Random(seed)
    data = bytearray(path.read_bytes())
    for _ in range(4):
        data[rng.randrange(4, 900)] = rng.randrange(256)
    copy = path.with_name(f"garbled-{seed}.gguf")
    copy.write_bytes(data)
    return copy
