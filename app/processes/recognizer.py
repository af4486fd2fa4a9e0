"""The recognizer's child side: reads the words on a picture of a page (OCR). It sees pixels and opens no document.

Tesseract where its language data is installed (several times faster, knows columns), else RapidOCR.
"""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from pathlib import Path

from app.domain.documents import PageImage, RecognizedPage
from app.domain.errors import EngineError
from app.processes.fence import be_nice
from app.processes.recognizer_base import PictureReader
from app.processes.recognizer_tessdata import find_language_data, known_folders
from app.processes.requests import DescribeRecognizer, OpenRecognizer, Recognize, Request
from app.processes.results import Described, Nothing, Recognized, Result
from app.processes.runtime import Work

MAX_PIXELS = 64_000_000
"""More would not fit beside the engine's own copies."""


class RecognizerRuntime:
    """Answers OpenRecognizer, DescribeRecognizer and Recognize."""

    def __init__(self) -> None:
        self._reader: PictureReader | None = None

    def handle(self, request: Request, work: Work) -> Result:
        """See :class:`app.processes.runtime.Runtime`."""
        match request:
            case OpenRecognizer(engine, folders):
                with contextlib.suppress(OSError):  # a fence may forbid it
                    be_nice()  # before the engine starts threads, which inherit it
                self._reader = open_reader(engine, folders)
                return Nothing()
            case DescribeRecognizer():
                return Described(self._opened().info)
            case Recognize(image):
                _check(image)
                return Recognized(_recognized(self._opened(), image, work))
        raise EngineError("protocol_mismatch", detail=type(request).__name__)

    def _opened(self) -> PictureReader:
        if self._reader is None:
            self._reader = open_reader("auto", ())
        return self._reader


def open_reader(engine: str, folders: Sequence[Path]) -> PictureReader:
    """``engine``: "auto", "tesseract" or "rapidocr". ``folders`` may hold language data for Tesseract.

    Raises EngineError("engine_unavailable") where there is none.
    """
    reader = _tesseract(folders) if engine in ("auto", "tesseract") else None
    if reader is not None:
        return reader
    if engine not in ("auto", "rapidocr"):
        raise EngineError("engine_unavailable", role="recognizer", detail=engine)
    from app.processes.recognizer_rapid import RapidReader

    return RapidReader()


def _tesseract(folders: Sequence[Path]) -> PictureReader | None:
    data = find_language_data([*folders, *known_folders()])
    if data is None:
        return None
    try:
        from app.processes.recognizer_tesseract import TesseractReader

        return TesseractReader(data)
    except (ImportError, EngineError):  # not for this system, or damaged data; the other engine can read too
        return None


def _check(image: PageImage) -> None:
    if image.width * image.height > MAX_PIXELS or len(image.pixels) != image.width * image.height * 4:
        raise EngineError("protocol_mismatch", role="recognizer", detail="image")


def _recognized(reader: PictureReader, image: PageImage, work: Work) -> RecognizedPage:
    reading = reader.read(image, work.cancel)
    return RecognizedPage(image.page, reader.info.engine, reading.lines, reading.confidence)
