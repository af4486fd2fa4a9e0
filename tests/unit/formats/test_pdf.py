"""PDF: text with its place. The little PDFs are written here, so that every number in them is known."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from app.domain.documents import BlockKind, PageImage, ParsedDocument, Rect, Span
from app.domain.errors import UserError
from app.formats.pdf.layout import page_blocks
from app.formats.pdf.lines import Line
from app.formats.pdf.page_text import repair
from app.formats.registry import parse, render_page

DATA = Path(__file__).parents[2] / "data" / "formats"
Text = tuple[float, float, float, str, str]
"""x, y, font size, font (F1 regular, F2 bold), text."""


def make_pdf(path: Path, pages: Sequence[Sequence[Text] | str], extra: str = "", turn: int = 0) -> Path:
    """A PDF with Helvetica text; ``extra`` goes into every page's dictionary, ``turn`` rotates the text."""
    matrix = {0: "1 0 0 1", 90: "0 1 -1 0"}[turn]
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", ""]
    objects += [f"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica{bold} >>" for bold in ("", "-Bold")]
    kids = []
    for page in pages:
        content = page if isinstance(page, str) else _content(page, matrix)
        objects.append(f"<< /Length {len(content)} >>\nstream\n{content}\nendstream")
        kids.append(len(objects) + 1)
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents {len(objects)} 0 R {extra} "
            "/Resources << /Font << /F1 3 0 R /F2 4 0 R >> >> >>"
        )
    objects[1] = f"<< /Type /Pages /Count {len(kids)} /Kids [{' '.join(f'{k} 0 R' for k in kids)}] >>"
    out, offsets = "%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n"
    rows = "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    xref = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{rows}"
    out += f"trailer << /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{xref}\n%%EOF\n"
    path.write_bytes(out.encode("latin-1"))
    return path


def _content(page: Sequence[Text], matrix: str) -> str:
    return "\n".join(
        f"BT /{font} {size} Tf {matrix} {x} {y} Tm ({text}) Tj ET" for x, y, size, font, text in page
    )


def lines(*texts: str, top: float = 700, size: float = 12, font: str = "F1") -> list[Text]:
    return [(60, top - 14 * number, size, font, text) for number, text in enumerate(texts)]


def blocks_of(parsed: ParsedDocument) -> list[tuple[str, str]]:
    return [(b.kind.value, parsed.text[b.span.start : b.span.end]) for b in parsed.blocks]


def highlight(path: Path, words: str, scale: float = 1.0) -> PageImage:
    at = parse(path).text.index(words)
    return render_page(path, 1, scale, Span(at, at + len(words)))


def inside(rect: Rect, image: PageImage) -> bool:
    return (
        rect.x >= 0
        and rect.x + rect.width <= image.width
        and rect.y >= 0
        and rect.y + rect.height <= image.height
    )


def ink(image: PageImage, rect: Rect) -> int:
    """Number of dark pixels in a rectangle."""
    count = 0
    for y in range(int(rect.y), int(rect.y + rect.height)):
        row = image.pixels[
            (y * image.width + int(rect.x)) * 4 : (y * image.width + int(rect.x + rect.width)) * 4
        ]
        count += sum(value < 128 for value in row[::4])
    return count


def all_ink(image: PageImage) -> int:
    return ink(image, Rect(0, 0, image.width, image.height))


LONG = (
    "The tenant may end this lease by giving notice of three months",
    "to the end of a quarter. It must be in writing.",
)


def test_wrapped_lines_are_joined_and_short_ones_kept_apart(tmp_path: Path) -> None:
    path = make_pdf(
        tmp_path / "a.pdf", [[*lines(*LONG), *lines("Port Ellery", "12 Harbour Street", top=640)]]
    )
    assert blocks_of(parse(path))[0] == ("paragraph", " ".join(LONG))
    assert [text for _, text in blocks_of(parse(path))[1:]] == ["Port Ellery", "12 Harbour Street"]


def test_larger_and_bold_lines_are_headings_with_levels(tmp_path: Path) -> None:
    page = [
        *lines("Lease Agreement", top=760, size=22),
        *lines("Notice", top=730, font="F2"),
        *lines(*LONG, top=710),
    ]
    parsed = parse(make_pdf(tmp_path / "a.pdf", [page]))
    assert [(b.kind, b.level) for b in parsed.blocks] == [
        (BlockKind.HEADING, 1),
        (BlockKind.HEADING, 2),
        (BlockKind.PARAGRAPH, 0),
    ]
    assert parsed.title == "Lease Agreement"


