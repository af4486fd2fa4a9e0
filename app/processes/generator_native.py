"""Functions of ggml that the binding does not name.

They lie in libraries of their own, beside llama.cpp's: on Linux and macOS a library is asked and answers for those that
it needs itself, on Windows each answers for itself only.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterable
from contextlib import suppress
from typing import Any

from llama_cpp import llama_cpp

from app.domain.errors import EngineError

_OTHERS = ("ggml", "ggml-base")


def native_function(name: str, result: Any, *arguments: Any) -> Any:
    """A function of ggml by its name, with the types of its result and arguments (None: no result).

    Raises EngineError("engine_unavailable") where no library has it: the binding is older or newer than Carrel knows.
    """
    found = first_with(name, _libraries())
    if found is None:
        raise EngineError("engine_unavailable", role="generator", detail=name)
    found.restype, found.argtypes = result, list(arguments)
    return found


def first_with(name: str, libraries: Iterable[Any]) -> Any:
    """The function of the first library that has it; None when none does."""
    return next((found for library in libraries if (found := getattr(library, name, None)) is not None), None)


def _libraries() -> Iterable[Any]:
    yield llama_cpp._lib  # noqa: SLF001 - what the binding itself calls
    for name in _OTHERS:  # loaded already: Windows finds them by their names alone
        with suppress(OSError):
            yield ctypes.CDLL(f"{name}.dll")
