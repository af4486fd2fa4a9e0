"""OpenDocuments: texts, spreadsheets and presentations, zipped and flat."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.domain.documents import BlockKind, ParsedDocument
from app.domain.errors import UserError
from app.formats.registry import parse_bytes
from tests.unit.formats.office_files import ODF_SPACES, OFFICE, flat_odf, odf


def read(data: bytes, name: str = "a.odt") -> ParsedDocument:
    return parse_bytes(Path(name), data)


def cells(*texts: str) -> str:
    inner = "".join(f"<table:table-cell><text:p>{text}</text:p></table:table-cell>" for text in texts)
    return f"<table:table-row>{inner}</table:table-row>"


def rows_of(parsed: ParsedDocument) -> list[str]:
    return [parsed.text[b.span.start : b.span.end] for b in parsed.blocks if b.kind is BlockKind.TABLE_ROW]


def test_headings_are_numbered_as_they_are_shown() -> None:
    outline = (
        '<office:styles><text:outline-style><text:outline-level-style text:level="1" style:num-format="I"/>'
        '<text:outline-level-style text:level="2" style:num-format="1" text:display-levels="2" style:num-suffix=")"/>'
        "</text:outline-style></office:styles>"
    )
    body = "".join(
        f'<text:h text:outline-level="{n}">{t}</text:h>' for n, t in [(1, "A"), (2, "b"), (2, "c"), (1, "D")]
    )
    assert read(odf("text", body, styles=outline)).text.split("\n\n") == ["I A", "I.1) b", "I.2) c", "II D"]


def test_lists_go_on_or_start_again() -> None:
    style = (
        '<text:list-style style:name="L"><text:list-level-style-number text:level="1" style:num-format="1"/>'
        '<text:list-level-style-bullet text:level="2"/></text:list-style>'
    )
    item = "<text:list-item><text:p>x</text:p></text:list-item>"
    nested = f"<text:list-item><text:list>{item.replace('>x<', '>y<')}</text:list></text:list-item>"
    body = (
        f'<text:list text:style-name="L">{item}{nested}</text:list><text:p>between</text:p>'
        f'<text:list text:style-name="L" text:continue-numbering="true">{item}</text:list>'
        f'<text:list text:style-name="L">{item}</text:list>'
    )
    assert read(odf("text", body, automatic=style)).text == "1 x\n- y\n\nbetween\n\n2 x\n1 x"


def test_spaces_tabs_and_lines() -> None:
    body = '<text:p>a<text:s text:c="2000000000"/>b<text:tab/>c<text:line-break/>d<text:s text:c="-5"/>e</text:p>'
    assert read(odf("text", body)).text == f"a{' ' * 200}b\tc\nd e"


def test_charts_and_formulas_are_kept_beside_the_text() -> None:
    chart = (
        f"<office:document-content {ODF_SPACES}><office:body><office:chart><chart:chart><chart:title><text:p>Catch"
        "</text:p></chart:title><table:table><table:table-header-rows>"
        f"{cells('', 'Herring')}</table:table-header-rows>{cells('May', '12')}</table:table></chart:chart>"
        "</office:chart></office:body></office:document-content>"
    )
    signs = "<mi>a</mi><mo>=</mo><mn>2</mn><annotation>a=2</annotation>"
    formula = f'<math xmlns="urn:math"><semantics>{signs}</semantics></math>'
    body = "".join(
        f'<text:p><draw:frame><draw:object xlink:href="./Object {n}"/></draw:frame></text:p>' for n in (1, 2)
    )
    data = odf("text", body, parts={"Object 1/content.xml": chart, "Object 2/content.xml": formula})
    assert read(data).text == "Catch\n\nMay; Herring: 12\n\na = 2"


def test_comments_follow_their_paragraph() -> None:
    note = "<office:annotation><dc:creator>Bram</dc:creator><text:p>Why?</text:p></office:annotation>"
    body = f"<text:p>Pay{note} now.</text:p>"
    assert read(odf("text", body)).text == "Pay now.\n\n[Why?]"


def test_layout_tables_are_no_tables() -> None:
    body = f"<table:table>{cells('One.')}{cells('Two.')}</table:table>"
    parsed = read(odf("text", body))
    assert [b.kind for b in parsed.blocks] == [BlockKind.PARAGRAPH, BlockKind.PARAGRAPH]


@pytest.mark.parametrize(
    ("kind", "body", "name", "text"),
    [
        ("text", "<text:h>Top</text:h><text:p>words</text:p>", "a.fodt", "Top\n\nwords"),
        (
            "spreadsheet",
            f'<table:table table:name="S">{cells("a", "b")}</table:table>',
            "a.fods",
            "S\n\na: b",
        ),
        (
            "presentation",
            "<draw:page><draw:frame><draw:text-box><text:p>w</text:p></draw:text-box></draw:frame></draw:page>",
            "x",
            "Slide 1\n\nw",
        ),
    ],
)
def test_flat_files(kind: str, body: str, name: str, text: str) -> None:
    assert read(flat_odf(kind, body), name).text == text


def test_repeated_cells_make_no_grid() -> None:
    bomb = (
        '<table:table-row table:number-rows-repeated="1048576"><table:table-cell table:number-columns-repeated="16384">'
        "<text:p>x</text:p></table:table-cell></table:table-row>"
    )
    parsed = read(odf("spreadsheet", f'<table:table table:name="S">{bomb}</table:table>'), "a.ods")
    assert parsed.partial
    assert "cells_left_out" in [w.code for w in parsed.warnings]
    assert len(parsed.text) < 50_000


def test_blank_rows_without_end_are_stepped_over() -> None:
    gap = '<table:table-row table:number-rows-repeated="1000000"><table:table-cell/></table:table-row>'
    body = f'<table:table table:name="S">{cells("first", "row")}{gap}{cells("last", "row")}</table:table>'
    parsed = read(odf("spreadsheet", body), "a.ods")
    assert rows_of(parsed) == ["first: row", "last: row"]
    assert not parsed.partial


def test_header_rows_of_sheets_are_headers() -> None:
    marked = (
        f"<table:table-header-rows>{cells('Name', 'Town')}</table:table-header-rows>{cells('Odile', 'Ghent')}"
    )
    parsed = read(odf("spreadsheet", f'<table:table table:name="S">{marked}</table:table>'), "a.ods")
    assert rows_of(parsed) == ["Name: Odile; Town: Ghent"]


def test_encrypted_documents_say_so() -> None:
    manifest = (
        f'<manifest:manifest xmlns:manifest="{OFFICE}:manifest:1.0">'
        '<manifest:file-entry manifest:full-path="content.xml"><manifest:encryption-data/></manifest:file-entry>'
        "</manifest:manifest>"
    )
    with pytest.raises(UserError, match="encrypted_document"):
        read(odf("text", "<text:p>x</text:p>", parts={"META-INF/manifest.xml": manifest}))


def test_a_sheet_that_breaks_off_gives_its_first_rows() -> None:
    body = f'<table:table table:name="S">{cells("a", "b")}{cells("c", "d")}<table:table-row><table:wrong'
    parsed = read(odf("spreadsheet", body), "a.ods")
    assert parsed.partial
    assert rows_of(parsed)[0] == "a: b"
