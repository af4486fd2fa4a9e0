from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from app.domain.errors import UserError
from app.formats.registry import parse_bytes

CONTAINER = '<container><rootfiles><rootfile full-path="book.opf"/></rootfiles></container>'
BOOK = """<package xmlns:dc="d"><metadata><dc:title>Tides</dc:title><dc:language>EN</dc:language></metadata>
<manifest>%s</manifest><spine>%s</spine></package>"""


def book(items: str = "", spine: str = "", **files: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("mimetype", "application/epub+zip")
        archive.writestr("META-INF/container.xml", CONTAINER)
        archive.writestr("book.opf", BOOK % (items, spine))
        for name, content in files.items():
            archive.writestr(name.replace("__", "/").replace("_", "."), content)
    return buffer.getvalue()


def item(key: str, name: str, kind: str = "application/xhtml+xml") -> str:
    return f'<item id="{key}" href="{name}" media-type="{kind}"/>'


def test_chapters_come_in_the_order_of_the_spine() -> None:
    data = book(
        item("a", "z.xhtml") + item("b", "a.xhtml"),
        '<itemref idref="a"/><itemref idref="b"/><itemref idref="gone"/>',
        z_xhtml="<p>First.</p>",
        a_xhtml="<h1>Two</h1><p>Second.</p>",
    )
    parsed = parse_bytes(Path("t.epub"), data)
    assert (parsed.title, parsed.language) == ("Tides", "en")
    assert parsed.text == "First.\n\nTwo\n\nSecond."
    assert not parsed.partial


def test_chapters_without_headings_get_those_of_the_contents() -> None:
    ncx = """<!DOCTYPE ncx PUBLIC "-//NISO//DTD ncx 2005-1//EN" "http://www.daisy.org/z3986/2005/ncx-2005-1.dtd">
    <ncx><navMap><navPoint><navLabel><text>High water</text></navLabel>
    <content src="a.xhtml#p1"/></navPoint></navMap></ncx>"""
    data = book(
        item("a", "a.xhtml") + item("n", "toc.ncx", "application/x-dtbncx+xml"),
        '<itemref idref="a"/>',
        a_xhtml="<p>It came at noon.</p>",
        toc_ncx=ncx,
    )
    parsed = parse_bytes(Path("t.epub"), data)
    assert parsed.text == "High water\n\nIt came at noon."
    assert not parsed.partial


def test_a_book_that_lost_its_spine_is_read_by_its_pages() -> None:
    parsed = parse_bytes(Path("t.epub"), book(b_xhtml="<p>Two.</p>", a_xhtml="<p>One.</p>"))
    assert parsed.text == "One.\n\nTwo."


def test_a_missing_chapter_is_said() -> None:
    data = book(
        item("a", "a.xhtml") + item("b", "b.xhtml"),
        '<itemref idref="a"/><itemref idref="b"/>',
        a_xhtml="<p>One.</p>",
    )
    parsed = parse_bytes(Path("t.epub"), data)
    assert parsed.partial
    assert [w.code for w in parsed.warnings] == ["part_damaged"]


def test_copy_protection_is_told_from_scrambled_fonts() -> None:
    note = '<encryption><EncryptedData><EncryptionMethod Algorithm="%s"/></EncryptedData></encryption>'
    chapter = (item("a", "a.xhtml"), '<itemref idref="a"/>')
    font = note % "http://www.idpf.org/2008/embedding"
    drm = note % "http://www.w3.org/2001/04/xmlenc#aes128-cbc"
    free = book(*chapter, a_xhtml="<p>One.</p>", **{"META-INF__encryption_xml": font})
    assert parse_bytes(Path("t.epub"), free).text == "One."
    locked = book(*chapter, a_xhtml="<p>One.</p>", **{"META-INF__encryption_xml": drm})
    with pytest.raises(UserError, match="encrypted_document"):
        parse_bytes(Path("t.epub"), locked)
