"""Lookup decoding with the real starter model: the text is that of the plain loop, token by token."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from app.catalog.model_files import starter_path
from app.domain.jobs import CancelToken, no_progress
from app.domain.language_models import (
    ChatMessage,
    FinishReason,
    GenerationFinished,
    GenerationRequest,
    LoadSettings,
    SamplingParams,
    TokenDelta,
)
from app.processes.engines import GeneratorEngine
from app.processes.launch import Launcher

pytestmark = pytest.mark.models
PASSAGES = (
    "The tenant may end the lease with three months' notice to the end of a quarter. Notice must be given in writing "
    "to the address of the landlord. Keys are handed over on the last working day before noon, all of them.",
    "Rail comes before air for journeys of less than five hours. Hotels are booked through the travel desk, at most "
    "140 euros a night in Lisbon and 120 euros a night everywhere else. Receipts are kept for ten years.",
)
TASK = "Write the text above again, word for word."
JSON = r"""root ::= "{\"text\": \"" [^"\\]{1,120} "\"}" """
GREEDY = SamplingParams(temperature=0.0, top_k=1)


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[GeneratorEngine]:
    path = starter_path()
    assert path is not None
    launcher = Launcher(tmp_path_factory.mktemp("logs"))
    made = GeneratorEngine(launcher)
    made.load(LoadSettings(path, n_ctx=2048), CancelToken(), no_progress)
    yield made
    made.close()
    launcher.close()


def run(engine: GeneratorEngine, request: GenerationRequest) -> tuple[str, GenerationFinished]:
    events = list(engine.generate(request, CancelToken()))
    last = events[-1]
    assert isinstance(last, GenerationFinished)
    return "".join(e.text for e in events if isinstance(e, TokenDelta)), last


def request(passage: str, **more: object) -> GenerationRequest:
    message = ChatMessage("user", f"{passage}\n\n{TASK}")
    return GenerationRequest((message,), max_tokens=40, sampling=GREEDY, **more)  # type: ignore[arg-type]


def compared(engine: GeneratorEngine, asked: GenerationRequest) -> GenerationFinished:
    plain, expected = run(engine, replace(asked, lookup=False))
    text, finished = run(engine, asked)
    assert text == plain
    assert (finished.completion_tokens, finished.finish_reason) == (
        expected.completion_tokens,
        expected.finish_reason,
    )
    assert expected.drafted == 0
    return finished


@pytest.mark.parametrize("penalty", [1.0, 1.05])
def test_the_text_is_that_of_the_plain_loop(engine: GeneratorEngine, penalty: float) -> None:
    sampling = replace(GREEDY, repeat_penalty=penalty)
    done = [compared(engine, replace(request(passage), sampling=sampling)) for passage in PASSAGES]
    assert sum(finished.accepted for finished in done) > 10


def test_with_a_grammar_too(engine: GeneratorEngine) -> None:
    done = [compared(engine, request(passage, grammar=JSON)) for passage in PASSAGES]
    assert sum(finished.accepted for finished in done) > 5


def test_where_nothing_is_copied_the_text_is_the_same_too(engine: GeneratorEngine) -> None:
    message = ChatMessage("user", "Tell me about the sea.")
    compared(engine, GenerationRequest((message,), max_tokens=40, sampling=GREEDY))


def test_stop_strings_cut_inside_a_draft(engine: GeneratorEngine) -> None:
    plain, _ = run(engine, request(PASSAGES[0], lookup=False))
    stop = plain[len(plain) // 2 :][:6]
    text, finished = run(engine, request(PASSAGES[0], stop=(stop,)))
    assert text == plain[: plain.index(stop)]
    assert finished.finish_reason is FinishReason.STOP
    compared(engine, request(PASSAGES[0]))  # what was guessed beyond the stop has left nothing behind


def test_the_length_is_kept_to(engine: GeneratorEngine) -> None:
    for length in (1, 2, 7, 23):
        _, finished = run(engine, replace(request(PASSAGES[1]), max_tokens=length))
        assert finished.completion_tokens == length


def test_probabilities_are_those_of_the_plain_loop(engine: GeneratorEngine) -> None:
    finished = compared(engine, request(PASSAGES[0], logprobs=True))
    _, plain = run(engine, request(PASSAGES[0], logprobs=True, lookup=False))
    assert finished.mean_logprob == pytest.approx(plain.mean_logprob, abs=0.05)


def test_sampled_text_is_not_guessed(engine: GeneratorEngine) -> None:
    warm = SamplingParams(temperature=0.8, seed=3)
    text, finished = run(engine, replace(request(PASSAGES[0]), sampling=warm))
    assert finished.drafted == 0
    assert text == run(engine, replace(request(PASSAGES[0]), sampling=warm))[0]


def test_a_stop_while_guessing_leaves_the_context_usable(engine: GeneratorEngine) -> None:
    asked = replace(request(PASSAGES[0]), max_tokens=400)
    before, _ = run(engine, request(PASSAGES[1], lookup=False))
    cancel = CancelToken()
    for event in engine.generate(asked, cancel):
        if isinstance(event, TokenDelta):
            cancel.cancel()
    assert isinstance(event, GenerationFinished)
    assert event.finish_reason is FinishReason.CANCELLED
    assert run(engine, request(PASSAGES[1]))[0] == before
