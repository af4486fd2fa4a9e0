"""XML and SVG: records as rows with their names, running text as paragraphs.

Entities and external files are never loaded; what libxml2 refuses for its size or depth is read without structure.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, TypeAlias

from app.domain.documents import BlockKind, ParsedDocument, ReadOptions
from app.domain.errors import UserError
from app.formats.base import MAX_TEXT, DocumentBuilder, DocumentFormat
from app.formats.cleaning import clean_text
from app.formats.decoding import decode
from app.formats.records import add_record

_Element: TypeAlias = Any
"""An lxml element; lxml has no public name and no types for it."""

_MOST_PARSED = 64 * 1024 * 1024
_DEEPEST = 200
_DECLARED = re.compile(rb"<\?xml[^>]{0,200}encoding\s*=\s*[\"']([A-Za-z0-9_.:-]{1,40})")
_MARKUP = re.compile(
    r"<!\[CDATA\[(.{0,100000}?)\]\]>|<!--.*?(?:-->|\Z)|<\?.*?(?:\?>|\Z)"
    r"|<!DOCTYPE[^>\[]{0,1000}(?:\[.*?\]\s*>|>)|<[^<>]*>",
    re.S,
)
_ENTITY = re.compile(r"&(amp|lt|gt|quot|apos|#\d{1,7}|#x[0-9a-fA-F]{1,6});")
_NO_TEXT = frozenset(("script", "style", "defs", "metadata", "image"))
_TITLES = frozenset(("title", "head", "heading", "h1", "h2", "h3", "caption", "subtitle"))
_QUIET = frozenset(("id", "class", "style", "xmlns", "space", "schemalocation", "href", "src", "type"))
_LONGEST_ATTRIBUTE = 300


def read(path: Path, data: bytes, _options: ReadOptions) -> ParsedDocument:
    """Raises UserError: empty_document, no_text."""
    if not data.strip(b"\x00 \t\r\n\xef\xbb\xbf"):
        raise UserError("empty_document")
    builder = DocumentBuilder(media_type_of(path))
    root = _parsed(data) if len(data) <= _MOST_PARSED else None
    title = ""
    if root is None:
        builder.warn("structure_ignored", partial=True)
        _add_bare(builder, data)
    else:
        title = _Walk(builder).walk(root)
    return builder.build(title or path.stem)


def media_type_of(path: Path) -> str:
    """A drawing by its name, else XML."""
    return FORMAT.media_types[1 if path.suffix.lower() == ".svg" else 0]


def _parsed(data: bytes) -> _Element | None:
    """The root, repaired where that is possible; None when the structure is lost or refused."""
    from lxml import etree

    for recover in (False, True):
        parser = etree.XMLParser(
            resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=recover,
            remove_comments=True, remove_pis=True, collect_ids=False,
        )  # fmt: skip
        try:
            root = etree.fromstring(data, parser)
        except (etree.XMLSyntaxError, ValueError, LookupError):
            continue
        if root is not None and (not recover or _kept_most(root, data)):
            return root
    return None


def _kept_most(root: _Element, data: bytes) -> bool:
    """Repairing may drop everything behind the damage; then the bare text is better."""
    kept = sum(len(text) for text in root.itertext())
    bare = len(_MARKUP.sub("", decode(data[: 4 * MAX_TEXT])).strip())
    return kept * 2 >= bare


def _add_bare(builder: DocumentBuilder, data: bytes) -> None:
    """The text between the tags; entities that the file declares itself are left alone."""
    declared = _DECLARED.match(data.lstrip())
    text = decode(data[: 4 * MAX_TEXT], declared[1].decode("ascii") if declared else None)
    text = _ENTITY.sub(_character, _MARKUP.sub(_cdata, text))
    for paragraph in re.split(r"\n\s*\n", clean_text(text)):
        builder.add(
            BlockKind.PARAGRAPH, "\n".join(line.strip() for line in paragraph.split("\n") if line.strip())
        )


def _cdata(match: re.Match[str]) -> str:
    return match[1] or "\n"


def _character(match: re.Match[str]) -> str:
    import html

    return html.unescape(match[0])


class _Walk:
    """Elements to blocks, by what is in them."""

    def __init__(self, builder: DocumentBuilder) -> None:
        self._builder = builder
        self._title = ""

    def walk(self, root: _Element) -> str:
        """Adds everything; returns the first title."""
        self._add(root, (), 0)
        return self._title

    def _add(self, node: _Element, path: tuple[str, ...], depth: int) -> None:
        name = _name(node)
        if name.lower() in _NO_TEXT or self._builder.full:
            return
        if depth > _DEEPEST or _is_running_text(node):
            self._add_text(_leaf_text(node) or _text(node), name, depth)
            return
        children = [(child, _name(child), _leaf_text(child)) for child in node]
        leaves = [(key, text) for _, key, text in children if text]
        titles = [text for key, text in leaves if key.lower() in _TITLES]
        self._title = self._title or (titles[0] if titles else "")
        here = (*path, name)
        texts = [key for child, key, text in children if text or _is_running_text(child)]
        is_record = len(set(texts)) == len(texts)
        own = leaves if is_record else []
        add_record(self._builder, [*_attributes(node), *own], here[1:])
        for child, key, text in children:
            if not text:
                self._add(child, here, depth + 1)
            elif not is_record:
                self._add_text(text, key, depth + 1)

    def _add_text(self, text: str, name: str, depth: int) -> None:
        if name.lower() in _TITLES:
            self._title = self._title or text
            self._builder.add(BlockKind.HEADING, text, level=min(max(depth, 1), 6))
        else:
            self._builder.add(BlockKind.PARAGRAPH, text)


def _name(node: _Element) -> str:
    return node.tag.rsplit("}", 1)[-1] if isinstance(node.tag, str) else ""


def _leaf_text(node: _Element) -> str:
    """The text of an element without others in it, with what its attributes say of it; "" for all others."""
    if len(node) or not node.text or _name(node).lower() in _NO_TEXT:
        return ""
    text = " ".join(node.text.split())
    details = (
        ", ".join(f"{name}: {value}" for name, value in _attributes(node)) if node.attrib and text else ""
    )
    return f"{text} ({details})" if details else text


def _is_running_text(node: _Element) -> bool:
    """Text with elements in it, or by itself."""
    if len(node) == 0:
        return bool((node.text or "").strip())
    return bool((node.text or "").strip()) or any((child.tail or "").strip() for child in node)


def _text(node: _Element) -> str:
    return " ".join("".join(_texts(node)).split())


def _texts(node: _Element) -> list[str]:
    """All text below, in order, without recursion; the tail of what is skipped belongs to what is around it."""
    texts: list[str] = []
    stack: list[tuple[bool, _Element]] = [(True, node)]
    while stack:
        begins, inner = stack.pop()
        if not begins:
            texts.append(inner.tail or "")
            continue
        if inner is not node:
            stack.append((False, inner))
        if _name(inner).lower() not in _NO_TEXT:
            texts.append(inner.text or "")
            stack.extend((True, child) for child in reversed(inner))
    return texts


def _attributes(node: _Element) -> list[tuple[str, str]]:
    """Attributes that say something; addresses, identifiers and styles do not. Of drawings only their labels."""
    found = []
    drawing = "svg" in (node.nsmap.get(node.prefix) or "")
    for key, value in node.attrib.items():
        name = str(key).rsplit("}", 1)[-1]
        quiet = name.lower() in _QUIET or str(value).startswith(("http:", "https:", "urn:", "data:"))
        if drawing and name not in ("aria-label", "title", "alt", "desc"):
            continue
        if not quiet and 0 < len(value) <= _LONGEST_ATTRIBUTE:
            found.append((name, str(value)))
    return found


FORMAT = DocumentFormat(
    format_id="xml",
    label="XML",
    suffixes=(
        ".xml",
        ".svg",
        ".rss",
        ".atom",
        ".opml",
        ".kml",
        ".gpx",
        ".xsd",
        ".xsl",
        ".xslt",
        ".dita",
        ".fb2",
    ),
    media_types=("application/xml", "image/svg+xml"),
    read=read,
    max_bytes=256 * 1024 * 1024,
    type_of=media_type_of,
)
