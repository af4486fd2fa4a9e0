"""The generator's child side: loads one GGUF model and continues prompts, streaming.

The token loop works on llama.cpp's C interface. The context is kept from one request to the next, so that a
prompt that begins like the last one is evaluated only from where they part; requests with an adapter leave what
the bare model has evaluated alone, and the other way round.
"""

from __future__ import annotations

from contextlib import ExitStack

from llama_cpp import llama_cpp

from app.domain.errors import EngineError, UserError
from app.domain.jobs import Progress
from app.domain.language_models import (
    FinishedText,
    GenerationFinished,
    GenerationRequest,
    LoadedModel,
    LoadSettings,
)
from app.processes import requests, results
from app.processes.generator_backends import load_backends
from app.processes.generator_devices import devices, place_of
from app.processes.generator_log import NativeLog
from app.processes.generator_lookup import Pace
from app.processes.generator_model import LoadedContext
from app.processes.generator_probe import dry_run
from app.processes.generator_prompt import make_prompt
from app.processes.generator_quantize import quantize
from app.processes.generator_run import Run
from app.processes.generator_sampler import Sampler
from app.processes.generator_state import States
from app.processes.generator_template import ChatTemplate
from app.processes.generator_threads import set_threads
from app.processes.runtime import Work


class GeneratorRuntime:
    """Answers Load, DryRun, ListDevices, Generate, GenerateMany, CountTokens, KeepState, TakeState and Quantize."""

    def __init__(self) -> None:
        self._log = NativeLog()
        load_backends()
        llama_cpp.llama_backend_init()
        self._context: LoadedContext | None = None
        self._template: ChatTemplate | None = None
        self._settings: LoadSettings | None = None
        self._pace = Pace()

    def handle(self, request: requests.Request, work: Work) -> results.Result:
        """See :class:`app.processes.runtime.Runtime`."""
        match request:
            case requests.Load(settings):
                return results.Loaded(self._load(settings, work))
            case requests.DryRun(settings):
                return results.DryRunDone(dry_run(settings, self._log))
            case requests.ListDevices():
                return results.Devices(devices())
            case requests.KeepState(folder, key, most):
                return results.StateTokens(self._states().keep(self._loaded().bare, folder, key, most))
            case requests.TakeState(folder, key):
                return results.StateTokens(self._states().take(self._loaded().bare, folder, key))
            case requests.Quantize(source, target, kind):
                quantize(source, target, kind, self._log, work)
                return results.Nothing()
            case requests.CountTokens(texts):
                vocabulary = self._loaded().vocabulary
                return results.Counts([len(vocabulary.tokenize(text, special=False)) for text in texts])
            case requests.Generate(generation):
                return results.Generated(self._generate(generation, work))
            case requests.GenerateMany(several):
                return results.GeneratedMany([self._whole(one, work) for one in several])
        raise EngineError("protocol_mismatch", detail=type(request).__name__)

    def _loaded(self) -> LoadedContext:
        if self._context is None:
            raise UserError("model_missing")
        return self._context

    def _states(self) -> States:
        assert self._settings is not None
        return States(self._loaded(), self._settings)

    def _unload(self) -> None:
        if self._context is not None:
            self._context.close()
        self._context = self._template = None

    def _load(self, settings: LoadSettings, work: Work) -> LoadedModel:
        self._unload()
        self._pace = Pace()
        shown = -1

        def progressed(fraction: float) -> None:
            nonlocal shown
            if (percent := int(fraction * 100)) > shown:
                shown = percent
                work.send(results.LoadProgress(Progress(percent, 100)))

        self._context = LoadedContext(settings, self._log, work.cancel, progressed)
        with ExitStack() as otherwise:  # cancelled or broken half-way: nothing of it stays in memory
            otherwise.callback(self._unload)
            loaded = self._tried_out(self._context, settings, work)
            otherwise.pop_all()
        return loaded

    def _tried_out(self, context: LoadedContext, settings: LoadSettings, work: Work) -> LoadedModel:
        context.try_out()
        self._settings = settings
        if not settings.n_threads and settings.copies is not None:
            set_threads(context, settings.copies, work.cancel)
        chat = self._chat(context)
        return LoadedModel(
            name=settings.path.stem,
            path=settings.path,
            n_ctx=context.n_ctx,
            n_params=context.n_params,
            device=place_of(context.model, settings.n_gpu_layers),
            n_threads=context.n_threads,
            memory_bytes=_resident_bytes(),
            n_gpu_layers=settings.n_gpu_layers,
            cache_type=settings.cache_type,
            reasoning=chat.switchable,
            notes=chat.notes,
        )

    def _generate(self, request: GenerationRequest, work: Work) -> GenerationFinished:
        context = self._loaded()
        prompt = make_prompt(context, self._chat, request)
        lane = context.lane(request.adapter, request.adapter_scale)
        run = Run(context, request, prompt, lane, work, self._pace_for(context, request))
        context.stop.clear()
        work.cancel.on_cancel(context.stop.set)
        sampler = Sampler(context, request.sampling, request.grammar)
        try:
            return run.to_the_end(sampler)
        except UserError:  # an adapter that makes the model say what is no number
            context.clear()
            raise
        finally:
            sampler.close()
            context.stop.clear()

    def _pace_for(self, context: LoadedContext, request: GenerationRequest) -> Pace | None:
        """None where nothing is guessed: sampled text would differ from run to run, recurrent models cannot go back."""
        greedy = request.sampling.temperature <= 0.0
        return self._pace if request.lookup and greedy and context.goes_back else None

    def _whole(self, request: GenerationRequest, work: Work) -> FinishedText:
        """Raises Cancelled."""
        pieces: list[str] = []

        def collect(body: results.EventBody) -> None:
            if isinstance(body, results.TextWritten) and not body.thinking:
                pieces.append(body.text)

        finished = self._generate(request, Work(collect, work.cancel))
        work.cancel.raise_if_cancelled()
        return FinishedText("".join(pieces), finished)

    def _chat(self, context: LoadedContext) -> ChatTemplate:
        if self._template is None:
            words = context.vocabulary
            self._template = ChatTemplate(
                context.chat_template(),
                words.bos_text(),
                words.eos_text(),
                words.control_texts(),
                context.family.reasoning,
            )
        return self._template


def _resident_bytes() -> int:
    import psutil  # type: ignore[import-untyped, unused-ignore]

    return int(psutil.Process().memory_info().rss)
