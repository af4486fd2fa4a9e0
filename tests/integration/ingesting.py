"""A process that ingests a folder with the shipped fakes, slowly enough to be killed in the middle.

python -m tests.integration.ingesting DATABASE FOLDER: prints "ready", a line per sign of progress, and "done".
"""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from app.domain.documents import AS_IT_COMES, PageImage, ParsedDocument, ReadOptions, RecognizedPage
from app.domain.embeddings import Passage, PassageVectors
from app.domain.jobs import CancelToken, Progress
from app.processes.fakes import FakeEmbedder, FakeParser, FakeRecognizer
from app.store.store import Store
from tests.unit.services.libraries import Library

BATCH = 6


class SlowEmbedder(FakeEmbedder):
    def embed_passages(self, passages: Sequence[Passage], cancel: CancelToken) -> list[PassageVectors]:
        time.sleep(0.005)
        return super().embed_passages(passages, cancel)


class SlowParser(FakeParser):
    def parse(self, path: Path, cancel: CancelToken, options: ReadOptions = AS_IT_COMES) -> ParsedDocument:
        time.sleep(0.001)
        return super().parse(path, cancel, options)


@dataclass(slots=True)
class SlowRecognizer(FakeRecognizer):
    def recognize(self, image: PageImage, cancel: CancelToken) -> RecognizedPage:
        time.sleep(0.004)
        self.default = f"Scanned page {image.page} of {image.page_count}."
        return FakeRecognizer.recognize(self, image, cancel)


def main() -> None:
    database, folder = Path(sys.argv[1]), Path(sys.argv[2])
    ingest(database, folder)
    _say("done")


def ingest(database: Path, folder: Path) -> None:
    """Add the folder and work off the queue."""
    library = Library(
        Store(database),
        folder,
        SlowParser(),
        SlowEmbedder(),
        recognizer=SlowRecognizer(),
        readers=2,
        batch_files=BATCH,
    )
    _say("ready")
    library.add()
    library.ingestion.run(CancelToken(), _moved)
    library.store.close()


def _moved(_progress: Progress) -> None:
    _say("moved")


def _say(word: str) -> None:
    sys.stdout.write(word + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
