"""GGUF models: the file on disk, how it is loaded, what it is asked, what it says."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path


@dataclass(frozen=True, slots=True)
class ModelFile:
    """A GGUF file and what its header says. ``parameters`` is the number of weights, 0 when unknown."""

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


@dataclass(frozen=True, slots=True)
class LoadSettings:
    """How to load a model. ``n_threads`` 0 means: the engine chooses. ``n_gpu_layers`` -1 means: all that fit."""

    path: Path
    n_ctx: int = 4096
    n_gpu_layers: int = -1
    n_threads: int = 0


@dataclass(frozen=True, slots=True)
class LoadedModel:
    """A model that is in memory. ``memory_bytes`` is the resident size of the generator process."""

    name: str
    path: Path
    n_ctx: int
    n_params: int
    device: str
    n_threads: int
    memory_bytes: int


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

    With ``raw_prompt`` set, that text is used as it is and ``messages`` are ignored. ``prefix`` is the beginning
    of the assistant's own turn.
    """

    messages: tuple[ChatMessage, ...] = ()
    raw_prompt: str | None = None
    prefix: str = ""
    max_tokens: int = 256
    stop: tuple[str, ...] = ()
    grammar: str | None = None
    sampling: SamplingParams = field(default_factory=SamplingParams)


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
    """A streamed piece of text: whole characters only, possibly several tokens."""

    text: str


@dataclass(frozen=True, slots=True)
class GenerationFinished:
    """The last thing in a stream. Times in milliseconds inside the engine."""

    finish_reason: FinishReason
    prompt_tokens: int
    completion_tokens: int
    prompt_ms: float
    decode_ms: float


GenerationEvent = PromptProgress | TokenDelta | GenerationFinished
