"""Has pages read from their picture: the parser paints them, the recognizer reads them, the store keeps each."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

from app.domain.documents import PageImage
from app.domain.errors import CarrelError, EngineError, ErrorInfo, UserError
from app.domain.jobs import CancelToken
from app.domain.ports import DocumentParser, Recognizer
from app.services.file_reading import ReadFile
from app.store.store import Store

log = logging.getLogger(__name__)

SCALE = 200 / 72
"""Pixels per point: 200 dpi, at which both engines were measured."""

MISSING = "recognizer_missing"
FAILED = "recognition_failed"
_UNUSABLE = {"engine_unavailable", "protocol_mismatch"}
_TRIES = 2

MayGoOn = Callable[[int, int], bool]
"""Told after each page how many of how many are done; False stops."""


@dataclass(frozen=True, slots=True)
class Recognition:
    """``read``: pages that are in the store now. ``reason``: why others are not. ``stopped``: it was told to stop."""

    read: int
    reason: ErrorInfo | None = None
    stopped: bool = False


class PictureReader:
    """Reads pages of files. Without a recognizer, or with one that cannot start, nothing is read, and that is said."""

    def __init__(self, parser: DocumentParser, recognizer: Recognizer | None, store: Store) -> None:
        self._parser = parser
        self._recognizer = recognizer
        self._store = store
        self._engine: str | None = None
        self._asked = False

    def engine(self) -> str | None:
        """What reads; None when nothing can. Asked once: it is what is installed."""
        if self._recognizer is not None and not self._asked:
            try:
                self._engine = self._recognizer.describe().engine
            except EngineError as error:
                log.warning("no text recognition: %s", error.code)
            self._asked = True
        return self._engine

    def missing(self, file: ReadFile) -> list[int]:
        """Pages of a file that are to be read and were not; those of another engine when it is read anew on request."""
        there = self._store.recognized.engines(file.hash)
        if file.queued.reparse:
            engine = self.engine()
            there = {page: by for page, by in there.items() if by == engine}
        return [page for page in file.pictures if page not in there]

    def read(self, file: ReadFile, cancel: CancelToken, may_go_on: MayGoOn) -> Recognition:
        """Read what is missing, page by page. Raises Cancelled."""
        pages = self.missing(file)
        before = len(file.pictures) - len(pages)
        if not pages:
            return Recognition(before)
        if self.engine() is None:
            return Recognition(before, ErrorInfo(MISSING, {"pages": len(pages)}))
        return self._read(file, pages, cancel, may_go_on)

    def _read(
        self, file: ReadFile, pages: Sequence[int], cancel: CancelToken, may_go_on: MayGoOn
    ) -> Recognition:
        before = len(file.pictures) - len(pages)
        done, failed = before, 0
        for image, page in self._painted(file.queued.document.path, pages, cancel):
            try:
                read = image is not None and self._recognize(file.hash, page, image, cancel)
            except EngineError:
                self._asked, self._engine = True, None
                left = len(file.pictures) - done
                return Recognition(done, ErrorInfo(MISSING, {"pages": left}))
            done, failed = done + read, failed + (not read)
            if not may_go_on(done + failed, len(file.pictures)) and done + failed < len(file.pictures):
                return Recognition(done, stopped=True)
        return Recognition(done, ErrorInfo(FAILED, {"pages": failed}) if failed else None)

    def _recognize(self, name: str, page: int, image: PageImage, cancel: CancelToken) -> bool:
        """Read one page and keep it. False when it cannot be read; raises EngineError when nothing can."""
        assert self._recognizer is not None
        for _ in range(_TRIES):
            cancel.raise_if_cancelled()
            try:
                found = self._recognizer.recognize(image, cancel)
            except UserError:
                return False
            except EngineError as error:
                if error.code in _UNUSABLE:
                    raise
                continue
            self._store.recognized.save(name, replace(found, page=page))
            return True
        return False

    def _painted(
        self, path: Path, pages: Sequence[int], cancel: CancelToken
    ) -> Iterator[tuple[PageImage | None, int]]:
        """Each page's picture; the next is painted while one is read. None where it cannot be painted."""
        with ThreadPoolExecutor(1, thread_name_prefix="paint-ahead") as ahead:
            waiting = ahead.submit(self._paint, path, pages[0])
            for number, page in enumerate(pages):
                cancel.raise_if_cancelled()
                image = waiting.result()
                if number + 1 < len(pages):
                    waiting = ahead.submit(self._paint, path, pages[number + 1])
                yield image, page

    def _paint(self, path: Path, page: int) -> PageImage | None:
        for _ in range(_TRIES):
            try:
                return self._parser.render_page(path, page, SCALE, None)
            except UserError:
                return None
            except CarrelError as error:
                if error.code in _UNUSABLE or not isinstance(error, EngineError):
                    raise
        return None
