"""Files of Office 97 and binary workbooks: what they hold, and what becomes of broken ones."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest

from app.domain.documents import BlockKind, ParsedDocument
from app.domain.errors import UserError
from app.formats.registry import parse_bytes
from tests.unit.formats.office_files import doc, ppt, xlsb
from tests.unit.formats.ole_writer import Storage, ole_file


def read(name: str, data: bytes) -> ParsedDocument:
    return parse_bytes(Path(name), data)


def rows_of(parsed: ParsedDocument) -> list[str]:
    return [parsed.text[b.span.start : b.span.end] for b in parsed.blocks if b.kind is BlockKind.TABLE_ROW]


def biff(*found: tuple[int, bytes]) -> bytes:
    return b"".join(struct.pack("<HH", kind, len(content)) + content for kind, content in found)


def workbook(globals_: list[tuple[int, bytes]], cells: list[tuple[int, bytes]]) -> bytes:
    """A workbook with one sheet, record by record."""
    begin = struct.pack("<HHHHII", 0x600, 5, 0, 0, 0, 0)
    head = biff((0x809, begin), *globals_)
    place = len(head) + 4 + 9 + 4
    sheet = biff((0x809, begin), *cells, (0x0A, b""))
    bound = biff((0x85, struct.pack("<IBBBB", place, 0, 0, 1, 0) + b"S"), (0x0A, b""))
    return ole_file(Storage({"Workbook": head + bound + sheet}))


def test_xls_cells_of_all_kinds() -> None:
    strings = (
        struct.pack("<II", 2, 2)
        + struct.pack("<HB", 3, 0)
        + b"oak"
        + struct.pack("<HB", 4, 1)
        + b"\x15\x01\x15\x01"
    )
    cells = [
        (0xFD, struct.pack("<HHHI", 0, 0, 0, 0)),
        (0xFD, struct.pack("<HHHI", 0, 1, 0, 1)),
        (0x27E, struct.pack("<HHHI", 1, 0, 0, 100 << 2 | 2 | 1)),
        (0xBD, struct.pack("<HHHIHIH", 1, 1, 0, 7 << 2 | 2, 0, 8 << 2 | 2, 2)),
        (0x205, struct.pack("<HHHBB", 1, 3, 0, 1, 0)),
        (0x205, struct.pack("<HHHBB", 1, 4, 0, 7, 1)),
        (0x06, struct.pack("<HHHd", 2, 0, 0, 4.5) + bytes(8)),
        (0x06, struct.pack("<HHH", 2, 1, 0) + b"\0\0\0\0\0\0\xff\xff" + bytes(8)),
        (0x207, struct.pack("<HB", 6, 0) + b"result"),
    ]
    continued = [(0xFC, strings), (0x3C, b"\x01" + "\u0159\u010d".encode("utf-16-le"))]
    parsed = read("a.xls", workbook(continued, cells))
    assert rows_of(parsed) == ["oak | \u0115\u0115\u0159\u010d", "1 | 7 | 8 | TRUE | #DIV/0!", "4.5 | result"]


def test_xls_figures_as_they_are_shown() -> None:
    styles = [
        (0x41E, struct.pack("<HHB", 170, 4, 0) + b"0.0%"),
        (0xE0, struct.pack("<HH", 0, 170) + bytes(16)),
    ]
    parsed = read("a.xls", workbook(styles, [(0x203, struct.pack("<HHHd", 0, 0, 0, 0.125))]))
    assert rows_of(parsed) == ["12.5%"]


def test_xls_cells_far_apart_make_no_grid() -> None:
    cells = [(0x203, struct.pack("<HHHd", row, 65_535 * (row > 0), 0, row)) for row in (0, 65_535)]
    assert rows_of(read("a.xls", workbook([], cells))) == ["0", "65535"]


def test_xls_merged_cells_are_named_in_each_row() -> None:
    table = [["Berth", "Day", "Fee"], ["East", "Monday", "4"], ["", "Tuesday", "5"]]
    cells = [
        (0x204, struct.pack("<HHHHB", row, column, 0, len(text), 0) + text.encode())
        for row, texts in enumerate(table)
        for column, text in enumerate(texts)
        if text
    ]
    parsed = read("a.xls", workbook([], [*cells, (0xE5, struct.pack("<H4H", 1, 1, 2, 0, 0))]))
    assert rows_of(parsed)[-1] == "Berth: East; Day: Tuesday; Fee: 5"


def test_xls_with_a_password_says_so() -> None:
    with pytest.raises(UserError, match="encrypted_document"):
        read("a.xls", workbook([(0x2F, bytes(6))], []))


def test_xlsb_percents_and_sheets() -> None:
    parsed = read(
        "a.xlsb",
        xlsb({"One": [["Line", "Fare", "Cut"], ["Quay", 2.5, 0.25]], "Two": [["x", "y"]]}, percent=[2]),
    )
    assert rows_of(parsed) == ["Line: Quay; Fare: 2.5; Cut: 25%", "x: y"]


def test_doc_paragraphs_tables_and_notes() -> None:
    cell, row_end = struct.pack("<HB", 0x2416, 1), struct.pack("<HBHB", 0x2416, 1, 0x2417, 1)
    table = [(f"{text}\x07", 0, cell) for text in ("Plank", "Length")] + [("\x07", 0, row_end)]
    data = doc(
        [("Top\r", 1, b""), ("See\x02 below.\r", 0, b""), *table, ("End.\r", 0, b"")],
        footnotes={7: "A note."},
    )
    assert read("a.doc", data).text == "Top\n\nSee below.\n\n[A note.]\n\nPlank: Length\n\nEnd."


def test_doc_fields_give_their_result() -> None:
    data = doc([("Page \x13 PAGE \x13 INNER \x14in\x15\x14seven\x15 of \x13 TOC \x15ten.\r", 0, b"")])
    assert read("a.doc", data).text == "Page seven of ten."


def test_doc_emoji_and_dashes_survive() -> None:
    assert (
        read("a.doc", doc([("quay\x1ewall \U0001f6a2 open\x1f\r", 0, b"")])).text
        == "quay-wall \U0001f6a2 open"
    )


def test_doc_with_a_password_says_so() -> None:
    with pytest.raises(UserError, match="encrypted_document"):
        read("a.doc", doc([("x\r", 0, b"")], flags=0x0100))


def test_ppt_with_a_password_says_so() -> None:
    with pytest.raises(UserError, match="encrypted_document"):
        read("a.ppt", ppt([[(0, "x")]], token=0xF3D1C4DF))


def test_ppt_without_a_list_gives_the_slides_as_they_come() -> None:
    data = ppt([[(0, "First")], [(4, "second")]])
    parsed = read("a.ppt", data.replace(struct.pack("<HH", 0, 4085), struct.pack("<HH", 0, 4084)))
    assert parsed.text == "First\n\nSlide 2\n\nsecond"
    assert parsed.partial


@pytest.mark.parametrize("name", ["a.doc", "a.xls", "a.ppt"])
def test_containers_without_the_document_are_damaged(name: str) -> None:
    with pytest.raises(UserError, match="damaged_document|unsupported_format"):
        read(name, ole_file(Storage({"Other": bytes(5000)})))
