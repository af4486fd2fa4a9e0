from __future__ import annotations

import random
import struct
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from app.catalog.families import FAMILIES, GENERIC, family_of
from app.catalog.fit_memory import LoadPlan, memory_use
from app.catalog.fit_shape import spec_of
from app.catalog.gguf import read_header
from app.catalog.model_files import best_match, describe, model_paths
from app.domain.errors import UserError


def string(text: str) -> bytes:
    data = text.encode()
    return struct.pack("<Q", len(data)) + data


def value(item: object) -> bytes:
    if isinstance(item, str):
        return struct.pack("<I", 8) + string(item)
    if isinstance(item, int):
        return struct.pack("<II", 4, item)
    assert isinstance(item, list)
    return struct.pack("<IIQ", 9, 8, len(item)) + b"".join(map(string, item))


BASIC: dict[str, object] = {
    "general.architecture": "llama",
    "general.name": "Tiny",
    "general.file_type": 15,
    "llama.context_length": 2048,
    "llama.block_count": 2,
    "llama.embedding_length": 64,
    "llama.attention.head_count": 4,
    "llama.attention.head_count_kv": 2,
    "tokenizer.ggml.tokens": ["a", "b", "c"],
    "tokenizer.chat_template": "{{ messages }}",
}
TENSORS = (("one", (64, 32), 2), ("two", (64,), 0))


def gguf(
    values: Mapping[str, object] = BASIC, tensors: Sequence[tuple[str, tuple[int, ...], int]] = TENSORS
) -> bytes:
    head = b"GGUF" + struct.pack("<IQQ", 3, len(tensors), len(values))
    head += b"".join(string(key) + value(item) for key, item in values.items())
    offset = 0
    for name, shape, kind in tensors:
        head += string(name) + struct.pack(f"<I{len(shape)}Q", len(shape), *shape)
        head += struct.pack("<IQ", kind, offset)
        offset += 1152 if kind == 2 else 256
    return head + b"\0" * (-len(head) % 32) + b"\1" * offset


@pytest.fixture
def model(tmp_path: Path) -> Path:
    path = tmp_path / "Tiny-Q4.gguf"
    path.write_bytes(gguf())
    return path


def test_a_header_says_what_the_model_is(model: Path) -> None:
    found = describe(model)
    assert (found.name, found.architecture, found.quantization) == ("Tiny-Q4", "llama", "Q4_K_M")
    assert (found.parameters, found.n_ctx_train, found.n_layer) == (64 * 32 + 64, 2048, 2)
    assert found.has_chat_template
    use = memory_use(spec_of(read_header(model)), LoadPlan(2048))
    assert use.cache == 2048 * 2 * 2 * (16 + 16) * 2  # tokens x layers x KV heads x (key + value) x 2 bytes
    assert use.weights == 1152 + 256


def test_without_a_file_type_the_weights_tell(tmp_path: Path) -> None:
    path = tmp_path / "x.gguf"
    path.write_bytes(gguf({k: v for k, v in BASIC.items() if k != "general.file_type"}))
    assert describe(path).quantization == "Q4_0"


