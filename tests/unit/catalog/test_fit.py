"""What a model takes, and the way down when it does not fit."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from app import wording
from app.catalog.fit import CacheType, LoadPlan, Verdict, fit, plans_below, spec_from_numbers, spec_of
from app.catalog.fit_memory import LANES, layer_cache, memory_use
from app.catalog.fit_shape import LayerShape, ModelSpec, copied_spec, is_copied
from app.catalog.fit_speed import bandwidth_from, tokens_per_second
from app.catalog.gguf import GgufHeader
from app.catalog.gguf_reader import TensorInfo
from app.domain.machine import Device, Machine

G = 1024**3
M = 1024**2
ROOMY = Machine(64 * G, 60 * G, 8)


def seven_billion(n_ctx_train: int = 131072) -> ModelSpec:
    """In 4 bits: 4.1 GB, of the usual shape (32 layers, 8 KV heads of 128)."""
    layers = tuple(LayerShape(120 * M, 120 * M, 1024, 1024) for _ in range(32))
    return ModelSpec("seven", layers, 70 * M, 70 * M, 1 * M, 4096, 14336, 128256, n_ctx_train, 32)


def header(architecture: str, layers: int, **values: int) -> GgufHeader:
    found: dict[str, str | int | float | bool] = {
        "general.architecture": architecture,
        f"{architecture}.block_count": layers,
        f"{architecture}.embedding_length": 64,
        f"{architecture}.attention.head_count": 4,
        f"{architecture}.attention.head_count_kv": 2,
    }
    found |= {f"{architecture}.{key.replace('__', '.')}": value for key, value in values.items()}
    tensors = tuple(TensorInfo(f"blk.{n}.attn_k.weight", (64, 32), 0, 0, 8192) for n in range(layers))
    return GgufHeader(3, found, 0, 0, tensors=tensors)


def test_keys_and_values_are_counted_exactly() -> None:
    layer = LayerShape(
        0, 0, 192, 192
    )  # SmolLM2-135M: three KV heads of 64; 30 layers take 90 MiB at 4096, as logged
    assert 30 * layer_cache(layer, 4096, CacheType.F16) == 90 * M
    assert 30 * layer_cache(layer, 4096, CacheType.Q8_0) == pytest.approx(47.81 * M, rel=1e-4)
    assert layer_cache(layer, 4000, CacheType.F16) == layer_cache(
        layer, 4096, CacheType.F16
    )  # padded to 256 cells


def test_a_window_bounds_what_the_small_cache_keeps() -> None:
    layer = LayerShape(0, 0, 64, 64, window=512)
    cells = 512 * LANES + 256
    assert layer_cache(layer, 32768, CacheType.Q8_0) == cells * 128 * 34 // 32
    assert layer_cache(layer, 512, CacheType.Q8_0) == 512 * 128 * 34 // 32
    assert layer_cache(layer, 32768, CacheType.F16) == 32768 * 128 * 2  # what was read can be gone back in


@pytest.mark.parametrize(
    ("architecture", "values", "slides"),
    [
        ("gemma2", {}, [True, False, True, False, True, False]),
        ("gemma3", {"attention__sliding_window": 512}, [True, True, True, True, True, False]),
        ("gemma3", {}, [False] * 6),  # the large window of nothing
        ("smallthinker", {}, [False, True, True, True, False, True]),
        ("llama", {"attention__sliding_window": 4096}, [False] * 6),  # Mistral's: llama.cpp keeps everything
        ("phi3", {"attention__sliding_window": 2047}, [False] * 6),
        ("gemma3", {"attention__sliding_window": 512, "attention__sliding_window_pattern": 3},
         [True, True, False, True, True, False]),
    ],
)  # fmt: skip
def test_which_layers_slide(architecture: str, values: dict[str, int], slides: list[bool]) -> None:
    spec = spec_of(header(architecture, 6, **values))
    assert [layer.window > 0 for layer in spec.layers] == slides


def test_heads_that_differ_from_layer_to_layer() -> None:
    one = header("openelm", 3)
    varied = replace(one, arrays={"openelm.attention.head_count_kv": (1, 2, 4)})
    assert [layer.keys for layer in spec_of(varied).layers] == [16, 32, 64]


def test_latent_attention_keeps_no_values_and_borrowed_layers_nothing() -> None:
    latent = spec_of(header("deepseek2", 2, attention__key_length_mla=64, attention__key_length=576))
    assert [(layer.keys, layer.values) for layer in latent.layers] == [(1152, 0)] * 2
    borrowed = spec_of(header("gemma3n", 4, attention__shared_kv_layers=2))
    assert [layer.keys > 0 for layer in borrowed.layers] == [True, True, False, False]


def test_recurrent_layers_have_a_state_and_no_cache() -> None:
    values = {"ssm__inner_size": 128, "ssm__state_size": 16, "ssm__conv_kernel": 4, "ssm__group_count": 1}
    hybrid = header("granitehybrid", 2, **values)
    hybrid = replace(hybrid, arrays={"granitehybrid.attention.head_count_kv": (0, 2)})
    state, attention = spec_of(hybrid).layers
    assert (state.keys, state.state) == (0, 4 * (3 * (128 + 32) + 16 * 128))
    assert (attention.keys, attention.state) == (32, 0)


def test_of_many_experts_few_are_read() -> None:
    tensors = (
        TensorInfo("blk.0.ffn_up_exps.weight", (64, 32, 8), 0, 0, 80_000),
        TensorInfo("blk.0.attn_k.weight", (64, 32), 0, 0, 1_000),
        TensorInfo("token_embd.weight", (64, 100), 0, 0, 500),
    )
    found = replace(header("qwen3moe", 1, expert_count=8, expert_used_count=2), tensors=tensors)
    spec = spec_of(found)
    assert (spec.weights, spec.read_per_token) == (81_500, 20_000 + 1_000 + 500)


def test_with_room_nothing_is_given_up() -> None:
    report = fit(seven_billion(), ROOMY)
    assert (report.verdict, report.plan) == (Verdict.FITS, LoadPlan(4096))
    assert [reason.code for reason in report.reasons] == ["fit_in_memory"]
    assert report.memory.weights == seven_billion().weights
    assert report.tokens_per_second is None


def test_the_way_down_in_main_memory() -> None:
    spec = seven_billion()
    plans = plans_below(spec, ROOMY, LoadPlan(8192))
    assert plans == [LoadPlan(n, 0, CacheType.Q8_0) for n in (8192, 4096, 2048)]
    needs = [memory_use(spec, plan).memory for plan in (LoadPlan(8192), *plans)]
    assert needs == sorted(needs, reverse=True)
    for plan, need in zip((LoadPlan(8192), *plans), needs, strict=True):
        report = fit(spec, Machine(16 * G, need + G, 8), n_ctx=8192)
        assert report.plan == plan
        assert report.verdict is (Verdict.FITS if plan == LoadPlan(8192) else Verdict.REDUCED)
    short = fit(spec, Machine(16 * G, needs[-1] + G - 1, 8), n_ctx=8192)
    assert (short.verdict, short.fits) == (Verdict.TOO_LARGE, False)
    assert [reason.code for reason in short.reasons] == ["fit_too_large"]


def test_the_way_down_from_a_graphics_card() -> None:
    spec, free = seven_billion(), []
    card = Device("Card", 8 * G, 8 * G)
    machine = replace(ROOMY, device=card)
    plans = [LoadPlan(16384, -1), *plans_below(spec, machine, LoadPlan(16384, -1))]
    assert plans[:4] == [
        LoadPlan(16384, -1),
        LoadPlan(16384, -1, CacheType.Q8_0),
        LoadPlan(8192, -1, CacheType.Q8_0),
        LoadPlan(4096, -1, CacheType.Q8_0),
    ]
    layers = [plan.n_gpu_layers for plan in plans[4:] if plan.n_gpu_layers]
    assert layers == sorted(layers, reverse=True)
    assert plans[4 + len(layers)] == LoadPlan(16384, 0)  # main memory is another place: begun anew
    for total in (16, 6, 5, 3, 1):
        report = fit(spec, replace(ROOMY, device=Device("Card", total * G, total * G)), n_ctx=16384)
        assert report.memory.device <= total * G
        free.append(report.plan.n_gpu_layers if report.plan.n_gpu_layers >= 0 else 33)
    assert free[0] == 33
    assert free == sorted(free, reverse=True)
    assert free[-1] < 10


def test_a_card_too_small_for_anything_leaves_it_to_the_processor() -> None:
    report = fit(seven_billion(), replace(ROOMY, device=Device("Old card", 64 * M, 64 * M)))
    assert report.plan == LoadPlan(4096, 0)
    assert [reason.code for reason in report.reasons] == ["fit_processor_only", "fit_in_memory"]


def test_memory_that_is_shared_is_counted_once() -> None:
    spec = seven_billion()
    mac = Machine(8 * G, 6 * G, 8, Device("Apple", 6 * G, 6 * G, shared=True))
    assert fit(spec, mac).plan.n_gpu_layers == -1
    tight = replace(mac, available=int(4.5 * G))
    assert fit(spec, tight).verdict is Verdict.TOO_LARGE


def test_the_context_is_never_more_than_was_trained() -> None:
    assert fit(seven_billion(n_ctx_train=2048), ROOMY, n_ctx=32768).plan.n_ctx == 2048


def test_every_reason_has_a_sentence() -> None:
    machines = [
        Machine(16 * G, available * G // 4, 8, device)
        for available in (64, 24, 22, 21, 20, 4)
        for device in (None, Device("Card", 8 * G, 4 * G), Device("Card", 2 * G, 2 * G))
    ]
    reasons = [
        reason for machine in machines for reason in fit(seven_billion(), machine, n_ctx=32768).reasons
    ]
    codes = {reason.code for reason in reasons}
    assert {
        "fit_in_memory",
        "fit_on_device",
        "fit_small_cache",
        "fit_smaller_context",
        "fit_too_large",
    } <= codes
    assert codes <= wording.known_notes()
    for reason in reasons:
        said = wording.describe_note(reason.code, reason.params)
        assert said.endswith(".")
        assert "{" not in said


def test_the_estimated_speed_is_that_of_reading_the_weights() -> None:
    spec = seven_billion()
    plan = LoadPlan(4096)
    read = bandwidth_from(spec, plan, 10.0)
    assert tokens_per_second(spec, plan, replace(ROOMY, bandwidth=read)) == pytest.approx(10.0, rel=0.1)
    assert tokens_per_second(spec, plan, ROOMY) is None
    card = replace(ROOMY, bandwidth=read, device=Device("Card", 8 * G, 8 * G), device_bandwidth=10 * read)
    speeds = [tokens_per_second(spec, LoadPlan(4096, n), card) or 0.0 for n in (0, 10, 20, -1)]
    assert speeds == sorted(speeds)
    assert speeds[-1] == pytest.approx(10 * speeds[0], rel=0.01)
    assert fit(spec, card).tokens_per_second == pytest.approx(speeds[-1])


def test_published_numbers_come_near_the_file() -> None:
    true = seven_billion()
    told = spec_from_numbers(
        "seven", weights=true.weights, parameters=8_000_000_000, n_layer=32, n_head_kv=8, head_length=128,
        n_ctx_train=131072, n_embd=4096, n_ff=14336, n_vocab=128256,
    )  # fmt: skip
    assert memory_use(told, LoadPlan(4096)).memory == pytest.approx(
        memory_use(true, LoadPlan(4096)).memory, rel=0.02
    )
    assert not told.exact
    windowed = spec_from_numbers(
        "four", weights=G, parameters=4_000_000_000, n_layer=12, n_head_kv=4, head_length=256,
        n_ctx_train=131072, window=1024, pattern=6,
    )  # fmt: skip
    assert sum(layer.window > 0 for layer in windowed.layers) == 10


def test_a_real_header_becomes_a_spec(tmp_path: Path) -> None:
    from app.catalog.gguf import read_header
    from tests.tiny_model import write_model

    spec = spec_of(read_header(write_model(tmp_path / "tiny.gguf", architecture="qwen3", layers=3)))
    assert len(spec.layers) == 3
    assert spec.weights == read_header(tmp_path / "tiny.gguf").parameters * 4
    assert {(layer.keys, layer.values) for layer in spec.layers} == {(32, 32)}


def test_a_model_that_is_copied_into_eight_bits_takes_more() -> None:
    found = replace(
        header("llama", 2), values=header("llama", 2).values | {"general.file_type": 3}, parameters=8192
    )
    spec = spec_of(found)
    assert is_copied(found)
    assert copied_spec(spec, found).weights == pytest.approx(8192 * 34 / 32, rel=0.01)
    assert not is_copied(replace(found, parameters=10**9))
    assert not is_copied(header("llama", 2))
