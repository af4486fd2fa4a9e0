"""Pages that wait for their picture to be read, and what becomes of them when it was."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from app.domain.documents import (
    BlockKind,
    OcrMode,
    ParsedDocument,
    ReadOptions,
    RecognizedLine,
    RecognizedPage,
    RecognizedWord,
    Span,
)
from app.domain.errors import UserError
from app.formats.pdf.assembly import Assembly, PageContent
from app.formats.pdf.recognized import recognized_lines
from app.formats.registry import parse, render_page
from tests.unit.formats.pictures import PAGE, line, page_of, pdf_of, picture


def assembled(*pages: RecognizedPage) -> ParsedDocument:
    contents = [PageContent(recognized_lines(page, *PAGE), recognized=True) for page in pages]
    return Assembly("application/pdf", contents, {}).finish("", "stem").parsed


def texts(parsed: ParsedDocument, kind: BlockKind | None = None) -> list[str]:
    return [parsed.text[b.span.start : b.span.end] for b in parsed.blocks if kind in (None, b.kind)]


LONG = "The tenant pays the rent on the third working day of every month at the latest and"
LONGER = "informs the landlord about every change of the bank account in good time and in writ-"


def test_lines_of_a_paragraph_are_joined_and_hyphens_taken_out() -> None:
    parsed = assembled(page_of([line(LONG, 0.1), line(LONGER, 0.12), line("ing. Thank you.", 0.14)]))
    assert texts(parsed) == [f"{LONG} {LONGER[:-1]}ing. Thank you."]


def test_a_hyphen_before_a_capital_stays() -> None:
    parsed = assembled(
        page_of([line(LONG, 0.1), line(LONGER[:-5] + "Baden-", 0.12), line("Baden too.", 0.14)])
    )
    assert "Baden- Baden" in parsed.text


def test_a_much_larger_line_is_a_heading_and_a_slightly_larger_one_is_not() -> None:
    body = [line(LONG, 0.2 + 0.02 * n) for n in range(6)]
    title = line("House rules", 0.05, height=0.024)
    parsed = assembled(page_of([title, line("A remark", 0.15, height=0.0135), *body]))
    assert texts(parsed, BlockKind.HEADING) == ["House rules"]
    assert parsed.title == "House rules"


def test_columns_are_read_one_after_the_other() -> None:
    left = [line(f"left {n} " + "x" * 30, 0.1 + 0.02 * n, 0.05, block=1) for n in range(3)]
    right = [line(f"right {n} " + "y" * 30, 0.1 + 0.02 * n, 0.55, block=2) for n in range(3)]
    text = assembled(page_of([*left, *right])).text
    assert text.index("left 2") < text.index("right 0")
    assert not any("left" in t and "right" in t for t in texts(assembled(page_of([*left, *right]))))


def test_words_far_apart_are_cells() -> None:
    def row(name: str, number: str, y: float) -> RecognizedLine:
        return RecognizedLine((*line(name, y).words, *line(number, y, 0.7).words))

    parsed = assembled(
        page_of([row("Item", "Price", 0.1), row("Lamp", "12", 0.12), row("Chair", "40", 0.14)])
    )
    assert texts(parsed, BlockKind.TABLE_ROW)[1:] == ["Item: Lamp; Price: 12", "Item: Chair; Price: 40"]


def test_every_word_is_found_where_the_text_says() -> None:
    pages = [page_of([line(LONG, 0.1), line("Second block.", 0.3)], 1), page_of([line("Next page.", 0.1)], 2)]
    parsed = assembled(*pages)
    assert parsed.page_starts == (0, parsed.text.index("Next page."))
    assert parsed.recognized_pages == (1, 2)
    assert parsed.waiting_pages == ()


def test_a_blank_page_is_told() -> None:
    parsed = assembled(page_of([line("Words here.", 0.1)]), page_of([], 2))
    assert [(w.code, w.page) for w in parsed.warnings] == [("page_without_text", 2)]


@pytest.mark.parametrize("quarters", [1, 2, 3])
def test_a_turned_page_reads_like_an_upright_one(quarters: int) -> None:
    upright = [line(LONG, 0.1), line(LONGER, 0.12), line("ing. Thank you.", 0.14), line("Below.", 0.3)]
    lines = [RecognizedLine(tuple(turned(w, quarters) for w in row.words)) for row in upright]
    size = PAGE if quarters == 2 else PAGE[::-1]
    contents = [PageContent(recognized_lines(page_of(lines), *size), recognized=True)]
    parsed = Assembly("application/pdf", contents, {}).finish("", "stem").parsed
    assert texts(parsed) == texts(assembled(page_of(upright)))


def turned(word: RecognizedWord, quarters: int) -> RecognizedWord:
    """The word on a page turned clockwise."""
    for _ in range(quarters):
        word = RecognizedWord(word.text, 1 - word.y - word.height, word.x, word.height, word.width)
    return word


ROWS = [f"Row {n} of a page with enough letters to be used as text." for n in range(4)]


@pytest.fixture
def mixed(tmp_path: Path) -> Path:
    """Text, a scan, text."""
    return pdf_of(tmp_path / "mixed.pdf", [ROWS, picture("A scanned page"), ["The last page.", *ROWS]])


SCAN = page_of([line("A scanned page about lamps.", 0.1), line("Its second line.", 0.4)], 2)


def test_only_the_scan_waits(mixed: Path) -> None:
    parsed = parse(mixed)
    assert parsed.waiting_pages == (2,)
    assert parsed.recognized_pages == ()
    assert parsed.page_starts == (0, parsed.text.index("The last page."), parsed.text.index("The last page."))
    assert not parsed.warnings


def test_recognized_pages_stand_between_the_others(mixed: Path) -> None:
    parsed = parse(mixed, ReadOptions(recognized=(SCAN,)))
    assert parsed.waiting_pages == ()
    assert parsed.recognized_pages == (2,)
    at = parsed.page_starts[1]
    assert parsed.text[at:].startswith("A scanned page about lamps.")
    assert parsed.text.index("Row 3") < at < parsed.text.index("The last page.")


@pytest.mark.parametrize("scale", [1.0, 2.5])
def test_words_of_a_scan_are_highlighted_through_their_boxes(mixed: Path, scale: float) -> None:
    text = parse(mixed, ReadOptions(recognized=(SCAN,))).text
    start = text.index("page about")
    image = render_page(mixed, 2, scale, Span(start, start + len("page about")), (SCAN,))
    first, last = SCAN.lines[0].words[2], SCAN.lines[0].words[3]
    (rect,) = image.highlights
    assert rect.x == pytest.approx(first.x * image.width)
    assert rect.x + rect.width == pytest.approx((last.x + last.width) * image.width)
    assert rect.y == pytest.approx(first.y * image.height)


def test_text_pages_behind_a_scan_are_highlighted_where_they_are(mixed: Path) -> None:
    text = parse(mixed, ReadOptions(recognized=(SCAN,))).text
    start = text.index("The last page.")
    behind = render_page(mixed, 3, 1.0, Span(start, start + 14), (SCAN,))
    without = parse(mixed).text.index("The last page.")
    assert behind.highlights == render_page(mixed, 3, 1.0, Span(without, without + 14)).highlights
    assert len(behind.highlights) == 1
    assert not render_page(mixed, 2, 1.0, Span(start, start + 14), (SCAN,)).highlights


def test_two_lines_of_a_scan_have_two_rectangles(mixed: Path) -> None:
    text = parse(mixed, ReadOptions(recognized=(SCAN,))).text
    start, end = text.index("about"), text.index("second") + 6
    assert len(render_page(mixed, 2, 1.0, Span(start, end), (SCAN,)).highlights) == 2


def test_always_wants_every_page_and_never_none(mixed: Path) -> None:
    assert parse(mixed, ReadOptions(OcrMode.ALWAYS)).waiting_pages == (1, 2, 3)
    never = parse(mixed, ReadOptions(OcrMode.NEVER))
    assert never.waiting_pages == ()
    assert [(w.code, w.page) for w in never.warnings] == [("page_without_text", 2)]


def test_a_scan_alone_waits_without_text(tmp_path: Path) -> None:
    path = pdf_of(tmp_path / "scan.pdf", [picture("One"), picture("Two")])
    parsed = parse(path)
    assert (parsed.text, parsed.waiting_pages, parsed.page_starts) == ("", (1, 2), (0, 0))
    with pytest.raises(UserError, match="no_text"):
        parse(path, ReadOptions(OcrMode.NEVER))
    with pytest.raises(UserError, match="no_text"):
        parse(path, ReadOptions(recognized=(page_of([], 1), page_of([], 2))))


def test_a_page_with_a_few_words_and_nothing_painted_does_not_wait(tmp_path: Path) -> None:
    path = pdf_of(tmp_path / "part.pdf", [["Part II"], ROWS, []])
    assert parse(path).waiting_pages == ()


def test_text_of_the_page_stays_when_its_picture_says_less(mixed: Path) -> None:
    blank = tuple(page_of([], number) for number in (1, 2, 3))
    parsed = parse(mixed, ReadOptions(OcrMode.ALWAYS, blank))
    assert parsed.text == parse(mixed).text
    assert parsed.recognized_pages == (1, 2, 3)


def test_a_page_read_again_otherwise_is_highlighted_anew(mixed: Path) -> None:
    """The reading of the document looked at last is kept; it must not be taken for another one."""
    other = replace(SCAN, lines=(line("Another reading of this page.", 0.5),))
    for scan, words in ((SCAN, "lamps"), (other, "reading")):
        start = parse(mixed, ReadOptions(recognized=(scan,))).text.index(words)
        (rect,) = render_page(mixed, 2, 1.0, Span(start, start + len(words)), (scan,)).highlights
        assert rect.y == pytest.approx(scan.lines[0].words[0].y * 842, abs=2)
