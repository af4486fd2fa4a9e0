"""GGUF models: the file on disk, how it is loaded, what it is asked, what it says."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from app.domain.catalogue import ModelKind


@dataclass(frozen=True, slots=True)
class ModelFile:
    """A GGUF file and what its header says. ``parameters`` is the number of weights, 0 when unknown.

    ``parts``: the files of a model in several, ``path`` being the first; ``size`` is that of all. ``owner`` says whose
    the file is: empty for Carrel's own folder, else a program ("Ollama") or "in place"; such a file is never deleted.
    ``kind``: what it is for.
    """

    name: str
    path: Path
    size: int
    architecture: str
    quantization: str
    parameters: int
    n_ctx_train: int
    n_layer: int
    has_chat_template: bool
    starter: bool = False
    parts: tuple[Path, ...] = ()
    owner: str = ""
    kind: ModelKind = ModelKind.GENERATOR


@dataclass(frozen=True, slots=True)
class LoadSettings:
    """How to load a model. ``n_threads`` 0 means: the engine chooses. ``n_gpu_layers`` -1 means: all that fit.

    ``copies`` is a folder for a copy of the model that the processor reads prompts faster with; None: no such copy.
    ``cache_type``: how keys and values are kept, "f16" or "q8_0" (about half as large).
    """

    path: Path
    n_ctx: int = 4096
    n_gpu_layers: int = -1
    n_threads: int = 0
    copies: Path | None = None
    cache_type: str = "f16"


@dataclass(frozen=True, slots=True)
class LoadNote:
    """One thing to say about how a model is loaded, or would be. Every code has a sentence in ``app.wording``."""

    code: str
    params: dict[str, str | int | float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LoadedModel:
    """A model that is in memory. ``memory_bytes`` is the resident size of the generator process.

    ``notes``: what was chosen when it was loaded, and why. ``reasoning``: it can think aloud, and be told not to.
    """

    name: str
    path: Path
    n_ctx: int
    n_params: int
    device: str
    n_threads: int
    memory_bytes: int
    n_gpu_layers: int = 0
    cache_type: str = "f16"
    reasoning: bool = False
    notes: tuple[LoadNote, ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class DryRunMemory:
    """What llama.cpp reckons for a model and its settings, in bytes: keys and values with any state, the compute
    buffers in main memory and on devices, the buffers for what comes out."""

    cache: int
    work: int
    device_work: int
    output: int


@dataclass(frozen=True, slots=True)
class ChatMessage:
    """``role`` is "system", "user" or "assistant"."""

    role: str
    content: str


@dataclass(frozen=True, slots=True)
class SamplingParams:
    """llama.cpp's sampler settings; temperature 0 is greedy."""

    temperature: float = 0.0
    top_k: int = 40
    top_p: float = 0.95
    min_p: float = 0.05
    repeat_penalty: float = 1.0
    seed: int = 0


@dataclass(frozen=True, slots=True)
class GenerationRequest:
    """What the generator is asked to continue. ``grammar`` is GBNF; ``messages`` go through the chat template.

    With ``raw_prompt`` set, that text is used as it is and ``messages`` are ignored; what looks like a control token
    in it is text. ``prefix`` is the beginning
    of the assistant's own turn. ``adapter`` is a LoRA adapter (GGUF) for this request alone; None is the bare model.

    ``probes`` are texts whose first token's probability is wanted where the first written token stands;
    ``avoid_probes``: the first written token may neither be one of these nor end the turn. ``logprobs``: say how
    probable what was written is. ``max_tokens`` 0 writes nothing and still answers the probes. ``thinking``: a model
    that can think aloud may; what it thinks is streamed as such and is no part of the answer. ``adapter_scale``: how
    strongly the adapter counts, 1 as it was trained. ``lookup``: at temperature 0, tokens that may follow are looked up
    in the prompt and evaluated several at a time; the text is the same.
    """

    messages: tuple[ChatMessage, ...] = ()
    raw_prompt: str | None = None
    prefix: str = ""
    max_tokens: int = 256
    stop: tuple[str, ...] = ()
    grammar: str | None = None
    sampling: SamplingParams = field(default_factory=SamplingParams)
    adapter: Path | None = None
    probes: tuple[str, ...] = ()
    avoid_probes: bool = False
    logprobs: bool = False
    thinking: bool = False
    adapter_scale: float = 1.0
    lookup: bool = True


class FinishReason(StrEnum):
    """Why generation ended."""

    STOP = "stop"
    LENGTH = "length"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class PromptProgress:
    """How many prompt tokens have been evaluated."""

    done: int
    total: int


@dataclass(frozen=True, slots=True)
class TokenDelta:
    """A streamed piece of text: whole characters only, possibly several tokens.

    ``thinking``: the model's thoughts before its answer, to be shown folded and never taken for the answer.
    """

    text: str
    thinking: bool = False


@dataclass(frozen=True, slots=True)
class GenerationFinished:
    """The last thing in a stream. Times in milliseconds inside the engine.

    ``probabilities``: one per probe, of the whole vocabulary at the first written position, before any penalty,
    sampling or avoiding; empty when the prompt was not read to its end. ``mean_logprob`` and ``first_logprob`` are
    natural logarithms of the chosen tokens' probabilities in the same raw distribution; the token that ended the
    turn and those of a stop string count. None unless asked for, or when no token was chosen. ``drafted`` tokens were
    guessed from the prompt, of which ``accepted`` were what the model chose.
    """

    finish_reason: FinishReason
    prompt_tokens: int
    completion_tokens: int
    prompt_ms: float
    decode_ms: float
    probabilities: tuple[float, ...] = ()
    mean_logprob: float | None = None
    first_logprob: float | None = None
    drafted: int = 0
    accepted: int = 0


@dataclass(frozen=True, slots=True)
class FinishedText:
    """Everything one request wrote, and how it ended."""

    text: str
    finished: GenerationFinished


GenerationEvent = PromptProgress | TokenDelta | GenerationFinished
