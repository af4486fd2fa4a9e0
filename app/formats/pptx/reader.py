"""A presentation: its slides in the order they are shown, each with its notes and comments."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from app.domain.documents import BlockKind, ParsedDocument
from app.formats.base import DocumentBuilder
from app.formats.office.drawing import paragraph_text
from app.formats.office.ooxml import OoxmlPackage, Relationship, relation_id
from app.formats.office.slides import Slide, SlideWriter
from app.formats.office.xml_nodes import Element, below, child
from app.formats.pptx.shapes import ShapeReader, placeholder
from app.formats.properties import add_properties

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
_USUAL_PLACE = "ppt/presentation.xml"
_MOST_SLIDES = 10_000


def read_pptx(path: Path, data: bytes) -> ParsedDocument:
    """Raises UserError: encrypted_document, damaged_document, too_large, no_text."""
    package = OoxmlPackage(data)
    main, root = package.main(_USUAL_PLACE, "presentation")
    builder = DocumentBuilder(MEDIA_TYPE)
    writer = SlideWriter(builder)
    reader = ShapeReader(package)
    for number, target in enumerate(_slides(package, main, root)):
        if number >= _MOST_SLIDES:
            builder.warn("pages_left_out", partial=True)
            break
        writer.add(_slide(package, reader, target))
    writer.finish()
    package.report(builder)
    add_properties(builder, package.properties())
    return builder.build(package.title() or writer.first_title or path.stem)


def _slides(package: OoxmlPackage, main: str, root: Element) -> Iterator[str]:
    """Names of the slides' parts in order; without a list of slides, all there are."""
    parts = package.relationships(main)
    listed = [relation_id(node) for node in below(child(root, "sldIdLst"), "sldId")]
    if not listed:
        yield from package.targets(parts, "slide")
        return
    for relation in dict.fromkeys(listed):
        relationship = parts.get(relation)
        if relationship is None or relationship.external or not package.find(relationship.target):
            package.damaged = True
        else:
            yield relationship.target


def _slide(package: OoxmlPackage, reader: ShapeReader, target: str) -> Slide:
    root = package.xml(target)
    if root is None:
        return Slide()
    parts = package.relationships(target)
    slide = reader.read(root, parts)
    _add_notes(package, slide, parts)
    for comments in package.targets(parts, "comments", "comment"):
        for comment in below(package.xml(comments), "cm", "reply"):
            slide.add(BlockKind.PARAGRAPH, _comment(comment))
    return slide


def _add_notes(package: OoxmlPackage, slide: Slide, parts: Mapping[str, Relationship]) -> None:
    """What the speaker wanted to say, below a heading of its own."""
    notes: list[str] = []
    for target in package.targets(parts, "notesSlide"):
        for shape in below(package.xml(target), "sp"):
            if placeholder(shape) in ("body", None):
                notes += [paragraph_text(p) for p in below(child(shape, "txBody"), "p")]
    if any(notes):
        slide.add(BlockKind.HEADING, "Notes", 2)
    for text in notes:
        slide.add(BlockKind.PARAGRAPH, text)


def _comment(comment: Element) -> str:
    """A comment's own text in brackets; answers to it are comments of their own."""
    body = child(comment, "txBody")
    text = " ".join(filter(None, (paragraph_text(p) for p in below(body, "p"))))
    plain = child(comment, "text")
    text = text or " ".join(((plain.text if plain is not None else "") or "").split())
    return f"[{text}]" if text else ""
