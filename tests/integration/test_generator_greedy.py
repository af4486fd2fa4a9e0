"""The choice at temperature 0 is that of llama.cpp's own samplers, token by token."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from llama_cpp import llama_cpp

from app.catalog.model_files import starter_path
from app.domain.jobs import CancelToken
from app.domain.language_models import LoadSettings, SamplingParams
from app.processes.generator import GeneratorRuntime
from app.processes.generator_greedy import PENALTY_WINDOW, UNSURE, Greedy
from app.processes.generator_lanes import Row
from app.processes.generator_model import LoadedContext
from app.processes.generator_sampler import Sampler, _chain
from app.processes.generator_scores import raw_logits
from app.processes.requests import Load
from app.processes.runtime import Work

pytestmark = pytest.mark.models
LONG = PENALTY_WINDOW + 16  # so that the first ones fall out of the window


@pytest.fixture(scope="module")
def context() -> Iterator[LoadedContext]:
    path = starter_path()
    assert path is not None
    runtime = GeneratorRuntime()
    settings = LoadSettings(path, n_ctx=256, n_threads=1)
    runtime.handle(Load(settings), Work(lambda _event: None, CancelToken()))
    assert runtime._context is not None
    yield runtime._context
    runtime._context.close()


@pytest.mark.parametrize("penalty", [1.0, 1.05, 1.7])
def test_the_same_tokens_as_llama_cpp_chooses(context: LoadedContext, penalty: float) -> None:
    theirs = _chain(SamplingParams(repeat_penalty=penalty), context.vocabulary.size)
    ours = Greedy(context, penalty)
    chosen = []
    context.clear()
    token = 300
    for _ in range(LONG):
        context.evaluate([Row(context.bare, token, True)])
        before = raw_logits(context).copy()
        token = ours.next()
        assert np.array_equal(raw_logits(context), before)  # left as they were
        assert token == llama_cpp.llama_sampler_sample(theirs, context.pointer, -1)
        chosen.append(token)
    llama_cpp.llama_sampler_free(theirs)
    assert len(set(chosen)) > 1


def test_of_equals_the_first_and_what_was_written_counts_less(context: LoadedContext) -> None:
    context.clear()
    context.evaluate([Row(context.bare, 300, True)])
    logits = raw_logits(context)
    logits[:] = -3.0
    logits[[70, 40]] = 2.0
    assert Greedy(context, 1.0).next() == 40
    penalized = Greedy(context, 2.0)
    assert [penalized.next() for _ in range(4)] == [40, 70, 40, 40]
    logits[:] = -2.0
    logits[[40, 70]] = -1.5
    below = Greedy(context, 2.0)
    assert [below.next() for _ in range(3)] == [40, 70, 0]


def test_a_close_choice_is_not_taken(context: LoadedContext) -> None:
    context.clear()
    context.evaluate([Row(context.bare, 300, True)])
    logits = raw_logits(context)
    logits[:] = 0.0
    logits[[40, 70]] = 2.5, 2.0
    sampler = Sampler(context, SamplingParams(repeat_penalty=1.5), None)
    assert sampler.next(sure=1.0) == UNSURE
    assert sampler.next(sure=0.25) == 40  # nothing was counted before
    assert sampler.next(sure=0.25) == 70  # 2.5 / 1.5 against 2.0
    assert logits[40] == 2.5
    sampler.close()
