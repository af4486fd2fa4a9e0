"""One GGUF model in memory, with its context: llama.cpp's C interface made safe to call.

Promises: ``evaluate`` stops within one graph node on the CPU (between batches elsewhere) once ``stop_now`` was
called, and the context can be used again afterwards. Raises UserError("not_a_model", "model_damaged",
"unsupported_model", "not_enough_memory", "context_overflow"), Cancelled.
"""

from __future__ import annotations

import ctypes
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from llama_cpp import llama_cpp

from app.domain.errors import Cancelled, EngineError, UserError
from app.domain.jobs import CancelToken
from app.domain.language_models import LoadSettings
from app.processes.cores import physical_cores
from app.processes.generator_log import NativeLog
from app.processes.generator_text import common_prefix

BATCH = 256
_MAGIC = b"GGUF"
_ABORTED = 2  # llama_decode
_FLASH_ATTENTION_AUTO = -1


class StopFlag:
    """Two bytes that llama.cpp's worker threads look at without Python: the abort callback is libc's ``strlen``.

    A Python callback would take the interpreter lock once per graph node. ``strlen`` of "" is 0 (go on) and of a
    one-character string 1 (abort); the function types agree in every calling convention llama.cpp is built for.
    """

    def __init__(self) -> None:
        self._bytes = ctypes.create_string_buffer(2)
        libc = ctypes.CDLL(None) if os.name != "nt" else ctypes.CDLL("ucrtbase")
        self.callback = ctypes.cast(libc.strlen, llama_cpp.ggml_abort_callback)
        self.address = ctypes.cast(self._bytes, ctypes.c_void_p)

    def set(self) -> None:
        """From any thread."""
        self._bytes[0] = b"\x01"

    def clear(self) -> None:
        """Before the next evaluation."""
        self._bytes[0] = b"\x00"

    @property
    def is_set(self) -> bool:
        """Whether somebody asked to stop."""
        return bool(self._bytes[0] != b"\x00")


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Tokens and their bytes."""

    pointer: Any

    @property
    def size(self) -> int:
        """Number of tokens."""
        return int(llama_cpp.llama_vocab_n_tokens(self.pointer))

    def tokenize(self, text: str, *, special: bool) -> list[int]:
        """``special``: add the model's own first token and read control tokens in the text as such."""
        data = text.encode("utf-8", errors="replace")
        room = len(data) + 8
        tokens = (llama_cpp.llama_token * room)()
        count = llama_cpp.llama_tokenize(self.pointer, data, len(data), tokens, room, special, special)
        if count < 0:
            raise UserError("too_large", size=len(data))
        return list(tokens[:count])

    def piece(self, token: int, *, special: bool = False) -> bytes:
        """The token's bytes; control tokens are empty unless ``special``."""
        room = 64
        while True:
            buffer = ctypes.create_string_buffer(room)
            size = llama_cpp.llama_token_to_piece(self.pointer, token, buffer, room, 0, special)
            if size >= 0:
                return buffer.raw[:size]
            room = -size

    def text(self, token: int) -> str:
        """The token as it is written in the vocabulary; empty for "none"."""
        return self.piece(token, special=True).decode("utf-8", errors="replace") if token >= 0 else ""

    def control_texts(self) -> list[str]:
        """All control tokens."""
        is_control = llama_cpp.llama_vocab_is_control
        return [self.text(token) for token in range(self.size) if is_control(self.pointer, token)]

    def ends(self, token: int) -> bool:
        """Whether the token ends generation."""
        return bool(llama_cpp.llama_vocab_is_eog(self.pointer, token))

    def bos_text(self) -> str:
        """The first token as text."""
        return self.text(llama_cpp.llama_vocab_bos(self.pointer))

    def eos_text(self) -> str:
        """The last token as text."""
        return self.text(llama_cpp.llama_vocab_eos(self.pointer))


