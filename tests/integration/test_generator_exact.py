"""Where batches are said to compute what single rows do: bit by bit, for any number of rows, deep in a text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from app.catalog.model_files import starter_path
from app.domain.jobs import CancelToken
from app.domain.language_models import GenerationRequest, LoadSettings, SamplingParams
from app.processes.generator import GeneratorRuntime
from app.processes.generator_exact import LEAST_BEFORE, batches_agree
from app.processes.generator_lanes import Row
from app.processes.generator_lookup import LENGTHS, Pace
from app.processes.generator_model import LoadedContext
from app.processes.generator_params import SINGLE_ROWS, sums_alike
from app.processes.generator_scores import raw_logits
from app.processes.requests import Generate, Load
from app.processes.results import Generated, TextWritten
from app.processes.runtime import Work

pytestmark = pytest.mark.models
DEEP = 540  # beyond the length from which llama.cpp's flash kernel may split single rows


@pytest.fixture(scope="module", params=["f16", "q8_0"])
def runtime(request: pytest.FixtureRequest) -> Iterator[GeneratorRuntime]:
    path = starter_path()
    assert path is not None
    made = GeneratorRuntime()
    settings = LoadSettings(path, n_ctx=768, n_threads=1, cache_type=request.param)
    made.handle(Load(settings), Work(lambda _event: None, CancelToken()))
    loaded = context(made)
    assert loaded.agrees is None
    loaded.evaluate([Row(loaded.bare, 400 + n, False) for n in range(LEAST_BEFORE)])
    loaded.agrees = batches_agree(loaded, loaded.bare)
    yield made
    context(made).close()


def context(runtime: GeneratorRuntime) -> LoadedContext:
    assert runtime._context is not None
    return runtime._context


def test_what_is_said_to_agree_does_so_deep_in_a_text_and_for_all_lengths(runtime: GeneratorRuntime) -> None:
    loaded = context(runtime)
    if not loaded.agrees:
        pytest.skip("this build adds up in another order")
    lane = loaded.bare
    loaded.clear()
    for first in range(0, DEEP, 128):
        loaded.evaluate([Row(lane, 300 + n, False) for n in range(first, min(first + 128, DEEP))])
    tokens = list(range(1000, 1000 + max(LENGTHS) + 1))
    alone = []
    for token in tokens:
        loaded.evaluate([Row(lane, token, True)])
        alone.append(raw_logits(loaded).copy())
    for rows in (2, 3, 5, *(length + 1 for length in LENGTHS)):
        loaded.rewind(lane, DEEP)
        loaded.evaluate([Row(lane, token, True) for token in tokens[:rows]])
        for place in range(rows):
            assert np.array_equal(raw_logits(loaded, place), alone[place]), (rows, place)


def test_trying_leaves_the_text_as_it_was(runtime: GeneratorRuntime) -> None:
    loaded = context(runtime)
    lane = loaded.bare
    tokens = [500 + n for n in range(LEAST_BEFORE)]
    loaded.clear()
    loaded.evaluate([Row(lane, token, False) for token in tokens])
    assert batches_agree(loaded, lane) is loaded.agrees
    assert lane.tokens == tokens
    loaded.evaluate([Row(lane, 600, True)])
    after = raw_logits(loaded).copy()
    loaded.clear()
    loaded.evaluate([Row(lane, token, False) for token in tokens])
    loaded.evaluate([Row(lane, 600, True)])
    assert np.array_equal(raw_logits(loaded), after)


def test_where_they_agree_nothing_is_evaluated_twice(runtime: GeneratorRuntime) -> None:
    if not context(runtime).agrees:
        pytest.skip("this build adds up in another order")
    regretted: list[int] = []

    class Watched(Pace):
        def regret(self, again: int) -> None:
            regretted.append(again)

    greedy = SamplingParams(temperature=0.0, top_k=1)
    text = "The tenant may end the lease with three months' notice to the end of a quarter. "
    asked = GenerationRequest(raw_prompt=text * 3, max_tokens=40, sampling=greedy)
    runtime._pace = Watched(always=7)
    told: list[str] = []
    work = Work(
        lambda event: told.append(event.text) if isinstance(event, TextWritten) else None, CancelToken()
    )
    done = runtime.handle(Generate(asked), work)
    assert isinstance(done, Generated)
    assert done.finished.accepted > 10
    assert regretted == []
    with_guesses = "".join(told)
    told.clear()
    runtime.handle(
        Generate(GenerationRequest(raw_prompt=text * 3, max_tokens=40, sampling=greedy, lookup=False)), work
    )
    assert "".join(told) == with_guesses


def test_a_short_text_says_nothing(runtime: GeneratorRuntime) -> None:
    loaded = context(runtime)
    loaded.clear()
    loaded.evaluate([Row(loaded.bare, 500 + n, False) for n in range(LEAST_BEFORE - 1)])
    assert batches_agree(loaded, loaded.bare) is (None if loaded.sums_alike else False)


def test_without_word_of_the_build_half_precision_is_not_trusted(runtime: GeneratorRuntime) -> None:
    loaded = context(runtime)
    usual, loaded.sums_alike = loaded.sums_alike, False
    assert batches_agree(loaded, loaded.bare) is False
    loaded.sums_alike = usual


@pytest.mark.parametrize(
    ("told", "cache", "expected"), [(False, "f16", False), (True, "f16", True), (False, "q8_0", True)]
)
def test_what_is_known_of_attention(
    runtime: GeneratorRuntime,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    told: bool,
    cache: str,
    expected: bool,
) -> None:
    monkeypatch.setenv("LLAMA_CPP_LIB_PATH", str(tmp_path))
    if told:
        (tmp_path / SINGLE_ROWS).touch()
    settings = LoadSettings(tmp_path / "m.gguf", n_ctx=768, n_gpu_layers=0, cache_type=cache)
    assert sums_alike(context(runtime).model, settings) is expected


def test_it_is_tried_before_the_first_guess_and_not_before() -> None:
    path = starter_path()
    assert path is not None
    made = GeneratorRuntime()
    work = Work(lambda _event: None, CancelToken())
    made.handle(Load(LoadSettings(path, n_ctx=256, n_threads=1)), work)
    greedy = SamplingParams(temperature=0.0, top_k=1)
    asked = GenerationRequest(
        raw_prompt="One two three four. " * 30, max_tokens=12, sampling=greedy, lookup=False
    )
    made.handle(Generate(asked), work)
    assert context(made).agrees is None
    made._pace = Pace(always=3)
    made.handle(Generate(replace(asked, lookup=True)), work)
    assert context(made).agrees is not None
    context(made).close()
