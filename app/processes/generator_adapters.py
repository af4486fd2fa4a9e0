"""LoRA adapters: small files of weights that change what a loaded model says, put on and taken off per request.

An adapter is read once per model and kept; a file that was replaced since is read again. Its header is read by
Carrel's own bounded reader before the engine sees the file. Raises UserError("file_missing", "permission_denied",
"adapter_damaged", "adapter_mismatch", "not_enough_memory"); the model stays usable after each of them.
"""

from __future__ import annotations

import ctypes
import math
import os
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from llama_cpp import llama_cpp

from app.catalog.gguf import read_header
from app.domain.errors import EngineError, UserError
from app.processes.generator_log import NativeLog

_LARGEST_SCALE = 4.0  # far beyond what any adapter was trained for; its own alpha is applied by llama.cpp
_TEXT_ROOM = 256
# What llama.cpp says about an adapter that was made for another model (llama-adapter.cpp).
_OTHER_MODEL = ("base model", "arch mismatch")


@dataclass(frozen=True, slots=True)
class AdapterKey:
    """Which adapter it is: a path, what the file there looked like when it was read, and how strongly it counts."""

    path: Path
    size: int
    modified_ns: int
    scale: float = 1.0


class Adapters:
    """The adapters of one loaded model and its context; at most one is on."""

    def __init__(self, model: Any, context: Any, log: NativeLog) -> None:
        self._model = model
        self._context = context
        self._log = log
        self._read: dict[AdapterKey, Any] = {}
        self._on: AdapterKey | None = None

    def use(self, path: Path | None, scale: float = 1.0) -> AdapterKey | None:
        """Put this adapter on, or take any off (None). What was on before stays on when this raises.

        Another ``scale`` is set without reading the file again; keys and values made with one are not those of another.
        """
        key = _key(path, scale) if path is not None else None
        if key == self._on:
            return key
        self._set(self._weights(key) if key is not None else None, scale)
        self._on = key
        return key

    def _weights(self, key: AdapterKey) -> Any:
        as_trained = replace(key, scale=1.0)
        if as_trained not in self._read:
            self._read[as_trained] = self._load(key.path)
        return self._read[as_trained]

    def _load(self, path: Path) -> Any:
        _check_header(path, _architecture(self._model))
        self._log.recent.clear()
        self._log.secret = str(path)
        adapter = llama_cpp.llama_adapter_lora_init(self._model, os.fsencode(path))
        if adapter:
            return adapter
        if self._log.mentions(*_OTHER_MODEL):
            raise UserError("adapter_mismatch", name=path.name)
        if self._log.mentions("failed to allocate", "out of memory"):
            raise UserError("not_enough_memory")
        raise UserError("adapter_damaged", name=path.name)

    def _set(self, adapter: Any, scale: float) -> None:
        """The function that sets all at once, or the pair that came before it."""
        many = getattr(llama_cpp, "llama_set_adapters_lora", None)
        if many is not None:
            count = 0 if adapter is None else 1
            pointers = (llama_cpp.llama_adapter_lora_p_ctypes * 1)(*([adapter] * count))
            status = many(self._context, pointers, count, (ctypes.c_float * 1)(scale))
        else:
            llama_cpp.llama_clear_adapter_lora(self._context)
            status = 0 if adapter is None else llama_cpp.llama_set_adapter_lora(self._context, adapter, scale)
        if status != 0:
            raise EngineError("engine_bug", detail="adapter")


def _key(path: Path, scale: float) -> AdapterKey:
    if not 0.0 <= scale <= _LARGEST_SCALE:  # false for what is not a number, too
        raise UserError("invalid_input", detail="adapter_scale")
    try:
        found = path.stat()
    except PermissionError:
        raise UserError("permission_denied", path=str(path)) from None
    except OSError:
        raise UserError("file_missing", path=str(path)) from None
    return AdapterKey(path, found.st_size, found.st_mtime_ns, scale)


def _check_header(path: Path, architecture: str) -> None:
    try:
        header = read_header(path)
    except UserError as error:
        if error.code == "permission_denied":
            raise UserError("permission_denied", path=str(path)) from error
        if error.code == "model_missing":
            raise UserError("file_missing", path=str(path)) from error
        raise UserError("adapter_damaged", name=path.name) from error
    kind = (header.text("general.type"), header.text("adapter.type"))
    if (
        kind != ("adapter", "lora")
        or not header.parameters
        or not _finite(header.values.get("adapter.lora.alpha"))
    ):
        raise UserError("adapter_damaged", name=path.name)
    if header.architecture != architecture:
        raise UserError("adapter_mismatch", name=path.name)


def _finite(alpha: object) -> bool:
    return isinstance(alpha, int | float) and math.isfinite(alpha)


def _architecture(model: Any) -> str:
    buffer = ctypes.create_string_buffer(_TEXT_ROOM)
    size = llama_cpp.llama_model_meta_val_str(model, b"general.architecture", buffer, _TEXT_ROOM)
    return buffer.value.decode("utf-8", errors="replace") if size >= 0 else ""
