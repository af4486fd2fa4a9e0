"""The release workflow and the list of what is inside."""

from __future__ import annotations

import re
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[3]
WORKFLOW = ROOT / ".github" / "workflows" / "release.yml"


@pytest.fixture
def workflow() -> dict[str, Any]:
    loaded = yaml.safe_load(WORKFLOW.read_text(encoding="utf-8"))
    assert isinstance(loaded, dict)
    return loaded


def steps(workflow: dict[str, Any]) -> list[dict[str, Any]]:
    return [step for job in workflow["jobs"].values() for step in job["steps"]]


def test_actions_are_pinned_by_commit(workflow: dict[str, Any]) -> None:
    used = [step["uses"] for step in steps(workflow) if "uses" in step]
    assert used
    assert all(re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40}", use) for use in used)


def test_only_the_release_may_write(workflow: dict[str, Any]) -> None:
    assert workflow["permissions"] == {"contents": "read"}
    writers = [name for name, job in workflow["jobs"].items() if "write" in str(job.get("permissions", ""))]
    assert writers == ["release"]


def test_every_system_is_installed_tested_and_removed(workflow: dict[str, Any]) -> None:
    for system in ("linux", "windows", "macos"):
        said = "\n".join(step.get("run", "") for step in workflow["jobs"][system]["steps"])
        assert said.count("self-test") >= 2, system
        assert "mine.txt" in said, system
        assert "sbom.py" in said, system


def test_scripts_that_are_called_exist(workflow: dict[str, Any]) -> None:
    said = "\n".join(step.get("run", "") for step in steps(workflow))
    for script in set(re.findall(r"installers/[\w/]+\.(?:py|sh)", said)):
        assert (ROOT / script).is_file(), script


def test_the_list_of_parts(tmp_path: Path) -> None:
    licences: Any = import_module("licences")
    sbom: Any = import_module("sbom")
    (tmp_path / "licences").mkdir()
    parts = [
        licences.Part("Carrel", "1.0", "Apache-2.0", "application"),
        licences.Part("msgspec", "0.22", "BSD-3-Clause", "library"),
    ]
    licences.write_index(tmp_path / "licences", parts)
    (tmp_path / "a.gguf").write_bytes(b"GGUF")
    made = sbom.document(tmp_path)
    assert made["metadata"]["component"]["name"] == "Carrel"
    library, model = made["components"]
    assert library["purl"] == "pkg:pypi/msgspec@0.22"
    assert library["licenses"] == [{"expression": "BSD-3-Clause"}]
    assert model["type"] == "machine-learning-model"
    assert len(model["hashes"][0]["content"]) == 64
    assert sbom.document(tmp_path)["serialNumber"] == made["serialNumber"]
