"""One GGUF model in memory, with its context: llama.cpp's C interface made safe to call.

Promises: ``evaluate`` stops within one graph node on the CPU (between batches elsewhere) once ``stop_now`` was
called, and the context can be used again afterwards. Raises UserError("not_a_model", "model_damaged",
"unsupported_model", "not_enough_memory", "context_overflow", "not_a_chat_model"), Cancelled, and what
:mod:`generator_adapters` raises.
"""

from __future__ import annotations

import ctypes
import os
from collections.abc import Callable, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

from llama_cpp import llama_cpp

from app.catalog.families import family_of
from app.catalog.fit_memory import BATCH, CacheType
from app.domain.errors import Cancelled, EngineError, UserError
from app.domain.jobs import CancelToken
from app.domain.language_models import LoadSettings
from app.processes.cores import physical_cores
from app.processes.generator_adapters import Adapters
from app.processes.generator_copy import faster_copy
from app.processes.generator_lanes import Lane, Row, TokenBatch
from app.processes.generator_log import NativeLog
from app.processes.generator_params import (
    checked_header,
    context_params,
    has_state,
    model_params,
    sums_alike,
)
from app.processes.generator_text import common_prefix
from app.processes.generator_vocabulary import Vocabulary

_ABORTED = 2  # llama_decode
# What llama.cpp and ggml say when there is no room.
_NO_MEMORY = ("failed to allocate", "out of memory", "unable to allocate", "bad_alloc", "cannot allocate")


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


