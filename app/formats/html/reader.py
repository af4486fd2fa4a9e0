"""A web page to a document: title, language and blocks."""

from __future__ import annotations

import re
from pathlib import Path

from selectolax.lexbor import LexborHTMLParser

from app.domain.documents import BlockKind, ParsedDocument
from app.domain.errors import UserError
from app.formats.base import DocumentBuilder
from app.formats.decoding import decode
from app.formats.html.guard import bare_text, is_hostile, without_data_uris
from app.formats.html.walk import HtmlWalk
from app.formats.properties import add_properties

MEDIA_TYPE = "text/html"
_CHARSET = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([a-zA-Z0-9_.:-]+)""")
_DECLARED_WITHIN = 4096
_LONGEST = 20_000_000
_MOST_BYTES = 64 * 1024 * 1024
_MOST_META = 200
_META = {
    **dict.fromkeys(("author", "dc.creator", "dcterms.creator", "citation_author"), "Author"),
    **dict.fromkeys(("subject", "dc.subject", "dcterms.subject"), "Subject"),
    **dict.fromkeys(("keywords", "citation_keywords"), "Keywords"),
    **dict.fromkeys(
        ("description", "dc.description", "dcterms.description", "dcterms.abstract"), "Description"
    ),
    "category": "Category",
}
"""Labels of what a page's head says about it, by the names that are in use."""


def read_html(path: Path, data: bytes) -> ParsedDocument:
    """Raises UserError: empty_document, no_text."""
    if not data.strip(b"\x00 \t\r\n\xef\xbb\xbf"):
        raise UserError("empty_document")
    builder = DocumentBuilder(MEDIA_TYPE)
    title, language = add_html(builder, data, properties=True)
    return builder.build(title or builder.first_heading() or path.stem, language)


def add_html(
    builder: DocumentBuilder, data: bytes, charset: str | None = None, *, properties: bool = False
) -> tuple[str, str | None]:
    """Add a page to a document; returns its title ("" when it has none) and its language.

    ``charset`` is what stands outside of the page, which counts more than what the page says of itself.
    ``properties``: what its head says about it comes behind it.
    """
    declared = _CHARSET.search(data[:_DECLARED_WITHIN])
    name = charset or (declared[1].decode("ascii") if declared else None)
    page = without_data_uris(decode(data[:_MOST_BYTES], name))
    if len(page) > _LONGEST or is_hostile(page):
        _read_bare(builder, page)
        return "", None
    before = builder.blocks
    tree = LexborHTMLParser(page.replace("\x00", ""))
    found = _read_tree(builder, tree)
    if properties and builder.blocks > before:
        _add_properties(builder, tree)
    return found


def _read_tree(builder: DocumentBuilder, tree: LexborHTMLParser) -> tuple[str, str | None]:
    root = tree.body or tree.root
    if root is not None:
        before = builder.blocks
        HtmlWalk(builder, skip_navigation=True).walk(root)
        if builder.blocks == before:
            HtmlWalk(builder, skip_navigation=False).walk(root)
    title_node = tree.css_first("title")
    title = " ".join(title_node.text().split()) if title_node is not None else ""
    return title, _language(tree)


def _add_properties(builder: DocumentBuilder, tree: LexborHTMLParser) -> None:
    said: dict[str, list[str]] = {}
    for node in tree.css("meta")[:_MOST_META]:
        name = (node.attributes.get("name") or "").strip().casefold()
        if name in _META:
            said.setdefault(_META[name], []).append(node.attributes.get("content") or "")
    add_properties(builder, {label: said[label] for label in dict.fromkeys(_META.values()) if label in said})


def _read_bare(builder: DocumentBuilder, page: str) -> None:
    builder.warn("structure_ignored", partial=True)
    for paragraph in re.split(r"\n\s*\n", bare_text(page)):
        builder.add(BlockKind.PARAGRAPH, "\n".join(line.strip() for line in paragraph.split("\n")))


def _language(tree: LexborHTMLParser) -> str | None:
    node = tree.css_first("html")
    value = (node.attributes.get("lang") or node.attributes.get("xml:lang") or "") if node is not None else ""
    return value.strip()[:16].lower() or None
