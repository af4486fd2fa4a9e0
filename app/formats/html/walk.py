"""Elements to blocks. Text breaks at block elements only: ``(<i>a</i>)`` is one word."""

from __future__ import annotations

import re

from selectolax.lexbor import LexborNode

from app.domain.documents import BlockKind
from app.formats.base import DocumentBuilder
from app.formats.tables import table_lines

_SKIPPED_TAGS = "script style template noscript svg canvas audio video object iframe head title datalist"
_SKIPPED = frozenset(_SKIPPED_TAGS.split())
_BLOCK_TAGS = """address article aside blockquote body center dd details dialog dir div dl dt fieldset figcaption
figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav ol optgroup option p pre section
select summary table tbody td textarea tfoot th thead tr ul caption"""
_BLOCKS = frozenset(_BLOCK_TAGS.split())
_HEADINGS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}
_HIDDEN_STYLE = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|opacity\s*:\s*0(?:\.0+)?\s*(?:;|!|\Z)"
    r"|font-size\s*:\s*(?:[012](?:\.\d+)?\s*(?:px|pt|%)|0\s*(?:;|!|\Z))"
    r"|(?:left|top|text-indent)\s*:\s*-\d{4,}",
    re.I,
)
"""Text that nobody sees: not shown, see-through, too small, beside the page."""
_LONGEST_CELL = 600
_MOST_COLUMNS = 60
_BREAK = "\x0b"


class HtmlWalk:
    """Walks a tree without recursion, and adds what it finds to the builder."""

    def __init__(self, builder: DocumentBuilder, *, skip_navigation: bool) -> None:
        self._builder = builder
        self._skip_navigation = skip_navigation
        self._inline: list[str] = []
        self._open: list[tuple[str, str]] = []
        self._numbers: list[int | None] = []

    def walk(self, root: LexborNode) -> None:
        """Everything visible below ``root``."""
        stack: list[tuple[LexborNode, bool]] = [(root, False)]
        while stack:
            node, leaving = stack.pop()
            if leaving:
                self._leave(node)
            elif self._enter(node):
                stack.append((node, True))
                children = []
                child = node.child
                while child is not None:
                    children.append(child)
                    child = child.next
                stack.extend((child, False) for child in reversed(children))
        self._flush()

    def _enter(self, node: LexborNode) -> bool:
        """Take in a node; False when its children are not to be visited."""
        tag = node.tag or ""
        if tag == "-text":
            self._inline.append(node.text_content or "")
        if tag.startswith(("-", "!")) or self._is_skipped(node, tag):
            return False
        if tag == "br":
            self._inline.append(_BREAK)
        elif tag == "sup" and _is_note_mark(node):
            self._inline.append(f"[{node.text().strip()}]")
            return False
        elif tag == "img":
            self._inline.append(f" {node.attributes.get('alt') or ''} ")
        elif tag in _BLOCKS:
            return self._enter_block(node, tag)
        return True

    def _enter_block(self, node: LexborNode, tag: str) -> bool:
        self._flush()
        if tag == "table" and self._add_table(node):
            return False
        if tag in ("ol", "ul", "menu", "dir"):
            self._numbers.append(_start(node) if tag == "ol" else None)
        self._open.append((tag, self._list_mark() if tag == "li" else ""))
        return True

    def _leave(self, node: LexborNode) -> None:
        tag = node.tag or ""
        if tag not in _BLOCKS:
            return
        self._flush()
        if self._open:
            self._open.pop()
        if tag in ("ol", "ul", "menu", "dir") and self._numbers:
            self._numbers.pop()

    def _list_mark(self) -> str:
        number = self._numbers[-1] if self._numbers else None
        if number is None:
            return "- "
        self._numbers[-1] = number + 1
        return f"{number}. "

    def _is_skipped(self, node: LexborNode, tag: str) -> bool:
        if tag in _SKIPPED or (tag == "nav" and self._skip_navigation):
            return True
        attributes = node.attributes
        if not attributes:
            return False
        hidden = "hidden" in attributes or attributes.get("aria-hidden") == "true"
        return hidden or bool(_HIDDEN_STYLE.search(attributes.get("style") or ""))

    def _flush(self) -> None:
        """What has been collected becomes a block of the kind of the elements around it."""
        raw, self._inline = "".join(self._inline), []
        tags = [tag for tag, _ in self._open]
        if "pre" in tags or "textarea" in tags:
            self._builder.add(BlockKind.CODE, raw.replace(_BREAK, "\n").strip("\n"))
            return
        text = "\n".join(filter(None, (" ".join(line.split()) for line in raw.split(_BREAK))))
        if not text:
            return
        level = next((_HEADINGS[tag] for tag in reversed(tags) if tag in _HEADINGS), 0)
        if level:
            self._builder.add(BlockKind.HEADING, text.replace("\n", " "), level)
        elif "li" in tags:
            self._builder.add(BlockKind.LIST_ITEM, self._take_mark() + text)
        else:
            self._builder.add(BlockKind.PARAGRAPH, text)

    def _take_mark(self) -> str:
        """The mark of the innermost list item, once."""
        for number in range(len(self._open) - 1, -1, -1):
            tag, mark = self._open[number]
            if tag == "li":
                self._open[number] = (tag, "")
                return mark
        return ""

    def _add_table(self, table: LexborNode) -> bool:
        """Add a data table; False for tables that only lay out a page."""
        if table.css_first("table table") is not None or table.css_first(
            "td h1, td h2, td h3, td ul, td p + p"
        ):
            return False
        trs = table.css("tr")
        rows = [_cells(tr) for tr in trs]
        widest = max((len(row) for row in rows), default=0)
        if widest < 2 or any(len(cell) > _LONGEST_CELL for row in rows for cell in row):
            return False
        caption = table.css_first("caption")
        if caption is not None:
            self._builder.add(BlockKind.PARAGRAPH, " ".join(caption.text().split()))
        for line in table_lines(rows, has_header=_has_header(trs)):
            self._builder.add(BlockKind.TABLE_ROW, line)
        return True


def _is_note_mark(node: LexborNode) -> bool:
    """A raised number or sign that is a link leads to a note; glued to the word before it, it would change that."""
    text = node.text().strip()
    linked = node.css_first("a") is not None or (node.parent is not None and node.parent.tag == "a")
    return linked and 0 < len(text) <= 3 and text[0] != "["


def _cells(row: LexborNode) -> list[str]:
    cells: list[str] = []
    for cell in row.css("th, td"):
        span = cell.attributes.get("colspan") or "1"
        width = min(int(span), _MOST_COLUMNS) if span.isdecimal() else 1
        cells.extend([_cell_text(cell)] * max(width, 1))
    return cells[:_MOST_COLUMNS]


def _cell_text(cell: LexborNode) -> str:
    for hidden in cell.css("script, style, template, [hidden]"):
        hidden.decompose()
    for line_break in cell.css("br, p, div, li"):
        line_break.insert_before(" ")
    return " ".join(cell.text().split())


def _has_header(rows: list[LexborNode]) -> bool | None:
    if not rows:
        return None
    first = rows[0]
    heads, datas = len(first.css("th")), len(first.css("td"))
    if heads > 1 and datas <= 1:
        return True
    parent = first.parent
    return True if parent is not None and parent.tag == "thead" else None


def _start(node: LexborNode) -> int:
    value = node.attributes.get("start") or "1"
    return int(value) if value.isdecimal() and len(value) < 6 else 1
