"""Notebooks (.ipynb, Jupyter's nbformat 3 and 4): text, code and the textual results, in order."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from app.domain.documents import BlockKind, ParsedDocument, ReadOptions
from app.domain.errors import UserError
from app.formats.base import DocumentBuilder, DocumentFormat
from app.formats.decoding import decode
from app.formats.json_data import parse_json
from app.formats.properties import add_properties

_ANSI = re.compile(r"\x1b\[[0-9;]{0,20}[A-Za-z]")
_MOST_OUTPUT = 20_000
_MOST_CELLS = 20_000


def read(path: Path, data: bytes, _options: ReadOptions) -> ParsedDocument:
    """Raises UserError: empty_document, damaged_document, no_text."""
    from app.formats.markdown import add_markdown

    if not data.strip():
        raise UserError("empty_document")
    try:
        notebook = parse_json(decode(data))
    except ValueError as error:
        raise UserError("damaged_document") from error
    cells = list(_cells(notebook))
    if not cells and not isinstance(notebook, dict):
        raise UserError("damaged_document")
    builder = DocumentBuilder(FORMAT.media_types[0])
    for cell in cells[:_MOST_CELLS]:
        text = _source(cell)
        if cell.get("cell_type") == "markdown":
            add_markdown(builder, text)
        elif cell.get("cell_type") == "heading":
            builder.add(BlockKind.HEADING, text, level=_level(cell))
        else:
            builder.add(BlockKind.CODE, text)
            for output in _list(cell, "outputs"):
                builder.add(BlockKind.CODE, _output(output)[:_MOST_OUTPUT])
    add_properties(builder, {"Author": _authors(notebook), "Language": _language(notebook)})
    return builder.build(builder.first_heading() or path.stem)


def _cells(notebook: Any) -> Iterator[dict[str, Any]]:
    """All cells; those of version 3 lie in worksheets."""
    holders = [notebook, *_list(notebook, "worksheets")]
    for holder in holders:
        yield from (cell for cell in _list(holder, "cells") if isinstance(cell, dict))


def _list(holder: Any, key: str) -> list[Any]:
    value = holder.get(key) if isinstance(holder, dict) else None
    return value if isinstance(value, list) else []


def _language(notebook: Any) -> str:
    """The programming language of the cells, such as ``Python``."""
    metadata = notebook.get("metadata") if isinstance(notebook, dict) else None
    for holder, key in (("language_info", "name"), ("kernelspec", "language")):
        inner = metadata.get(holder) if isinstance(metadata, dict) else None
        name = inner.get(key) if isinstance(inner, dict) else None
        if isinstance(name, str) and name.strip():
            return name[:1].upper() + name[1:60]
    return ""


def _authors(notebook: Any) -> list[str]:
    metadata = notebook.get("metadata") if isinstance(notebook, dict) else None
    names = [author.get("name") for author in _list(metadata, "authors") if isinstance(author, dict)]
    return [name for name in names if isinstance(name, str)]


def _source(cell: dict[str, Any]) -> str:
    return _joined(cell.get("source", cell.get("input")))


def _joined(value: Any) -> str:
    """Text is kept whole, or as a list of lines."""
    if isinstance(value, list):
        return "".join(line for line in value if isinstance(line, str))
    return value if isinstance(value, str) else ""


def _level(cell: dict[str, Any]) -> int:
    level = cell.get("level")
    return int(level) if isinstance(level, str) and level in set("123456") else 1


def _output(output: Any) -> str:
    """What a cell printed or returned, as text; pictures are left out."""
    if not isinstance(output, dict):
        return ""
    data = output.get("data")
    text = _joined(output.get("text"))
    if isinstance(data, dict):
        text = _joined(data.get("text/plain")) or _joined(data.get("text/markdown")) or text
    if output.get("output_type") in ("error", "pyerr"):
        text = f"{_joined(output.get('ename'))}: {_joined(output.get('evalue'))}"
    return _ANSI.sub("", text)


FORMAT = DocumentFormat(
    format_id="notebook",
    label="Notebook",
    suffixes=(".ipynb",),
    media_types=("application/x-ipynb+json",),
    read=read,
    max_bytes=128 * 1024 * 1024,
)
