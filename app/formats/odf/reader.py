"""Texts and presentations: bytes to document."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from app.domain.documents import BlockKind, ParsedDocument
from app.formats.base import DocumentBuilder
from app.formats.odf.inline import plain_text
from app.formats.odf.package import language_of, open_odf, properties_of, title_of
from app.formats.odf.text import OdfText
from app.formats.office.slides import Slide, SlideWriter
from app.formats.office.xml_nodes import Element, attribute, below, child, local_name
from app.formats.properties import add_properties

TEXT = "application/vnd.oasis.opendocument.text"
PRESENTATION = "application/vnd.oasis.opendocument.presentation"
_NOT_LETTERS = re.compile(r"[\W\d_]+")
_MOST_SLIDES = 10_000
_RUNNING = frozenset(("page-number", "page", "header", "date-time"))


def read_odt(path: Path, data: bytes) -> ParsedDocument:
    """Raises UserError: encrypted_document, damaged_document, too_large, no_text."""
    parts = open_odf(data)
    content = parts.xml("content.xml")
    body = child(content, "body")
    if content is None or body is None:
        raise parts.missing()
    styles = parts.xml("styles.xml")
    builder = DocumentBuilder(TEXT)
    for text in margins(styles, "header"):
        builder.add(BlockKind.PARAGRAPH, text)
    OdfText(builder.add, parts, content, styles).add_all(body)
    for text in margins(styles, "footer"):
        builder.add(BlockKind.PARAGRAPH, text)
    meta = parts.xml("meta.xml")
    title = title_of(meta)
    parts.report(builder)
    add_properties(builder, properties_of(meta))
    return builder.build(title or builder.first_heading() or path.stem, language_of(styles))


def read_odp(path: Path, data: bytes) -> ParsedDocument:
    """Raises UserError: encrypted_document, damaged_document, too_large, no_text."""
    parts = open_odf(data)
    content = parts.xml("content.xml")
    if content is None or child(content, "body") is None:
        raise parts.missing()
    styles = parts.xml("styles.xml")
    builder = DocumentBuilder(PRESENTATION)
    writer = SlideWriter(builder)
    footers = [plain_text_of(node) for node in below(content, "footer-decl")]
    for number, page in enumerate(below(content, "page")):
        if number >= _MOST_SLIDES:
            builder.warn("pages_left_out", partial=True)
            break
        slide = Slide()
        _read_slide(slide, page, OdfText(slide.add, parts, content, styles))
        for footer in footers if not number else ():
            slide.add(BlockKind.PARAGRAPH, footer)
        writer.add(slide)
    writer.finish()
    meta = parts.xml("meta.xml")
    title = title_of(meta)
    parts.report(builder)
    add_properties(builder, properties_of(meta))
    return builder.build(title or writer.first_title or path.stem, language_of(styles))


def margins(styles: Element | None, kind: str) -> Iterator[str]:
    """Page headers or footers, each once; what is nothing but page numbers is left out."""
    seen = {""}
    for node in below(child(styles, "master-styles"), kind, f"{kind}-left", f"{kind}-first"):
        if _NOT_LETTERS.sub("", plain_text(node, fields=False)).casefold() in ("", "page", "seite"):
            continue
        text = plain_text(node)
        if text not in seen:
            seen.add(text)
            yield text


def plain_text_of(node: Element) -> str:
    """The text that stands in an element itself."""
    return " ".join((node.text or "").split())


def _read_slide(slide: Slide, page: Element, reader: OdfText) -> None:
    """Shapes in their order; the speaker's notes below a heading of their own."""
    for shape in page:
        kind = attribute(shape, "class") or ""
        if local_name(shape) == "notes":
            _read_notes(slide, shape, reader)
        elif kind == "title" and not slide.title and plain_text(shape):
            slide.title = plain_text(shape)
        elif kind not in _RUNNING:
            reader.add_all((shape,))


def _read_notes(slide: Slide, notes: Element, reader: OdfText) -> None:
    shapes = [s for s in notes if (attribute(s, "class") or "") not in _RUNNING and plain_text(s)]
    if shapes:
        slide.add(BlockKind.HEADING, "Notes", 2)
    for shape in shapes:
        reader.add_shape(shape)