def test_table_rows_carry_their_headers_and_forms_their_labels(tmp_path: Path) -> None:
    rows = [
        ("Damage", "Deductible", "Limit"),
        ("Tap water", "150 euros", "none"),
        ("Glass", "50 euros", "3,000 euros"),
    ]
    page = [
        (60.0 + 180 * column, 700.0 - 16 * number, 12.0, "F2" if number == 0 else "F1", cell)
        for number, row in enumerate(rows)
        for column, cell in enumerate(row)
    ]
    cells = ((60.0, "Place:"), (140.0, "Ostermoor"), (300.0, "Date:"), (380.0, "3 May 2025"))
    form = [(x, 500.0, 12.0, "F1", text) for x, text in cells]
    path = make_pdf(tmp_path / "a.pdf", [[*page, *form]])
    assert [text for _, text in blocks_of(parse(path))] == [
        "Damage Deductible Limit",
        "Damage: Tap water; Deductible: 150 euros; Limit: none",
        "Damage: Glass; Deductible: 50 euros; Limit: 3,000 euros",
        "Place: Ostermoor; Date: 3 May 2025",
    ]
    row = highlight(path, "Tap water; Deductible: 150 euros")
    assert len(row.highlights) == 2
    assert all(ink(row, rect) > 20 for rect in row.highlights)


def test_paragraphs_go_on_over_pages_and_repeated_footers_go(tmp_path: Path) -> None:
    def page(number: int, *texts: str) -> list[Text]:
        return [*lines(*texts), (60, 40, 9, "F1", f"Ostermoor Ltd, page {number}")]

    first = "This sentence of the first page is long enough to reach the edge and"
    path = make_pdf(
        tmp_path / "a.pdf",
        [page(1, "A first page."), page(2, "Another page begins here, and has more to say about the rent,", first),
         page(3, "goes on in small letters on the next one."), page(4, "Last.")],
    )  # fmt: skip
    parsed = parse(path)
    assert "reach the edge and goes on in small letters on the next one." in parsed.text
    assert parsed.text.count("Ostermoor Ltd") == 1
    assert len(parsed.page_starts) == 4
    assert parsed.text[parsed.page_starts[2] :].startswith("goes on in small")


def test_pages_without_text_are_named_and_bad_ones_cost_themselves(tmp_path: Path) -> None:
    parsed = parse(make_pdf(tmp_path / "a.pdf", [lines(*LONG), "0 0 m 10 10 l S", lines("The end of it.")]))
    assert [(w.code, w.page) for w in parsed.warnings] == [("page_without_text", 2)]
    assert parsed.text[parsed.page_starts[2] :].startswith("The end of it.")
    with pytest.raises(UserError, match="no_text"):
        parse(make_pdf(tmp_path / "b.pdf", ["0 0 m 10 10 l S"]))


def test_an_encrypted_pdf_says_so(tmp_path: Path) -> None:
    path = make_pdf(tmp_path / "a.pdf", [lines(*LONG)])
    lock = f"/Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <{'41' * 32}> /U <{'42' * 32}> >> /ID [<00> <00>] /Root"
    path.write_bytes(path.read_bytes().replace(b"/Root", lock.encode()))
    with pytest.raises(UserError, match="encrypted_document"):
        parse(path)


@pytest.mark.parametrize(
    ("extra", "turn"),
    [
        ("", 0),
        ("/CropBox [30 100 500 780]", 0),
        ("/MediaBox [-50 -20 550 780]", 0),
        ("/Rotate 180 /CropBox [20 50 580 790]", 0),
        ("/Rotate 270", 0),
        ("/Rotate 90 /CropBox [40 20 600 700]", 90),
    ],
)
def test_highlights_lie_on_the_very_words(tmp_path: Path, extra: str, turn: int) -> None:
    page: list[Text] = [(250, 300, 12, "F1", "alpha needle omega")]
    path = make_pdf(tmp_path / "a.pdf", [page], extra, turn)
    whole = highlight(path, "alpha needle omega", 2.0)
    part = highlight(path, "needle", 2.0)
    assert len(part.highlights) == 1
    assert inside(part.highlights[0], part)
    assert ink(whole, whole.highlights[0]) >= all_ink(whole) * 0.95
    share = ink(part, part.highlights[0]) / all_ink(part)
    assert 0.2 < share < 0.55
    only = make_pdf(tmp_path / "b.pdf", [[(250, 300, 12, "F1", "needle")]], extra, turn)
    assert ink(highlight(only, "needle", 2.0), highlight(only, "needle", 2.0).highlights[0]) > 50


