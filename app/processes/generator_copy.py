"""A copy of a small model whose prompts the processor reads two to three times as fast.

llama.cpp multiplies whole matrices of 4-bit weights with a minimum (Q4_1, Q5_1) as it multiplies single vectors; for
8-bit weights (Q8_0) it has kernels made for matrices. Measured with the 135M starter on one core: 67 against 140 prompt
tokens a second, at 29 against 28 written ones. The weights are the same, stored in 8 bits; the copy is half as large
again. It is made once and kept; without it, whatever the reason, the model itself is used.
"""

from __future__ import annotations

import ctypes
import os
from contextlib import suppress
from pathlib import Path

from llama_cpp import llama_cpp

from app.catalog.fit_shape import is_copied
from app.catalog.gguf import read_header
from app.domain.errors import UserError
from app.domain.language_models import LoadSettings
from app.processes.generator_log import NativeLog

_END = ".q8_0.gguf"


def faster_copy(settings: LoadSettings, n_threads: int, log: NativeLog) -> Path:
    """The file to load for ``settings``: a copy in ``settings.copies``, made now if need be, or the model itself."""
    path, folder = settings.path, settings.copies
    if folder is None or (settings.n_gpu_layers != 0 and llama_cpp.llama_supports_gpu_offload()):
        return path
    try:
        header = read_header(path)
        if not is_copied(header):
            return path
        status = path.stat()
        copy = folder / f"{path.stem}-{status.st_size:x}-{status.st_mtime_ns:x}{_END}"
        if _whole(copy, header.parameters):
            return copy
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        _forget_older(folder, path.stem)
        return copy if _make(path, copy, n_threads, log) and _whole(copy, header.parameters) else path
    except (UserError, OSError):  # loading the model itself says what is wrong with it
        return path


def _whole(copy: Path, parameters: int) -> bool:
    with suppress(UserError):
        return read_header(copy).parameters == parameters
    return False


def _forget_older(folder: Path, stem: str) -> None:
    for old in folder.iterdir():
        if old.name.startswith(stem + "-") and old.name.endswith((_END, ".part")):
            old.unlink(missing_ok=True)


def _make(path: Path, copy: Path, n_threads: int, log: NativeLog) -> bool:
    part = copy.with_name(f"{copy.name}.{os.getpid()}.part")
    params = llama_cpp.llama_model_quantize_default_params()
    params.ftype = llama_cpp.LLAMA_FTYPE_MOSTLY_Q8_0
    params.allow_requantize = True
    params.nthread = n_threads
    log.secret = str(path)
    try:
        if llama_cpp.llama_model_quantize(os.fsencode(path), os.fsencode(part), ctypes.byref(params)) != 0:
            return False
        part.replace(copy)
    finally:
        part.unlink(missing_ok=True)
    return True
