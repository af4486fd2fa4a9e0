"""Grounded answers with drafts from the prompt, chats that go on, and writing while documents are read."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from app.bench.made_library import Prose, mixed_library
from app.bench.report import median
from app.bootstrap import Services
from app.domain.errors import Cancelled
from app.domain.jobs import CancelToken, no_progress
from app.domain.language_models import (
    ChatMessage,
    GenerationFinished,
    GenerationRequest,
    SamplingParams,
    TokenDelta,
)
from app.paths import resources_dir
from app.retrieval.packing import ModelClass, PackedPassage
from app.tasks.answer_question import AnswerInput, AnswerQuestion

TURNS = 10
_GREEDY = SamplingParams(temperature=0.0, top_k=1, repeat_penalty=1.05)
_COPYING = "What does the text say? Answer only with words from the text above."
"""What a model of the starter's size answers by copying."""
_WRITTEN, _PASSAGES = 80, 6
_QUESTIONS = (
    ("finance/Travel Policy.md", "What do I have to know about hotels?"),
    ("projects/Project Lantern Notes.md", "What was decided about the first public showing?"),
    ("manuals/Espresso Machine Manual.txt", "How is the machine descaled?"),
    ("letters/Residents Association Minutes Letter.txt", "What was said about the bicycle shed?"),
)
_READ = 1500  # characters of a document, about what a model of a billion weights gets
_STORY = "Once upon a time, in a small harbour town, there lived a lighthouse keeper who"
_STORY_TOKENS = 96


@dataclass(frozen=True, slots=True)
class Grounded:
    """Milliseconds of decoding the same texts in both ways, how many were the same, and what was guessed."""

    plain_ms: float
    lookup_ms: float
    texts: int
    identical: int
    drafted: int
    accepted: int


def grounded(services: Services, cancel: CancelToken) -> Grounded:
    """Passages of made documents told again."""
    prose = Prose(7)
    messages = [ChatMessage("user", f"{prose.paragraph(3, 5)}\n\n{_COPYING}") for _ in range(_PASSAGES)]
    requests = [
        GenerationRequest((message,), max_tokens=_WRITTEN, stop=("\n\n",), sampling=_GREEDY)
        for message in messages
    ]
    return _both_ways(services, requests, cancel)


def answered(services: Services, cancel: CancelToken) -> Grounded:
    """Questions about documents of the sample library, asked as the window asks a model that writes."""
    requests = []
    for path, question in _QUESTIONS:
        text = (resources_dir() / "sample_library" / path).read_text(encoding="utf-8")[:_READ]
        passage = PackedPassage(1, Path(path).stem, text)
        requests.append(AnswerQuestion().plan(AnswerInput(question, (passage,), ModelClass.SMALL)))
    return _both_ways(services, requests, cancel)


def _both_ways(services: Services, requests: Sequence[GenerationRequest], cancel: CancelToken) -> Grounded:
    """Each with and without drafts, in turns."""
    total = [0.0, 0.0]
    identical = drafted = accepted = 0
    for number, request in enumerate(requests):
        texts = ["", ""]
        for lookup in (0, 1) if number % 2 else (1, 0):
            texts[lookup], done = _write(services, replace(request, lookup=bool(lookup)), cancel)
            total[lookup] += done.decode_ms
            drafted, accepted = drafted + done.drafted, accepted + done.accepted
        identical += texts[0] == texts[1]
    return Grounded(total[0], total[1], len(requests), identical, drafted, accepted)


@dataclass(frozen=True, slots=True)
class Chat:
    """Seconds to the first token: the tenth turn after the ninth and cold; the eleventh restored and cold."""

    warm: float
    cold: float
    restored: float
    restored_cold: float
    bytes: int


