"""The library on the command line, with the real children. Nothing here is worth embedding, so it is quick."""

from __future__ import annotations

import csv
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.cli import library
from app.cli.arguments import build_parser
from app.cli.main import run
from app.cli.output import Output
from app.domain.errors import Cancelled
from app.domain.jobs import CancelToken, Progress
from app.paths import profile_paths

Carrel = Callable[..., tuple[int, dict[str, Any]]]
LIMIT = 180.0


@pytest.fixture
def carrel(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Carrel:
    """Runs a command with --json in a profile of its own; exit code and the document printed."""

    def call(*arguments: str | Path) -> tuple[int, dict[str, Any]]:
        capsys.readouterr()
        code = run(["--json", "--profile-dir", str(tmp_path / "profile"), *map(str, arguments)])
        return code, json.loads(capsys.readouterr().out)

    return call


@pytest.fixture
def papers(tmp_path: Path) -> Path:
    folder = (tmp_path / "papers").resolve()
    (folder / "sub").mkdir(parents=True)
    (folder / "empty.txt").write_bytes(b"")
    (folder / "sub" / "=cmd.bin").write_bytes(bytes(range(256)))
    (folder / ".hidden.txt").write_text("hidden", encoding="utf-8")
    (folder / "node_modules").mkdir()
    return folder


def test_every_file_has_its_state_and_reason(carrel: Carrel, papers: Path, tmp_path: Path) -> None:
    code, added = carrel("add", papers, "--ocr", "never")
    assert code == 3
    reasons = {Path(d["path"]).name: d["error"]["code"] for d in added["documents"]}
    assert reasons == {
        "empty.txt": "empty_document", "=cmd.bin": "unsupported_format", ".hidden.txt": "left_out",
        "node_modules": "left_out",
    }  # fmt: skip
    report = tmp_path / "report.csv"
    code, status = carrel("status", "--csv", report)
    assert code == 0
    assert (status["documents"], status["failed"], status["skipped"], status["queued"]) == (4, 1, 3, 0)
    assert {f["reason"]["code"] for f in status["files"]} == set(reasons.values())
    folders = {Path(f["path"]).name: f for f in status["folders"]}
    assert (folders["papers"]["documents"], folders["papers"]["added"], folders["sub"]["skipped"]) == (
        4,
        True,
        1,
    )
    assert status["sources"] == [
        {"path": str(papers), "kind": "folder", "watched": True, "offline": False, "patterns": []}
    ]
    assert status["recognizer"]["engine"] or status["recognizer"]["error"]
    assert any(layer["on"] for layer in status["fence"])
    with report.open(encoding="utf-8-sig", newline="") as file:
        assert {row["reason_code"] for row in csv.DictReader(file)} == set(reasons.values())


def test_a_folder_that_went_away_is_offline(carrel: Carrel, papers: Path) -> None:
    carrel("add", papers)
    elsewhere = papers.with_name("shelf") / "papers"
    elsewhere.parent.mkdir()
    papers.rename(elsewhere)
    code, changed = carrel("reindex")
    assert code == 0
    assert changed["documents"] == []
    status = carrel("status")[1]
    assert (status["offline"], status["documents"]) == (4, 4)
    assert status["sources"][0]["offline"]
    assert carrel("locate", papers, papers.parent / "nowhere")[1]["error"]["code"] == "not_a_folder"
    code, found = carrel("locate", papers, elsewhere)
    assert (code, found["totals"]["documents"]) == (3, 4)  # one of them cannot be read, wherever it is
    assert all(Path(d["path"]).is_relative_to(elsewhere) for d in found["documents"])
    assert carrel("status")[1]["offline"] == 0
    assert carrel("remove", elsewhere)[1]["removed"] == 4
    assert carrel("status")[1]["sources"] == []


def test_reading_again_what_is_not_there_is_told(carrel: Carrel, papers: Path) -> None:
    carrel("add", papers)
    code, again = carrel("reindex", papers / "nothing.txt")
    assert (code, again["error"]["code"], again["documents"]) == (4, "unknown_document", [])
    code, again = carrel("reindex", papers / "nothing.txt", papers / "empty.txt")
    assert (code, [Path(d["path"]).name for d in again["documents"]]) == (3, ["empty.txt"])
    assert [Path(r["path"]).name for r in again["rejected"]] == ["nothing.txt"]


def test_what_was_not_read_when_it_was_interrupted_stays_queued(
    carrel: Carrel, papers: Path, tmp_path: Path
) -> None:
    cancel = CancelToken()

    class Impatient(Output):
        def progress(self, progress: Progress) -> None:
            cancel.cancel()

    options = build_parser().parse_args(["--profile-dir", str(tmp_path / "profile"), "add", str(papers)])
    with pytest.raises(Cancelled):
        library.add(options, profile_paths(options.profile_dir), Impatient(as_json=True, quiet=True), cancel)
    assert carrel("status")[1]["queued"] == 1
    assert carrel("reindex")[0] == 3
    assert carrel("status")[1]["queued"] == 0


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_following_until_it_is_interrupted(papers: Path, tmp_path: Path) -> None:
    arguments = ["--json", "--profile-dir", str(tmp_path / "profile"), "add", str(papers), "--watch"]
    process = subprocess.Popen(
        [sys.executable, "-m", "app", *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        cwd=Path(__file__).resolve().parents[2], env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )  # fmt: skip
    guard = threading.Timer(LIMIT, process.kill)
    guard.start()
    assert process.stderr is not None
    try:
        for told in process.stderr:
            if told.startswith("Following"):
                (papers / "new.txt").write_bytes(b"\n")
            elif "new.txt" in told:
                break
        process.send_signal(signal.SIGINT)
        printed, _ = process.communicate()
    finally:
        guard.cancel()
        process.kill()
    assert process.returncode == 3
    result = json.loads(printed)
    assert {Path(d["path"]).name for d in result["documents"]} >= {"empty.txt", "new.txt"}


@pytest.mark.skipif(sys.platform == "win32", reason="other pipes there")
@pytest.mark.parametrize(("arguments", "expected"), [(["documents"], 0), (["documents", "--text", "x"], 4)])
def test_whoever_read_the_output_has_gone(tmp_path: Path, arguments: list[str], expected: int) -> None:
    """As in ``carrel documents | head -1``: no traceback, and the exit code is what it would have been."""
    ours, theirs = os.pipe()
    os.close(ours)
    command = [sys.executable, "-m", "app", "--json", "--profile-dir", str(tmp_path / "profile"), *arguments]
    done = subprocess.run(command, stdout=theirs, stderr=subprocess.PIPE, timeout=LIMIT, check=False)
    os.close(theirs)
    assert (done.returncode, done.stderr) == (expected, b"")
