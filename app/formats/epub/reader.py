"""An EPUB to a document. Follows EPUB 3.3 (w3.org/TR/epub-33) as far as text is concerned."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from app.domain.documents import BlockKind, ParsedDocument
from app.domain.errors import UserError
from app.formats.base import DocumentBuilder
from app.formats.html.reader import add_html
from app.formats.office.xml_nodes import Element, attribute, below, child, local_name
from app.formats.office.zip_package import ZipPackage
from app.formats.properties import add_properties

MEDIA_TYPE = "application/epub+zip"
_CONTAINER = "META-INF/container.xml"
_ENCRYPTION = "META-INF/encryption.xml"
_PAGE_TYPES = ("application/xhtml+xml", "text/html", "text/x-oeb1-document", "application/xml", "text/xml")
_PAGE_NAMES = (".xhtml", ".html", ".htm", ".xml")
_MOST_CHAPTERS = 5_000
_MOST_CHAPTER = 20 * 1024 * 1024
_CREATORS = 10
_ESCAPE = re.compile(rb"%([0-9A-Fa-f]{2})")
_SAYS_ENCRYPTED = re.compile(r"(?:idpf\.org/2008/embedding|ns\.adobe\.com/pdf/enc#RC)", re.I)


@dataclass(frozen=True, slots=True)
class _Item:
    """A file of the book as its manifest lists it; ``name`` is its place in the container."""

    name: str
    kind: str
    is_contents: bool


def read_epub(path: Path, data: bytes) -> ParsedDocument:
    """Raises UserError: encrypted_document, damaged_document, too_large, no_text."""
    package = ZipPackage(data)
    names = _names(data)
    if _is_protected(package):
        raise UserError("encrypted_document")
    place = _package_document(package, names)
    root = _xml(package, place) if place else None
    items, spine = _manifest(root, posixpath.dirname(place or ""))
    chapters = [items[key].name for key in spine if key in items] or _pages(names, items)
    if not chapters:
        raise package.missing()
    builder = DocumentBuilder(MEDIA_TYPE)
    _add_creators(builder, root)
    language = _add_chapters(builder, package, chapters, _titles(package, items))
    package.report(builder)
    said = {"Subject": _values(root, "subject"), "Description": _values(root, "description")}
    add_properties(builder, said)
    title = _metadata(root, "title")
    language = (_metadata(root, "language") or language or "").strip().lower()[:16]
    return builder.build(title or builder.first_heading() or path.stem, language or None)


def _add_chapters(
    builder: DocumentBuilder, package: ZipPackage, chapters: list[str], titles: dict[str, str]
) -> str | None:
    language: str | None = None
    for name in dict.fromkeys(chapters[:_MOST_CHAPTERS]):
        content = package.read(name, _MOST_CHAPTER)
        if content is None:
            builder.warn("part_damaged", partial=True)
            continue
        language = _add_chapter(builder, content, titles.get(package.find(name) or "", "")) or language
    if len(chapters) > _MOST_CHAPTERS or builder.full:
        builder.warn("parts_left_out", partial=True)
    return language


def _add_chapter(builder: DocumentBuilder, content: bytes, title: str) -> str | None:
    """A chapter; below its title in the table of contents where it has no heading of its own."""
    scratch = DocumentBuilder(MEDIA_TYPE)
    _, language = add_html(scratch, content)
    if not scratch.blocks:
        return language
    chapter = scratch.build("")
    has_heading = any(block.kind is BlockKind.HEADING for block in chapter.blocks[:5])
    if title and not has_heading and title.casefold() not in chapter.text[:200].casefold():
        builder.add(BlockKind.HEADING, title, level=1)
    for warning in chapter.warnings:
        builder.warn(warning.code, partial=True)
    for block in chapter.blocks:
        builder.add_exact(block.kind, chapter.text[block.span.start : block.span.end], block.level)
    return language


def _xml(package: ZipPackage, name: str) -> Element | None:
    """A part's root. A DTD that is not loaded from the network is no damage: older books all name one."""
    before = package.damaged
    root = package.xml(name)
    if root is not None:
        package.damaged = before
    return root


