"""The set-up script, as far as it can be tested without installing anything."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

SCRIPT = Path(__file__).resolve().parents[3] / "installers" / "setup_env.py"


@pytest.fixture
def setup_env() -> ModuleType:
    spec = importlib.util.spec_from_file_location("setup_env", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_a_missing_compiler_is_named_in_one_line(
    setup_env: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert setup_env.missing_prerequisite() is None
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr(sys, "platform", "linux")
    problem = setup_env.missing_prerequisite()
    assert "C++ compiler" in problem
    assert "\n" not in problem


def test_an_old_python_is_named(setup_env: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 10, 1))
    assert "3.11" in setup_env.missing_prerequisite()


def test_other_flags_are_another_build(setup_env: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    plain = setup_env.build_key()
    assert setup_env.build_key() == plain
    monkeypatch.setenv("CARREL_CMAKE_ARGS", "-DGGML_VULKAN=ON")
    assert setup_env.build_key() != plain


def test_a_broken_wheel_in_the_cache_is_built_anew(
    setup_env: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("CARREL_WHEEL_CACHE", str(tmp_path))
    folder = tmp_path / setup_env.build_key()
    folder.mkdir()
    (folder / "llama_cpp_python-0-py3-none-any.whl").write_bytes(b"half a download")
    built: list[tuple[str, ...]] = []

    def build(_venv: Path, *arguments: str, **_options: object) -> None:
        built.append(arguments)
        place = Path(arguments[arguments.index("-w") + 1])
        (place / "llama_cpp_python-0-py3-none-any.whl").write_bytes(b"PK")

    monkeypatch.setattr(setup_env, "pip", build)
    wheel = setup_env.cached_wheel(tmp_path / "venv")
    assert len(built) == 1
    assert wheel.read_bytes() == b"PK"


def test_the_lock_pins_everything_and_torch_comes_first(setup_env: ModuleType) -> None:
    assert all("==" in line for line in setup_env.locked())
    assert not any(line.lower().startswith("torch") for line in setup_env.locked())
    assert setup_env.TORCH == "torch==2.13.0"
    assert setup_env.llama_requirement().split("==")[1] == "0.3.36"
