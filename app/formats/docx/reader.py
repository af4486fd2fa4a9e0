"""A Word document: parts found through their relationships, put together in reading order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from app.domain.documents import BlockKind, ParsedDocument
from app.domain.errors import UserError
from app.formats.base import DocumentBuilder
from app.formats.docx.body import DocxBody, plain_text
from app.formats.docx.numbering import Numbering
from app.formats.docx.package import Element, Package, Relationship
from app.formats.docx.styles import attribute, read_styles

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_USUAL_PLACE = "word/document.xml"


def read_docx(path: Path, data: bytes) -> ParsedDocument:
    """Raises UserError: encrypted_document, damaged_document, too_large, no_text."""
    package = Package(data)
    top = package.relationships("")
    main = next((r.target for r in top.values() if r.kind == "officeDocument"), _USUAL_PLACE)
    root = package.xml(main)
    body = None if root is None else root.find("{*}body")
    if body is None:
        raise UserError("damaged_document")
    parts = package.relationships(main)
    builder = DocumentBuilder(MEDIA_TYPE)
    styles = _part(package, parts, "styles")
    reader = DocxBody(
        builder,
        read_styles(styles),
        Numbering(_part(package, parts, "numbering")),
        _notes(package, parts),
    )
    _add_margins(builder, package, parts, "header")
    reader.add_all(body)
    _add_margins(builder, package, parts, "footer")
    if package.partial:
        builder.warn("part_damaged", partial=True)
    title = _title(package, top)
    return builder.build(title or builder.first_heading() or path.stem, _language(styles))


def _part(package: Package, parts: Mapping[str, Relationship], kind: str) -> Element | None:
    target = next((r.target for r in parts.values() if r.kind == kind and not r.external), None)
    return package.xml(target) if target else None


def _notes(package: Package, parts: Mapping[str, Relationship]) -> dict[tuple[str, str], Element]:
    """Notes and comments by kind and id."""
    found: dict[tuple[str, str], Element] = {}
    for kind in ("footnote", "endnote", "comment"):
        root = _part(package, parts, f"{kind}s")
        for node in () if root is None else root.iter(f"{{*}}{kind}"):
            found[kind, attribute(node, "id") or ""] = node
    return found


def _add_margins(
    builder: DocumentBuilder, package: Package, parts: Mapping[str, Relationship], kind: str
) -> None:
    """Page headers or footers, each once."""
    for text in dict.fromkeys(_margin_texts(package, parts, kind)):
        builder.add(BlockKind.PARAGRAPH, text)


def _margin_texts(package: Package, parts: Mapping[str, Relationship], kind: str) -> Iterator[str]:
    for relationship in parts.values():
        if relationship.kind == kind and not relationship.external:
            root = package.xml(relationship.target)
            if root is not None:
                yield plain_text(root)


def _title(package: Package, top: Mapping[str, Relationship]) -> str:
    core = _part(package, top, "core-properties")
    node = None if core is None else core.find("{*}title")
    title = (node.text or "").strip() if node is not None else ""
    is_template = title.casefold() in ("word document", "document", "untitled") or title.lower().endswith(
        (".doc", ".docx")
    )
    return "" if is_template or len(title) < 3 else title


def _language(styles: Element | None) -> str | None:
    node = None if styles is None else styles.find("{*}docDefaults//{*}lang")
    value = attribute(node)
    return value.lower()[:16] if value else None
