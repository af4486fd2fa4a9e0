"""What children say is checked before anybody relies on it."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import pytest

from app.domain.documents import (
    Block,
    BlockKind,
    DocumentPart,
    DocumentWarning,
    PageImage,
    ParsedDocument,
    RecognizedLine,
    RecognizedPage,
    RecognizedWord,
    Rect,
    Span,
)
from app.domain.errors import EngineError, ErrorInfo
from app.domain.meetings import Transcript, Utterance
from app.processes.checks import (
    MAX_TEXT,
    checked_document,
    checked_failure,
    checked_image,
    checked_recognized,
    checked_transcript,
)
from app.processes.messages import Failed

TEXT = "0123456789"


def document(**changes: Any) -> ParsedDocument:
    values: dict[str, Any] = {"media_type": "text/plain", "title": "t", "text": TEXT, "blocks": ()}
    return ParsedDocument(**{**values, **changes})


def blocks(*spans: tuple[int, int]) -> tuple[Block, ...]:
    return tuple(Block(BlockKind.PARAGRAPH, Span(*span)) for span in spans)


def refused(check: Callable[[], object]) -> None:
    with pytest.raises(EngineError, match="engine_crashed"):
        check()


def test_an_honest_document_passes_untouched() -> None:
    honest = document(
        blocks=blocks((0, 3), (3, 10)),
        page_starts=(0, 5, 5),
        language="de",
        warnings=(DocumentWarning("part_damaged", 2), DocumentWarning("text_truncated")),
        parts=(
            DocumentPart("a.txt", "text/plain", Span(0, 10)),
            DocumentPart("b.exe", None, None, ErrorInfo("program_not_read")),
        ),
        waiting_pages=(1, 3),
        recognized_pages=(2,),
    )
    assert checked_document(honest) is honest
    picture = document(text="", waiting_pages=(1,))
    assert checked_document(picture) is picture


@pytest.mark.parametrize(
    "lie",
    [
        {"blocks": blocks((0, 11))},
        {"blocks": blocks((-1, 2))},
        {"blocks": blocks((5, 4))},
        {"blocks": blocks((0, 5), (4, 6))},
        {"blocks": (Block(BlockKind.HEADING, Span(0, 1), -1),)},
        {"page_starts": (3, 2)},
        {"page_starts": (0, 11)},
        {"page_starts": (-1, 3)},
        {"page_starts": (0,) * 100_001},
        {"waiting_pages": (2,)},
        {"waiting_pages": (0,)},
        {"page_starts": (0, 1), "waiting_pages": (2, 1)},
        {"page_starts": (0, 1), "recognized_pages": (1, 1)},
        {"text": "a\0b"},
        {"text": "a\ufffeb"},
        {"text": "x" * (MAX_TEXT + 1)},
        {"title": "a\0b"},
        {"title": "x" * 100_000},
        {"media_type": "anything at all"},
        {"language": "x" * 100_000},
        {"warnings": (DocumentWarning("Not a code"),)},
        {"warnings": (DocumentWarning("odd", 0),)},
        {"parts": (DocumentPart("x", None, Span(3, 11)),)},
        {"parts": (DocumentPart("x\0", None),)},
        {"parts": (DocumentPart("x", None, None, ErrorInfo("bad code")),)},
        {"parts": (DocumentPart("x", None, None, ErrorInfo("good", {"x": math.nan})),)},
    ],
)
def test_lies_about_a_document(lie: dict[str, Any]) -> None:
    refused(lambda: checked_document(document(**lie)))


def test_lies_about_an_image() -> None:
    assert checked_image(PageImage(1, 1, 2, 3, b"x" * 24)).width == 2
    for width, height, size in ((2, 3, 23), (0, 3, 0), (-2, -3, 24), (40_000, 1, 160_000)):
        refused(lambda w=width, h=height, n=size: checked_image(PageImage(1, 1, w, h, b"x" * n)))
    refused(lambda: checked_image(PageImage(3, 2, 1, 1, b"1234")))
    refused(lambda: checked_image(PageImage(1, 1, 1, 1, b"1234", (Rect(math.inf, 0, 1, 1),))))


def test_lies_about_a_transcript() -> None:
    assert checked_transcript(Transcript("t", (Utterance(0, "A", "x", 0, 5),))).title == "t"
    for utterance in (
        Utterance(1, None, "x"),
        Utterance(0, None, "x\0"),
        Utterance(0, "s\0", "x"),
        Utterance(0, None, "x", -1),
        Utterance(0, None, "x", 1, 1 << 60),
    ):
        refused(lambda u=utterance: checked_transcript(Transcript("t", (u,))))


def test_lies_of_a_recognizer() -> None:
    def page(word: RecognizedWord, **changes: Any) -> RecognizedPage:
        values: dict[str, Any] = {"page": 3, "engine": "mock", "lines": (RecognizedLine((word,)),)}
        return RecognizedPage(**{**values, **changes})

    fine = RecognizedWord("word", 0.1, 0.2, 0.3, 0.04)
    assert checked_recognized(page(fine), 3).engine == "mock"
    for word in (
        RecognizedWord("word", math.nan, 0.2, 0.3, 0.04),
        RecognizedWord("word", 0.1, 99.0, 0.3, 0.04),
        RecognizedWord("wo\0rd", 0.1, 0.2, 0.3, 0.04),
        RecognizedWord("x" * 10_000, 0.1, 0.2, 0.3, 0.04),
    ):
        refused(lambda w=word: checked_recognized(page(w), 3))
    refused(lambda: checked_recognized(page(fine), 4))
    refused(lambda: checked_recognized(page(fine, confidence=math.nan), 3))
    refused(lambda: checked_recognized(page(fine, lines=(RecognizedLine((fine,) * 100_001),)), 3))


def test_lies_about_a_failure() -> None:
    fine = Failed(1, "user", "too_large", {"size": 5, "path": "x"})
    assert checked_failure(fine, "parser") is fine
    for code, params in (
        ("<b>", {}),
        ("x" * 99, {}),
        ("fine", {"path": "x" * 9_999}),
        ("fine", {"path": "\0"}),
        ("fine", {"not a name": 1}),
        ("fine", {"size": math.inf}),
        ("fine", {f"n{i}": i for i in range(20)}),
    ):
        refused(lambda c=code, p=params: checked_failure(Failed(1, "user", c, p), "parser"))
