"""Styles: which of them are headings, and which number their paragraphs."""

from __future__ import annotations

import re
from dataclasses import dataclass

from app.formats.office.xml_nodes import Element, attribute

_HEADING_NAME = re.compile(
    r"(?:heading|überschrift|titre|título|titolo|kop|nagłówek|rubrik|overskrift)\s*([1-9])", re.I
)
_MOST_PARENTS = 20


@dataclass(frozen=True, slots=True)
class Style:
    """``level`` is the heading level, 0 for none. ``list_id`` and ``list_level`` point into the numbering."""

    level: int = 0
    list_id: str | None = None
    list_level: int = 0
    title: bool = False


def read_styles(root: Element | None) -> dict[str, Style]:
    """Paragraph styles by id, with what they inherit."""
    if root is None:
        return {}
    nodes = {attribute(n, "styleId") or "": n for n in root.iter("{*}style")}
    return {style_id: _style(nodes, style_id) for style_id in nodes}


def list_of(properties: Element | None) -> tuple[str | None, int]:
    """The list id and level of paragraph properties; the id "0" switches numbering off."""
    numbering = None if properties is None else properties.find("{*}numPr")
    if numbering is None:
        return None, 0
    level = attribute(numbering.find("{*}ilvl")) or "0"
    return attribute(numbering.find("{*}numId")), int(level) if level.isdecimal() and len(level) < 3 else 0


def outline_level(properties: Element | None) -> int:
    """Heading level by the outline level (0 to 8; 9 is body text); 0 for none."""
    value = attribute(None if properties is None else properties.find("{*}outlineLvl"))
    return int(value) + 1 if value and value.isdecimal() and int(value) < 9 else 0


def _style(nodes: dict[str, Element], style_id: str) -> Style:
    level, list_id, list_level, title = 0, None, 0, False
    current: str | None = style_id
    for _ in range(_MOST_PARENTS):
        node = nodes.get(current or "")
        if node is None:
            break
        properties = node.find("{*}pPr")
        name = attribute(node.find("{*}name")) or ""
        level = level or outline_level(properties) or _level_by_name(name)
        title = title or name.casefold() in ("title", "titel", "titre", "título", "titolo")
        if list_id is None:
            list_id, list_level = list_of(properties)
        current = attribute(node.find("{*}basedOn"))
    return Style(level or int(title), list_id, list_level, title)


def _level_by_name(name: str) -> int:
    match = _HEADING_NAME.fullmatch(name.strip())
    return int(match[1]) if match else 0
