"""Decode speed through the whole stack, time to the first token with a warm prefix, and how fast stop works."""

from __future__ import annotations

import threading
import time
from dataclasses import asdict
from typing import Any

from app.bench.engine_decode import PROMPT, decode_speed
from app.bench.engine_texts import answered, chat, grounded, while_indexing
from app.bench.profile import scratch_services
from app.bench.report import machine, median, percentile, rounded
from app.bootstrap import Services
from app.domain.jobs import CancelToken, OnProgress, Progress, no_progress
from app.domain.language_models import (
    GenerationRequest,
    LoadSettings,
    TokenDelta,
)

N_CTX = 2048
N_STOPS = 10
LONG = "The harbour master keeps a list of all ships that come and go. " * 110
PASSAGE = "The harbour master keeps a list of all ships that come and go. " * 20 + "\nQuestion: Who?\nAnswer:"
N_PASSAGES, WRITTEN = 3, 4
BASELINES = {
    "decode": "a plain llama-cpp-python token loop (Llama.generate + detokenize), same model, threads, context, "
    "prompt, in turns; Carrel token by token as well",
    "decode_as_used": "the same loop; Carrel guesses tokens, as for people, in a text where that brings nothing",
    "decode_processor_time": "processor time of the same rounds; Carrel's is that of both sides of the pipe",
    "grounded_decode": "the same answers, copied from made passages, written by Carrel's own loop without drafts",
    "answered_decode": "the same answers to questions about the sample library, written without drafts",
    "warm_prefix": "the same prompt with an empty cache",
    "warm_first_token": "the tenth turn of a grounded chat with an empty cache",
    "restored_first_token": "the eleventh turn with an empty cache, against reading the state from the disk and asking",
    "decode_while_indexing": "the same text while nothing is read",
    "passages_in_one_call": "the same passages in a call each",
}


def bench_engine(runs: int, cancel: CancelToken, on_progress: OnProgress) -> dict[str, Any]:
    """The engine report; raises UserError("model_missing")."""
    with scratch_services() as services:
        model = services.catalog.load_selected(cancel, no_progress)
        model = services.generator.load(
            LoadSettings(model.path, N_CTX, -1, model.n_threads), cancel, no_progress
        )
        decode = decode_speed(services, model, N_CTX, runs, cancel, on_progress)
        cold, warm = _first_tokens(services, cancel)
        reading = [_read_passages(services, cancel) for _ in range(runs)]
        # From here on as Carrel itself loads it, with the copy whose batches are fast.
        services.catalog.load_selected(cancel, no_progress)
        on_progress(Progress(runs, runs, "texts"))
        copied, asked = grounded(services, cancel), answered(services, cancel)
        talked = chat(services, cancel)
        stops = [_stop_latency(services, during_prompt=bool(i % 2)) for i in range(2 * N_STOPS)]
        idle, busy, running = while_indexing(services, cancel, runs)
    return {
        "bench": "engine",
        "machine": machine(),
        "runs": runs,
        "model": model.name,
        "ratios": rounded({"decode": decode.ratio("carrel"),
                           "decode_as_used": decode.ratio("guessing"),
                           "decode_processor_time": decode.processor["carrel"],
                           "grounded_decode": copied.plain_ms / copied.lookup_ms,
                           "answered_decode": asked.plain_ms / asked.lookup_ms,
                           "warm_prefix": warm / cold,
                           "warm_first_token": talked.warm / talked.cold,
                           "restored_first_token": talked.restored / talked.restored_cold,
                           "decode_while_indexing": busy / idle,
                           "passages_in_one_call": median([one / each for one, each, _ in reading])}),
        "stop_latency_ms": rounded({"p50": percentile(stops, 0.5), "p95": percentile(stops, 0.95)}, 1),
        "decode": {"spread": rounded(decode.spread("carrel")), "spread_as_used": rounded(decode.spread("guessing")),
                   "same_text": decode.same_text, "drafted": decode.drafted, "accepted": decode.accepted},
        "grounded": asdict(copied),
        "answered": asdict(asked),
        "baseline": BASELINES,
        "raw": {"tokens_per_s": decode.rates, "cold_first_token_s": cold,
                "warm_first_token_s": warm, "stop_ms": stops,
                "passages_s": [one for one, _, _ in reading],
                "prompt_tokens_per_s": [rate for _, _, rate in reading],
                "chat": asdict(talked),
                "indexing": {"idle": idle, "busy": busy, "intake_ran_to_the_end_of_it": running}},
    }  # fmt: skip


def _first_tokens(services: Services, cancel: CancelToken) -> tuple[float, float]:
    """Seconds to the first token: with nothing cached, and with all but the question's end cached."""
    times = []
    for question in ("Which ships came?", "Which ships went?"):
        request = GenerationRequest(raw_prompt=LONG + question, max_tokens=1)
        started = time.perf_counter()
        for event in services.generator.generate(request, cancel):
            if isinstance(event, TokenDelta):
                break
        times.append(time.perf_counter() - started)
    return times[0], times[1]


def _read_passages(services: Services, cancel: CancelToken) -> tuple[float, float, float]:
    """Seconds for three passages of about 300 tokens, in one call and in a call each; prompt tokens per second."""

    def requests(number: int) -> list[GenerationRequest]:
        prompts = [
            f"{number} {part} {PASSAGE}" for part in ("One", "Two", "Three")
        ]  # nothing of them is cached
        return [GenerationRequest(raw_prompt=prompt, max_tokens=WRITTEN) for prompt in prompts]

    times = []
    for number, size in enumerate((N_PASSAGES, 1)):
        all_of_them = requests(2 * time.monotonic_ns() + number)
        started = time.perf_counter()
        found = []
        for first in range(0, N_PASSAGES, size):
            found += services.generator.generate_many(all_of_them[first : first + size], cancel)
        times.append(time.perf_counter() - started)
    tokens = sum(one.finished.prompt_tokens for one in found)
    return times[0], times[1], tokens / (sum(one.finished.prompt_ms for one in found) / 1000.0)


def _stop_latency(services: Services, *, during_prompt: bool) -> float:
    """Milliseconds from asking to stop until the stream has ended."""
    cancel = CancelToken()
    nonce = f"{time.monotonic_ns()} "  # another beginning, so that nothing of the prompt is cached
    prompt = nonce + (LONG if during_prompt else PROMPT)
    asked: list[float] = []

    def stop() -> None:
        asked.append(time.perf_counter())
        cancel.cancel()

    timer = threading.Timer(0.4, stop)
    timer.start()
    for _event in services.generator.generate(GenerationRequest(raw_prompt=prompt, max_tokens=1500), cancel):
        pass
    ended = time.perf_counter()
    timer.join()
    return max(0.0, (ended - asked[0]) * 1000)
