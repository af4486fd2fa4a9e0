"""Containers within budgets: what is damaged or too large costs that part only."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from app.domain.errors import UserError
from app.formats.base import DocumentBuilder
from app.formats.registry import parse_bytes
from tests.unit.formats.office_files import W, docx, zipped


def paragraph(text: str) -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def package(data: bytes):  # noqa: ANN201 - the parser library is imported late
    from app.formats.office.zip_package import ZipPackage

    return ZipPackage(data)


def broken_in(data: bytes, name: str) -> bytes:
    """The container with one byte of a part's content changed."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        entry = archive.getinfo(name)
    at = entry.header_offset + 30 + len(name) + entry.compress_size // 2
    return data[:at] + bytes([data[at] ^ 0xFF]) + data[at + 1 :]


def test_parts_are_found_whatever_their_case_and_slashes() -> None:
    parts = package(zipped({"Word\\Document.xml": "<a>x</a>", "b%20c.xml": "<b/>"}))
    assert parts.xml("/word/document.xml").text == "x"
    assert parts.find("nothing.xml") is None
    assert parts.xml("nothing.xml") is None
    assert not parts.damaged


def test_of_two_parts_with_one_name_the_first_counts() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("a.xml", "<a>one</a>")
        with pytest.warns(UserWarning, match="Duplicate name"):
            archive.writestr("a.xml", "<a>two</a>")
    assert package(buffer.getvalue()).xml("a.xml").text == "one"


def test_a_damaged_part_costs_that_part_only() -> None:
    header = f'<w:hdr xmlns:w="{W}">{paragraph("HEADERWORD " * 40)}</w:hdr>'
    data = docx(
        paragraph("The body is here."),
        {"word/header1.xml": header},
        {"word/document.xml": [("h", "header", "header1.xml")]},
    )
    parsed = parse_bytes(Path("a.docx"), broken_in(data, "word/header1.xml"))
    assert "The body is here." in parsed.text
    assert parsed.partial
    assert "part_damaged" in [w.code for w in parsed.warnings]


def test_broken_xml_gives_what_stands_before_the_break() -> None:
    data = docx(paragraph("Before.") + "<w:p><w:r></w:wrong>")
    parsed = parse_bytes(Path("a.docx"), data)
    assert "Before." in parsed.text
    assert parsed.partial


def test_a_part_that_is_too_large_costs_that_part_only() -> None:
    bomb = f'<w:hdr xmlns:w="{W}">{" " * (16 * 1024 * 1024)}</w:hdr>'
    data = docx(
        paragraph("The body is here."),
        {"word/header1.xml": bomb},
        {"word/document.xml": [("h", "header", "header1.xml")]},
    )
    parsed = parse_bytes(Path("a.docx"), data)
    assert parsed.text == "The body is here."
    assert [w.code for w in parsed.warnings] == ["part_too_large"]
    assert parsed.partial


def test_streams_stop_at_a_bomb_and_keep_what_came_before() -> None:
    parts = package(zipped({"a.xml": f"<a><b>first</b>{' ' * (16 * 1024 * 1024)}<b>last</b></a>"}))
    assert [node.text for _, node in parts.walk("a.xml", "b")] == ["first"]
    assert parts.oversized


def test_what_is_nested_too_deep_for_the_parser_is_told() -> None:
    deep = "<a>" * 400 + "<b>needle</b>" + "</a>" * 400
    parts = package(zipped({"a.xml": deep}))
    list(parts.walk("a.xml", "b"))
    assert parts.damaged


def test_too_many_parts_are_refused() -> None:
    data = zipped({f"p{number}": "" for number in range(20_001)})
    with pytest.raises(UserError, match="too_large"):
        package(data)


def test_nothing_at_all_because_of_damage_is_damage() -> None:
    parts = package(zipped({"a.xml": "<a"}))
    parts.xml("a.xml")
    with pytest.raises(UserError, match="damaged_document"):
        parts.report(DocumentBuilder("x"))


def test_the_tail_of_a_part() -> None:
    parts = package(zipped({"a.xml": "<a>" + "x" * 100_000 + "</data><m/></a>"}))
    assert parts.tail("a.xml", b"</data>") == b"</data><m/></a>"
    assert parts.tail("a.xml", b"</nothing>") == b""
    assert parts.tail("b.xml", b"</data>") == b""


def test_entities_are_not_expanded_in_streams_either(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("CANARYWORD")
    text = f'<!DOCTYPE a [<!ENTITY x SYSTEM "file://{secret}"><!ENTITY y "YWORD">]><a><b>&x;&y; end</b></a>'
    parts = package(zipped({"a.xml": text}))
    found = "".join("".join(node.itertext()) for _, node in parts.walk("a.xml", "b"))
    assert "CANARYWORD" not in found
