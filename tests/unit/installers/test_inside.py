"""Which packages of an environment are inside the frozen program."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path, PurePosixPath
from typing import Any

import pytest


@pytest.fixture
def inside() -> Any:
    return import_module("inside")


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        (("yaml/__init__.py", "yaml/nodes.py"), True),  # one module is enough
        (("tqdm/std.py",), True),
        (("PySide6/Qt/lib/libQt6Core.so.6",), True),  # no module at all: a file
        (("requests/__init__.py", "requests/api.py"), False),
        (("six.py",), False),
        (("requests-2.0.dist-info/METADATA", "../../bin/tool"), False),  # what describes it is no part of it
        ((), False),
    ],
)
def test_a_package_is_inside_by_a_module_or_a_file(
    inside: Any, tmp_path: Path, files: tuple[str, ...], expected: bool
) -> None:
    for name in ("PySide6/Qt/lib/libQt6Core.so.6", "requests-2.0.dist-info/METADATA"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    modules = {"yaml", "tqdm.std", "sixties"}
    assert inside.is_inside(map(PurePosixPath, files), modules, tmp_path) is expected


def test_what_is_absent_leaves_the_index_with_its_text(inside: Any, tmp_path: Path) -> None:
    licences: Any = import_module("licences")
    for name in ("msgspec", "six"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "LICENSE").write_text("text")
    parts = [licences.Part(name, "1", "MIT", "library", (f"{name}/LICENSE",)) for name in ("msgspec", "six")]
    licences.write_index(tmp_path, parts)
    inside.drop(tmp_path, {"six", "never there"})
    assert licences.read_index(tmp_path) == parts[:1]
    assert "six" not in (tmp_path / "README.txt").read_text()
    assert (tmp_path / "msgspec" / "LICENSE").is_file()
    assert not (tmp_path / "six").exists()
