"""The ladder: what is tried when loading fails, what is said, what is remembered and what comes back."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from app import wording
from app.catalog.fit import CacheType, LoadPlan
from app.domain.errors import Cancelled, CarrelError, EngineError, UserError
from app.domain.jobs import CancelToken
from app.domain.language_models import LoadSettings
from app.domain.machine import Device
from app.processes.fakes import FakeGenerator
from app.services.model_loading import LoadWish, ModelLoader
from app.services.model_loading_memory import LoadingMemory, Remembered, plan_key
from tests.unit.catalog.test_gguf import BASIC, gguf

G = 1024**3
M = 1024**2
CARD = Device("Card", 8 * G, 8 * G)
Refuse = Callable[[LoadSettings], CarrelError | None]


@pytest.fixture
def model(tmp_path: Path) -> Path:
    path = tmp_path / "Alpha.gguf"
    path.write_bytes(gguf(BASIC | {"llama.context_length": 32768, "llama.block_count": 20}))
    return path


@pytest.fixture
def other(tmp_path: Path) -> Path:
    path = tmp_path / "Beta.gguf"
    path.write_bytes(gguf())
    return path


def loader(generator: FakeGenerator, free: int = 20 * G, memory: LoadingMemory | None = None) -> ModelLoader:
    return ModelLoader(generator, memory or LoadingMemory(), free=lambda: (24 * G, free))


def short_until(works: Refuse) -> Refuse:
    """No memory, unless ``works`` says otherwise."""
    return lambda settings: None if works(settings) is None else UserError("not_enough_memory")


def unless(*, cache: str = "", n_ctx: int = 10**6, layers: int = 10**6) -> Refuse:
    """Fails for anything that takes more than this."""

    def refuse(settings: LoadSettings) -> CarrelError | None:
        layers_there = 10**5 if settings.n_gpu_layers < 0 else settings.n_gpu_layers
        fits = settings.n_ctx <= n_ctx and layers_there <= layers and settings.cache_type.startswith(cache)
        return None if fits else UserError("not_enough_memory")

    return refuse


def said(loaded_notes: object) -> list[str]:
    assert isinstance(loaded_notes, tuple)
    return [wording.describe_note(note.code, note.params) for note in loaded_notes]


def test_what_fits_is_loaded_as_wished(model: Path) -> None:
    generator = FakeGenerator()
    loaded = loader(generator).load(model, LoadWish(8192, -1, 3), CancelToken())
    assert [(s.n_ctx, s.n_gpu_layers, s.n_threads, s.cache_type) for s in generator.attempts] == [
        (8192, 0, 3, "f16")
    ]
    assert loaded.notes == ()


def test_loading_what_is_loaded_does_nothing(model: Path) -> None:
    generator = FakeGenerator()
    made = loader(generator)
    first = made.load(model, LoadWish(), CancelToken())
    assert made.load(model, LoadWish(), CancelToken()) == first
    assert len(generator.attempts) == 1
    made.load(model, LoadWish(2048), CancelToken())
    assert len(generator.attempts) == 2


@pytest.mark.parametrize(
    ("refuse", "device", "plan", "sentences"),
    [
        (unless(cache="q8"), None, LoadPlan(8192, 0, CacheType.Q8_0),
         ["The computer had not enough memory for that after all.",
          "What it has read is kept in 8 bits instead of 16, so that it takes half the memory."]),
        (unless(cache="q8", n_ctx=4096), None, LoadPlan(4096, 0, CacheType.Q8_0),
         ["The computer had not enough memory for that after all.",
          "What it has read is kept in 8 bits instead of 16, so that it takes half the memory.",
          "It holds 4096 tokens of text at once instead of 8192, so that it fits."]),
        (unless(cache="q8", layers=20), CARD, LoadPlan(4096, 20, CacheType.Q8_0),
         ["The graphics card had not enough memory for that after all.",
          "Only 20 of 21 layers are on the graphics card; more do not fit there.",
          "What it has read is kept in 8 bits instead of 16, so that it takes half the memory.",
          "It holds 4096 tokens of text at once instead of 8192, so that it fits."]),
        (unless(layers=0), CARD, LoadPlan(8192, 0, CacheType.F16),
         ["The graphics card had not enough memory for that after all.",
          "The graphics card is not used: not enough of the model fits there. The processor does the work."]),
    ],
)  # fmt: skip
def test_each_rung(
    model: Path, refuse: Refuse, device: Device | None, plan: LoadPlan, sentences: list[str]
) -> None:
    generator = FakeGenerator(refuse=refuse, accelerators=[device] if device else [])
    loaded = loader(generator).load(model, LoadWish(8192), CancelToken())
    assert (loaded.n_ctx, loaded.n_gpu_layers, loaded.cache_type) == (
        plan.n_ctx,
        plan.n_gpu_layers,
        plan.cache,
    )
    assert said(loaded.notes) == sentences


STOPPED = "The engine stopped while it was loading that way."
REFUSED = "The engine refused to load it that way."
CARD_FULL = "The graphics card had not enough memory for that after all."
COMPUTER_FULL = "The computer had not enough memory for that after all."
CRASHED_THERE = (
    "The graphics card is not used: the engine stopped while it loaded the model there, most likely in the card's "
    "driver. The processor does the work."
)
REFUSED_THERE = (
    "The graphics card is not used: the engine could not load this model there. The processor does the work."
)
IN_8_BITS = "What it has read is kept in 8 bits instead of 16, so that it takes half the memory."


def on_the_card(error: CarrelError, below: Refuse = lambda _settings: None) -> Refuse:
    """Fails so with layers on the graphics card, and as ``below`` says without."""
    return lambda settings: error if settings.n_gpu_layers else below(settings)


def first_short(error: CarrelError) -> Refuse:
    """No memory for the 16-bit cache on the card, then that error for all else there."""

    def refuse(settings: LoadSettings) -> CarrelError | None:
        if not settings.n_gpu_layers:
            return None
        return UserError("not_enough_memory") if settings.cache_type == "f16" else error

    return refuse


@pytest.mark.parametrize(
    ("refuse", "device", "plan", "sentences"),
    [
        (on_the_card(EngineError("engine_crashed")), CARD, LoadPlan(8192), [STOPPED, CRASHED_THERE]),
        (on_the_card(EngineError("engine_timeout")), CARD, LoadPlan(8192), [STOPPED, CRASHED_THERE]),
        (on_the_card(UserError("unsupported_model")), CARD, LoadPlan(8192), [REFUSED, REFUSED_THERE]),
        (first_short(EngineError("engine_crashed")), CARD, LoadPlan(8192), [CARD_FULL, STOPPED, CRASHED_THERE]),
        (on_the_card(UserError("unsupported_model"), unless(cache="q8")), CARD,
         LoadPlan(8192, 0, CacheType.Q8_0), [REFUSED, COMPUTER_FULL, REFUSED_THERE, IN_8_BITS]),
        (lambda s: EngineError("engine_crashed") if s.n_ctx > 2048 else None, None,
         LoadPlan(2048, 0, CacheType.Q8_0),
         [STOPPED, "What it has read is kept in 8 bits instead of 16, because the engine stopped with 16.",
          "It holds 2048 tokens of text at once instead of 8192, because the engine stopped with more."]),
    ],
    ids=["crash", "hang", "refusal", "full, then crash", "refusal, then full", "crash on the processor"],
)  # fmt: skip
def test_a_step_is_said_with_its_own_reason(
    model: Path, refuse: Refuse, device: Device | None, plan: LoadPlan, sentences: list[str]
) -> None:
    generator = FakeGenerator(refuse=refuse, accelerators=[device] if device else [])
    loaded = loader(generator).load(model, LoadWish(8192), CancelToken())
    got = LoadPlan(loaded.n_ctx, loaded.n_gpu_layers, CacheType(loaded.cache_type))
    assert (got, loaded.device) == (plan, "CPU")
    assert said(loaded.notes) == sentences


def test_a_driver_that_breaks_is_tried_once(model: Path) -> None:
    generator = FakeGenerator(refuse=on_the_card(EngineError("engine_crashed")), accelerators=[CARD])
    loader(generator).load(model, LoadWish(8192), CancelToken())
    assert [s.n_gpu_layers for s in generator.attempts] == [-1, 0]


def test_the_reason_is_remembered_with_what_worked(model: Path, tmp_path: Path) -> None:
    path = tmp_path / "loading.json"
    refuse = on_the_card(EngineError("engine_crashed"))
    for _ in range(3):  # also what was loaded as remembered is remembered with its reason
        generator = FakeGenerator(refuse=refuse, accelerators=[CARD])
        loaded = loader(generator, memory=LoadingMemory(path)).load(model, LoadWish(8192), CancelToken())
    assert [s.n_gpu_layers for s in generator.attempts] == [0]
    assert said(loaded.notes) == ["It is loaded as it last worked on this computer.", CRASHED_THERE]


def test_what_always_breaks_is_tried_twice_and_no_more(model: Path) -> None:
    generator = FakeGenerator(refuse=lambda _settings: EngineError("engine_crashed"))
    with pytest.raises(UserError, match="model_crashes"):
        loader(generator).load(model, LoadWish(8192), CancelToken())
    assert [s.n_ctx for s in generator.attempts] == [8192, 2048]


def test_what_the_engine_does_not_know_is_not_tried_again(model: Path) -> None:
    generator = FakeGenerator(refuse=lambda _settings: UserError("unsupported_model", name="x"))
    with pytest.raises(UserError, match="unsupported_model"):
        loader(generator).load(model, LoadWish(), CancelToken())
    assert len(generator.attempts) == 1


def test_the_model_before_comes_back(model: Path, other: Path) -> None:
    generator = FakeGenerator()
    made = loader(generator)
    made.load(other, LoadWish(), CancelToken())
    generator.refuse = lambda settings: EngineError("out_of_memory") if settings.path == model else None
    with pytest.raises(UserError, match="not_enough_memory") as failed:
        made.load(model, LoadWish(), CancelToken())
    assert failed.value.params["restored"] == "Beta"
    assert wording.describe(failed.value).hint.endswith(
        "Beta is in use again, because the other model could not be loaded."
    )
    assert generator.loaded is not None
    assert generator.loaded.path == other
    assert made.failed(model) is failed.value
    assert made.failed(other) is None
    generator.refuse = lambda _settings: None
    made.load(model, LoadWish(), CancelToken())
    assert made.failed(model) is None


def test_stopping_is_no_failure(model: Path, other: Path) -> None:
    generator = FakeGenerator()
    made = loader(generator)
    made.load(other, LoadWish(), CancelToken())
    cancel = CancelToken()
    cancel.cancel()
    with pytest.raises(Cancelled):
        made.load(model, LoadWish(), cancel)
    assert made.failed(model) is None
    assert generator.loaded is not None


def test_what_does_not_fit_waits_for_a_word(model: Path) -> None:
    generator = FakeGenerator()
    made = loader(generator, free=10 * M)
    assert not made.report(model, LoadWish()).fits
    with pytest.raises(UserError, match="model_too_large") as refused:
        made.load(model, LoadWish(), CancelToken())
    assert refused.value.params["needed"] > refused.value.params["available"]
    assert generator.attempts == []
    loaded = made.load(model, LoadWish(anyway=True), CancelToken())
    assert said(loaded.notes)[0] == "It is loaded although it does not fit, because you said so."


def test_what_was_allowed_needs_no_further_word(model: Path) -> None:
    generator = FakeGenerator()
    made = loader(generator, free=10 * M)
    made.allow(model, LoadWish())
    assert made.load(model, LoadWish(), CancelToken()).path == model


def test_what_worked_is_remembered(model: Path, tmp_path: Path) -> None:
    path = tmp_path / "cache" / "loading.json"
    generator = FakeGenerator(refuse=unless(cache="q8"))
    loader(generator, memory=LoadingMemory(path)).load(model, LoadWish(8192), CancelToken())
    assert len(generator.attempts) == 2
    again = FakeGenerator(refuse=unless(cache="q8"))
    loaded = loader(again, memory=LoadingMemory(path)).load(model, LoadWish(8192), CancelToken())
    assert [s.cache_type for s in again.attempts] == ["q8_0"]
    assert said(loaded.notes)[0] == "It is loaded as it last worked on this computer."
    model.write_bytes(model.read_bytes() + b"\0" * 32)  # another file of that name
    fresh = FakeGenerator()
    loader(fresh, memory=LoadingMemory(path)).load(model, LoadWish(8192), CancelToken())
    assert [s.cache_type for s in fresh.attempts] == ["f16"]


@pytest.mark.parametrize(
    "content", ["", "[]", "{", '{"plans": {"a": [1]}}', '{"plans": 3}', '{"bytes_per_second": {"x": "y"}}']
)
def test_a_memory_that_cannot_be_read_is_forgotten(tmp_path: Path, model: Path, content: str) -> None:
    path = tmp_path / "loading.json"
    path.write_text(content)
    memory = LoadingMemory(path)
    assert memory.plan(model, 4096, -1) is None
    memory.remember(model, 4096, -1, LoadPlan(2048))
    assert LoadingMemory(path).plan(model, 4096, -1) == Remembered(LoadPlan(2048), {})


def test_what_an_earlier_version_remembered_is_read(tmp_path: Path, model: Path) -> None:
    path = tmp_path / "loading.json"
    path.write_text(json.dumps({"plans": {f"{plan_key(model)}|4096|-1": [2048, 0, "q8_0"]}}))
    assert LoadingMemory(path).plan(model, 4096, -1) == Remembered(LoadPlan(2048, 0, CacheType.Q8_0), {})


def test_the_speed_of_this_machine_is_learned_from_what_was_written(model: Path, other: Path) -> None:
    generator = FakeGenerator()
    made = loader(generator)
    assert made.report(model, LoadWish()).tokens_per_second is None
    made.load(other, LoadWish(), CancelToken())
    generator.speed = 20.0
    slower = made.report(model, LoadWish(32768)).tokens_per_second
    assert slower is not None
    same = made.report(other, LoadWish()).tokens_per_second
    assert same is not None
    assert slower < same < 25.0


def test_every_sentence_can_be_said() -> None:
    codes = {
        "load_no_memory",
        "load_crashed",
        "load_refused",
        "load_card_crashed",
        "load_card_refused",
        "load_smaller_crashed",
        "load_cache_crashed",
        "load_remembered",
        "load_anyway",
        "load_restored",
    }
    assert codes <= wording.known_notes()
    assert wording.describe_note("load_restored", {"name": "Beta"}).startswith("Beta is in use again")