def test_a_highlight_over_two_lines_has_two_boxes(tmp_path: Path) -> None:
    image = highlight(make_pdf(tmp_path / "a.pdf", [lines(*LONG)]), "three months to the end")
    first, second = image.highlights
    assert first.y + first.height <= second.y + 3
    assert first.x > second.x
    assert second.x == pytest.approx(60, abs=2)


def test_a_page_picture_has_four_bytes_a_pixel_and_a_limit(tmp_path: Path) -> None:
    path = make_pdf(tmp_path / "a.pdf", [lines(*LONG)])
    image = render_page(path, 1, 0.5, None)
    assert (image.width, image.height, image.page, image.page_count) == (300, 400, 1, 1)
    assert len(image.pixels) == 300 * 400 * 4
    assert image.highlights == ()
    large = render_page(path, 1, 10.0, None)
    assert large.width * large.height <= 41_000_000


def test_spans_beyond_the_page_highlight_nothing(tmp_path: Path) -> None:
    path = make_pdf(tmp_path / "a.pdf", [lines(*LONG), lines("Second page.")])
    assert render_page(path, 2, 1.0, Span(0, 10)).highlights == ()
    assert render_page(path, 1, 1.0, Span(5000, 5010)).highlights == ()


def test_repairs_and_the_way_back() -> None:
    raw = "an exam\ufffe\r\nple, \ufb01ne  e\u0301t\u00e9\xa0x"
    text, edits = repair(raw, 100, lambda _: False)
    assert text == "an example, fine \xe9t\xe9 x"
    line = Line(text, 100, 100 + len(raw), edits, 0, 0, 0, 0, 10, False)
    for word in ("an", "ple", "ne", "t\xe9", "x"):
        at = text.index(word)
        assert raw[line.raw_offset(at) - 100] == word[0]
        assert raw[line.raw_offset(at + len(word) - 1) - 100] == word[-1]


def test_lam_alef_is_turned_round_only_where_it_is_a_ligature() -> None:
    assert repair("\u0627\u0644", 0, lambda _: True)[0] == "\u0644\u0627"
    assert repair("\u0627\u0644", 0, lambda _: False)[0] == "\u0627\u0644"


def test_a_page_of_no_lines_has_no_blocks() -> None:
    assert page_blocks([]) == []


def test_names_of_columns_go_over_two_lines(tmp_path: Path) -> None:
    rows = [("", "Net", "Gross"), ("", "sales", "margin"), ("Lamps", "1,200", "40"), ("Chairs", "900", "35")]
    page = [
        (x, 700 - 14 * number, 12, "F1", cell)
        for number, row in enumerate(rows)
        for x, cell in zip((60, 200, 320), row, strict=True)
        if cell
    ]
    parsed = parse(make_pdf(tmp_path / "table.pdf", [page]))
    assert [text for kind, text in blocks_of(parsed) if kind == "table_row"][2:] == [
        "Lamps; Net sales: 1,200; Gross margin: 40",
        "Chairs; Net sales: 900; Gross margin: 35",
    ]


def test_lines_of_a_page_know_their_words_and_where_they_stand() -> None:
    path = next(iter(sorted((Path(__file__).parents[3] / "resources" / "sample_library").rglob("*.pdf"))))
    text = parse(path).text
    plain, asked = render_page(path, 1, 1.0), render_page(path, 1, 1.0, Span(0, 0))
    assert plain.lines == ()
    assert asked.highlights == ()
    assert len(asked.lines) > 5
    told = [text[line.span.start : line.span.end] for line in asked.lines]
    assert all(words.strip() for words in told)
    one = asked.lines[3]
    marked = render_page(path, 1, 1.0, one.span).highlights
    assert marked[0].y == pytest.approx(one.box.y, abs=2)
    assert marked[0].width == pytest.approx(one.box.width, abs=2)
