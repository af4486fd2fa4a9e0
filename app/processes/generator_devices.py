"""The accelerators that llama.cpp can use here, and their memory: ggml's device list, which has no binding."""

from __future__ import annotations

import ctypes
from typing import Any

from llama_cpp import llama_cpp

from app.domain.machine import Device

_GPU, _INTEGRATED = 1, 2  # enum ggml_backend_dev_type in ggml-backend.h
_METAL = ("metal", "mtl")


def devices() -> list[Device]:
    """Graphics cards first; none where there is only the processor."""
    if not llama_cpp.llama_supports_gpu_offload():
        return []
    library = llama_cpp._lib  # noqa: SLF001
    try:
        return sorted(_all(library), key=lambda device: device.shared)
    except AttributeError:  # the symbols live in another library on Windows
        return []


def device_name() -> str:
    """Where the layers go: the first accelerator's name, else "CPU"."""
    found = devices()
    if found:
        return found[0].name
    return "GPU" if llama_cpp.llama_supports_gpu_offload() else "CPU"


def _all(library: Any) -> list[Device]:
    library.ggml_backend_dev_get.restype = ctypes.c_void_p
    library.ggml_backend_dev_count.restype = ctypes.c_size_t
    numbers = range(library.ggml_backend_dev_count())
    handles = [ctypes.c_void_p(library.ggml_backend_dev_get(ctypes.c_size_t(number))) for number in numbers]
    return [
        _device(library, handle)
        for handle in handles
        if library.ggml_backend_dev_type(handle) in {_GPU, _INTEGRATED}
    ]


def _device(library: Any, handle: ctypes.c_void_p) -> Device:
    library.ggml_backend_dev_description.restype = ctypes.c_char_p
    library.ggml_backend_dev_name.restype = ctypes.c_char_p
    library.ggml_backend_dev_memory.restype = None
    free, total = ctypes.c_size_t(), ctypes.c_size_t()
    library.ggml_backend_dev_memory(handle, ctypes.byref(free), ctypes.byref(total))
    name = library.ggml_backend_dev_description(handle).decode("utf-8", errors="replace")
    short = library.ggml_backend_dev_name(handle).decode("utf-8", errors="replace").casefold()
    shared = library.ggml_backend_dev_type(handle) == _INTEGRATED or short.startswith(_METAL)
    return Device(name, total.value, free.value, shared)
