"""Word files that hold a transcript (Teams, Google Meet, Notes by Gemini): their paragraphs as lines of text.

Only ``word/document.xml`` is read; external entities and anything the file points to are not.
"""

from __future__ import annotations

import struct
import zipfile
import zlib
from io import BytesIO
from typing import Any

from lxml import etree

from app.domain.errors import UserError
from app.formats.transcripts.cues import has_cues, read_cues
from app.formats.transcripts.draft import Draft
from app.formats.transcripts.plain_text import read_text

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
# What zipfile raises on damaged archives, password-protected ones (RuntimeError) included.
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    OSError,
    EOFError,
    ValueError,
    RuntimeError,
    MemoryError,
)
_MAX_XML_BYTES = 200_000_000


def read_word_file(data: bytes) -> Draft:
    """Raises UserError: damaged_document, too_large, or not_a_transcript for another kind of zip."""
    text = "\n".join(_lines(_document_xml(data)))
    return read_cues(text, names_on_top=True) if has_cues(text) else read_text(text)


def _document_xml(data: bytes) -> bytes:
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            if archive.getinfo("word/document.xml").file_size > _MAX_XML_BYTES:
                raise UserError("too_large")
            return archive.read("word/document.xml")
    except KeyError as error:
        raise UserError("not_a_transcript") from error
    except _BROKEN as error:
        raise UserError("damaged_document") from error


def _lines(xml: bytes) -> list[str]:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(xml, parser)
    except etree.XMLSyntaxError as error:
        raise UserError("damaged_document") from error
    return [line for paragraph in root.iter(f"{_W}p") for line in _paragraph(paragraph).split("\n")]


def _paragraph(paragraph: Any) -> str:
    """Its text, with soft line breaks as line ends: a turn's head and words often share one paragraph."""
    pieces: list[str] = []
    for node in paragraph.iter(f"{_W}t", f"{_W}br", f"{_W}cr", f"{_W}tab"):
        tag = etree.QName(node).localname
        pieces.append(node.text or "" if tag == "t" else "\t" if tag == "tab" else "\n")
    return "".join(pieces)
