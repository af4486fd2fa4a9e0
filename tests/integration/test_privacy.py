"""The promise, proved: a whole session opens no internet socket, and leaves no word of a document in a log."""

from __future__ import annotations

import json
import os
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


@pytest.mark.skipif(shutil.which("strace") is None, reason="needs strace")
@pytest.mark.parametrize(
    "arguments",
    [
        ["models", "catalogue"],
        ["models", "list"],
        ["models", "recommend"],
        ["models", "found"],
        ["--offline", "models", "download", "qwen3-0.6b", "--yes"],
        ["models", "download", "qwen3-0.6b"],
    ],
    ids=" ".join,
)
def test_looking_at_models_opens_no_internet_socket(tmp_path: Path, arguments: list[str]) -> None:
    log = tmp_path / "calls"
    tracer = ["strace", "-f", "-qq", "-A", "-e", "trace=socket,connect,sendto,execve", "-o", str(log)]
    carrel = [sys.executable, "-m", "app", "--json", "--profile-dir", str(tmp_path / "profile")]
    done = subprocess.run(
        [*tracer, *carrel, *arguments],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
    )
    assert done.returncode in {0, 4}, done.stderr
    calls = log.read_text(encoding="utf-8", errors="replace")
    assert "execve(" in calls
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


READING = """
import sys, time
from pathlib import Path
from app.domain.documents import PageImage, Span
from app.domain.embeddings import Passage
from app.domain.jobs import CancelToken
from app.processes.engines import EmbedderEngine
from app.processes.launch import Launcher
from app.processes.recognizer_engine import RecognizerEngine
from tests.unit.formats.pictures import picture

launcher = Launcher(Path(sys.argv[1]))
embedder, recognizer = EmbedderEngine(launcher), RecognizerEngine(launcher, engine="rapidocr")
(vectors,) = embedder.embed_passages([Passage("Tea", "Tea is green.", (Span(0, 13),))], CancelToken())
image = picture("Notice period", "six weeks")
page = PageImage(1, 1, image.width, image.height, image.tobytes("raw", "BGRX"))
read = recognizer.recognize(page, CancelToken())
time.sleep(10)  # ONNX Runtime reports nine seconds after it was loaded, unless kept from it
print(len(vectors.sentences), *(word.text for line in read.lines for word in line.words))
embedder.close(), recognizer.close(), launcher.close()
"""


@pytest.mark.skipif(shutil.which("strace") is None, reason="needs strace")
def test_embedder_and_recognizer_leave_nothing_behind_and_ask_nobody(tmp_path: Path) -> None:
    """ONNX Runtime, which both compute with, would write a number for this device and look for its maker's server."""
    home, log = tmp_path / "home", tmp_path / "calls"
    home.mkdir()
    tracer = ["strace", "-f", "-qq", "-A", "-e", "trace=socket,connect,sendto,execve", "-o", str(log)]
    left = ("ORT_", "XDG_", "CARREL_RECOGNIZER")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(left)}
    done = subprocess.run(
        [*tracer, sys.executable, "-c", READING, str(tmp_path / "logs")],
        capture_output=True, text=True, check=True, cwd=ROOT, env={**kept, "HOME": str(home)},
    )  # fmt: skip
    assert done.stdout.split() == [str(4 * 384), "Notice", "period", "six", "weeks"]
    calls = log.read_text(encoding="utf-8", errors="replace")
    assert calls.count("execve(") >= 3  # the children were watched too
    assert [line for line in calls.splitlines() if "AF_INET" in line or "AF_NETLINK" in line] == []
    assert list(home.rglob("*")) == []
