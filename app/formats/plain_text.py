"""Plain text. The document's text is the file's own, decoded."""

from __future__ import annotations

import re
from pathlib import Path

from app.domain.documents import BlockKind, ParsedDocument, ReadOptions
from app.formats.base import DocumentBuilder, DocumentFormat
from app.formats.text_start import begin_text

_PARAGRAPHS = re.compile(r"\n[^\S\n]*\n\s*?(?=\S)|\f")
_LIST_ITEM = re.compile(r"\s*(?:[-*+\u2022\u2023\u25aa\u25cf\u25e6\u00b7]|\(?(?:\d{1,3}|[a-z])[.)])\s+\S")
_HEADING_LENGTH = 80
_LONGEST_BLOCK = 4_000


def read(path: Path, data: bytes, _options: ReadOptions) -> ParsedDocument:
    """Raises UserError("empty_document") when there is only white space."""
    builder, text = begin_text(data, FORMAT.media_types[0])
    title = add_text(builder, text)
    return builder.build(title or path.stem)


def add_text(builder: DocumentBuilder, text: str, *, headings: bool = True) -> str:
    """Add the paragraphs of a clean text; returns its first line where that is a heading, else ""."""
    paragraphs = [p.strip("\n") for p in _PARAGRAPHS.split(text) if p and p.strip()]
    for number, paragraph in enumerate(paragraphs):
        is_heading = headings and number < len(paragraphs) - 1 and _is_heading(paragraph)
        if is_heading:
            builder.add(BlockKind.HEADING, paragraph, level=2 if number else 1)
        else:
            _add(builder, paragraph)
    title = paragraphs[0].strip() if paragraphs else ""
    return title if headings and len(paragraphs) > 1 and _is_heading(title) else ""


def _add(builder: DocumentBuilder, paragraph: str) -> None:
    lines = paragraph.split("\n")
    if len(lines) > 1 and sum(bool(_LIST_ITEM.match(line)) for line in lines) > len(lines) // 2:
        _add_list(builder, lines)
    elif len(paragraph) > _LONGEST_BLOCK:
        _add_lines(builder, lines)
    else:
        builder.add(BlockKind.PARAGRAPH, "\n".join(line.rstrip() for line in lines))


def _add_lines(builder: DocumentBuilder, lines: list[str]) -> None:
    """Logs and lists have no paragraphs: as many lines together as make one of ordinary length."""
    block: list[str] = []
    size = 0
    first = True
    for line in [*lines, ""]:
        if block and (size + len(line) > _LONGEST_BLOCK // 2 or line == ""):
            builder.add_exact(
                BlockKind.PARAGRAPH, "\n".join(block).strip(), separator=None if first else "\n"
            )
            block, size, first = [], 0, False
        if line.strip():
            block.append(line.rstrip())
            size += len(line) + 1


def _add_list(builder: DocumentBuilder, lines: list[str]) -> None:
    """Items with the lines that continue them."""
    item: list[str] = []
    for line in lines:
        if _LIST_ITEM.match(line) and item:
            builder.add(BlockKind.LIST_ITEM, "\n".join(item))
            item = []
        item.append(line.strip())
    builder.add(BlockKind.LIST_ITEM, "\n".join(item))


def _is_heading(text: str) -> bool:
    """A short line by itself that does not end like a sentence and has words in it."""
    line = text.strip()
    if "\n" in line or not 2 <= len(line) <= _HEADING_LENGTH or line[-1] in ".,;:!?\u2026\u3002\"')":
        return False
    letters = sum(c.isalpha() for c in line)
    starts_well = line[0].isupper() or line[0].isdigit() or not line[0].isascii()
    return (
        letters >= len(line) * 0.5 and starts_well and not _LIST_ITEM.match(line) and len(line.split()) <= 10
    )


FORMAT = DocumentFormat(
    format_id="text",
    label="Plain text",
    suffixes=(
        ".txt",
        ".text",
        ".log",
        ".asc",
        ".rst",
        ".adoc",
        ".asciidoc",
        ".org",
        ".textile",
        ".wiki",
        ".tex",
        ".bib",
    ),
    media_types=("text/plain",),
    read=read,
    max_bytes=256 * 1024 * 1024,
)
