"""A process that ingests a folder with the shipped fakes, slowly enough to be killed in the middle.

python -m tests.integration.ingesting DATABASE FOLDER: prints "ready", a line per sign of progress, and "done".
"""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from pathlib import Path

from app.domain.embeddings import Passage, PassageVectors
from app.domain.jobs import CancelToken, Progress
from app.processes.fakes import FakeEmbedder
from app.store.store import Store
from tests.unit.services.libraries import Library


class SlowEmbedder(FakeEmbedder):
    def embed_passages(self, passages: Sequence[Passage], cancel: CancelToken) -> list[PassageVectors]:
        time.sleep(0.005)
        return super().embed_passages(passages, cancel)


def main() -> None:
    database, folder = Path(sys.argv[1]), Path(sys.argv[2])
    library = Library(Store(database), folder, embedder=SlowEmbedder())
    _say("ready")
    library.add()
    library.ingestion.run(CancelToken(), _moved)
    library.store.close()
    _say("done")


def _moved(_progress: Progress) -> None:
    _say("moved")


def _say(word: str) -> None:
    sys.stdout.write(word + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
