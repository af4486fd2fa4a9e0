"""carrel meetings, with the starter models: keep, put together, ask, hand on."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from app.cli.main import run

pytestmark = pytest.mark.models
SAID = (
    "Ana Ruiz: Let us begin with the roof.\n"
    "Ben Okoro: The builder wants 4,200 euros for the slates.\n"
    "Ana Ruiz: Then we decided: the slates are bought from the builder.\n"
    "Ben Okoro: I'll call the builder by Friday.\n"
)


def call(profile: Path, capsys: pytest.CaptureFixture[str], *words: object) -> tuple[int, Any]:
    code = run(["--profile-dir", str(profile), "--json", "--quiet", "meetings", *map(str, words)])
    printed = capsys.readouterr().out
    return code, json.loads(printed) if printed else {}


def test_from_transcripts_to_what_is_still_open(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    profile = tmp_path / "profile"
    files = [tmp_path / f"Roof 2026-03-{day}.txt" for day in ("04", "11")]
    for file in files:
        file.write_text(SAID, encoding="utf-8")
    assert call(profile, capsys, "keep", *files) == (0, {"meetings": [1, 2]})
    assert call(profile, capsys, "series", "Roof", 1, 2)[0] == 0
    kept = call(profile, capsys, "list")[1]["meetings"]
    assert [(m["date"], m["series"]) for m in kept] == [("2026-03-11", "Roof"), ("2026-03-04", "Roof")]
    actions = call(profile, capsys, "actions", "--owner", "Ben Okoro")[1]["actions"]
    assert {a["meeting"]["date"] for a in actions} == {"2026-03-04", "2026-03-11"}

    code, answer = call(profile, capsys, "ask", 2, "What did Ben say about the slates?")
    assert (code, answer["status"], answer["speaker"]) == (0, "quoted", "Ben Okoro")
    assert answer["citations"][0]["utterances"] == [1]

    out = tmp_path / "minutes.md"
    assert call(profile, capsys, "export", 2, "--out", out, "--template", "Decisions only")[0] == 0
    assert "## Actions" not in out.read_text(encoding="utf-8")
    assert call(profile, capsys, "export", 2, "--out", out)[0] == 0
    assert "## Open from last time" in out.read_text(encoding="utf-8")
    assert call(profile, capsys, "export", 2, "--out", out, "--template", "None of these")[0] != 0

    shared = tmp_path / "mine.toml"
    assert call(profile, capsys, "templates", "--export", "Stand-up", shared)[0] == 0
    names = [t["name"] for t in call(profile, capsys, "templates", "--import", shared)[1]["templates"]]
    assert names[-1] == "Stand-up 2"
