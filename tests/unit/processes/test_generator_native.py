"""Functions of ggml beside the binding's own."""

from __future__ import annotations

import ctypes
from types import SimpleNamespace

import pytest

from app.domain.errors import EngineError
from app.processes.generator_native import first_with, native_function


def test_the_first_library_that_has_it() -> None:
    libraries = [SimpleNamespace(), SimpleNamespace(count=1), SimpleNamespace(count=2)]
    assert first_with("count", libraries) == 1
    assert first_with("other", libraries) is None


def test_what_lies_in_another_library_is_found() -> None:
    """The processor at least is a device, or will be once its library is loaded."""
    assert native_function("ggml_backend_dev_count", ctypes.c_size_t)() >= 0


def test_what_no_library_has_is_said() -> None:
    with pytest.raises(EngineError, match="engine_unavailable"):
        native_function("ggml_of_another_time", None)
