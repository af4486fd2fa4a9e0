"""Markdown, as it is read: escapes resolved, marks gone, tables as ``header: value``."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from app.domain.documents import BlockKind, ParsedDocument, ReadOptions
from app.domain.errors import UserError
from app.formats.base import DocumentBuilder, DocumentFormat
from app.formats.cleaning import clean_text
from app.formats.decoding import decode
from app.formats.tables import table_lines

if TYPE_CHECKING:
    from markdown_it.token import Token

_FRONT_MATTER = re.compile(r"\A\s*---[^\S\n]*\n(.*?)\n(?:---|\.\.\.)[^\S\n]*(?:\n|\Z)", re.S)
_FRONT_TITLE = re.compile(r"^title\s*:\s*[\"']?(.+?)[\"']?\s*$", re.M | re.I)
_HTML_TAG = re.compile(r"<!--.*?-->|</?[a-zA-Z][^<>]*>", re.S)
_ADDRESSES = ("http://", "https://", "mailto:", "tel:")
_LINE_BREAK_TAG = re.compile(r"<br\s*/?>", re.I)


def read(path: Path, data: bytes, _options: ReadOptions) -> ParsedDocument:
    """Raises UserError("empty_document") when there is only white space."""
    text = clean_text(decode(data))
    if not text.strip():
        raise UserError("empty_document")
    title = ""
    builder = DocumentBuilder(FORMAT.media_types[0])
    front = _FRONT_MATTER.match(text)
    if front:
        named = _FRONT_TITLE.search(front[1])
        title = named[1] if named else ""
        builder.add(BlockKind.PARAGRAPH, front[1])
        text = text[front.end() :]
    _Walk(builder).walk(_tokens(text))
    if not builder.blocks:  # nothing but marks or comments
        builder.add(BlockKind.PARAGRAPH, text)
    return builder.build(title or builder.first_heading() or path.stem)


def _tokens(text: str) -> list[Token]:
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(text)


class _Walk:
    """Goes through the tokens once, keeping where it is: list depth, table rows."""

    def __init__(self, builder: DocumentBuilder) -> None:
        self._builder = builder
        self._marks: list[str] = []
        self._pending_mark = ""
        self._rows: list[list[str]] = []
        self._heading = 0
        self._in_cell = False

    def walk(self, tokens: Sequence[Token]) -> None:
        """Add the blocks of all tokens."""
        for token in tokens:
            if token.type == "inline":
                self._inline(inline_text(token.children or []))
            elif token.type in ("fence", "code_block"):
                self._builder.add(BlockKind.CODE, token.content)
            elif token.type == "html_block":
                self._html(token.content)
            elif token.type.startswith(("heading", "list_item")):
                self._mark(token)
            else:
                self._table(token)

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
        text = _HTML_TAG.sub("", _LINE_BREAK_TAG.sub("\n", content))
        self._builder.add(BlockKind.PARAGRAPH, "\n".join(line.strip() for line in text.split("\n")))

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
            parts.append(inline_text(child.children or []))
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
    max_bytes=16 * 1024 * 1024,
)
