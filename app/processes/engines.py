"""The parent's side of the model engines: ports of ``app.domain.ports``, each over its own child process."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from app.domain.errors import Cancelled, CarrelError, EngineError, UserError
from app.domain.jobs import CancelToken, OnProgress
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
from app.processes.embedder_engine import EmbedderEngine
from app.processes.engine import Engine
from app.processes.launch import Launcher
from app.processes.limits import GENERATOR_CALL, QUANTIZE_CALL, ChildLimits
from app.processes.requests import (
    CountTokens,
    DryRun,
    Generate,
    GenerateMany,
    KeepState,
    ListDevices,
    Load,
    Quantize,
    Request,
    TakeState,
)
from app.processes.results import (
    Counts,
    Devices,
    DryRunDone,
    EventBody,
    Generated,
    GeneratedMany,
    Loaded,
    LoadProgress,
    Nothing,
    PromptRead,
    StateTokens,
    TextWritten,
)
from app.processes.supervisor import OnState, Supervisor, ignore_state

__all__ = ["EmbedderEngine", "Engine", "GeneratorEngine"]

_URGENT = 0
_TELLING = 24  # tokens that tell how fast a model writes
_FEW = 10  # one guessed right in so many does not matter


class GeneratorEngine(Engine):
    """The language model. When its process dies, the next call starts another and loads the same model again."""

    def __init__(
        self, launcher: Launcher, on_state: OnState = ignore_state, limits: ChildLimits | None = None
    ) -> None:
        super().__init__(
            Supervisor("generator", launcher, limits, on_state=on_state, greeting=self._load_again)
        )
        self._launcher = launcher
        self._settings: LoadSettings | None = None
        self._loaded: LoadedModel | None = None
        self._speed = 0.0

    @property
    def speed(self) -> float:
        """Tokens per second of the latest longer text that the loaded model wrote alone; 0 before."""
        return self._speed

    def another(self) -> GeneratorEngine:
        """An engine with a process of its own, for work that must not wait or may be ended at any time."""
        return GeneratorEngine(self._launcher)

    @property
    def loaded(self) -> LoadedModel | None:
        """The model in memory; None also after a crash, until the next call has loaded it again."""
        return self._loaded if self._supervisor.pid is not None else None

    def load(self, settings: LoadSettings, cancel: CancelToken, on_progress: OnProgress) -> LoadedModel:
        """See the port. A process holds one model in its life: only its end surely frees a graphics card's memory.

        Raises UserError("model_missing", "not_a_model", "model_damaged", "unsupported_model",
        "not_enough_memory"); the model loaded before is then loaded again by the next call.
        """
        loaded = self.loaded
        if loaded is not None and settings == self._settings:
            return loaded

        def progressed(body: EventBody) -> None:
            if isinstance(body, LoadProgress):
                on_progress(body.progress)

        self._supervisor.stop()
        request = Load(settings)
        try:
            found = self._supervisor.ask(
                request, Loaded, cancel, GENERATOR_CALL, greet=False, on_event=progressed
            )
            cancel.raise_if_cancelled()  # it came too late for the child, but it came before this returned
        except CarrelError:
            self._supervisor.stop()
            raise
        self._settings, self._loaded, self._speed = settings, found.model, 0.0
        return found.model

    def devices(self) -> list[Device]:
        """Accelerators, as the engine sees them."""
        return self._supervisor.ask(
            ListDevices(), Devices, CancelToken(), GENERATOR_CALL, greet=False
        ).devices

    def dry_run(self, settings: LoadSettings, cancel: CancelToken) -> DryRunMemory:
        """What loading so would take, without the weights; the loaded model stays. Raises what loading does."""
        return self._supervisor.ask(DryRun(settings), DryRunDone, cancel, GENERATOR_CALL, greet=False).memory

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """See the port. Raises UserError("model_missing") while none is chosen."""
        self._need_model()
        request = CountTokens(list(texts))
        return self._supervisor.ask(request, Counts, CancelToken(), GENERATOR_CALL).values

    def generate(self, request: GenerationRequest, cancel: CancelToken) -> Iterator[GenerationEvent]:
        """See the port. Raises also UserError("context_overflow", "invalid_input")."""
        self._need_model()
        read = written = 0
        last: GenerationFinished | None = None
        try:
            for item in self._supervisor.stream(Generate(request), cancel, GENERATOR_CALL, urgency=_URGENT):
                match item:
                    case TextWritten(text, thinking):
                        written += 1
                        yield TokenDelta(text, thinking)
                    case PromptRead(PromptProgress(done, total)):
                        read = done
                        yield PromptProgress(done, total)
                    case Generated(finished):
                        last = finished
        except Cancelled:  # while waiting in line, or the child had to be killed
            last = None
        if last is not None and request.adapter is None:
            self._speed = _speed_of(last) or self._speed
        # Behind the call: a caller who does not ask for more than this does not hold the line.
        yield last or GenerationFinished(FinishReason.CANCELLED, read, written, 0.0, 0.0)

    def generate_many(self, requests: Sequence[GenerationRequest], cancel: CancelToken) -> list[FinishedText]:
        """See the port; one call to the child."""
        self._need_model()
        if not requests:
            return []
        request = GenerateMany(list(requests))
        texts = self._supervisor.ask(request, GeneratedMany, cancel, GENERATOR_CALL, urgency=_URGENT).texts
        if len(texts) != len(requests):
            raise EngineError("protocol_mismatch", role="generator", detail="texts")
        return texts

    def keep_state(self, folder: Path, key: str, most: int) -> int:
        """Write down what the bare model has evaluated, in at most ``most`` bytes. How many tokens; 0 for none."""
        self._need_model()
        request = KeepState(folder, key, most)
        return self._supervisor.ask(request, StateTokens, CancelToken(), GENERATOR_CALL).tokens

    def take_state(self, folder: Path, key: str) -> int:
        """Have that again, where this very model wrote it. How many tokens; 0 for none."""
        self._need_model()
        request = TakeState(folder, key)
        return self._supervisor.ask(request, StateTokens, CancelToken(), GENERATOR_CALL).tokens

    def quantize(
        self, source: Path, target: Path, kind: str, cancel: CancelToken, on_progress: OnProgress
    ) -> None:
        """Write a copy of a model with smaller weights. Loads nothing; meant for an engine of its own.

        Raises UserError("quantize_source", "quantize_failed" and what reading a model raises), Cancelled.
        """

        def progressed(body: EventBody) -> None:
            if isinstance(body, LoadProgress):
                on_progress(body.progress)

        request = Quantize(source, target, kind)
        self._supervisor.ask(request, Nothing, cancel, QUANTIZE_CALL, greet=False, on_event=progressed)

    def _need_model(self) -> None:
        if self._settings is None:
            raise UserError("model_missing")

    def _load_again(self) -> Request | None:
        return Load(self._settings) if self._settings is not None else None


def _speed_of(finished: GenerationFinished) -> float:
    """0 for what is too short to tell, or was guessed right in good part."""
    written = finished.completion_tokens
    telling = written >= _TELLING and finished.decode_ms > 0 and finished.accepted <= written // _FEW
    return 1000.0 * written / finished.decode_ms if telling else 0.0
