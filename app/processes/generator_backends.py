"""Which of llama.cpp's backends are loaded, where they are libraries of their own (GGML_BACKEND_DL).

Such a build has one library per kind of processor and per accelerator, and loads what fits. Without a folder it would
look beside the program and in the current folder, where anybody can lay a library: hence always an explicit path, and
before anything else is asked of llama.cpp. A backend whose driver is missing is left out in silence.
"""

from __future__ import annotations

import ctypes
import os
from pathlib import Path

import llama_cpp as binding

from app.processes.generator_native import native_function

_LIBRARY_PATH = "LLAMA_CPP_LIB_PATH"  # the binding's own variable: another folder of libraries


def load_backends() -> bool:
    """Load those in llama.cpp's own folder; False where they are part of the library, and there is nothing to load."""
    folder = library_folder()
    if not are_separate(folder):
        return False
    native_function("ggml_backend_load_all_from_path", None, ctypes.c_char_p)(os.fsencode(folder))
    return True


def library_folder() -> Path:
    """Where the libraries lie that the binding has loaded."""
    given = os.environ.get(_LIBRARY_PATH)
    return Path(given) if given else Path(binding.__file__).parent / "lib"


def are_separate(folder: Path) -> bool:
    """Whether backends are libraries of their own: then there is one per kind of processor."""
    return any(folder.glob("*ggml-cpu-*.so")) or any(folder.glob("ggml-cpu-*.dll"))
