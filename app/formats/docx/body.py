"""The body of a document to blocks: paragraphs, lists, tables, text boxes, notes, comments."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from app.domain.documents import BlockKind
from app.formats.base import DocumentBuilder
from app.formats.docx.numbering import Numbering
from app.formats.docx.styles import Style, list_of, outline_level
from app.formats.office.drawing import description
from app.formats.office.xml_nodes import Element, alternative, attribute, child, local_name
from app.formats.tables import table_lines

_DEEPEST = 256
_MOST_COLUMNS = 100
_LONGEST_SET_OFF = 80
_SET_OFF_LEVEL = 4
_SKIPPED_NAMES = (
    "del moveFrom instrText delText rPr pPr sectPr tblPr trPr tcPr sdtPr Fallback fldData binData"
)
_SKIPPED = frozenset(_SKIPPED_NAMES.split())
_NOTES = {"footnoteReference": "footnote", "endnoteReference": "endnote", "commentReference": "comment"}
_CHARACTERS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "ptab": "\t"}


@dataclass(slots=True)
class _Paragraph:
    """What one paragraph holds: its own text, and what is anchored in it."""

    text: list[str] = field(default_factory=list)
    boxes: list[Element] = field(default_factory=list)
    pictures: list[str] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)


class DocxBody:
    """Adds the blocks of body, header, footer and note elements to a builder."""

    def __init__(
        self,
        builder: DocumentBuilder,
        styles: Mapping[str, Style],
        numbering: Numbering,
        notes: Mapping[tuple[str, str], Element],
    ) -> None:
        self._builder = builder
        self._styles = styles
        self._numbering = numbering
        self._notes = notes
        self._noted: set[tuple[str, str]] = set()

    def add_all(self, container: Element, depth: int = 0) -> None:
        """Every paragraph and table below ``container``, in order."""
        if depth > _DEEPEST:
            return
        for inner in container:
            name = local_name(inner)
            if name == "p":
                self._add_paragraph(inner, depth)
            elif name == "tbl":
                self._add_table(inner, depth)
            elif name == "AlternateContent":
                self.add_all(alternative(inner), depth + 1)
            elif name not in _SKIPPED:
                self.add_all(inner, depth + 1)

    def _add_paragraph(self, node: Element, depth: int) -> None:
        found = _Paragraph()
        _collect(node, found, 0)
        text = "".join(found.text).strip()
        properties = node.find("{*}pPr")
        style = self._styles.get(attribute(child(properties, "pStyle")) or "", Style())
        if text:
            self._add_text(text, properties, style, set_off=_is_set_off(node, text))
        for picture in found.pictures:
            self._builder.add(BlockKind.PARAGRAPH, picture)
        for box in found.boxes:
            self.add_all(box, depth + 1)
        for key in found.notes:
            self._add_note(key)

    def _add_text(self, text: str, properties: Element | None, style: Style, *, set_off: bool) -> None:
        list_id, list_level = list_of(properties)
        if list_id is None:
            list_id, list_level = style.list_id, style.list_level
        numbered = list_id not in (None, "0")
        label = self._numbering.label(list_id or "", list_level) if numbered else ""
        level = outline_level(properties) or style.level
        if not level and set_off and label != "- ":
            level = _SET_OFF_LEVEL
        if level:
            self._builder.add(BlockKind.HEADING, " ".join(f"{label.replace('- ', '')}{text}".split()), level)
        else:
            self._builder.add(BlockKind.LIST_ITEM if numbered else BlockKind.PARAGRAPH, label + text)

    def _add_note(self, key: tuple[str, str]) -> None:
        """A note follows the paragraph that refers to it, once."""
        note = self._notes.get(key)
        if note is not None and key not in self._noted:
            self._noted.add(key)
            text = plain_text(note)
            if text:
                self._builder.add(BlockKind.PARAGRAPH, f"[{text}]")

    def _add_table(self, table: Element, depth: int) -> None:
        grid = _grid(table)
        if max((len(row) for row in grid), default=0) < 2:
            for cell in _cells_of(table):
                self.add_all(cell, depth + 1)
            return
        for line in table_lines(
            [[plain_text(cell) for cell in row] for row in grid], has_header=_has_header(table)
        ):
            self._builder.add(BlockKind.TABLE_ROW, line)


def plain_text(container: Element) -> str:
    """The text of all paragraphs below, boxes included, in one line."""
    texts: list[str] = []
    for paragraph in container.iter("{*}p"):
        found = _Paragraph()
        _collect(paragraph, found, 0)
        texts += ("".join(found.text), *found.pictures)
    return " ".join(" ".join(texts).split())


def _collect(node: Element, found: _Paragraph, depth: int) -> None:
    """Text in reading order; deleted, hidden and field-code text is left out."""
    if depth > _DEEPEST:
        return
    for inner in node:
        name = local_name(inner)
        if name == "t":
            found.text.append(inner.text or "")
        elif name in _CHARACTERS:
            found.text.append(_CHARACTERS[name])
        elif name == "txbxContent":
            found.boxes.append(inner)
        elif name == "docPr" and description(inner):
            found.pictures.append(description(inner))
        elif name in _NOTES:
            found.notes.append((_NOTES[name], attribute(inner, "id") or ""))
        elif name == "AlternateContent":
            _collect(alternative(inner), found, depth + 1)
        elif name not in _SKIPPED and not (name == "r" and _is_hidden(inner)):
            _collect(inner, found, depth + 1)


def _is_set_off(paragraph: Element, text: str) -> bool:
    """A short line all in bold that does not end like a sentence: a heading made without a style."""
    if (
        len(text) > _LONGEST_SET_OFF
        or text[-1] in ".,;:"
        or "\n" in text
        or not any(c.isalpha() for c in text)
    ):
        return False
    runs = [run for run in paragraph.iter("{*}r") if any((t.text or "").strip() for t in run.iter("{*}t"))]
    return bool(runs) and all(_is_on(child(run.find("{*}rPr"), "b")) for run in runs)


def _is_on(node: Element | None) -> bool:
    return node is not None and attribute(node) not in ("0", "false", "off")


def _is_hidden(run: Element) -> bool:
    return _is_on(child(run.find("{*}rPr"), "vanish"))


def _grid(table: Element) -> list[list[Element]]:
    """Cells by row and column: wide cells repeated, cells that go on from above replaced by what is above."""
    grid: list[list[Element]] = []
    for row in _rows_of(table):
        cells: list[Element] = []
        for cell in _children_named(row, "tc"):
            properties = cell.find("{*}tcPr")
            span = attribute(child(properties, "gridSpan")) or "1"
            merged = child(properties, "vMerge")
            goes_on = merged is not None and attribute(merged) in (None, "continue")
            above = grid[-1] if grid else []
            shown = above[len(cells)] if goes_on and len(cells) < len(above) else cell
            width = min(int(span), _MOST_COLUMNS) if span.isdecimal() else 1
            cells.extend([shown] * max(width, 1))
        grid.append(cells[:_MOST_COLUMNS])
    return grid


def _cells_of(table: Element) -> Iterator[Element]:
    for row in _rows_of(table):
        yield from _children_named(row, "tc")


def _rows_of(table: Element) -> Iterator[Element]:
    return _children_named(table, "tr")


def _children_named(node: Element, name: str, depth: int = 0) -> Iterator[Element]:
    """Children, also those inside content controls and insertions."""
    for inner in node:
        child_name = local_name(inner)
        if child_name == name:
            yield inner
        elif depth < 8 and child_name in ("sdt", "sdtContent", "customXml", "ins", "moveTo", "smartTag"):
            yield from _children_named(inner, name, depth + 1)


def _has_header(table: Element) -> bool | None:
    """True when the first row repeats on every page, or the table's look sets it off and it has columns enough."""
    first = next(_rows_of(table), None)
    if first is not None and child(first.find("{*}trPr"), "tblHeader") is not None:
        return True
    return None
