"""Word files are read back with Carrel's own reader."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from pathlib import Path
from xml.dom import minidom

from app.domain.documents import Block, BlockKind, ParsedDocument
from app.domain.meetings import NoteItem, Transcript, Utterance
from app.formats.docx.reader import read_docx
from app.services.minutes_docx import minutes_docx
from tests.unit.services.test_minutes_export import MINUTES


def _document(data: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return package.read("word/document.xml").decode("utf-8")


def _text(document: ParsedDocument, block: Block) -> str:
    return document.text[block.span.start : block.span.end]


def test_it_is_read_back() -> None:
    document = read_docx(Path("x.docx"), minutes_docx(MINUTES))
    assert document.title == "Roof *and* cellar"
    headings = [_text(document, b) for b in document.blocks if b.kind is BlockKind.HEADING]
    assert headings[1:] == ["Summary", "Decisions", "Actions", "Topics", "Transcript"]
    texts = [_text(document, block) for block in document.blocks]
    assert any("Slate [really]. 0:01" in text for text in texts)
    assert any("Ana, by Friday (2026-03-20) 1:02:07" in text for text in texts)
    assert any("0:01 Ana <b>: We decided: <script>slate</script>." in text for text in texts)
    assert not document.warnings


def test_every_link_has_its_bookmark_and_nothing_lies_outside() -> None:
    data = minutes_docx(MINUTES)
    xml = _document(data)
    marks = set(re.findall(r'bookmarkStart w:id="\d+" w:name="(u\d+)"', xml))
    links = re.findall(r'hyperlink w:anchor="(u\d+)"', xml)
    assert len(links) == 5
    assert set(links) <= marks == {"u0", "u1"}
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        assert package.testzip() is None
        for name in package.namelist():
            text = package.read(name).decode("utf-8")
            minidom.parseString(text)  # noqa: S318 - our own file
            assert "TargetMode" not in text


def test_the_same_minutes_give_the_same_file() -> None:
    assert minutes_docx(MINUTES) == minutes_docx(MINUTES)


def test_characters_that_no_document_may_hold_are_left_out() -> None:
    odd = Transcript("a\x0bb\ud800", (Utterance(0, "A\x00", "one\r\ntwo\x1b", None, None),), "soon", "x y")
    document = read_docx(Path("x.docx"), minutes_docx(replace(MINUTES, transcript=odd)))
    assert document.title == "ab"


def test_a_line_without_utterances_has_no_link() -> None:
    xml = _document(minutes_docx(replace(MINUTES, decisions=(NoteItem("By hand.", ()),))))
    paragraph = next(p for p in xml.split("<w:p>") if "By hand." in p)
    assert "hyperlink" not in paragraph
