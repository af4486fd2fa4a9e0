from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from app.catalog.model_files import starter_path
from app.domain.errors import UserError
from app.processes.teacher_shape import ADAPTED, memory_needed, read_shape
from tests.adapter_files import write_gguf
from tests.tiny_model import write_model

NEED = {"rank": 16, "first": 8, "tokens": 1200, "pairs": 300_000, "width": 2}


def test_the_starter_can_be_taught_in_modest_memory() -> None:
    path = starter_path()
    assert path is not None
    shape = read_shape(path)
    assert (shape.layers, shape.width, shape.heads, shape.kv_heads, shape.head) == (30, 576, 9, 3, 64)
    assert shape.linear("attn_k") == (576, 192)
    assert shape.adapter_size(16, 8) == 22 * 16 * sum(sum(shape.linear(name)) for name in ADAPTED)
    assert 700e6 < memory_needed(shape, **NEED) < 4e9
    large = replace(shape, parameters=7_000_000_000, width=4096, ff=14336, heads=32, layers=32, head=128)
    assert memory_needed(large, **NEED) > 14e9
    assert memory_needed(large, **{**NEED, "width": 4}) > 28e9


@pytest.mark.parametrize("architecture", ["llama", "qwen2", "qwen3"])
def test_these_can_be_taught(tmp_path: Path, architecture: str) -> None:
    shape = read_shape(write_model(tmp_path / "a.gguf", architecture=architecture))
    assert (shape.architecture, shape.head, shape.ff) == (architecture, 16, 128)
    assert shape.halves is (architecture != "llama")


@pytest.mark.parametrize(
    ("changed", "detail"),
    [
        ({"general.architecture": "gemma3"}, "kind"),
        ({"llama.expert_count": 8}, "experts"),
        ({"llama.rope.scaling.type": "yarn"}, "rotary"),
        ({"llama.rope.dimension_count": 8}, "rotary"),
        ({"llama.attention.head_count_kv": 3}, "sizes"),
        ({"llama.feed_forward_length": 0}, "sizes"),
    ],
)
def test_others_are_refused_with_the_reason(
    tmp_path: Path, changed: dict[str, str | int], detail: str
) -> None:
    sizes = {"block_count": 2, "embedding_length": 64, "feed_forward_length": 128, "attention.head_count": 4}
    values = {"general.architecture": "llama", **{f"llama.{key}": size for key, size in sizes.items()}}
    assert read_shape(write_gguf(tmp_path / "good.gguf", values, {})).layers == 2
    with pytest.raises(UserError) as caught:
        read_shape(write_gguf(tmp_path / "odd.gguf", {**values, **changed}, {}))
    assert caught.value.code == "architecture_not_teachable"
    assert detail in str(caught.value.params["detail"])
