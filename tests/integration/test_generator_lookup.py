"""Lookup decoding with the real starter model: the text is that of the plain loop, token by token."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from app.catalog.model_files import starter_path
from app.domain.jobs import CancelToken
from app.domain.language_models import (
    ChatMessage,
    FinishReason,
    GenerationFinished,
    GenerationRequest,
    LoadSettings,
    SamplingParams,
)
from app.processes.generator import GeneratorRuntime
from app.processes.generator_lookup import Pace
from app.processes.requests import Generate, Load
from app.processes.results import Generated, TextWritten
from app.processes.runtime import Work

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
def runtime() -> Iterator[GeneratorRuntime]:
    """In this process, so that how much is guessed does not depend on how busy the machine is."""
    path = starter_path()
    assert path is not None
    made = GeneratorRuntime()
    made.handle(Load(LoadSettings(path, n_ctx=2048, n_threads=1)), Work(lambda _event: None, CancelToken()))
    made._pace = Pace(always=6)
    yield made
    assert made._context is not None
    made._context.close()


def run(
    runtime: GeneratorRuntime,
    request: GenerationRequest,
    cancel: CancelToken | None = None,
    stop_after: int = 0,
) -> tuple[str, GenerationFinished]:
    """``stop_after``: ask to stop after so many pieces of text."""
    pieces: list[str] = []
    cancel = cancel or CancelToken()

    def collect(event: object) -> None:
        if isinstance(event, TextWritten):
            pieces.append(event.text)
            if len(pieces) == stop_after:
                cancel.cancel()

    result = runtime.handle(Generate(request), Work(collect, cancel))
    assert isinstance(result, Generated)
    return "".join(pieces), result.finished


def request(passage: str, **more: object) -> GenerationRequest:
    message = ChatMessage("user", f"{passage}\n\n{TASK}")
    return GenerationRequest((message,), max_tokens=40, sampling=GREEDY, **more)  # type: ignore[arg-type]


def compared(runtime: GeneratorRuntime, asked: GenerationRequest) -> GenerationFinished:
    plain, expected = run(runtime, replace(asked, lookup=False))
    text, finished = run(runtime, asked)
    assert text == plain
    assert (finished.completion_tokens, finished.finish_reason) == (
        expected.completion_tokens,
        expected.finish_reason,
    )
    assert expected.drafted == 0
    return finished


@pytest.mark.parametrize("penalty", [1.0, 1.05])
def test_the_text_is_that_of_the_plain_loop(runtime: GeneratorRuntime, penalty: float) -> None:
    sampling = replace(GREEDY, repeat_penalty=penalty)
    done = [compared(runtime, replace(request(passage), sampling=sampling)) for passage in PASSAGES]
    assert sum(finished.accepted for finished in done) > 10


def test_with_a_grammar_too(runtime: GeneratorRuntime) -> None:
    done = [compared(runtime, request(passage, grammar=JSON)) for passage in PASSAGES]
    assert sum(finished.accepted for finished in done) > 5


def test_where_nothing_is_copied_the_text_is_the_same_too(runtime: GeneratorRuntime) -> None:
    message = ChatMessage("user", "Tell me about the sea.")
    compared(runtime, GenerationRequest((message,), max_tokens=40, sampling=GREEDY))


def test_stop_strings_cut_inside_a_draft(runtime: GeneratorRuntime) -> None:
    plain, _ = run(runtime, request(PASSAGES[0], lookup=False))
    stop = plain[len(plain) // 2 :][:6]
    text, finished = run(runtime, request(PASSAGES[0], stop=(stop,)))
    assert text == plain[: plain.index(stop)]
    assert finished.finish_reason is FinishReason.STOP
    compared(runtime, request(PASSAGES[0]))  # what was guessed beyond the stop has left nothing behind


def test_the_length_is_kept_to(runtime: GeneratorRuntime) -> None:
    for length in (1, 2, 7, 23):
        _, finished = run(runtime, replace(request(PASSAGES[1]), max_tokens=length))
        assert finished.completion_tokens == length


def test_probabilities_are_those_of_the_plain_loop(runtime: GeneratorRuntime) -> None:
    finished = compared(runtime, request(PASSAGES[0], logprobs=True))
    _, plain = run(runtime, request(PASSAGES[0], logprobs=True, lookup=False))
    assert finished.mean_logprob == pytest.approx(plain.mean_logprob, abs=0.05)


def test_sampled_text_is_not_guessed(runtime: GeneratorRuntime) -> None:
    warm = SamplingParams(temperature=0.8, seed=3)
    text, finished = run(runtime, replace(request(PASSAGES[0]), sampling=warm))
    assert finished.drafted == 0
    assert text == run(runtime, replace(request(PASSAGES[0]), sampling=warm))[0]


def test_a_stop_while_guessing_leaves_the_context_usable(runtime: GeneratorRuntime) -> None:
    asked = replace(request(PASSAGES[0]), max_tokens=400)
    before, _ = run(runtime, request(PASSAGES[1], lookup=False))
    _, stopped = run(runtime, asked, stop_after=2)
    assert stopped.finish_reason is FinishReason.CANCELLED
    assert run(runtime, request(PASSAGES[1]))[0] == before
