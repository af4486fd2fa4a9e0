"""carrel assistants: made, changed, written to a file, deleted and taken back."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from app.cli.main import run


@pytest.fixture
def carrel(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Any:
    """Runs ``carrel assistants ...`` with --json; (exit code, document)."""

    def call(*arguments: str, command: str = "assistants") -> tuple[int, Any]:
        code = run(["--profile-dir", str(tmp_path / "profile"), "--json", command, *arguments])
        return code, json.loads(capsys.readouterr().out)

    return call


def test_a_life(carrel: Any, tmp_path: Path) -> None:
    made = carrel(
        "create", "Clinic", "--instructions", "Be kind.", "--in", str(tmp_path), "--temperature", "0.4"
    )[1]
    assert (made["instructions"], made["scope"]) == ("Be kind.", [str(tmp_path)])
    assert (made["sampling"]["temperature"], made["missing"]) == (0.4, [])
    edited = carrel("edit", "clinic", "--rename", "Ward", "--everywhere", "--seed", "9")[1]
    assert (edited["name"], edited["scope"], edited["instructions"]) == ("Ward", None, "Be kind.")
    assert (edited["sampling"]["temperature"], edited["sampling"]["seed"]) == (0.4, 9)
    file = tmp_path / "ward.json"
    assert carrel("export", "Ward", str(file))[0] == 0
    assert carrel("import", str(file))[1]["name"] == "Ward 2"
    assert carrel("duplicate", "Ward")[1]["name"] == "Ward 3"
    assert carrel("delete", "Ward 2")[0] == 0
    document = carrel("list")[1]
    assert [one["name"] for one in document["assistants"]] == ["Ward", "Ward 3"]
    assert document["deleted"] == ["Ward 2"]
    assert carrel("restore", "ward 2")[1]["name"] == "Ward 2"


def test_what_is_missing_and_what_is_wrong(carrel: Any, tmp_path: Path) -> None:
    made = carrel("create", "X", "--use-model", "huge", "--adapter", "mine", "--in", str(tmp_path / "gone"))[
        1
    ]
    assert [one["code"] for one in made["missing"]] == ["model_missing", "adapter_missing", "file_missing"]
    for arguments, code in (
        (("show", "nobody"), "unknown_assistant"),
        (("create", "x"), "assistant_exists"),
        (("edit", "X", "--adapter-scale", "9"), "invalid_input"),
        (("import", str(tmp_path / "none.json")), "file_missing"),
    ):
        status, document = carrel(*arguments)
        assert (status, document["error"]["code"]) == (4, code)
    assert carrel("show", "X")[1]["adapter_scale"] == 1.0


def test_asking_in_the_name_of_nobody_there(carrel: Any) -> None:
    status, document = carrel("Why?", "--assistant", "nobody", command="ask")
    assert (status, document["error"]["code"]) == (4, "unknown_assistant")