class LoadedContext:
    """A model and its context. All lanes together hold at most ``n_ctx`` tokens."""

    def __init__(
        self,
        settings: LoadSettings,
        log: NativeLog,
        cancel: CancelToken,
        on_progress: Callable[[float], None],
    ) -> None:
        self.stop = StopFlag()
        self._context: Any = None
        header = checked_header(settings.path)
        self.family = family_of(header.architecture, header.text("general.name") or settings.path.stem)
        self.n_threads = settings.n_threads or physical_cores()
        self.model = _load_model(settings, log, cancel, on_progress)
        try:
            self._context = self._make_context(settings, log)
        except BaseException:
            self.close()
            raise
        self.vocabulary = Vocabulary(llama_cpp.llama_model_get_vocab(self.model))
        self.memory = llama_cpp.llama_get_memory(self._context)
        windowed = settings.cache_type != CacheType.F16
        self.sums_alike = sums_alike(self.model, settings)
        self.agrees: bool | None = None
        """Whether batches compute what single rows do; None: not known yet. See :mod:`generator_exact`."""
        self._window = int(llama_cpp.llama_model_n_swa(self.model)) if windowed else 0
        self._lanes = [Lane(number) for number in range(llama_cpp.llama_n_seq_max(self._context))]
        self._batch = TokenBatch(BATCH, len(self._lanes))
        self._adapters = Adapters(self.model, self._context, log)
        llama_cpp.llama_set_abort_callback(self._context, self.stop.callback, self.stop.address)

    def _make_context(self, settings: LoadSettings, log: NativeLog) -> Any:
        if not llama_cpp.llama_model_has_decoder(self.model):
            raise UserError("unsupported_model", name=settings.path.name)
        context = llama_cpp.llama_init_from_model(self.model, context_params(self.model, settings))
        if not context:
            code = "not_enough_memory" if log.mentions(*_NO_MEMORY) else "unsupported_model"
            raise UserError(code, name=settings.path.name)
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

    @cached_property
    def endings(self) -> list[int]:
        """All tokens that end generation."""
        return self.vocabulary.endings()

    def lane(self, adapter: Path | None, scale: float = 1.0) -> Lane:
        """Put the adapter on (None: take any off); where its tokens go."""
        key = self._adapters.use(adapter, scale)
        lane = self._lanes[0 if key is None else -1]
        if lane.adapter != key:  # keys and values of another adapter are of no use
            self._forget(lane)
            lane.adapter = key
        return lane

    def reuse(self, lane: Lane, prompt: Sequence[int], more: int) -> int:
        """Keep what the lane shares with ``prompt``; returns how many of its tokens need no evaluation.

        Makes room for the prompt and ``more`` tokens: other lanes are forgotten when all do not fit.
        """
        others = [other for other in self._lanes if other is not lane]
        if len(prompt) + more + sum(len(other.tokens) for other in others) > self.n_ctx:
            for other in others:
                self._forget(other)
        keep = min(common_prefix(lane.tokens, list(prompt)), len(prompt) - 1)  # the last one gives the logits
        self.rewind(lane, keep)
        return len(lane.tokens)

    @property
    def goes_back(self) -> bool:
        """Whether a lane can always give up its last tokens and keep the others."""
        return not has_state(self.model) and not self._window

    def rewind(self, lane: Lane, keep: int) -> None:
        """Give up what the lane holds behind its first ``keep`` tokens."""
        if keep == 0 or not llama_cpp.llama_memory_seq_rm(self.memory, lane.number, keep, -1):
            self._forget(lane)  # recurrent models cannot go back part of the way
        elif self._window and not 0 <= self._first_kept(lane) <= max(0, keep - self._window):
            self._forget(lane)  # what the next token looks back at is not there any more
        del lane.tokens[keep:]

    def _first_kept(self, lane: Lane) -> int:
        """The first position whose keys and values all layers still have; -1 when there is none."""
        return int(llama_cpp.llama_memory_seq_pos_min(self.memory, lane.number))

    def _forget(self, lane: Lane) -> None:
        llama_cpp.llama_memory_seq_rm(self.memory, lane.number, -1, -1)
        lane.tokens.clear()

    def clear(self) -> None:
        """Forget everything that was evaluated, and overwrite it.

        Without the flash kernel also what belongs to other lanes, or to none, is multiplied, by nought: what is no
        number would spoil everything that follows.
        """
        llama_cpp.llama_memory_clear(self.memory, True)
        for lane in self._lanes:
            lane.tokens.clear()

    @property
    def bare(self) -> Lane:
        """The lane of the model without an adapter."""
        return self._lanes[0]

    def evaluate(self, rows: Sequence[Row]) -> None:
        """Append at most BATCH tokens to their lanes, of which OUTPUTS may be ``wanted``.

        Raises Cancelled, with the lanes as they were before.
        """
        self._batch.fill(rows)
        status = llama_cpp.llama_decode(self._context, self._batch.native)
        if status == 0 and not self.stop.is_set:
            for lane, token, _wanted in rows:
                lane.tokens.append(token)
            return
        for (
            lane
        ) in self._lanes:  # asked to stop while it finished: what was evaluated is dropped all the same
            self.rewind(lane, len(lane.tokens))
        if status in {0, _ABORTED}:
            raise Cancelled
        if status == 1:
            raise UserError("context_overflow", limit=self.n_ctx)
        raise EngineError("engine_bug", detail=f"llama_decode {status}")

    def try_out(self) -> None:
        """One token, so that a model that was loaded is one that runs. Raises EngineError, Cancelled."""
        lane = self._lanes[0]
        self.evaluate([Row(lane, max(0, int(llama_cpp.llama_vocab_bos(self.vocabulary.pointer))), True)])
        self._forget(lane)

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
    def progressed(fraction: float, _data: Any) -> bool:
        on_progress(fraction)
        return not cancel.cancelled

    callback = llama_cpp.llama_progress_callback(progressed)
    params = model_params(settings)
    params.progress_callback = callback
    path = faster_copy(settings, settings.n_threads or physical_cores(), log)
    cancel.raise_if_cancelled()
    model = _read_model(path, params, log)
    if not model and path != settings.path and not cancel.cancelled:  # a copy that went bad
        path.unlink(missing_ok=True)
        model = _read_model(settings.path, params, log)
    cancel.raise_if_cancelled()
    if not model:
        raise _why_not(log, settings.path.name)
    return model


def _read_model(path: Path, params: Any, log: NativeLog) -> Any:
    log.recent.clear()
    log.secret = str(path)
    return llama_cpp.llama_model_load_from_file(os.fsencode(path), params)


def _why_not(log: NativeLog, name: str) -> UserError:
    if log.mentions("unknown model architecture", "unsupported model architecture"):
        return UserError("unsupported_model", name=name)
    if log.mentions(*_NO_MEMORY):
        return UserError("not_enough_memory")
    if log.mentions("invalid ggml type"):
        return UserError("model_newer", name=name)
    return UserError("model_damaged", name=name)
