"""An installed package carries the resources inside; a checkout has them beside the package."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from app import paths

ROOT = Path(__file__).resolve().parents[3]


def test_a_built_package_carries_the_resources(tmp_path: Path) -> None:
    command = [sys.executable, "-B", "setup.py", "-q", "build_py", "--build-lib", str(tmp_path / "lib")]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    package = tmp_path / "lib" / "app"
    asked = "from app.paths import resources_dir; print(resources_dir())"
    found = subprocess.run(
        [sys.executable, "-P", "-c", asked],
        env={"PYTHONPATH": str(package.parent), "PYTHONSAFEPATH": "1"},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.strip()
    assert Path(found) == package / "resources"
    assert (package / "resources" / "models" / "catalogue.toml").is_file()
    assert any((package / "resources" / "sample_library").rglob("*.pdf"))
    assert any((package / "resources" / "adapters").rglob("*.gguf"))
    assert not (package / "resources" / "screenshots").exists()


def test_a_checkout_has_them_beside_the_package() -> None:
    assert paths.resources_dir() == ROOT / "resources"


def test_a_frozen_program_has_them_beside_its_code(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(sys, "_MEIPASS", str(tmp_path), raising=False)
    assert paths.resources_dir() == tmp_path / "resources"
