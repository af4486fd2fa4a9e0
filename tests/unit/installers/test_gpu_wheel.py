"""What a wheel of llama.cpp that is given away has to hold."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from app.processes.generator_params import SINGLE_ROWS

X86 = """
        ggml_add_cpu_backend_variant(x64)
        ggml_add_cpu_backend_variant(sse42              SSE42)
        ggml_add_cpu_backend_variant(sandybridge        SSE42 AVX)
        ggml_add_cpu_backend_variant(haswell            SSE42 AVX F16C FMA AVX2 BMI2)
        ggml_add_cpu_backend_variant(icelake            SSE42 AVX F16C FMA AVX2 BMI2 AVX512)
        ggml_add_cpu_backend_variant(alderlake          SSE42 AVX F16C FMA AVX2 BMI2 AVX_VNNI)
    elseif(GGML_SYSTEM_ARCH STREQUAL "ARM")
            ggml_add_cpu_backend_variant(armv8.0_1)
"""


@pytest.fixture
def script() -> Any:
    return import_module("build_gpu_wheel")


def wheel(folder: Path, libraries: Sequence[str]) -> Path:
    path = folder / "llama_cpp_python-0-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as packed:
        for name in libraries:
            packed.writestr(f"llama_cpp/lib/{name}", b"")
    return path


def libraries(variants: Sequence[str]) -> list[str]:
    return [SINGLE_ROWS, "libggml-vulkan.so", *(f"libggml-cpu-{name}.so" for name in variants)]


def test_a_whole_wheel_lacks_nothing(script: Any, tmp_path: Path) -> None:
    every = (*script.USUAL, *script.RARE)
    assert script.what_is_missing(wheel(tmp_path, libraries(every)), "vulkan", every) == []


@pytest.mark.parametrize(
    "left_out", ["libggml-cpu-zen4.so", "libggml-cpu-x64.so", "libggml-vulkan.so", SINGLE_ROWS]
)
def test_what_the_build_left_out_in_silence_is_named(script: Any, tmp_path: Path, left_out: str) -> None:
    every = (*script.USUAL, *script.RARE)
    made = wheel(tmp_path, [name for name in libraries(every) if name != left_out])
    [line] = script.what_is_missing(made, "vulkan", every)
    assert re.sub(r"^lib|\.so$", "", left_out) in line


def test_a_mac_has_one_library_and_no_variants(script: Any, tmp_path: Path) -> None:
    assert script.what_is_missing(wheel(tmp_path, [SINGLE_ROWS, "libggml.dylib"]), "metal") == []


def test_the_usual_processors_are_kept(script: Any, tmp_path: Path) -> None:
    path = tmp_path / "vendor/llama.cpp/ggml/src/CMakeLists.txt"
    path.parent.mkdir(parents=True)
    path.write_text(X86, encoding="utf-8")
    script.leave_out_rare_processors(tmp_path)
    kept = path.read_text(encoding="utf-8")
    assert re.findall(r"variant\((\w+)", kept) == ["x64", "sse42", "haswell", "icelake", "alderlake"]
    assert 'STREQUAL "ARM"' in kept
    path.write_text(X86.replace("alderlake", "alder_lake"), encoding="utf-8")
    with pytest.raises(SystemExit, match="does not fit"):
        script.leave_out_rare_processors(tmp_path)


def test_what_makes_single_rows_alike_has_the_name_that_carrel_looks_for(script: Any) -> None:
    assert script.SINGLE_ROWS == SINGLE_ROWS
    assert SINGLE_ROWS in script.LEAN.read_text(encoding="utf-8")
