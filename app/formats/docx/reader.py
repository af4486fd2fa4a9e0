"""A Word document: parts found through their relationships, put together in reading order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from app.domain.documents import BlockKind, ParsedDocument
from app.formats.base import DocumentBuilder
from app.formats.docx.body import DocxBody, plain_text
from app.formats.docx.numbering import Numbering
from app.formats.docx.styles import read_styles
from app.formats.office.drawing import add_chart, add_diagram
from app.formats.office.ooxml import OoxmlPackage, Relationship
from app.formats.office.xml_nodes import Element, attribute, below
from app.formats.properties import add_properties

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_USUAL_PLACE = "word/document.xml"


def read_docx(path: Path, data: bytes) -> ParsedDocument:
    """Raises UserError: encrypted_document, damaged_document, too_large, no_text."""
    package = OoxmlPackage(data)
    main, root = package.main(_USUAL_PLACE, "document")
    body = root.find("{*}body")
    if body is None:
        raise package.missing()
    parts = package.relationships(main)
    builder = DocumentBuilder(MEDIA_TYPE)
    styles = package.part(parts, "styles")
    reader = DocxBody(
        builder,
        read_styles(styles),
        Numbering(package.part(parts, "numbering")),
        _notes(package, parts),
    )
    _add_margins(builder, package, parts, "header")
    reader.add_all(body)
    _add_drawings(builder, package, parts)
    _add_margins(builder, package, parts, "footer")
    package.report(builder)
    add_properties(builder, package.properties())
    return builder.build(package.title() or builder.first_heading() or path.stem, _language(styles))


def _notes(package: OoxmlPackage, parts: Mapping[str, Relationship]) -> dict[tuple[str, str], Element]:
    """Notes and comments by kind and id."""
    found: dict[tuple[str, str], Element] = {}
    for kind in ("footnote", "endnote", "comment"):
        for node in below(package.part(parts, f"{kind}s"), kind):
            found[kind, attribute(node, "id") or ""] = node
    return found


def _add_drawings(builder: DocumentBuilder, package: OoxmlPackage, parts: Mapping[str, Relationship]) -> None:
    """Charts and diagrams, behind the text they illustrate."""
    for target in package.targets(parts, "chart", "chartEx"):
        root = package.xml(target)
        if root is not None:
            add_chart(builder.add, root)
    for target in package.targets(parts, "diagramData"):
        root = package.xml(target)
        if root is not None:
            add_diagram(builder.add, root)


def _add_margins(
    builder: DocumentBuilder, package: OoxmlPackage, parts: Mapping[str, Relationship], kind: str
) -> None:
    """Page headers or footers, each once."""
    for text in dict.fromkeys(_margin_texts(package, parts, kind)):
        builder.add(BlockKind.PARAGRAPH, text)


def _margin_texts(package: OoxmlPackage, parts: Mapping[str, Relationship], kind: str) -> Iterator[str]:
    for target in package.targets(parts, kind):
        root = package.xml(target)
        if root is not None:
            yield plain_text(root)


def _language(styles: Element | None) -> str | None:
    node = None if styles is None else styles.find("{*}docDefaults//{*}lang")
    value = attribute(node)
    return value.lower()[:16] if value else None
