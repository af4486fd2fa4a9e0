"""Documents inside of documents: exact spans, budgets, and no part that costs the whole."""

from __future__ import annotations

import pytest

from app.domain.documents import AS_IT_COMES, BlockKind, OcrMode, ParsedDocument, ReadOptions
from app.domain.errors import UserError
from app.formats.base import DocumentBuilder
from app.formats.nested import MAX_DEPTH, Budget, NestedOptions, make_part, read_part, with_budget


def builder() -> DocumentBuilder:
    made = DocumentBuilder("text/x-outer")
    made.add(BlockKind.PARAGRAPH, "Outer words.")
    return made


def test_a_part_stands_where_its_span_says() -> None:
    outer = builder()
    read_part(outer, "dir/a.txt", b"Inner title\n\nInner words.", AS_IT_COMES)
    outer.add(BlockKind.PARAGRAPH, "Behind.")
    parsed = outer.build("")
    (part,) = parsed.parts
    assert part.name == "a.txt"
    assert part.media_type == "text/plain"
    assert part.span is not None
    assert parsed.text[part.span.start : part.span.end] == "a.txt\n\nInner title\n\nInner words."
    headings = [(b.level, parsed.text[b.span.start : b.span.end]) for b in parsed.blocks if b.level]
    assert headings == [(1, "a.txt"), (2, "Inner title")]


def test_a_part_that_cannot_be_read_has_its_reason() -> None:
    outer = builder()
    read_part(outer, "a.pdf", b"%PDF-1.4 nothing", AS_IT_COMES)
    read_part(outer, "b.mp3", b"ID3\x04\x00" + bytes(60), AS_IT_COMES)
    parsed = outer.build("")
    assert parsed.text == "Outer words."
    assert [part.error.code for part in parsed.parts if part.error] == ["damaged_document", "audio_not_read"]


def test_whatever_a_reader_raises_stays_with_the_part() -> None:
    def explode(_options: ReadOptions) -> ParsedDocument:
        raise ZeroDivisionError

    outer = builder()
    make_part(outer, "x", 1, AS_IT_COMES, explode)
    error = outer.build("").parts[0].error
    assert error is not None
    assert error.code == "damaged_document"


def test_a_part_without_text_is_not_read() -> None:
    empty = ParsedDocument("image/png", "", "", ())
    outer = builder()
    make_part(outer, "scan.png", 1, AS_IT_COMES, lambda _options: empty)
    error = outer.build("").parts[0].error
    assert error is not None
    assert error.code == "no_text"


def test_depth_number_and_size_have_their_limits() -> None:
    deep = NestedOptions(depth=MAX_DEPTH)
    few = NestedOptions(budget=Budget(parts_left=1))
    small = NestedOptions(budget=Budget(bytes_left=5))
    outer = builder()
    for options in (deep, few, few, small, small):
        read_part(outer, "a.txt", b"four", options)
    codes = [part.error.code if part.error else "" for part in outer.build("").parts]
    assert codes == ["nested_too_deep", "", "too_large", "", "too_large"]


def test_all_parts_of_one_file_share_a_budget() -> None:
    options = with_budget(ReadOptions(OcrMode.ALWAYS))
    assert with_budget(options) is options
    seen: list[NestedOptions] = []

    def look(inner: NestedOptions) -> ParsedDocument:
        seen.append(inner)
        raise UserError("no_text")

    make_part(builder(), "x", 7, options, look)
    assert seen[0].budget is options.budget
    assert seen[0].depth == 1
    assert seen[0].ocr is OcrMode.NEVER  # a picture within a mail is no page that could be read later


def test_a_part_that_no_longer_fits_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.formats.base.MAX_TEXT", 12)
    outer = builder()
    read_part(outer, "a.txt", b"words", AS_IT_COMES)
    error = outer.build("").parts[0].error
    assert error is not None
    assert error.code == "too_large"
