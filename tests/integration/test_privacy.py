"""The promise, proved: a whole session opens no internet socket, and leaves no word of a document in a log."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.models
ROOT = Path(__file__).resolve().parents[2]
CANARY = "Zephyrine Quarkwhistle owes 48,213 marbles to the lighthouse."
QUESTION = "How many marbles does Zephyrine Quarkwhistle owe?"


def write_document(folder: Path) -> Path:
    folder.mkdir()
    path = folder / "Marmalade ledger.md"
    path.write_text(f"# Debts\n\n{CANARY} It is to be paid back by the end of May.\n", encoding="utf-8")
    return path


def session(profile: Path, document: Path, *before: str) -> str:
    """Index a document and ask about it, each in a process of its own; what was answered."""
    base = [*before, sys.executable, "-m", "app", "--json", "--profile-dir", str(profile)]
    for arguments in (["add", str(document)], ["ask", QUESTION]):
        done = subprocess.run([*base, *arguments], capture_output=True, text=True, check=True, cwd=ROOT)
    answer: str = json.loads(done.stdout)["answer"]
    return answer


@pytest.mark.skipif(shutil.which("strace") is None, reason="needs strace")
def test_a_whole_session_opens_no_internet_socket(tmp_path: Path) -> None:
    log = tmp_path / "calls"
    tracer = ["strace", "-f", "-qq", "-A", "-e", "trace=socket,connect,sendto,execve", "-o", str(log)]
    assert "48,213" in session(tmp_path / "profile", write_document(tmp_path / "documents"), *tracer)
    calls = log.read_text(encoding="utf-8", errors="replace")
    assert calls.count("execve(") >= 5  # the children were watched too
    assert [line for line in calls.splitlines() if "AF_INET" in line] == []


def test_no_log_holds_a_word_of_a_document(tmp_path: Path) -> None:
    profile = tmp_path / "profile"
    assert "48,213" in session(profile, write_document(tmp_path / "documents"))
    logs = [p for p in (profile / "logs").rglob("*") if p.is_file()]
    assert logs
    for log in logs:
        text = log.read_text(encoding="utf-8", errors="replace")
        for word in ("Zephyrine", "Quarkwhistle", "48,213", "Marmalade"):
            assert word not in text, f"{log.name} holds {word}"
