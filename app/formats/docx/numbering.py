"""The numbers and bullets Word shows before paragraphs; they stand in no run of text."""

from __future__ import annotations

import re
from collections import defaultdict

from app.formats.office.numerals import letters, roman
from app.formats.office.xml_nodes import Element, attribute

_PLACE = re.compile(r"%([1-9])")
_LONGEST = 20


class Numbering:
    """Counts along: :meth:`label` must be called for every numbered paragraph, in order."""

    def __init__(self, root: Element | None) -> None:
        self._abstract: dict[str, dict[int, tuple[str, str, int]]] = {}
        self._list: dict[str, str] = {}
        self._counts: dict[str, dict[int, int]] = defaultdict(dict)
        if root is None:
            return
        for node in root.iter("{*}abstractNum"):
            self._abstract[attribute(node, "abstractNumId") or ""] = dict(map(_level, node.findall("{*}lvl")))
        for node in root.iter("{*}num"):
            self._list[attribute(node, "numId") or ""] = attribute(node.find("{*}abstractNumId")) or ""

    def label(self, list_id: str, level: int) -> str:
        """``"4.2 "``, ``"- "`` for bullets, or "" where the list shows nothing."""
        key = self._list.get(list_id, "")
        levels = self._abstract.get(key, {})
        if level not in levels:
            return "- "
        kind, pattern, start = levels[level]
        counts = self._counts[key]
        counts[level] = counts.get(level, start - 1) + 1
        for deeper in [other for other in counts if other > level]:
            del counts[deeper]
        if kind == "bullet":
            return "- "
        if kind == "none" or not pattern:
            return ""
        shown = _PLACE.sub(_Shown(levels, counts), pattern)
        return f"{shown[:_LONGEST].strip()} "


class _Shown:
    """Replaces ``%2`` by the count of the second level."""

    def __init__(self, levels: dict[int, tuple[str, str, int]], counts: dict[int, int]) -> None:
        self._levels = levels
        self._counts = counts

    def __call__(self, match: re.Match[str]) -> str:
        level = int(match[1]) - 1
        kind, _, start = self._levels.get(level, ("decimal", "", 1))
        return _formatted(self._counts.get(level, start), kind)


def _level(node: Element) -> tuple[int, tuple[str, str, int]]:
    number = attribute(node, "ilvl") or "0"
    kind = attribute(node.find("{*}numFmt")) or "decimal"
    pattern = attribute(node.find("{*}lvlText")) or ""
    start = attribute(node.find("{*}start")) or "1"
    return (
        int(number) if number.isdecimal() else 0,
        (kind, pattern, int(start) if start.isdecimal() and len(start) < 8 else 1),
    )


def _formatted(number: int, kind: str) -> str:
    match kind:
        case "lowerLetter" | "upperLetter":
            return letters(number).upper() if kind == "upperLetter" else letters(number)
        case "lowerRoman" | "upperRoman":
            return roman(number).upper() if kind == "upperRoman" else roman(number)
        case "decimalZero":
            return f"{number:02}"
        case _:
            return str(number)
