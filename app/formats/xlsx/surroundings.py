"""What the file says about a sheet besides its cells: merged cells, tables, comments, headers, drawings."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping

from app.domain.documents import BlockKind
from app.formats.base import DocumentBuilder
from app.formats.office.drawing import add_chart, add_diagram, description, paragraph_text
from app.formats.office.ooxml import OoxmlPackage, Relationship
from app.formats.office.sheet_rows import Merged, SheetHints
from app.formats.office.xml_nodes import below, child, number
from app.formats.xlsx.cells import reference, string_of

_MERGED = re.compile(rb"<(?:\w+:)?mergeCell\s[^>]*?ref=[\"']([A-Za-z]{1,3}\d{1,7}:[A-Za-z]{1,3}\d{1,7})[\"']")
_FILTERED = re.compile(rb"<(?:\w+:)?autoFilter\s[^>]*?ref=[\"']([A-Za-z]{1,3}\d{1,7}(?::\w+)?)[\"']")
_MARGIN = re.compile(rb"<(?:\w+:)?(?:odd|even|first)(?:Header|Footer)[^>]*>([^<]{1,4000})<")
_MARGIN_CODE = re.compile(r'&(?:"[^"]*"|K[0-9A-Fa-f]{6}|\d{1,3}|[A-Za-z])|&(?=&)')
_MOST_MERGED = 50_000
_MOST_NOTES = 50_000
_THREADED = "[Threaded comment]"


class Surroundings:
    """Of one sheet. Reads the parts around it, not the sheet's cells."""

    def __init__(self, package: OoxmlPackage, part: str) -> None:
        self._package = package
        self._parts: Mapping[str, Relationship] = package.relationships(part)
        self._tail = package.tail(part, b"sheetData>")

    def hints(self) -> SheetHints:
        """What helps to read the rows."""
        merged = [_area(match[1].decode()) for match in _MERGED.finditer(self._tail)][:_MOST_MERGED]
        return SheetHints([area for area in merged if area], frozenset(self._header_rows()), self._notes())

    def add_rest(self, builder: DocumentBuilder) -> None:
        """Text boxes, charts, diagrams, page headers and footers, behind the rows."""
        for target in self._package.targets(self._parts, "drawing"):
            self._add_drawing(builder, target)
        for text in dict.fromkeys(self._margins()):
            builder.add(BlockKind.PARAGRAPH, text)

    def _header_rows(self) -> Iterator[int]:
        for match in _FILTERED.finditer(self._tail):
            place = reference(match[1].decode())
            if place:
                yield place[0]
        for target in self._package.targets(self._parts, "table"):
            table = self._package.xml(target)
            place = reference(table.get("ref") or "") if table is not None else None
            if place and table is not None and number(table.get("headerRowCount"), 1):
                yield place[0]

    def _notes(self) -> dict[tuple[int, int], str]:
        """Comments by the cell they are on; answers follow what they answer."""
        found: dict[tuple[int, int], list[str]] = {}
        for kind, tag in (("comments", "comment"), ("threadedComment", "threadedComment")):
            for target in self._package.targets(self._parts, kind):
                for node in below(self._package.xml(target), tag):
                    place = reference(node.get("ref") or "")
                    text = string_of(node) or string_of(child(node, "text")) or _text_of(child(node, "text"))
                    text = " ".join(text.split())
                    if place and text and not text.startswith(_THREADED) and len(found) < _MOST_NOTES:
                        found.setdefault(place, []).append(text)
        return {place: " ".join(dict.fromkeys(texts)) for place, texts in found.items()}

    def _margins(self) -> Iterator[str]:
        for match in _MARGIN.finditer(self._tail):
            text = html.unescape(match[1].decode("utf-8", "replace"))
            yield " ".join(_MARGIN_CODE.sub(" ", text).split())

    def _add_drawing(self, builder: DocumentBuilder, target: str) -> None:
        root = self._package.xml(target)
        for shape in below(root, "txBody"):
            for paragraph in below(shape, "p"):
                builder.add(BlockKind.PARAGRAPH, paragraph_text(paragraph))
        for properties in below(root, "cNvPr"):
            builder.add(BlockKind.PARAGRAPH, description(properties))
        parts = self._package.relationships(target)
        for kinds, add in ((("chart", "chartEx"), add_chart), (("diagramData",), add_diagram)):
            for name in self._package.targets(parts, *kinds):
                node = self._package.xml(name)
                if node is not None:
                    add(builder.add, node)


def _text_of(node: object) -> str:
    return str(getattr(node, "text", None) or "")


def _area(text: str) -> Merged | None:
    first, _, last = text.partition(":")
    start, end = reference(first), reference(last)
    if not start or not end or end < start or end[1] < start[1]:
        return None
    return Merged(start[0], start[1], end[0], end[1])
