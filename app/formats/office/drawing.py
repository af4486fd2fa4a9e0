"""Text in drawings (DrawingML), the same in Word, PowerPoint and Excel: paragraphs, charts, diagrams."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from app.domain.documents import BlockKind
from app.formats.office.xml_nodes import Element, alternative, attribute, below, child, local_name, number
from app.formats.tables import table_lines

Add = Callable[[BlockKind, str], object]
"""Takes a block: what a builder or a slide does."""

_DEEPEST = 256
_MOST_POINTS = 2_000
_MOST_SERIES = 100
_RUNNING_FIELDS = ("slidenum", "datetime")
_SKIPPED = frozenset(("rPr", "pPr", "endParaRPr", "Fallback"))
_NAMES_ONLY = re.compile(
    r"(?:picture|image|graphic|grafik|bild|chart|diagramm?|table|shape|\w+\.\w{3,4})\s*\d*", re.I
)
_CHARACTERS = {"br": "\n", "tab": "\t"}


def paragraph_text(paragraph: Element) -> str:
    """The text of one ``a:p``; slide numbers and dates that change by themselves are left out."""
    pieces: list[str] = []
    _collect(paragraph, pieces, 0)
    return "".join(pieces).strip()


def plain_text(container: Element) -> str:
    """The text of all paragraphs below, in one line."""
    return " ".join(" ".join(paragraph_text(p) for p in below(container, "p")).split())


def add_chart(add: Add, root: Element) -> None:
    """The titles of a chart, and its figures as a table of categories and series."""
    for title in _titles(root):
        add(BlockKind.PARAGRAPH, title)
    rows = _chart_rows(root)
    for line in table_lines(rows, has_header=True):
        add(BlockKind.TABLE_ROW, line)
    if not rows:  # kinds of charts newer than the common ones keep their data otherwise
        for text in dict.fromkeys((node.text or "").strip() for node in below(root, "pt", "v")):
            add(BlockKind.TABLE_ROW, text)


def add_diagram(add: Add, root: Element) -> None:
    """The texts of a SmartArt diagram, in the order they were typed."""
    for point in below(root, "pt"):
        if point.get("type") not in ("pres", "parTrans", "sibTrans"):
            text = " ".join(filter(None, (paragraph_text(p) for p in below(point, "p"))))
            add(BlockKind.LIST_ITEM, f"- {text}" if text else "")


def description(properties: Element | None) -> str:
    """What a picture shows, where its author said so."""
    return told(attribute(properties, "descr") or "")


def told(description: str) -> str:
    """A picture's description; "" where the program only gave it a name, such as ``Picture 3``."""
    text = " ".join(description.split())
    return "" if _NAMES_ONLY.fullmatch(text) else text


def _collect(node: Element, pieces: list[str], depth: int) -> None:
    if depth > _DEEPEST:
        return
    for inner in node:
        name = local_name(inner)
        if name == "t":
            pieces.append(inner.text or "")
        elif name in _CHARACTERS:
            pieces.append(_CHARACTERS[name])
        elif name == "AlternateContent":
            _collect(alternative(inner), pieces, depth + 1)
        elif name == "fld" and (inner.get("type") or "").startswith(_RUNNING_FIELDS):
            continue
        elif name not in _SKIPPED:
            _collect(inner, pieces, depth + 1)


def _titles(root: Element) -> Iterator[str]:
    for title in below(root, "title"):
        text = plain_text(title) or " ".join(filter(None, (v.text for v in below(title, "v"))))
        if text:
            yield text


def _chart_rows(root: Element) -> list[list[str]]:
    series = [_Series(node) for node, _ in zip(below(root, "ser"), range(_MOST_SERIES), strict=False)]
    series = [one for one in series if one.values]
    if not series:
        return []
    names = next((one.categories for one in series if one.categories), {})
    points = sorted(set(names).union(*(one.values for one in series)))[:_MOST_POINTS]
    header = ["", *(one.name for one in series)]
    return [header, *([names.get(i, ""), *(one.values.get(i, "") for one in series)] for i in points)]


class _Series:
    """One series of a chart: its name, its categories and values by number."""

    def __init__(self, node: Element) -> None:
        self.name = " ".join(filter(None, (v.text for v in below(child(node, "tx"), "v"))))
        self.categories = _points(child(node, "cat"), child(node, "xVal"))
        self.values = _points(child(node, "val"), child(node, "yVal"))


def _points(*choices: Element | None) -> dict[int, str]:
    node = next((choice for choice in choices if choice is not None), None)
    found: dict[int, str] = {}
    for point in below(node, "pt"):
        text = " ".join(filter(None, (v.text for v in below(point, "v")))).strip()
        index = number(point.get("idx"))
        if text:  # several levels of names: the inner one comes first
            found[index] = f"{text} {found[index]}" if index in found else _short(text)
    return found


def _short(text: str) -> str:
    """A figure without the noise of binary fractions."""
    try:
        return f"{float(text):.12g}" if "." in text else text
    except ValueError:
        return text
