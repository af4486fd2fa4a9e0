"""Checks what a child says before anybody relies on it: it may have been taken over by the file it read.

Every lie raises EngineError("engine_crashed", role, detail); the child that told it has to be killed. Types, valid
Unicode and the length of a frame were checked when it was decoded.
"""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Iterable, Sequence

from app.domain.documents import (
    DocumentPart,
    PageImage,
    ParsedDocument,
    RecognizedPage,
    RecognizedWord,
    Rect,
    Span,
)
from app.domain.errors import EngineError, ErrorInfo
from app.domain.meetings import Transcript
from app.processes.messages import Failed

MAX_TEXT = 21_000_000  # readers stop at twenty million, give or take a line
MAX_PAGES = 100_000
_MAX_SIDE = 32_767
_MAX_PIXELS = 64_000_000
_MAX_NAME = 70_000
_MAX_BLOCKS = 4_000_000
_MAX_ITEMS = 100_000
_MAX_WORDS, _MAX_WORD = 100_000, 2_000
_MAX_PARAMS, _MAX_PARAM = 10, 5_000
_CODE = re.compile(r"[a-z][a-z0-9_]{0,63}")
_MEDIA_TYPE = re.compile(r"[\w.+-]{1,100}/[\w.+-]{1,200}", re.ASCII)
# What the store cannot hold or nobody may see: lone surrogates, NUL, non-characters.
_FORBIDDEN = re.compile("[\0\ud800-\udfff\ufffe\uffff]")


def _lie(what: str, role: str = "parser") -> EngineError:
    return EngineError("engine_crashed", role=role, detail=f"what it said about {what} cannot be")


def checked_failure(failed: Failed, role: str) -> Failed:
    """A known shape of code, few and short parameters."""
    if not _CODE.fullmatch(failed.code) or len(failed.params) > _MAX_PARAMS:
        raise _lie("an error", role)
    for name, value in failed.params.items():
        if not _CODE.fullmatch(name) or not _is_modest(value):
            raise _lie("an error", role)
    return failed


def checked_document(document: ParsedDocument) -> ParsedDocument:
    """Text the store can hold; blocks in order, without overlap, within it; pages, parts and warnings likewise."""
    _check_text(document.text, MAX_TEXT, "text")
    _check_names(document)
    _check_blocks(document)
    _check_pages(document)
    _check_parts(document.parts, len(document.text))
    if len(document.warnings) > _MAX_ITEMS or not all(
        _CODE.fullmatch(warning.code) and _is_page(warning.page) for warning in document.warnings
    ):
        raise _lie("warnings")
    return document


def checked_image(image: PageImage) -> PageImage:
    """As many bytes as pixels: a painter that trusts the size would read beyond the end."""
    sides = 0 < image.width <= _MAX_SIDE and 0 < image.height <= _MAX_SIDE
    if not sides or image.width * image.height > _MAX_PIXELS:
        raise _lie("an image")
    if len(image.pixels) != image.width * image.height * 4:
        raise _lie("an image")
    if not 1 <= image.page <= image.page_count <= MAX_PAGES or len(image.highlights) > _MAX_ITEMS:
        raise _lie("an image")
    if not all(_is_finite(rect) for rect in image.highlights):
        raise _lie("an image")
    if len(image.lines) > _MAX_ITEMS or not all(
        _is_finite(line.box) and 0 <= line.span.start <= line.span.end <= MAX_TEXT for line in image.lines
    ):
        raise _lie("an image")
    return image


def checked_transcript(transcript: Transcript) -> Transcript:
    """Utterances are numbered from 0, and their text is one the store can hold."""
    if any(utterance.id != number for number, utterance in enumerate(transcript.utterances)):
        raise _lie("utterances")
    if sum(len(utterance.text) for utterance in transcript.utterances) > MAX_TEXT:
        raise _lie("utterances")
    for utterance in transcript.utterances:
        _check_text(utterance.text, MAX_TEXT, "utterances")
        _check_text(utterance.speaker or "", _MAX_NAME, "speakers")
        if not 0 <= (utterance.start_ms or 0) < 1 << 53 or not 0 <= (utterance.end_ms or 0) < 1 << 53:
            raise _lie("times")
    for name in (transcript.title, transcript.date or "", transcript.language or ""):
        _check_text(name, _MAX_NAME, "names")
    return transcript


