"""The accelerators that llama.cpp can use here, and their memory: ggml's device list, which has no binding."""

from __future__ import annotations

import ctypes
from typing import Any

from llama_cpp import llama_cpp

from app.domain.machine import Device
from app.processes.generator_native import native_function

_GPU, _INTEGRATED = 1, 2  # enum ggml_backend_dev_type in ggml-backend.h
_METAL = ("metal", "mtl")
_Handle = ctypes.c_void_p


def devices() -> list[Device]:
    """Graphics cards first; none where there is only the processor. Raises EngineError("engine_unavailable")."""
    if not llama_cpp.llama_supports_gpu_offload():
        return []
    count = native_function("ggml_backend_dev_count", ctypes.c_size_t)()
    get = native_function("ggml_backend_dev_get", _Handle, ctypes.c_size_t)
    kind = native_function("ggml_backend_dev_type", ctypes.c_int, _Handle)
    handles = [get(number) for number in range(count)]
    found = [_device(handle, kind(handle)) for handle in handles if kind(handle) in {_GPU, _INTEGRATED}]
    return sorted(found, key=lambda device: device.shared)


def device_name() -> str:
    """Where the layers go: the first accelerator's name, else "CPU"."""
    found = devices()
    return found[0].name if found else "CPU"


def place_of(model: Any, n_gpu_layers: int) -> str:
    """Where a loaded model computes: "CPU", a device's name, or "NAME 10/31 + CPU" where it holds a part of the layers.

    llama.cpp counts the output as a layer.
    """
    name = device_name() if n_gpu_layers else "CPU"
    layers = llama_cpp.llama_model_n_layer(model) + 1
    whole = name == "CPU" or n_gpu_layers < 0 or n_gpu_layers >= layers
    return name if whole else f"{name} {n_gpu_layers}/{layers} + CPU"


def _device(handle: int, kind: int) -> Device:
    size = ctypes.POINTER(ctypes.c_size_t)
    free, total = ctypes.c_size_t(), ctypes.c_size_t()
    native_function("ggml_backend_dev_memory", None, _Handle, size, size)(
        handle, ctypes.byref(free), ctypes.byref(total)
    )
    name = _text("ggml_backend_dev_description", handle)
    short = _text("ggml_backend_dev_name", handle).casefold()
    return Device(name, total.value, free.value, kind == _INTEGRATED or short.startswith(_METAL))


def _text(function: str, handle: int) -> str:
    said: bytes = native_function(function, ctypes.c_char_p, _Handle)(handle)
    return said.decode("utf-8", errors="replace")