def test_a_file_that_is_cut_anywhere_is_damaged(model: Path) -> None:
    whole = model.read_bytes()
    for size in (5, 30, 100, len(whole) // 2, len(whole) - 1):
        model.write_bytes(whole[:size])
        with pytest.raises(UserError, match="model_damaged"):
            read_header(model)


def test_other_files_are_no_models(tmp_path: Path) -> None:
    path = tmp_path / "x.gguf"
    for content in (b"", b"GG", b"This is text.", b"PK\3\4" + b"x" * 100):
        path.write_bytes(content)
        with pytest.raises(UserError, match="not_a_model"):
            read_header(path)
    with pytest.raises(UserError, match="model_missing"):
        read_header(tmp_path / "gone.gguf")
    with pytest.raises(UserError, match="model_missing"):
        read_header(tmp_path)


HUGE = 2**63


@pytest.mark.parametrize(
    "body",
    [
        struct.pack("<IQQ", 3, HUGE, 1),
        struct.pack("<IQQ", 3, 1, HUGE),
        struct.pack("<IQQ", 99, 1, 1),
        struct.pack("<IQQ", 3, 0, 1) + struct.pack("<Q", HUGE) + b"key",
        struct.pack("<IQQ", 3, 0, 1) + string("k") + struct.pack("<IQ", 8, HUGE),
        struct.pack("<IQQ", 3, 0, 1) + string("k") + struct.pack("<IIQ", 9, 0, HUGE),
        struct.pack("<IQQ", 3, 0, 1) + string("k") + struct.pack("<IIQ", 9, 8, 3_999_999),
        struct.pack("<IQQ", 3, 0, 1) + string("k") + struct.pack("<IIQ", 9, 9, 1) * 50,
        struct.pack("<IQQ", 3, 0, 1) + string("k") + struct.pack("<I", 77),
        struct.pack("<IQQ", 3, 1, 0) + string("t") + struct.pack("<I", 2**31),
        struct.pack("<IQQ", 3, 1, 0) + string("t") + struct.pack("<IQQIQ", 2, HUGE, HUGE, 0, 0),
        struct.pack("<IQQ", 3, 1, 0) + string("t") + struct.pack("<IQIQ", 1, 1, 0, 2**64 - 1),
        struct.pack("<IQQ", 3, 0, 1) + string("general.alignment") + struct.pack("<II", 4, 0),
    ],
)
def test_hostile_headers_end_quickly(tmp_path: Path, body: bytes) -> None:
    path = tmp_path / "x.gguf"
    path.write_bytes(b"GGUF" + body + b"\0" * 64)
    with pytest.raises(UserError, match="model_damaged"):
        read_header(path)


def said_of(model: Path) -> str:
    try:
        describe(model)
    except UserError as error:
        return error.code
    return "fine"


@pytest.mark.parametrize("seed", range(60))
def test_garbled_headers_never_raise_anything_else(model: Path, seed: int) -> None:
    rng = random.Random(seed)
    data = bytearray(model.read_bytes())
    for _ in range(4):
        data[rng.randrange(4, 500)] = rng.randrange(256)
    model.write_bytes(data)
    assert said_of(model) in {"fine", "model_damaged"}


def test_families() -> None:
    assert family_of("qwen3").reasoning == ("<think>", "</think>")
    for architecture, name, family in (
        ("llama", "SmolLM2-135M-Instruct", "smollm"),
        ("smollm3", "SmolLM3 3B", "smollm3"),
        ("llama", "Mistral-7B-Instruct-v0.3", "mistral"),
        ("mistral3", "Ministral-3-3B-Instruct", "ministral"),
        ("mistral3", "Mistral-Small-3.2", "mistral"),
        ("llama", "Llama-3.2-1B", "llama"),
        ("qwen2", "DeepSeek-R1-Distill-Qwen-1.5B", "deepseek-r1"),
        ("qwen2", "Qwen2.5-0.5B-Instruct", "qwen2"),
        ("granitehybrid", "granite-4.0-h-micro", "granite"),
        ("phi3", "Phi-4-mini-instruct", "phi3"),
        ("gemma3", "gemma-3-1b-it", "gemma"),
    ):
        assert family_of(architecture, name).name == family
    assert family_of("never heard of") is GENERIC
    claimed = [a for family in FAMILIES for a in family.architectures]
    assert len(claimed) == len(set(claimed))


def test_names_and_parts(tmp_path: Path, model: Path) -> None:
    for name in ("Alpha-3B.gguf", "big-00001-of-00002.gguf", "sub/beta.gguf"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(gguf())
    (tmp_path / "big-00002-of-00002.gguf").write_bytes(b"GGUF")
    models = [describe(path) for path in model_paths(tmp_path)]
    assert {m.name for m in models} == {"Alpha-3B", "big-00001-of-00002", "beta", "Tiny-Q4"}
    assert best_match("alpha", models).name == "Alpha-3B"
    assert best_match("TINY-Q4.gguf", models).name == "Tiny-Q4"
    for missing in ("gamma", ""):
        with pytest.raises(UserError, match="model_missing"):
            best_match(missing, models)
