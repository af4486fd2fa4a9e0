"""How a passage's words are shown: the page's line breaks go, the rows of a table stand under each other."""

from __future__ import annotations

import re

_CELL = r"[^:;\n]{1,40}: [^;\n]+"
_ROW = re.compile(rf"{_CELL}(?:; {_CELL})+")
"""A table's row as it is indexed: "Who: adults; Dose: 1 tablet"; at least two cells, else it is prose with a colon."""


def tidy(text: str) -> str:
    """Line breaks of the page's layout become spaces; nothing else is touched."""
    return " ".join(text.split())


def quote_text(text: str) -> str:
    """Prose between quotation marks, rows of a table each on a line of its own."""
    rows = [line.strip() for line in text.splitlines() if line.strip()]
    if rows and all(_ROW.fullmatch(row) for row in rows):
        return "\n".join(map(_row_text, rows))
    return f"“{tidy(text)}”"


def line_text(text: str) -> str:
    """The same in one running line, without quotation marks."""
    shown = quote_text(text)
    return tidy(text) if shown.startswith("“") else shown.replace("\n", "  |  ")


def _row_text(row: str) -> str:
    return tidy(row).replace("; ", "  ·  ")
