"""Workbooks: rows that make sense alone, figures as they are shown, and files made to hang a reader."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.domain.documents import BlockKind, ParsedDocument
from app.domain.errors import UserError
from app.formats.registry import parse_bytes
from tests.unit.formats.office_files import S, rows, xlsx


def read(data: bytes) -> ParsedDocument:
    return parse_bytes(Path("a.xlsx"), data)


def rows_of(parsed: ParsedDocument) -> list[str]:
    return [parsed.text[b.span.start : b.span.end] for b in parsed.blocks if b.kind is BlockKind.TABLE_ROW]


def headings_of(parsed: ParsedDocument) -> list[tuple[int, str]]:
    return [(b.level, parsed.text[b.span.start : b.span.end]) for b in parsed.blocks if b.level]


def shown(code: str, value: float, *, from_1904: bool = False) -> str:
    from app.formats.office.number_formats import number_format

    return number_format(code).shown(value, from_1904=from_1904)


def test_every_row_carries_its_header() -> None:
    table = [["Berth", "Length", "Depth"], *[[f"Berth {n}", 20 + n, 6] for n in range(100)]]
    found = rows_of(read(xlsx({"Harbour": rows(*table)})))
    assert len(found) == 100
    assert found[0] == "Berth: Berth 0; Length: 20; Depth: 6"
    assert found[99] == "Berth: Berth 99; Length: 119; Depth: 6"


def test_sheets_and_titles_are_headings() -> None:
    first = rows(["Fees in spring"], [], ["Berth", "Fee"], ["East", 10], ["West", 20], ["North", 30])
    parsed = read(
        xlsx({"Fees": first, "Old fees": rows(["East", "West"])}, states={"Old fees": "veryHidden"})
    )
    assert headings_of(parsed) == [(1, "Fees"), (2, "Fees in spring"), (1, "Old fees (hidden)")]
    assert rows_of(parsed)[0] == "Berth: East; Fee: 10"


def test_a_blank_row_does_not_lose_the_header() -> None:
    table = [["Berth", "Fee", "Paid"], ["East", 10, "yes"], ["West", 20, "no"], [], ["North", 30, "yes"]]
    assert rows_of(read(xlsx({"Fees": rows(*table)})))[-1] == "Berth: North; Fee: 30; Paid: yes"


def test_two_tables_in_a_sheet_keep_their_own_headers() -> None:
    table = [["Berth", "Fee"], ["East", 10], ["West", 20], ["South", 5], [], [], [], [], ["Crane", "Load"]]
    table += [["Old", 12], ["New", 30], ["Spare", 5]]
    assert rows_of(read(xlsx({"Harbour": rows(*table)})))[-1] == "Crane: Spare; Load: 5"


def test_a_column_of_single_cells_is_a_list() -> None:
    parsed = read(xlsx({"Notes": rows(*[[f"note {n}"] for n in range(50)])}))
    assert rows_of(parsed) == [f"note {n}" for n in range(50)]
    assert headings_of(parsed) == [(1, "Notes")]


def test_tables_say_which_row_names_the_columns() -> None:
    table = f'<table xmlns="{S}" ref="A2:B3" headerRowCount="1"/>'
    data = xlsx(
        {"Sheet": rows(["Kind", "Colour"], ["oak", "brown"], first=2)},
        parts={"xl/tables/table1.xml": table},
        relations={"xl/worksheets/sheet1.xml": [("t", "table", "../tables/table1.xml")]},
    )
    assert rows_of(read(data)) == ["Kind: oak; Colour: brown"]


@pytest.mark.parametrize(
    ("code", "value", "text"),
    [
        ("General", 12.0, "12"),
        ("General", 0.1 + 0.2, "0.3"),
        ("General", 1234567.891, "1234567.891"),
        ("0.00", 2.345, "2.35"),
        ("0.00", 0.001, "0.001"),
        ("#,##0", 1234567, "1234567"),
        ('#,##0.00\\ "EUR"', 12.5, "12.50 EUR"),
        ("[$\u20ac-407]#,##0.00", 12.5, "\u20ac12.50"),
        ('"$"#,##0.00_);[Red]("$"#,##0.00)', -3, "$-3.00"),
        ("0.0%", 0.125, "12.5%"),
        ("0.00E+00", 198356388, "198356388"),
        ("# ?/?", 2.5, "2.5"),
        ("d/m/yyyy", 46874, "2028-05-01"),
        ("[$-409]mmmm d, yyyy;@", 46874, "2028-05-01"),
        ("yyyy-mm-dd hh:mm", 46874.5, "2028-05-01 12:00"),
        ("h:mm AM/PM", 0.75, "18:00"),
        ("[h]:mm", 1.5, "36:00"),
        ("mm:ss", 0.0006944, "00:01"),
        ("d/m/yyyy", 1, "1900-01-01"),
        ("d/m/yyyy", -5, "-5"),
        ('"Geld"0', 3, "Geld3"),
    ],
)
def test_figures_as_they_are_shown(code: str, value: float, text: str) -> None:
    assert shown(code, value) == text


def test_days_may_be_counted_from_1904() -> None:
    assert shown("d/m/yyyy", 45412, from_1904=True) == "2028-05-01"


def test_cells_of_all_kinds() -> None:
    cells = (
        '<c r="A1" t="b"><v>1</v></c><c r="B1" t="e"><v>#DIV/0!</v></c><c r="C1" t="str"><v>text result</v></c>'
        '<c r="D1" t="d"><v>2028-05-01T10:00</v></c><c r="E1" t="s"><v>99</v></c><c><v>7</v></c>'
        '<c r="!!"><v>8</v></c><c r="H1"><v>1e400</v></c>'
    )
    parsed = read(xlsx({"S": f'<sheetData><row r="1">{cells}</row></sheetData>'}))
    assert rows_of(parsed) == ["TRUE | #DIV/0! | text result | 2028-05-01 10:00 | 7 | 8 | 1e400"]


def test_notes_on_blank_cells_are_kept() -> None:
    note = '<comment ref="C9"><text><t>Mind the gap.</t></text></comment>'
    note = f'<comments xmlns="{S}"><commentList>{note}</commentList></comments>'
    data = xlsx(
        {"S": rows(["a", "b"])},
        parts={"xl/comments1.xml": note},
        relations={"xl/worksheets/sheet1.xml": [("c", "comments", "../comments1.xml")]},
    )
    assert "C9: [Mind the gap.]" in read(data).text


def test_cells_at_the_far_corner_make_no_grid() -> None:
    corner = '<row r="1048576"><c r="XFD1048576" t="str"><v>end</v></c></row>'
    start = '<row r="1"><c r="A1" t="str"><v>start</v></c></row>'
    assert rows_of(read(xlsx({"S": f"<sheetData>{start}{corner}</sheetData>"}))) == ["start", "end"]


def test_a_lie_about_the_number_of_strings_is_not_believed() -> None:
    data = xlsx(
        {"S": '<sheetData><row><c t="s"><v>0</v></c><c t="s"><v>4294967295</v></c></row></sheetData>'},
        strings=["<t>one</t>"],
    )
    assert rows_of(read(data)) == ["one"]


def test_a_sheet_that_is_missing_costs_that_sheet_only() -> None:
    data = xlsx({"Here": rows(["a", "b"]), "Gone": rows(["x", "y"])})
    import io
    import zipfile

    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(buffer, "w") as target:
        for name in source.namelist():
            if name != "xl/worksheets/sheet2.xml":
                target.writestr(name, source.read(name))
    parsed = read(buffer.getvalue())
    assert parsed.partial
    assert "a: b" in parsed.text


def test_a_sheet_that_breaks_off_gives_its_first_rows() -> None:
    broken = rows(["a", "b"], ["c", "d"]).replace("</sheetData>", '<row r="3"><c r="A3"')
    parsed = read(xlsx({"S": broken}))
    assert parsed.partial
    assert rows_of(parsed) == ["a: b", "c: d"]


def test_more_cells_than_are_read_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.formats.office.sheet_rows.MOST_CELLS", 20)
    parsed = read(xlsx({"S": rows(*[[f"r{n}", n, n] for n in range(50)]), "T": rows(["never"])}))
    assert parsed.partial
    assert [w.code for w in parsed.warnings] == ["cells_left_out"]
    assert "never" not in parsed.text
    assert "r5" in parsed.text


def test_a_workbook_without_words_has_no_text() -> None:
    with pytest.raises(UserError, match="no_text"):
        read(xlsx({}))
