"""A sheet's XML to rows of text, one row at a time."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from app.formats.office.number_formats import GENERAL, NumberFormat, built_in, number_format
from app.formats.office.ooxml import OoxmlPackage
from app.formats.office.xml_nodes import Element, attribute, below, child, local_name, number

MOST_COLUMNS = 16_384
MOST_ROWS = 1_048_576
_MOST_STRINGS = 3_000_000
_MOST_STRING_CHARACTERS = 40_000_000
_LONGEST_CELL = 32_767
_REFERENCE = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})")


@dataclass(slots=True)
class Looks:
    """Number formats and boldness by the number of a cell's style."""

    formats: list[NumberFormat] = field(default_factory=list)
    bold: list[bool] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class SheetRow:
    """``number`` counts from 0, ``cells`` are texts by column from 0; ``bold`` when all of them are."""

    number: int
    cells: dict[int, str]
    bold: bool


class CellReader:
    """Reads the sheets of one workbook."""

    def __init__(
        self, package: OoxmlPackage, strings: Sequence[str], looks: Looks, *, from_1904: bool
    ) -> None:
        self._package = package
        self._strings = strings
        self._looks = looks
        self._from_1904 = from_1904
        self._columns: dict[str, int] = {}

    def rows(self, part: str) -> Iterator[SheetRow]:
        """The rows that hold anything, in the order of the file."""
        last = -1
        for _, node in self._package.walk(part, "row"):
            last = min(number(node.get("r"), last + 2), MOST_ROWS + 1) - 1
            cells, bold = self._cells(node)
            if cells:
                yield SheetRow(last, cells, bold)

    def _cells(self, row: Element) -> tuple[dict[int, str], bool]:
        found: dict[int, str] = {}
        column, bold = -1, True
        for cell in row:
            column = self._column(cell.get("r"), column + 1)
            text = self._text(cell)
            if text and 0 <= column < MOST_COLUMNS:
                found[column] = text[:_LONGEST_CELL]
                style = number(cell.get("s"))
                bold = bold and style < len(self._looks.bold) and self._looks.bold[style]
        return found, bold

    def _column(self, place: str | None, otherwise: int) -> int:
        """The column of a reference like ``B7``."""
        letters = (place or "").rstrip("0123456789")
        known = self._columns.get(letters)
        if known is None:
            found = reference(f"{letters}1")
            known = self._columns[letters] = found[1] if found else -1
        return known if known >= 0 else otherwise

    def _text(self, cell: Element) -> str:
        kind = cell.get("t") or "n"
        if kind == "inlineStr":
            return string_of(child(cell, "is"))
        value = ""
        for inner in cell:
            if inner.tag.endswith("}v") or inner.tag == "v":
                value = inner.text or ""
        if kind == "s":
            index = number(value, -1)
            return self._strings[index] if 0 <= index < len(self._strings) else ""
        if kind == "b":
            return {"1": "TRUE", "0": "FALSE"}.get(value, value)
        return (
            self._figure(cell, value) if kind == "n" else value.replace("T", " ", 1) if kind == "d" else value
        )

    def _figure(self, cell: Element, value: str) -> str:
        style = number(cell.get("s"))
        formats = self._looks.formats
        shown = formats[style] if 0 <= style < len(formats) else GENERAL
        if shown is GENERAL and len(value) < 15 and value.isdecimal():
            return value
        try:
            figure = float(value)
        except ValueError:
            return value
        if figure - figure != 0:  # infinite or not a number
            return value
        return shown.shown(figure, from_1904=self._from_1904)


def reference(text: str) -> tuple[int, int] | None:
    """Row and column, from 0, of a reference like ``B7``; None where it is none."""
    match = _REFERENCE.match(text)
    if not match:
        return None
    column = 0
    for letter in match[1].upper():
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(match[2]) - 1, column - 1


def string_of(node: Element | None) -> str:
    """The text of a string item without the readings above Japanese characters."""
    if node is None:
        return ""
    return "".join(
        text.text or ""
        for text in below(node, "t")
        if local_name(text.getparent()) not in ("rPh", "phoneticPr")
    )


def shared_strings(package: OoxmlPackage, part: str | None) -> list[str]:
    """The texts that cells refer to by number, however many the part says there are."""
    found: list[str] = []
    size = 0
    for _, item in package.walk(part, "si") if part else ():
        text = string_of(item)[:_LONGEST_CELL]
        size += len(text)
        if len(found) >= _MOST_STRINGS or size > _MOST_STRING_CHARACTERS:
            package.oversized = True
            break
        found.append(text)
    return found


def read_looks(root: Element | None) -> Looks:
    """Number formats and bold fonts out of the part with the styles."""
    codes = {number(node.get("numFmtId")): node.get("formatCode") or "" for node in below(root, "numFmt")}
    fonts = [_is_bold(font) for font in below(child(root, "fonts"), "font")]
    looks = Looks()
    known: dict[int, NumberFormat] = {}
    for style in below(child(root, "cellXfs"), "xf"):
        key, font = number(style.get("numFmtId")), number(style.get("fontId"))
        if key not in known:
            known[key] = number_format(codes[key]) if key in codes else built_in(key)
        looks.formats.append(known[key])
        looks.bold.append(0 <= font < len(fonts) and fonts[font])
    return looks


def _is_bold(font: Element) -> bool:
    node = child(font, "b")
    return node is not None and attribute(node) not in ("0", "false")