class LoadedContext:
    """A model and its context; ``tokens`` are those whose keys and values the context holds."""

    def __init__(
        self,
        settings: LoadSettings,
        log: NativeLog,
        cancel: CancelToken,
        on_progress: Callable[[float], None],
    ) -> None:
        self.stop = StopFlag()
        self.tokens: list[int] = []
        self._one = (llama_cpp.llama_token * 1)()
        self._context: Any = None
        self.n_threads = settings.n_threads or physical_cores()
        self.model = _load_model(settings, log, cancel, on_progress)
        try:
            self._context = self._make_context(settings, log)
        except BaseException:
            self.close()
            raise
        self.vocabulary = Vocabulary(llama_cpp.llama_model_get_vocab(self.model))
        self.memory = llama_cpp.llama_get_memory(self._context)
        self._one_batch = llama_cpp.llama_batch_get_one(self._one, 1)
        llama_cpp.llama_set_abort_callback(self._context, self.stop.callback, self.stop.address)

    def _make_context(self, settings: LoadSettings, log: NativeLog) -> Any:
        if not llama_cpp.llama_model_has_decoder(self.model):
            raise UserError("unsupported_model", detail="encoder_only")
        params = llama_cpp.llama_context_default_params()
        trained = llama_cpp.llama_model_n_ctx_train(self.model)
        params.n_ctx = max(64, min(settings.n_ctx, trained) if trained > 0 else settings.n_ctx)
        params.n_batch = params.n_ubatch = BATCH
        params.n_threads = params.n_threads_batch = self.n_threads
        params.flash_attn_type = _FLASH_ATTENTION_AUTO
        params.no_perf = True
        context = llama_cpp.llama_init_from_model(self.model, params)
        if not context:
            raise UserError("not_enough_memory" if log.mentions("alloc", "memory") else "unsupported_model")
        return context

    @property
    def pointer(self) -> Any:
        """The llama_context."""
        return self._context

    @property
    def n_ctx(self) -> int:
        """Tokens that fit."""
        return int(llama_cpp.llama_n_ctx(self._context))

    @property
    def n_params(self) -> int:
        """Weights."""
        return int(llama_cpp.llama_model_n_params(self.model))

    def chat_template(self) -> str | None:
        """As the file has it."""
        source = llama_cpp.llama_model_chat_template(self.model, None)
        return source.decode("utf-8", errors="replace") if source else None

    def reuse(self, prompt: Sequence[int]) -> int:
        """Keep what the context shares with ``prompt``; returns how many of its tokens need no evaluation."""
        keep = min(common_prefix(self.tokens, list(prompt)), len(prompt) - 1)  # the last one gives the logits
        return self._rewind(keep)

    def _rewind(self, keep: int) -> int:
        if keep == 0 or not llama_cpp.llama_memory_seq_rm(self.memory, 0, keep, -1):
            llama_cpp.llama_memory_clear(
                self.memory, False
            )  # recurrent models cannot go back part of the way
            keep = 0
        del self.tokens[keep:]
        return keep

    def evaluate(self, tokens: Sequence[int]) -> None:
        """Append at most BATCH tokens. Raises Cancelled, with the context as it was before."""
        data = (llama_cpp.llama_token * len(tokens))(*tokens)
        self._decode(llama_cpp.llama_batch_get_one(data, len(tokens)))
        self.tokens.extend(tokens)

    def evaluate_one(self, token: int) -> None:
        """Append one token; the fast path of generation."""
        self._one[0] = token
        self._decode(self._one_batch)
        self.tokens.append(token)

    def _decode(self, batch: Any) -> None:
        status = llama_cpp.llama_decode(self._context, batch)
        if status == 0 and not self.stop.is_set:
            return
        if status == 0:  # asked to stop while it finished: what was evaluated is dropped all the same
            self._rewind(len(self.tokens))
            raise Cancelled
        self._rewind(len(self.tokens))
        if status == _ABORTED:
            raise Cancelled
        if status == 1:
            raise UserError("context_overflow", limit=self.n_ctx)
        raise EngineError("engine_bug", detail=f"llama_decode {status}")

    def close(self) -> None:
        """Free everything; the object is of no use afterwards."""
        if self._context:
            llama_cpp.llama_free(self._context)
            self._context = None
        if self.model:
            llama_cpp.llama_model_free(self.model)
            self.model = None


def _load_model(
    settings: LoadSettings, log: NativeLog, cancel: CancelToken, on_progress: Callable[[float], None]
) -> Any:
    _check_magic(settings.path)

    def progressed(fraction: float, _data: Any) -> bool:
        on_progress(fraction)
        return not cancel.cancelled

    callback = llama_cpp.llama_progress_callback(progressed)
    params = llama_cpp.llama_model_default_params()
    params.n_gpu_layers = settings.n_gpu_layers
    # Virtual machines announce AMX and then fault at its first instruction; its kernels are "extra buffers".
    params.use_extra_bufts = b"AMX_INT8 = 1" not in llama_cpp.llama_print_system_info()
    params.progress_callback = callback
    log.recent.clear()
    log.secret = str(settings.path)
    model = llama_cpp.llama_model_load_from_file(os.fsencode(settings.path), params)
    cancel.raise_if_cancelled()
    if not model:
        raise _why_not(log)
    return model


def _check_magic(path: Path) -> None:
    try:
        with path.open("rb") as file:
            magic = file.read(len(_MAGIC))
    except FileNotFoundError:
        raise UserError("model_missing", name=path.name) from None
    except PermissionError:
        raise UserError("permission_denied", name=path.name) from None
    except OSError as error:
        raise UserError("model_missing", name=path.name) from error
    if magic != _MAGIC:
        raise UserError("not_a_model", name=path.name)


def _why_not(log: NativeLog) -> UserError:
    if log.mentions("unknown model architecture", "unsupported model architecture"):
        return UserError("unsupported_model")
    if log.mentions("failed to allocate", "out of memory", "unable to allocate"):
        return UserError("not_enough_memory")
    return UserError("model_damaged")


def device_name() -> str:
    """Where the layers go: the first accelerator's name, else "CPU"."""
    if not llama_cpp.llama_supports_gpu_offload():
        return "CPU"
    library = llama_cpp._lib  # noqa: SLF001 - ggml's device list has no binding
    try:
        library.ggml_backend_dev_get.restype = ctypes.c_void_p
        library.ggml_backend_dev_description.restype = ctypes.c_char_p
        library.ggml_backend_dev_count.restype = ctypes.c_size_t
        for number in range(library.ggml_backend_dev_count()):
            device = ctypes.c_void_p(library.ggml_backend_dev_get(ctypes.c_size_t(number)))
            if library.ggml_backend_dev_type(device) in {1, 2}:  # GPU, integrated GPU
                return str(library.ggml_backend_dev_description(device).decode("utf-8", errors="replace"))
    except AttributeError:  # the symbols live in another library on Windows
        return "GPU"
    return "CPU"
