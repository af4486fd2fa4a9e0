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
    rows = _rows(text)
    if len(rows) > 1:
        return "\n".join(f"•  {row}" for row in rows)  # in a narrow column each takes several lines
    return rows[0] if rows else f"“{tidy(text)}”"


def line_text(text: str) -> str:
    """The same in one running line, without quotation marks."""
    return "  |  ".join(_rows(text)) or tidy(text)


def _rows(text: str) -> list[str]:
    """The table's rows; empty for prose."""
    rows = [line.strip() for line in text.splitlines() if line.strip()]
    if not all(_ROW.fullmatch(row) for row in rows):
        return []
    return [tidy(row).replace("; ", "  ·  ") for row in rows]
