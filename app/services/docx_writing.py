"""Building blocks of Word documents: text, paragraphs, footnotes, and the package they lie in.

Office Open XML (ECMA-376, transitional) with nothing outside the file. The same content always gives the same bytes.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from html import escape

from app.services.docx_parts import PARTS, core_properties, styles

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_EARLIEST = (1980, 1, 1, 0, 0, 0)
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_TAIL = (
    '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/>'
    '<w:pgMar w:top="1134" w:right="1134" w:bottom="1134" w:left="1134" w:header="567" w:footer="567" w:gutter="0"/>'
    "</w:sectPr></w:body></w:document>"
)
_RAISED = '<w:rPr><w:vertAlign w:val="superscript"/></w:rPr>'
_SEPARATORS = (
    '<w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>'
    '<w:footnote w:type="continuationSeparator" w:id="0"><w:p><w:r><w:continuationSeparator/></w:r></w:p></w:footnote>'
)


def document(body: str, *, title: str, day: str | None = None, language: str | None = None) -> bytes:
    """The whole .docx file; ``body`` is paragraphs, ``day`` (YYYY-MM-DD) when it was made."""
    return package(_parts(body, title, day, language))


def document_with_footnotes(
    body: str, footnotes: Sequence[str], *, title: str, day: str | None = None, language: str | None = None
) -> bytes:
    """As :func:`document`; ``footnotes`` are runs, number k (from 1) being the k-th."""
    parts = _parts(body, title, day, language)
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(
        "</Types>",
        f'<Override PartName="/word/footnotes.xml" ContentType="{_WORD}.footnotes+xml"/></Types>',
    )
    relations = "word/_rels/document.xml.rels"
    parts[relations] = parts[relations].replace(
        "</Relationships>",
        f'<Relationship Id="rIdNotes" Type="{_OFFICE}/footnotes" Target="footnotes.xml"/></Relationships>',
    )
    parts["word/footnotes.xml"] = _footnotes(footnotes)
    return package(parts)


def _parts(body: str, title: str, day: str | None, language: str | None) -> dict[str, str]:
    return {
        **PARTS,
        "word/styles.xml": styles(language),
        "docProps/core.xml": core_properties(xml_text(title), day),
        "word/document.xml": f'{_XML}<w:document xmlns:w="{W}"><w:body>{body}{_TAIL}',
    }


def package(parts: Mapping[str, str]) -> bytes:
    """The parts by their names, content types first."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as made:
        for name, text in parts.items():
            entry = zipfile.ZipInfo(name, _EARLIEST)
            entry.compress_type = zipfile.ZIP_DEFLATED
            made.writestr(entry, text.encode("utf-8"))
    return buffer.getvalue()


def paragraph(style: str, content: str) -> str:
    """Runs in a style of ``docx_parts``."""
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{content}</w:p>'


def run(
    text: str,
    *,
    bold: bool = False,
    italic: bool = False,
    struck: bool = False,
    code: bool = False,
    style: str = "",
) -> str:
    """Words in one look, or in a character ``style`` of ``docx_parts``; line breaks stay."""
    looks = f'<w:rStyle w:val="{style}"/>' if style else ""
    looks += '<w:rFonts w:ascii="Consolas" w:hAnsi="Consolas" w:cs="Consolas"/>' if code else ""
    looks += "".join(f"<w:{tag}/>" for tag, on in (("b", bold), ("i", italic), ("strike", struck)) if on)
    properties = f"<w:rPr>{looks}</w:rPr>" if looks else ""
    lines = [
        f'<w:t xml:space="preserve">{escape(line, quote=False)}</w:t>' for line in xml_text(text).split("\n")
    ]
    return f"<w:r>{properties}{'<w:br/>'.join(lines)}</w:r>"


def footnote_mark(number: int) -> str:
    """Where footnote ``number`` belongs."""
    return f'<w:r>{_RAISED}<w:footnoteReference w:id="{number}"/></w:r>'


def xml_text(text: str) -> str:
    """Without what XML 1.0 cannot hold (section 2.2, Char)."""
    return _NOT_XML.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def _footnotes(notes: Sequence[str]) -> str:
    made = [
        f'<w:footnote w:id="{number}">'
        + paragraph("Normal", f"<w:r>{_RAISED}<w:footnoteRef/></w:r>{run(' ')}{content}")
        + "</w:footnote>"
        for number, content in enumerate(notes, 1)
    ]
    return f'{_XML}<w:footnotes xmlns:w="{W}">{_SEPARATORS}{"".join(made)}</w:footnotes>'
