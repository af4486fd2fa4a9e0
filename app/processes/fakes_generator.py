"""The language model's stand-in; see :mod:`app.processes.fakes`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from app.domain.errors import Cancelled, CarrelError
from app.domain.jobs import CancelToken, OnProgress, Progress
from app.domain.language_models import (
    DryRunMemory,
    FinishedText,
    FinishReason,
    GenerationEvent,
    GenerationFinished,
    GenerationRequest,
    LoadedModel,
    LoadSettings,
    PromptProgress,
    TokenDelta,
)
from app.domain.machine import Device

_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class FakeReply:
    """What a generation says and how sure it is. ``probabilities`` are those of the probes, in their order.

    ``instead`` is written where the request says that the text must not begin with a probe, and it does.
    """

    text: str
    probabilities: tuple[float, ...] = ()
    mean_logprob: float = -0.1
    first_logprob: float = -0.1
    instead: str = ""


@dataclass(slots=True)
class FakeGenerator:
    """Answers with ``replies`` in turn (the last one for good); without any it repeats the last message.

    A reply may be a string, a :class:`FakeReply` or a function of the request; a string gives the probe it begins
    with 0.9, the others 0.05. ``fail`` is raised after ``fail_after`` words;
    ``cancel_after`` ends the stream as if it had been cancelled there. Requests are kept in ``requests``, the settings
    of every load in ``attempts``; ``refuse`` says which loads fail, and how.
    """

    replies: Sequence[str | FakeReply | Callable[[GenerationRequest], str | FakeReply]] = ()
    loaded: LoadedModel | None = None
    fail: CarrelError | None = None
    fail_after: int = 0
    cancel_after: int | None = None
    requests: list[GenerationRequest] = field(default_factory=list)
    pid: int | None = None
    closed: bool = False
    refuse: Callable[[LoadSettings], CarrelError | None] = lambda _settings: None
    accelerators: list[Device] = field(default_factory=list)
    speed: float = 0.0
    attempts: list[LoadSettings] = field(default_factory=list)

    def load(self, settings: LoadSettings, cancel: CancelToken, on_progress: OnProgress) -> LoadedModel:
        """Holds a model of that name; the file need not exist. What ``refuse`` says is raised, and nothing is held."""
        cancel.raise_if_cancelled()
        self.attempts.append(settings)
        if (refused := self.refuse(settings)) is not None:
            self.loaded = None
            raise refused
        on_progress(Progress(100, 100))
        threads = settings.n_threads or 1
        device = self.accelerators[0].name if settings.n_gpu_layers and self.accelerators else "CPU"
        place = (settings.n_gpu_layers, settings.cache_type)
        name = settings.path.stem
        self.loaded = LoadedModel(name, settings.path, settings.n_ctx, 0, device, threads, 0, *place)
        return self.loaded

    def devices(self) -> list[Device]:
        """``accelerators``."""
        return self.accelerators

    def dry_run(self, settings: LoadSettings, cancel: CancelToken) -> DryRunMemory:
        """Next to nothing."""
        return DryRunMemory(0, 0, 0, 0)

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Words."""
        return [len(_WORD.findall(text)) for text in texts]

    def generate(self, request: GenerationRequest, cancel: CancelToken) -> Iterator[GenerationEvent]:
        """One delta a word."""
        self.requests.append(request)
        total = sum(self.count_tokens([m.content for m in request.messages] or [request.raw_prompt or ""]))
        yield PromptProgress(total, total)
        reply = self._reply(request)
        words = re.findall(r"\s*\S+|\s+$", _written(reply, request))
        for number, word in enumerate(words):
            if self.fail is not None and number >= self.fail_after:
                raise self.fail
            if cancel.cancelled or number == self.cancel_after:
                yield _ended(FinishReason.CANCELLED, total, number, reply, request)
                return
            if number == request.max_tokens:
                yield _ended(FinishReason.LENGTH, total, number, reply, request)
                return
            yield TokenDelta(word)
        if self.fail is not None:
            raise self.fail
        yield _ended(FinishReason.STOP, total, len(words), reply, request)

    def generate_many(self, requests: Sequence[GenerationRequest], cancel: CancelToken) -> list[FinishedText]:
        """One after the other."""
        texts = []
        for request in requests:
            events = list(self.generate(request, cancel))
            finished = events[-1]
            if (
                not isinstance(finished, GenerationFinished)
                or finished.finish_reason is FinishReason.CANCELLED
            ):
                raise Cancelled
            text = "".join(event.text for event in events if isinstance(event, TokenDelta))
            texts.append(FinishedText(text, finished))
        return texts

    def _reply(self, request: GenerationRequest) -> FakeReply:
        if self.replies:
            scripted = self.replies[min(len(self.requests), len(self.replies)) - 1]
            reply = scripted(request) if callable(scripted) else scripted
        else:
            reply = request.messages[-1].content if request.messages else (request.raw_prompt or "")
        if isinstance(reply, FakeReply):
            return reply
        return FakeReply(reply, tuple(0.9 if _begins(reply, probe) else 0.05 for probe in request.probes))

    def close(self) -> None:
        """Nothing to close; remembers that it was asked to."""
        self.closed = True


def _begins(text: str, probe: str) -> bool:
    return text.lstrip().startswith(probe.strip())


def _written(reply: FakeReply, request: GenerationRequest) -> str:
    avoided = request.avoid_probes and any(_begins(reply.text, probe) for probe in request.probes)
    return reply.instead if avoided else reply.text


def _ended(
    reason: FinishReason, read: int, written: int, reply: FakeReply, request: GenerationRequest
) -> GenerationFinished:
    """With the figures that were asked for."""
    asked = request.logprobs and written > 0
    return GenerationFinished(
        reason,
        read,
        written,
        0.0,
        0.0,
        reply.probabilities[: len(request.probes)],
        reply.mean_logprob if asked else None,
        reply.first_logprob if asked else None,
    )
