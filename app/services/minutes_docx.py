"""Minutes as a Word document: headings, bullets, and a transcript that every line's time leads to.

Office Open XML (ECMA-376, transitional) with nothing outside the file: each line's time is a link to a bookmark named
after its utterance ("u12"). The same minutes always give the same bytes.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from html import escape

from app.domain.meetings import Minutes, Utterance
from app.domain.minutes_templates import AS_STANDARD, Layout
from app.i18n import tr
from app.services.minutes_docx_parts import PARTS, core_properties, styles
from app.services.minutes_words import (
    Line,
    clock,
    coverage_of,
    facts_of,
    is_done,
    link_of,
    remark_of,
    said_in,
    sections_of,
    text_of,
)

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_EARLIEST = (1980, 1, 1, 0, 0, 0)
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_HEAD = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<w:document xmlns:w="{_W}"><w:body>'
_TAIL = (
    '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/>'
    '<w:pgMar w:top="1134" w:right="1134" w:bottom="1134" w:left="1134" w:header="567" w:footer="567" w:gutter="0"/>'
    "</w:sectPr></w:body></w:document>"
)


def minutes_docx(minutes: Minutes, layout: Layout = AS_STANDARD) -> bytes:
    """The whole .docx file."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        for name, text in PARTS.items():
            _add(package, name, text)
        _add(package, "word/styles.xml", styles(minutes.transcript.language))
        title = _text(minutes.transcript.title)
        _add(package, "docProps/core.xml", core_properties(title, minutes.transcript.date))
        _add(package, "word/document.xml", _HEAD + "".join(_body(minutes, layout)) + _TAIL)
    return buffer.getvalue()


def _add(package: zipfile.ZipFile, name: str, text: str) -> None:
    entry = zipfile.ZipInfo(name, _EARLIEST)
    entry.compress_type = zipfile.ZIP_DEFLATED
    package.writestr(entry, text.encode("utf-8"))


def _body(minutes: Minutes, layout: Layout) -> Iterator[str]:
    yield _paragraph("Title", _run(minutes.transcript.title))
    yield _paragraph("Subtitle", _run(" · ".join(facts_of(minutes))))
    if minutes.notice:
        yield _paragraph("Quiet", _run(minutes.notice))
    linked = layout.template.transcript
    for section in sections_of(minutes, layout):
        yield _paragraph("Heading1", _run(section.heading))
        yield from (_line(line, linked=linked) for line in section.lines)
    yield _paragraph("Quiet", _run(coverage_of(minutes)))
    if said := said_in(minutes, layout):
        yield _paragraph("Heading1", _run(tr("Transcript")))
        yield from map(_utterance, said)


def _line(line: Line, *, linked: bool) -> str:
    notes = _run(f" — {remark_of(line)}", bold=True) if remark_of(line) else ""
    words = _run(text_of(line), struck=is_done(line))
    return _paragraph("ListBullet", words + notes + _place(line, linked=linked))


def _place(line: Line, *, linked: bool) -> str:
    link = link_of(line)
    if link is None:
        return ""
    return _link(*link) if linked else _run(" ") + _run(link[1], style="Moment")


def _utterance(said: Utterance) -> str:
    mark = f'<w:bookmarkStart w:id="{said.id}" w:name="u{said.id}"/><w:bookmarkEnd w:id="{said.id}"/>'
    at = _run(f"{clock(said.start_ms)} ", style="Moment") if said.start_ms is not None else ""
    who = _run(f"{said.speaker}: ", bold=True) if said.speaker else ""
    return _paragraph("Normal", mark + at + who + _run(said.text))


def _paragraph(style: str, content: str) -> str:
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{content}</w:p>'


def _link(utterance: int, text: str) -> str:
    shown = _run(text, style="Moment")
    return f'{_run(" ")}<w:hyperlink w:anchor="u{utterance}" w:history="1">{shown}</w:hyperlink>'


def _run(text: str, *, bold: bool = False, struck: bool = False, style: str = "") -> str:
    looks = (f'<w:rStyle w:val="{style}"/>' if style else "") + ("<w:b/>" if bold else "")
    looks += "<w:strike/>" if struck else ""
    properties = f"<w:rPr>{looks}</w:rPr>" if looks else ""
    lines = [
        f'<w:t xml:space="preserve">{escape(line, quote=False)}</w:t>' for line in _text(text).split("\n")
    ]
    return f"<w:r>{properties}{'<w:br/>'.join(lines)}</w:r>"


def _text(text: str) -> str:
    """Without what XML 1.0 cannot hold (section 2.2, Char)."""
    return _NOT_XML.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
