"""What llama.cpp itself reckons for a model and its settings: a dry run that reads the header and allocates nothing.

``no_alloc`` builds model and context without weights and cache, and reserves the largest graph; what it would take is
said in the log only ("... size = X MiB"), so the log's lines are read, here and nowhere else.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from typing import Any

from llama_cpp import llama_cpp

from app.domain.errors import UserError
from app.domain.language_models import DryRunMemory, LoadSettings
from app.processes.generator_log import NativeLog
from app.processes.generator_params import checked_header, context_params, model_params

_MEGABYTE = 1024 * 1024
_LOAD_NOTHING = 0  # LLAMA_LOAD_MODE_NONE
_SIZE = re.compile(r"size =\s*([\d.]+) MiB")
_KINDS = (
    ("cache", re.compile(r"^llama_(?:kv_cache|memory_recurrent)[^:]*: size =")),
    ("work", re.compile(r"^sched_reserve:\s+CPU\S* compute buffer size")),
    ("device_work", re.compile(r"^sched_reserve:.* compute buffer size")),
    ("output", re.compile(r"output buffer size")),
)


def dry_run(settings: LoadSettings, log: NativeLog) -> DryRunMemory:
    """Raises UserError("unsupported_model", "not_enough_memory") and what reading the header raises."""
    checked_header(settings.path)
    log.lines = []
    log.secret = str(settings.path)
    params = model_params(settings)
    params.no_alloc, params.load_mode = True, _LOAD_NOTHING
    model = llama_cpp.llama_model_load_from_file(os.fsencode(settings.path), params)
    try:
        if not model:
            raise UserError("unsupported_model", name=settings.path.name)
        _reserve(model, settings, llama_cpp.llama_free)
        return memory_of(log.lines or [])
    finally:
        log.lines = None
        if model:
            llama_cpp.llama_model_free(model)


def _reserve(model: Any, settings: LoadSettings, free: Callable[[Any], None]) -> None:
    context = llama_cpp.llama_init_from_model(model, context_params(model, settings))
    if not context:
        raise UserError("unsupported_model", name=settings.path.name)
    free(context)


def memory_of(lines: list[str]) -> DryRunMemory:
    """Of the lines that say how large something is. Bytes, to a hundredth of a megabyte."""
    found = dict.fromkeys((name for name, _ in _KINDS), 0.0)
    for line in lines:
        name = next((name for name, kind in _KINDS if kind.search(line)), None)
        size = _SIZE.search(line)
        if name is not None and size is not None:
            found[name] += float(size[1])
    return DryRunMemory(**{name: int(size * _MEGABYTE) for name, size in found.items()})
