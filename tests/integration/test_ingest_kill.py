"""kill -9 while documents are taken in: nothing is lost, nothing is half there, nothing is there twice."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from pathlib import Path

from app.domain.documents import DocumentState
from app.store.store import Store
from tests.unit.store.filling import assert_whole, rows

ROOT = Path(__file__).parents[2]
KILLS = 10
FILES = 120
TWINS = 20


def start(database: Path, folder: Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.integration.ingesting", str(database), str(folder)]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


def test_killed_again_and_again_it_finishes_whole(tmp_path: Path) -> None:
    folder, database = tmp_path / "papers", tmp_path / "carrel.db"
    folder.mkdir()
    for number in range(FILES):
        words = " ".join(f"word{number}x{i}" for i in range(150))
        (folder / f"{number:03}.txt").write_text(f"Document {number}.\n\n{words}.\n\nThe end of {number}.")
    for number in range(TWINS):
        (folder / f"twin{number}.txt").write_text((folder / f"{number:03}.txt").read_text())
    moments = random.Random(20240229)
    finished = [0]
    for _ in range(KILLS):
        process = start(database, folder)
        assert process.stdout is not None
        for _ in range(moments.randint(0, 30)):  # about three lines a document
            process.stdout.readline()
        time.sleep(moments.uniform(0.0, 0.02))
        process.kill()
        process.communicate()
        store = Store(database)
        assert_whole(store)
        finished.append(rows(store, "contents"))
        store.close()
    assert finished == sorted(finished)
    assert 0 < finished[-1] < FILES
    process = start(database, folder)
    assert process.communicate(timeout=120)[0].endswith("done\n")
    assert process.returncode == 0
    store = Store(database)
    documents = store.documents.in_scope(None)
    assert len(documents) == FILES + TWINS
    assert {document.state for document in documents} == {DocumentState.INDEXED}
    assert rows(store, "contents") == FILES
    assert rows(store, "chunks") == sum(d.chunks for d in documents if not d.path.name.startswith("twin"))
    for number in range(FILES):
        hits = store.fulltext.search([f"word{number}x7"], 10, None)
        assert {chunk.path.name for chunk in store.chunks.get([hit.chunk_id for hit in hits])} == {
            f"{number:03}.txt"
        }
    assert_whole(store)
    store.close()
