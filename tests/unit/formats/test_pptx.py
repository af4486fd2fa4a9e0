"""Presentations: slides in the order they are shown, each a page with what belongs to it."""

from __future__ import annotations

from pathlib import Path

from app.domain.documents import BlockKind, ParsedDocument
from app.formats.registry import parse_bytes
from tests.unit.formats.office_files import A, paragraphs, pptx, shape


def read(data: bytes) -> ParsedDocument:
    return parse_bytes(Path("deck.pptx"), data)


def pages_of(parsed: ParsedDocument) -> list[str]:
    bounds = [*parsed.page_starts, len(parsed.text)]
    return [parsed.text[a:b].strip() for a, b in zip(bounds, bounds[1:], strict=False)]


def frame(inner: str) -> str:
    graphic = f"<a:graphic><a:graphicData>{inner}</a:graphicData></a:graphic>"
    return f"<p:graphicFrame><p:nvGraphicFramePr/>{graphic}</p:graphicFrame>"


def table(*rows: str) -> str:
    inner = "".join(f"<a:tr>{row}</a:tr>" for row in rows)
    return frame(f"<a:tbl>{inner}</a:tbl>")


def cell(text: str, marks: str = "") -> str:
    return f"<a:tc {marks}><a:txBody>{paragraphs(text)}</a:txBody></a:tc>"


def test_slides_come_in_the_order_they_are_shown() -> None:
    slides = [shape(paragraphs(f"Slide of part {n}"), "title") for n in (1, 2, 3)]
    parsed = read(pptx(slides, order=[3, 1, 2]))
    assert pages_of(parsed) == ["Slide of part 3", "Slide of part 1", "Slide of part 2"]
    assert parsed.title == "Slide of part 3"


def test_empty_slides_keep_their_number() -> None:
    parsed = read(pptx([shape(paragraphs("One"), "title"), "", shape(paragraphs("words"))]))
    assert len(parsed.page_starts) == 3
    assert pages_of(parsed)[2] == "Slide 3\n\nwords"


def test_the_title_comes_first_and_lists_are_lists() -> None:
    numbered = '<a:p><a:pPr><a:buAutoNum startAt="4"/></a:pPr><a:r><a:t>fourth</a:t></a:r></a:p>'
    slide = shape(paragraphs("a point"), "body") + shape(numbered * 2) + shape(paragraphs("Top"), "ctrTitle")
    parsed = read(pptx([slide]))
    assert parsed.text == "Top\n\n- a point\n4. fourth\n5. fourth"
    assert [b.kind for b in parsed.blocks] == [BlockKind.HEADING, *[BlockKind.LIST_ITEM] * 3]


def test_footers_are_given_once_and_numbers_never() -> None:
    number = '<a:p><a:fld type="slidenum"><a:t>4711</a:t></a:fld></a:p>'
    slide = shape(paragraphs("Harbour office"), "ftr") + shape(number, "sldNum") + shape(number)
    parsed = read(pptx([shape(paragraphs(f"T{n}"), "title") + slide for n in range(3)]))
    assert parsed.text.count("Harbour office") == 1
    assert "4711" not in parsed.text


def test_merged_cells_are_named_in_each_row() -> None:
    slide = table(
        cell("Kind") + cell("Load") + cell("Reach"),
        cell("Crane", 'rowSpan="2"') + cell("30") + cell("24"),
        cell("", 'vMerge="1"') + cell("12") + cell("40"),
    )
    rows = read(pptx([slide])).text.split("\n")
    assert rows[-1] == "Kind: Crane; Load: 12; Reach: 40"


def test_the_newer_of_two_ways_to_say_it_counts() -> None:
    choice = f"<mc:Choice>{shape(paragraphs('new'))}</mc:Choice>"
    fallback = f"<mc:Fallback>{shape(paragraphs('old'))}</mc:Fallback>"
    choice = f'<mc:AlternateContent xmlns:mc="urn:mc">{choice}{fallback}</mc:AlternateContent>'
    assert read(pptx([choice])).text == "Slide 1\n\nnew"


def test_modern_comments_and_their_answers() -> None:
    answer = f"<p188:reply><p188:txBody>{paragraphs('Agreed.')}</p188:txBody></p188:reply>"
    said = f"<p188:txBody>{paragraphs('Too wide?')}</p188:txBody>"
    said = (
        f'<p188:cmLst xmlns:p188="urn:p188" xmlns:a="{A}"><p188:cm><p188:replyLst>{answer}</p188:replyLst>{said}'
        "</p188:cm></p188:cmLst>"
    )
    data = pptx(
        [shape(paragraphs("T"), "title")],
        parts={"ppt/comments/c.xml": said},
        relations={"ppt/slides/slide1.xml": [("c", "comments", "../comments/c.xml")]},
    )
    assert "[Too wide?]\n\n[Agreed.]" in read(data).text


def test_a_slide_that_is_missing_costs_that_slide_only() -> None:
    data = pptx([shape(paragraphs("One"), "title"), shape(paragraphs("Two"), "title")], order=[1, 2, 7])
    parsed = read(data)
    assert parsed.partial
    assert pages_of(parsed) == ["One", "Two"]


def test_groups_within_groups_are_read_to_the_bottom() -> None:
    inner = shape(paragraphs("needle"))
    for _ in range(60):
        inner = f"<p:grpSp><p:nvGrpSpPr/>{inner}</p:grpSp>"
    assert "needle" in read(pptx([inner])).text


def test_a_newer_kind_of_chart_gives_its_words() -> None:
    points = "<cx:strDim><cx:lvl><cx:pt>Stone</cx:pt><cx:pt>Timber</cx:pt></cx:lvl></cx:strDim>"
    chart = f'<cx:chartSpace xmlns:cx="urn:cx"><cx:chartData><cx:data>{points}</cx:data></cx:chartData></cx:chartSpace>'
    data = pptx(
        [frame('<cx:chart xmlns:cx="urn:cx" r:id="rC"/>')],
        parts={"ppt/charts/c.xml": chart},
        relations={"ppt/slides/slide1.xml": [("rC", "chartEx", "../charts/c.xml")]},
    )
    assert "Stone\nTimber" in read(data).text
