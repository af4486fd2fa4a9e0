"""Markdown, as it is read: escapes resolved, marks gone, tables as ``header: value``."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.domain.documents import BlockKind, ParsedDocument, ReadOptions
from app.formats.base import DocumentBuilder, DocumentFormat
from app.formats.plain_text import add_text
from app.formats.tables import table_lines
from app.formats.text_start import begin_text

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

_FRONT_MATTER = re.compile(r"\A\s*---[^\S\n]*\n(.*?)\n(?:---|\.\.\.)[^\S\n]*(?:\n|\Z)", re.S)
_FRONT_TITLE = re.compile(r"^title\s*:\s*[\"']?(.+?)[\"']?\s*$", re.M | re.I)
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.S)
_DATA_URI = re.compile(r"data:[a-zA-Z0-9.+/-]{1,80};base64,[A-Za-z0-9+/=%]{40,}")
_HEADING_LINE = re.compile(r"^ {0,3}(#{1,6})[ \t]+([^\n]*)$", re.M)
_WIDE_TABLE = re.compile(r"^(?:[^|\n]*\|){500}", re.M)
_MARKS = re.compile(r"[*_~`\[\]<>]")
_SPECIAL = re.compile(r"[*_~`\[\]<>&\\!\n]|  ")
_MOST_MARKS = 2_000
_MOST_PARSED = 4_000_000
_ADDRESSES = ("http://", "https://", "mailto:", "tel:")
_LINE_BREAK_TAG = re.compile(r"<br\s*/?>", re.I)


def read(path: Path, data: bytes, _options: ReadOptions) -> ParsedDocument:
    """Raises UserError("empty_document") when there is only white space."""
    builder, text = begin_text(data, FORMAT.media_types[0])
    title = ""
    front = _FRONT_MATTER.match(text)
    if front:
        named = _FRONT_TITLE.search(front[1])
        title = named[1] if named else ""
        builder.add(BlockKind.PARAGRAPH, front[1])
        text = text[front.end() :]
    add_markdown(builder, text)
    if not builder.blocks:  # nothing but marks or comments
        builder.add(BlockKind.PARAGRAPH, text)
    return builder.build(title or builder.first_heading() or path.stem)


def add_markdown(builder: DocumentBuilder, text: str) -> None:
    """Add a text in Markdown to a document; what is too much for the parser is read line by line."""
    text = _DATA_URI.sub("", text)
    if len(text) > _MOST_PARSED:
        builder.warn("structure_ignored")
        _add_lines(builder, text)
    elif text.strip():
        _Walk(builder).walk(text)


def _add_lines(builder: DocumentBuilder, text: str) -> None:
    """Headings, and plain text between them."""
    end = 0
    for match in _HEADING_LINE.finditer(text):
        add_text(builder, text[end : match.start()], headings=False)
        builder.add(BlockKind.HEADING, match[2].strip("# \t"), level=len(match[1]))
        end = match.end()
    add_text(builder, text[end:], headings=False)


class _Walk:
    """Goes through the tokens once, keeping where it is: list depth, table rows."""

    def __init__(self, builder: DocumentBuilder) -> None:
        self._builder = builder
        self._marks: list[str] = []
        self._pending_mark = ""
        self._rows: list[list[str]] = []
        self._heading = 0
        self._in_cell = False
        self._environment: dict[str, Any] = {}

    def walk(self, text: str) -> None:
        """Add the blocks of a text."""
        for token in self._parser(text).parse(text, self._environment):
            if token.type == "inline":
                self._inline(self._visible(token.content))
            elif token.type in ("fence", "code_block"):
                described = " " in token.info.strip()  # more than the language: a title, a file's name
                self._builder.add(BlockKind.PARAGRAPH, token.info if described else "")
                self._builder.add(BlockKind.CODE, token.content)
            elif token.type == "html_block":
                self._html(token.content)
            elif token.type.startswith(("heading", "list_item")):
                self._mark(token)
            else:
                self._table(token)

    def _parser(self, text: str) -> MarkdownIt:
        """Blocks only: what stands in them is parsed one by one, if it can be in reasonable time."""
        from markdown_it import MarkdownIt

        self._markdown = MarkdownIt("commonmark").enable("strikethrough")
        self._markdown.core.ruler.disable("inline")
        if _WIDE_TABLE.search(text):
            self._builder.warn("structure_ignored")
        else:
            self._markdown.enable("table")
        return self._markdown

    def _visible(self, content: str) -> str:
        if len(_MARKS.findall(content)) > _MOST_MARKS:  # the parser is quadratic in these
            self._builder.warn("structure_ignored")
            return _MARKS.sub("", content)
        if not _SPECIAL.search(content):
            return content.strip()
        children: list[Token] = []
        self._markdown.inline.parse(content, self._markdown, self._environment, children)
        return inline_text(children)

    def _mark(self, token: Token) -> None:
        if token.type == "heading_open":
            self._heading = int(token.tag[1:])
        elif token.type == "heading_close":
            self._heading = 0
        elif token.type == "list_item_open":
            self._pending_mark = f"{token.info}{token.markup} " if token.info else "- "
            self._marks.append(self._pending_mark)
        else:
            self._marks.pop()
            self._pending_mark = ""

    def _inline(self, text: str) -> None:
        if self._in_cell:
            self._rows[-1].append(text)
        elif self._heading:
            self._builder.add(BlockKind.HEADING, " ".join(text.split()), self._heading)
        elif self._marks:
            self._builder.add(BlockKind.LIST_ITEM, self._pending_mark + text)
            self._pending_mark = ""
        else:
            self._builder.add(BlockKind.PARAGRAPH, text)

    def _html(self, content: str) -> None:
        """Tags around text, tables and lists in HTML; what a page would hide stays hidden."""
        if _COMMENT.sub("", content).strip():
            from app.formats.html.reader import add_html

            add_html(self._builder, content.encode("utf-8", "replace"), "utf-8")

    def _table(self, token: Token) -> None:
        match token.type:
            case "table_open":
                self._rows = []
            case "tr_open":
                self._rows.append([])
            case "th_open" | "td_open":
                self._in_cell = True
            case "th_close" | "td_close":
                self._in_cell = False
            case "table_close":
                for line in table_lines(self._rows, has_header=True):
                    self._builder.add(BlockKind.TABLE_ROW, line)


def inline_text(children: Sequence[Token]) -> str:
    """The visible text of a paragraph; soft line breaks are spaces, links keep their address in parentheses."""
    parts: list[str] = []
    links: list[tuple[str, int]] = []
    for child in children:
        if child.type in ("text", "code_inline", "text_special"):
            parts.append(child.content)
        elif child.type == "softbreak":
            parts.append(" ")
        elif child.type == "hardbreak" or (
            child.type == "html_inline" and _LINE_BREAK_TAG.match(child.content)
        ):
            parts.append("\n")
        elif child.type == "image":
            named = str(child.attrGet("title") or "")
            shown = inline_text(child.children or [])
            parts.append(f"{shown} ({named})" if shown and named else shown or named)
        elif child.type == "link_open":
            links.append((str(child.attrGet("href") or ""), len(parts)))
        elif child.type == "link_close" and links:
            address, start = links.pop()
            if address.startswith(_ADDRESSES) and address not in "".join(parts[start:]):
                parts.append(f" ({address})")
    return "".join(parts).strip()


FORMAT = DocumentFormat(
    format_id="markdown",
    label="Markdown",
    suffixes=(".md", ".markdown", ".mdown", ".mkd"),
    media_types=("text/markdown",),
    read=read,
    max_bytes=64 * 1024 * 1024,
)