def chat(services: Services, cancel: CancelToken) -> Chat:
    """A grounded chat of ten turns, each with a passage of its own."""
    prose = Prose(11)
    messages = [ChatMessage("system", "You answer questions from the text that comes with them, briefly.")]
    warm = 0.0
    for _ in range(TURNS):
        messages.append(ChatMessage("user", f"{prose.paragraph(2, 3)}\n\nWhat is this about?"))
        started = time.perf_counter()
        first, text = _first(services, _asked(messages, 16), cancel)
        warm = first - started
        messages.append(ChatMessage("assistant", text))
    # the generator's child may write in Carrel's own folders only
    with TemporaryDirectory(prefix="carrel-bench-", dir=services.paths.cache) as folder:
        services.generator.keep_state(Path(folder), "c1", 1024**3)
        size = sum(path.stat().st_size for path in Path(folder).iterdir())
        cold = _cold(services, messages[:-1], cancel)
        messages.append(ChatMessage("user", "And what was the first text about?"))
        without = _cold(services, messages, cancel)
        _forget(services, cancel)
        started = time.perf_counter()
        services.generator.take_state(Path(folder), "c1")
        restored = _first(services, _asked(messages, 1), cancel)[0] - started
    return Chat(warm, cold, restored, without, size)


def while_indexing(services: Services, cancel: CancelToken, runs: int) -> tuple[float, float, bool]:
    """Tokens a second while nothing else is done, and while intake runs; whether it still ran at the end."""
    idle = median([_rate(services, cancel) for _ in range(runs)])
    stop = CancelToken()
    with TemporaryDirectory(prefix="carrel-bench-") as folder:
        library = mixed_library(Path(folder) / "library", 3)
        services.library.add([library], stop, no_progress, watch=False)
        intake = threading.Thread(target=_take_in, args=(services, stop))
        intake.start()
        try:
            _until_under_way(services, intake)
            busy = median([_rate(services, cancel) for _ in range(runs)])
            running = intake.is_alive()
        finally:
            stop.cancel()
            intake.join()
    return idle, busy, running


def _take_in(services: Services, cancel: CancelToken) -> None:
    try:
        services.ingestion.run(cancel, no_progress)
    except Cancelled:
        return


def _until_under_way(services: Services, intake: threading.Thread) -> None:
    """The first document is in: parsers and embedder are awake."""
    while intake.is_alive() and not services.library.status().indexed:
        time.sleep(0.1)


def _rate(services: Services, cancel: CancelToken) -> float:
    """As a person has it: from the first token to the last."""
    request = GenerationRequest(raw_prompt=_STORY, max_tokens=_STORY_TOKENS, lookup=False)
    done = _write(services, request, cancel)[1]
    return (done.completion_tokens - 1) / (done.decode_ms / 1000.0)


def _asked(messages: Sequence[ChatMessage], tokens: int) -> GenerationRequest:
    return GenerationRequest(tuple(messages), max_tokens=tokens, sampling=_GREEDY)


def _cold(services: Services, messages: Sequence[ChatMessage], cancel: CancelToken) -> float:
    _forget(services, cancel)
    started = time.perf_counter()
    return _first(services, _asked(messages, 1), cancel)[0] - started


def _forget(services: Services, cancel: CancelToken) -> None:
    """Have something else evaluated."""
    _write(services, GenerationRequest(raw_prompt=f"{time.monotonic_ns()} is a number", max_tokens=1), cancel)


def _first(services: Services, request: GenerationRequest, cancel: CancelToken) -> tuple[float, str]:
    """When the first token came, and all that was written."""
    first, text = 0.0, ""
    for event in services.generator.generate(request, cancel):
        if isinstance(event, TokenDelta):
            first = first or time.perf_counter()
            text += event.text
    return first or time.perf_counter(), text


def _write(
    services: Services, request: GenerationRequest, cancel: CancelToken
) -> tuple[str, GenerationFinished]:
    text = ""
    for event in services.generator.generate(request, cancel):
        if isinstance(event, TokenDelta):
            text += event.text
        elif isinstance(event, GenerationFinished):
            return text, event
    raise AssertionError("a stream always ends with GenerationFinished")