def checked_recognized(recognized: RecognizedPage, page: int) -> RecognizedPage:
    """The page that was asked for; words in a believable number and length, with boxes on the page."""
    if recognized.page != page or not 0 <= recognized.confidence <= 1 or len(recognized.engine) > _MAX_NAME:
        raise _lie("a page", "recognizer")
    words = [word for line in recognized.lines for word in line.words]
    if len(words) > _MAX_WORDS or len(recognized.lines) > _MAX_WORDS:
        raise _lie("words", "recognizer")
    if not all(_is_word(word) for word in words) or _FORBIDDEN.search(recognized.engine):
        raise _lie("words", "recognizer")
    return recognized


def _check_text(text: str, limit: int, what: str) -> None:
    if len(text) > limit or _FORBIDDEN.search(text):
        raise _lie(what)


def _check_names(document: ParsedDocument) -> None:
    _check_text(document.title, _MAX_NAME, "the title")
    _check_text(document.language or "", _MAX_NAME, "the language")
    if not _MEDIA_TYPE.fullmatch(document.media_type):
        raise _lie("the format")


def _check_blocks(document: ParsedDocument) -> None:
    end, last = 0, len(document.text)
    if len(document.blocks) > _MAX_BLOCKS:
        raise _lie("blocks")
    for block in document.blocks:
        span = block.span
        if not end <= span.start <= span.end <= last or not 0 <= block.level <= 100:
            raise _lie("blocks")
        end = span.end


def _check_pages(document: ParsedDocument) -> None:
    starts = document.page_starts
    if len(starts) > MAX_PAGES or not _is_rising(starts, strictly=False):
        raise _lie("pages")
    if starts and not 0 <= starts[0] <= starts[-1] <= len(document.text):
        raise _lie("pages")
    for pages in (document.waiting_pages, document.recognized_pages):
        count = max(len(starts), 1)
        if pages and not (_is_rising(pages, strictly=True) and pages[0] >= 1 and pages[-1] <= count):
            raise _lie("pages")


def _check_parts(parts: Sequence[DocumentPart], length: int) -> None:
    if len(parts) > _MAX_ITEMS:
        raise _lie("parts")
    for part in parts:
        _check_text(part.name, _MAX_NAME, "parts")
        _check_text(part.media_type or "", _MAX_NAME, "parts")
        if not _is_inside(part.span, length) or not _is_error(part.error):
            raise _lie("parts")


def _is_modest(value: str | float) -> bool:
    if isinstance(value, str):
        return len(value) <= _MAX_PARAM and not _FORBIDDEN.search(value)
    return math.isfinite(value)


def _is_error(error: ErrorInfo | None) -> bool:
    return error is None or (
        _CODE.fullmatch(error.code) is not None
        and len(error.params) <= _MAX_PARAMS
        and all(_CODE.fullmatch(name) and _is_modest(value) for name, value in error.params.items())
    )


def _is_inside(span: Span | None, length: int) -> bool:
    return span is None or 0 <= span.start <= span.end <= length


def _is_page(page: int | None) -> bool:
    return page is None or 1 <= page <= MAX_PAGES


def _is_rising(numbers: Iterable[int], *, strictly: bool) -> bool:
    return all(a < b or (a == b and not strictly) for a, b in itertools.pairwise(numbers))


def _is_finite(rect: Rect) -> bool:
    return all(math.isfinite(value) for value in (rect.x, rect.y, rect.width, rect.height))


def _is_word(word: RecognizedWord) -> bool:
    inside = all(-1 <= value <= 2 for value in (word.x, word.y, word.width, word.height))  # noqa: PLR2004
    return inside and len(word.text) <= _MAX_WORD and not _FORBIDDEN.search(word.text)
