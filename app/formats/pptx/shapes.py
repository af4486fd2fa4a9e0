"""What stands on one slide, shape by shape in their order: that is the order a screen reader takes."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from app.domain.documents import BlockKind
from app.formats.office.drawing import Add, add_chart, add_diagram, description, paragraph_text, plain_text
from app.formats.office.ooxml import OoxmlPackage, Relationship, relation_id
from app.formats.office.slides import Slide
from app.formats.office.xml_nodes import Element, alternative, attribute, below, child, local_name, number
from app.formats.tables import table_lines

_DEEPEST = 256
_MOST_COLUMNS = 100
_TITLES = frozenset(("title", "ctrTitle"))
_LISTS = frozenset(("body", "obj", "half", ""))
_SKIPPED = frozenset(("sldNum", "sldImg"))
_SAME_EVERYWHERE = frozenset(("ftr", "dt", "hdr"))


class ShapeReader:
    """Reads the shapes of slides. Footers and dates, the same on every slide, are given once."""

    def __init__(self, package: OoxmlPackage) -> None:
        self._package = package
        self._footers: set[str] = set()

    def read(self, root: Element, parts: Mapping[str, Relationship]) -> Slide:
        """A slide with its title and everything else on it."""
        slide = Slide()
        self._add_all(slide, child(child(root, "cSld"), "spTree"), parts, 0)
        return slide

    def _add_all(
        self, slide: Slide, tree: Element | None, parts: Mapping[str, Relationship], depth: int
    ) -> None:
        if tree is None or depth > _DEEPEST:
            return
        for shape in tree:
            match local_name(shape):
                case "sp":
                    self._add_text(slide, shape)
                case "pic":
                    slide.add(BlockKind.PARAGRAPH, _picture(shape))
                case "graphicFrame":
                    self._add_frame(slide, shape, parts)
                case "grpSp":
                    self._add_all(slide, shape, parts, depth + 1)
                case "AlternateContent":
                    self._add_all(slide, alternative(shape), parts, depth + 1)

    def _add_text(self, slide: Slide, shape: Element) -> None:
        body = child(shape, "txBody")
        kind = placeholder(shape)
        if body is None or kind in _SKIPPED:
            return
        if kind in _TITLES and not slide.title:
            slide.title = plain_text(body)
            return
        if kind in _SAME_EVERYWHERE:
            text = plain_text(body)
            if text not in self._footers:
                self._footers.add(text)
                slide.add(BlockKind.PARAGRAPH, text)
            return
        _add_paragraphs(slide, body, is_list=kind in _LISTS)

    def _add_frame(self, slide: Slide, frame: Element, parts: Mapping[str, Relationship]) -> None:
        """A table, chart or diagram."""
        for table in below(frame, "tbl"):
            properties = child(table, "tblPr")
            named = attribute(properties, "firstRow") in ("1", "true")
            for line in table_lines(_grid(table), has_header=True if named else None):
                slide.add(BlockKind.TABLE_ROW, line)
        for node in below(frame, "chart"):
            self._add_part(slide, parts, relation_id(node), add_chart)
        for node in below(frame, "relIds"):
            self._add_part(slide, parts, relation_id(node, "dm"), add_diagram)
        slide.add(BlockKind.PARAGRAPH, _picture(frame))

    def _add_part(
        self,
        slide: Slide,
        parts: Mapping[str, Relationship],
        relation: str,
        add_part: Callable[[Add, Element], None],
    ) -> None:
        target = parts.get(relation)
        root = self._package.xml(target.target) if target and not target.external else None
        if root is not None:
            add_part(slide.add, root)


def placeholder(shape: Element) -> str | None:
    """The kind of placeholder that a shape fills, "" for the general one; None when it fills none."""
    for properties in shape[:1]:
        node = child(child(properties, "nvPr"), "ph")
        if node is not None:
            return node.get("type") or ""
    return None


def _add_paragraphs(slide: Slide, body: Element, *, is_list: bool) -> None:
    counts: dict[int, int] = {}
    for paragraph in below(body, "p"):
        text = paragraph_text(paragraph)
        label = _label(child(paragraph, "pPr"), counts, is_list=is_list) if text else ""
        slide.add(BlockKind.LIST_ITEM if label else BlockKind.PARAGRAPH, label + text)


def _label(properties: Element | None, counts: dict[int, int], *, is_list: bool) -> str:
    """The number or bullet before a paragraph; "" for none."""
    level = number(attribute(properties, "lvl"))
    for deeper in [other for other in counts if other > level]:
        del counts[deeper]
    numbered = child(properties, "buAutoNum")
    if numbered is not None:
        counts[level] = counts.get(level, number(numbered.get("startAt"), 1) - 1) + 1
        return f"{counts[level]}. "
    if child(properties, "buNone") is not None:
        return ""
    return "- " if is_list or child(properties, "buChar") is not None else ""


def _picture(shape: Element) -> str:
    for properties in shape[:1]:
        return description(child(properties, "cNvPr"))
    return ""


def _grid(table: Element) -> list[list[str]]:
    """Texts by row and column; merged cells are repeated."""
    grid: list[list[str]] = []
    for row in table.iterchildren("{*}tr"):
        cells: list[str] = []
        above = grid[-1] if grid else []
        for cell in row.iterchildren("{*}tc"):
            if cell.get("hMerge") in ("1", "true") and cells:
                cells.append(cells[-1])
            elif cell.get("vMerge") in ("1", "true") and len(cells) < len(above):
                cells.append(above[len(cells)])
            else:
                cells.append(plain_text(cell))
        grid.append(cells[:_MOST_COLUMNS])
    return grid
