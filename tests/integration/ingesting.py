"""A process that ingests a folder with the shipped fakes, slowly enough to be killed in the middle.

python -m tests.integration.ingesting DATABASE FOLDER: prints "ready" when it starts and "done" at the end.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from pathlib import Path

from app.domain.embeddings import Passage, PassageVectors
from app.domain.jobs import CancelToken
from app.processes.fakes import FakeEmbedder
from app.store.store import Store
from tests.unit.services.libraries import Library


class SlowEmbedder(FakeEmbedder):
    def embed_passages(self, passages: Sequence[Passage], cancel: CancelToken) -> list[PassageVectors]:
        time.sleep(0.01)
        return super().embed_passages(passages, cancel)


def main() -> None:
    database, folder = Path(sys.argv[1]), Path(sys.argv[2])
    library = Library(Store(database), folder, embedder=SlowEmbedder())
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    library.read()
    library.store.close()
    sys.stdout.write("done\n")


if __name__ == "__main__":
    main()
