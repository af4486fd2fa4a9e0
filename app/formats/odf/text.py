"""The body of a document to blocks: headings, paragraphs, lists, tables, notes, frames."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterable

from app.domain.documents import BlockKind
from app.formats.odf.inline import is_shape, note_text, plain_text, read_paragraph
from app.formats.odf.lists import ListLabels
from app.formats.odf.tables import cells_of, grid, header_rows, width
from app.formats.office.drawing import told
from app.formats.office.xml_nodes import Element, attribute, below, child, local_name, number
from app.formats.office.zip_package import XmlParts
from app.formats.tables import table_lines

AddBlock = Callable[[BlockKind, str, int], object]
"""Takes a block (kind, text, heading level): what a builder or a slide does."""

_DEEPEST = 256
_MOST_LEVEL = 9
_SKIPPED_NAMES = """tracked-changes forms sequence-decls variable-decls user-field-decls event-listeners notes
alphabetical-index-source table-of-content-source illustration-index-source bibliography-source user-index-source
table-index-source"""
_SKIPPED = frozenset(_SKIPPED_NAMES.split())


class OdfText:
    """Adds the blocks of text, frame and cell elements, in order."""

    def __init__(self, add: AddBlock, parts: XmlParts, content: Element, styles: Element | None) -> None:
        self._add = add
        self._parts = parts
        self._labels = ListLabels(styles, content)
        self._hidden = _hidden_styles(styles, content)

    def add_all(self, container: Iterable[Element], depth: int = 0) -> None:
        """Everything below ``container``."""
        if depth <= _DEEPEST:
            for node in container:
                self._add_node(node, depth)

    def add_shape(self, shape: Element, depth: int = 0) -> None:
        """Text in a frame or drawn shape, tables, charts and formulas, and what a picture shows."""
        if depth > _DEEPEST:
            return
        for inner in shape:
            name = local_name(inner)
            if name in ("title", "desc"):
                self._add(BlockKind.PARAGRAPH, told(inner.text or ""), 0)
            elif name in ("object", "object-ole"):
                self._add_object(inner)
            else:
                self._add_node(inner, depth + 1)

    def _add_node(self, node: Element, depth: int) -> None:
        name = local_name(node)
        if name in ("p", "h"):
            self._add_paragraph(node, depth)
        elif name == "list":
            self._add_list(node, "", 1, depth)
        elif name == "table":
            self._add_table(node, depth)
        elif is_shape(node):
            self.add_shape(node, depth + 1)
        elif name in ("annotation", "note"):
            self._add_note(node)
        elif name not in _SKIPPED:
            self.add_all(node, depth + 1)

    def _add_paragraph(self, node: Element, depth: int, label: str | None = None) -> None:
        """``label``: the paragraph is (part of) a list item."""
        if attribute(node, "is-hidden") == "true" or attribute(node, "style-name") in self._hidden:
            return
        found = read_paragraph(node, self._hidden)
        text = found.joined()
        if text and local_name(node) == "h":
            level = min(max(number(attribute(node, "outline-level"), 1), 1), _MOST_LEVEL)
            numbered = self._labels.label("", level) if label is None else label.replace("- ", "")
            self._add(BlockKind.HEADING, " ".join(f"{numbered}{text}".split()), level)
        elif text:
            kind = BlockKind.PARAGRAPH if label is None else BlockKind.LIST_ITEM
            self._add(kind, f"{label or ''}{text}", 0)
        for note in found.notes:
            self._add_note(note)
        for shape in found.shapes:
            self.add_shape(shape, depth + 1)

    def _add_note(self, note: Element) -> None:
        text = note_text(note)
        if text:
            self._add(BlockKind.PARAGRAPH, f"[{text}]", 0)

    def _add_list(self, node: Element, style: str, level: int, depth: int) -> None:
        style = attribute(node, "style-name") or style or "?"
        if level == 1 and attribute(node, "continue-numbering") != "true":
            self._labels.restart(style)
        for item in node if depth <= _DEEPEST else ():
            self._add_item(item, style, level, depth)

    def _add_item(self, item: Element, style: str, level: int, depth: int) -> None:
        """The number stands before the item's first paragraph."""
        start = attribute(item, "start-value")
        labelled = local_name(item) != "list-item"
        for inner in item:
            name = local_name(inner)
            if name in ("p", "h"):
                label = "" if labelled else self._labels.label(style, level, number(start) if start else None)
                labelled = True
                self._add_paragraph(inner, depth, label)
            elif name == "list":
                self._add_list(inner, style, level + 1, depth + 1)

    def _add_table(self, table: Element, depth: int) -> None:
        if width(table) < 2:
            for cell in cells_of(table):
                self.add_all(cell, depth + 1)
            return
        for line in table_lines(grid(table), has_header=header_rows(table)):
            self._add(BlockKind.TABLE_ROW, line, 0)

    def _add_object(self, node: Element) -> None:
        """A chart or formula kept beside the text, or within it in flat files."""
        name = posixpath.join((attribute(node, "href") or "").removeprefix("./"), "content.xml")
        inside = node if len(node) else self._parts.xml(name) if self._parts.find(name) else None
        for chart in below(inside, "chart"):
            if child(chart, "chart") is None:  # the document around it has the same name
                add_chart(self._add, chart)
        for formula in below(inside, "math"):
            self._add(BlockKind.PARAGRAPH, _formula(formula), 0)


def add_chart(add: AddBlock, chart: Element) -> None:
    """The titles of a chart, and its figures as a table."""
    for title in chart.iterchildren("{*}title", "{*}subtitle"):
        add(BlockKind.PARAGRAPH, plain_text(title), 0)
    for table in below(chart, "table"):
        for line in table_lines(grid(table), has_header=1):
            add(BlockKind.TABLE_ROW, line, 0)


def _formula(math: Element) -> str:
    """The signs of a formula in their order; the same again in another notation is left out."""
    signs = [
        (node.text or "").strip()
        for node in math.iter()
        if local_name(node) in ("mi", "mn", "mo", "mtext", "ms") and node.text
    ]
    return " ".join(signs)


def _hidden_styles(*roots: Element | None) -> frozenset[str]:
    """Names of the styles whose text is not shown."""
    found = set()
    for root in roots:
        for style in below(root, "style"):
            properties = child(style, "text-properties")
            if attribute(properties, "display") == "none":
                found.add(attribute(style, "name") or "")
    return frozenset(found)
