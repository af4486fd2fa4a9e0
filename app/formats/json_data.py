"""JSON and JSON Lines: every record as a row with the path and keys of its values."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from app.domain.documents import BlockKind, ParsedDocument, ReadOptions
from app.domain.errors import UserError
from app.formats.base import MAX_TEXT, DocumentBuilder, DocumentFormat
from app.formats.cleaning import clean_text
from app.formats.decoding import decode
from app.formats.records import add_value

_MOST_PARSED = 48 * 1024 * 1024
"""Characters; Python's objects take about ten times as much memory."""

_LINE_SUFFIXES = (".jsonl", ".ndjson")
_TITLE_KEYS = ("title", "name")
_LONGEST_BLOCK = 2_000
_SAMPLE = 200_000
_SAMPLE_LINES = 50


def read(path: Path, data: bytes, _options: ReadOptions) -> ParsedDocument:
    """Raises UserError("empty_document") when there is only white space."""
    text = decode(data[: 4 * MAX_TEXT])
    if not text.strip():
        raise UserError("empty_document")
    builder = DocumentBuilder(media_type_of(path))
    title = ""
    if path.suffix.lower() in _LINE_SUFFIXES or not _add_whole(builder, text):
        _add_lines(builder, text)
    else:
        title = _title(text)
    if len(data) > 4 * MAX_TEXT:
        builder.warn("text_truncated", partial=True)
    if not builder.blocks:  # nothing but empty values
        builder.add(BlockKind.CODE, clean_text(text)[:_LONGEST_BLOCK])
    return builder.build(title or path.stem)


def media_type_of(path: Path) -> str:
    """JSON Lines by its name, else JSON."""
    return FORMAT.media_types[1 if path.suffix.lower() in _LINE_SUFFIXES else 0]


def parse_json(text: str) -> Any:
    """The value; figures stay as they are written. Raises ValueError."""
    try:
        return json.loads(text, parse_int=str, parse_float=str, parse_constant=str)
    except RecursionError as error:
        raise ValueError("nested too deeply") from error


def _add_whole(builder: DocumentBuilder, text: str) -> bool:
    """One value, or several one after the other; False when that is not all of it, or too much at once."""
    if len(text) > _MOST_PARSED:
        return False
    try:
        values = list(_values(text))
    except ValueError:
        return False
    for number, value in enumerate(values, 1):
        add_value(
            builder, value, (str(number),) if len(values) > 1 and isinstance(value, dict | list) else ()
        )
    return True


def _values(text: str) -> Iterator[Any]:
    decoder = json.JSONDecoder(parse_int=str, parse_float=str, parse_constant=str)
    at, end = 0, len(text)
    while True:
        while at < end and text[at] in " \t\r\n\ufeff\x00":
            at += 1
        if at >= end:
            return
        try:
            value, at = decoder.raw_decode(text, at)
        except RecursionError as error:
            raise ValueError("nested too deeply") from error
        yield value


def _add_lines(builder: DocumentBuilder, text: str) -> None:
    """A value a line, bad ones as they stand; where most lines are none, the text as it stands."""
    if not _has_lines(text):
        _add_as_text(builder, text)
        return
    damaged = False
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            value = parse_json(line)
        except ValueError:
            damaged = True
            builder.add(BlockKind.CODE, line[:_LONGEST_BLOCK])
        else:
            add_value(builder, value, (str(number),) if isinstance(value, dict | list) else ())
    if damaged:
        builder.warn("structure_ignored")


def _has_lines(text: str) -> bool:
    """Whether half of the first lines are records of their own."""
    lines = [line for line in text[:_SAMPLE].split("\n") if line.strip()][:_SAMPLE_LINES]
    good = 0
    for line in lines:
        try:
            good += isinstance(parse_json(line), dict | list)
        except ValueError:
            continue
    return good * 2 >= len(lines) and good > 0


def _add_as_text(builder: DocumentBuilder, text: str) -> None:
    """A damaged file line by line; nothing of it is lost."""
    builder.warn("structure_ignored", partial=True)
    block: list[str] = []
    size = 0
    for line in text.split("\n"):
        for start in range(0, len(line), _LONGEST_BLOCK):
            piece = line[start : start + _LONGEST_BLOCK].rstrip()
            if size + len(piece) > _LONGEST_BLOCK:
                builder.add(BlockKind.CODE, "\n".join(block))
                block, size = [], 0
            block.append(piece)
            size += len(piece) + 1
    builder.add(BlockKind.CODE, "\n".join(block))


def _title(text: str) -> str:
    """What the file calls itself at the top."""
    try:
        value = parse_json(text) if len(text) < _SAMPLE else None
    except ValueError:
        return ""
    if isinstance(value, dict):
        for key in _TITLE_KEYS:
            if isinstance(value.get(key), str):
                return str(value[key])
    return ""


FORMAT = DocumentFormat(
    format_id="json",
    label="JSON",
    suffixes=(".json", ".jsonl", ".ndjson", ".geojson", ".jsonld", ".jsonc", ".har", ".webmanifest"),
    media_types=("application/json", "application/jsonl"),
    read=read,
    max_bytes=256 * 1024 * 1024,
    type_of=media_type_of,
)