def _is_protected(package: ZipPackage) -> bool:
    """Copy protection encrypts the text; scrambled fonts alone do not matter."""
    root = _xml(package, _ENCRYPTION)
    methods = [attribute(node, "Algorithm") or "" for node in below(root, "EncryptionMethod")]
    return any(not _SAYS_ENCRYPTED.search(method) for method in methods)


def _names(data: bytes) -> list[str]:
    """What the container lists, for books whose own lists are lost."""
    with zipfile.ZipFile(io.BytesIO(data)) as container:  # it was opened a moment ago: it can be
        return sorted(container.namelist())[:_MOST_CHAPTERS]


def _package_document(package: ZipPackage, names: list[str]) -> str | None:
    root = _xml(package, _CONTAINER)
    named = (attribute(node, "full-path") or "" for node in below(root, "rootfile"))
    found = next((name for name in named if package.find(name)), None)
    return found or next((name for name in names if name.lower().endswith(".opf")), None)


def _manifest(root: Element | None, folder: str) -> tuple[dict[str, _Item], list[str]]:
    """Items by id, and the ids of the chapters in reading order."""
    items: dict[str, _Item] = {}
    for node in below(root, "item"):
        target = posixpath.normpath(posixpath.join(folder, _unescaped(node.get("href") or ""))).lstrip("/")
        kind = (node.get("media-type") or "").strip().lower()
        is_contents = "nav" in (node.get("properties") or "").split() or kind == "application/x-dtbncx+xml"
        items.setdefault(node.get("id") or "", _Item(target, kind, is_contents))
    spine = [node.get("idref") or "" for node in below(root, "itemref")]
    return items, [key for key in spine if key not in items or not _is_picture(items[key])]


def _unescaped(address: str) -> str:
    """Percent escapes resolved; names in books are UTF-8."""
    data = _ESCAPE.sub(lambda match: bytes([int(match[1], 16)]), address.encode("utf-8", "replace"))
    return data.decode("utf-8", "replace")


def _is_picture(item: _Item) -> bool:
    return item.kind.startswith(("image/", "audio/", "video/", "font/"))


def _pages(names: list[str], items: dict[str, _Item]) -> list[str]:
    """All pages, where the spine is lost."""
    listed = [item.name for item in items.values() if item.kind in _PAGE_TYPES and not item.is_contents]
    pages = (name for name in names if name.lower().endswith(_PAGE_NAMES))
    return listed or [name for name in pages if not name.lower().startswith("meta-inf/")]


def _titles(package: ZipPackage, items: dict[str, _Item]) -> dict[str, str]:
    """Titles of chapters by the name of their file, as the table of contents has them."""
    titles: dict[str, str] = {}
    for item in items.values():
        if item.is_contents:
            root = _xml(package, item.name)
            for target, title in _entries(root):
                name = posixpath.normpath(posixpath.join(posixpath.dirname(item.name), _unescaped(target)))
                titles.setdefault(package.find(name.partition("#")[0]) or "", title)
    return titles


def _entries(root: Element | None) -> Iterator[tuple[str, str]]:
    """Targets and titles in an NCX or a navigation page."""
    for point in below(root, "navPoint"):
        label = " ".join(text.strip() for node in below(point, "navLabel") for text in node.itertext())
        content = next(below(point, "content"), None)
        yield attribute(content, "src") or "", " ".join(label.split())[:200]
    for link in below(root, "a"):
        yield link.get("href") or "", " ".join("".join(link.itertext()).split())[:200]


def _metadata(root: Element | None, name: str) -> str:
    node = next(below(root, name), None)
    return " ".join("".join(node.itertext()).split())[:300] if node is not None else ""


def _values(root: Element | None, name: str) -> list[str]:
    return ["".join(node.itertext()) for node in below(child(root, "metadata"), name)]


def _add_creators(builder: DocumentBuilder, root: Element | None) -> None:
    """Who wrote it, in front of everything."""
    names = [" ".join("".join(node.itertext()).split()) for node in below(root, "creator", "contributor")]
    kept = [name for name in dict.fromkeys(names) if name][:_CREATORS]
    if root is not None and kept and local_name(root) == "package":
        builder.add(BlockKind.PARAGRAPH, "By " + ", ".join(kept))
