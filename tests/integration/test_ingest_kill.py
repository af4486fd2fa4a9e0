"""kill -9 while documents are taken in: nothing is lost, nothing is half there, nothing is there twice."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from pathlib import Path

from app.domain.documents import DocumentState
from app.store.store import Store
from tests.integration.comparing import in_short, rows_of
from tests.integration.ingesting import ingest
from tests.unit.store.filling import assert_whole, rows

ROOT = Path(__file__).parents[2]
KILLS = 10
FILES = 120
TWINS = 20
SCANS = 6


def start(database: Path, folder: Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.integration.ingesting", str(database), str(folder)]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


def write_files(folder: Path) -> None:
    """Letters, copies of letters, damaged ones, scans, a copy of a scan."""
    folder.mkdir()
    for number in range(FILES):
        words = " ".join(f"word{number}x{i}" for i in range(150))
        (folder / f"{number:03}.txt").write_text(f"Document {number}.\n\n{words}.\n\nThe end of {number}.")
    for number in range(TWINS):
        (folder / f"twin{number}.txt").write_text((folder / f"{number:03}.txt").read_text())
    for number in range(SCANS):
        pages = ["[picture]"] * (number + 3) + [f"Typed page of {number}."]
        (folder / f"050scan{number}.txt").write_text("\f".join(pages))
    (folder / "copy of a scan.txt").write_text((folder / "050scan1.txt").read_text())
    (folder / "empty.txt").write_text("")


def test_killed_again_and_again_it_ends_as_if_nothing_had_happened(tmp_path: Path) -> None:
    folder, database, undisturbed = tmp_path / "papers", tmp_path / "carrel.db", tmp_path / "undisturbed.db"
    write_files(folder)
    moments = random.Random(20240229)
    finished = [0]
    for number in range(KILLS):
        process = start(database, folder)
        assert process.stdout is not None
        for _ in range(moments.randint(0, 12)):  # about three lines a batch, one a scanned page
            process.stdout.readline()
        time.sleep(moments.uniform(0.0, 0.02))
        process.kill()
        process.communicate()
        store = Store(database)
        assert_whole(store)
        finished.append(rows(store, "contents") + rows(store, "recognized"))
        assert finished[-1] >= finished[-2], f"kill {number} lost something"
        store.close()
    process = start(database, folder)
    assert process.communicate(timeout=120)[0].endswith("done\n")
    assert process.returncode == 0
    ingest(undisturbed, folder)
    store, other = Store(database), Store(undisturbed)
    assert_whole(store)
    assert in_short(rows_of(store)) == in_short(rows_of(other))
    states = {document.path.name: document.state for document in store.documents.in_scope(None)}
    assert len(states) == FILES + TWINS + SCANS + 2
    assert {name for name, state in states.items() if state is not DocumentState.INDEXED} == {"empty.txt"}
    assert rows(store, "recognized") == sum(number + 3 for number in range(SCANS))
    for number in range(FILES):
        hits = store.fulltext.search([f"word{number}x7"], 10, None)
        assert {chunk.path.name for chunk in store.chunks.get([hit.chunk_id for hit in hits])} == {
            f"{number:03}.txt"
        }
    store.close()
    other.close()
