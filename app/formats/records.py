"""Nested data (JSON, XML) to rows that make sense alone: ``path > key: value; key: value``.

What lies together in the file and is short becomes one row, named by where it stands; long texts become paragraphs.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from app.domain.documents import BlockKind
from app.formats.base import DocumentBuilder

_LONGEST_ROW = 400
"""Characters of one row, about as much as fits a chunk with its heading."""

_LONGEST_VALUE = 200
_DEEPEST = 60
_NAMES = ("name", "title", "label", "id", "key")
_LONGEST_NAME = 60

Path = tuple[str, ...]


def add_value(builder: DocumentBuilder, value: Any, path: Path = ()) -> None:
    """Add everything in a value made of dicts, lists and scalars."""
    if builder.full:
        return
    if len(path) > _DEEPEST:
        builder.warn("structure_ignored", partial=True)
        return
    if isinstance(value, dict):
        _add_members(builder, [(str(key), inner) for key, inner in value.items()], path)
    elif isinstance(value, list):
        _add_list(builder, value, path)
    else:
        _add_scalar(builder, value, path)


def add_record(builder: DocumentBuilder, cells: list[tuple[str, str]], path: Path = ()) -> None:
    """Add named texts that lie together: short ones as rows, long ones as paragraphs of their own."""
    _add_row(builder, [(key, text) for key, text in cells if _is_short(text)], path)
    for _, text in cells:
        if not _is_short(text):
            _add_scalar(builder, text, ())


def _add_members(builder: DocumentBuilder, members: list[tuple[str, Any]], path: Path) -> None:
    """Short values together, in their order; then what is long or nested, each under its own key."""
    flat = _flat(members)
    if flat is not None:
        _add_row(builder, flat, path)
        return
    short = [(key, value) for key, value in members if _is_short(value)]
    _add_row(builder, [(key, _text(value)) for key, value in short], path)
    for key, value in members:
        if not _is_short(value):
            add_value(builder, value, (*path, key))


def _add_list(builder: DocumentBuilder, values: list[Any], path: Path) -> None:
    if all(_is_short(value) for value in values):
        texts = [text for value in values if (text := _text(value))]
        for piece in _pieces(texts, ", "):
            builder.add(BlockKind.TABLE_ROW, f"{_joined(path)}: {piece}" if path else piece)
        return
    for number, value in enumerate(values, 1):
        add_value(
            builder, value, (*path[:-1], f"{path[-1] if path else ''} {number}{_name_of(value)}".strip())
        )


def _add_scalar(builder: DocumentBuilder, value: Any, path: Path) -> None:
    text = _text(value)
    if not text:
        return
    kind = BlockKind.TABLE_ROW if _is_short(value) else BlockKind.PARAGRAPH
    builder.add(kind, f"{_joined(path)}: {text}" if path else text)


def _flat(members: list[tuple[str, Any]]) -> list[tuple[str, str]] | None:
    """All members as one row, those of inner dicts and short lists included; None when that would be too long."""
    row: list[tuple[str, str]] = []
    size = 0
    for key, text in _leaves(members, 0):
        size += len(key) + len(text) + 4
        if size > _LONGEST_ROW or text == _TOO_LONG:
            return None
        if text:
            row.append((key, text))
    return row


_TOO_LONG = "\x00"


def _leaves(members: list[tuple[str, Any]], depth: int) -> Iterator[tuple[str, str]]:
    for key, value in members:
        if _is_short(value):
            yield key, _text(value)
        elif isinstance(value, dict) and depth < 3:
            yield from ((f"{key}.{inner}", text) for inner, text in _leaves(list(value.items()), depth + 1))
        elif isinstance(value, list) and len(value) <= 20 and all(_is_short(inner) for inner in value):
            yield key, ", ".join(filter(None, map(_text, value)))
        else:
            yield key, _TOO_LONG
            return


def _add_row(builder: DocumentBuilder, cells: list[tuple[str, str]], path: Path) -> None:
    texts = [f"{key}: {text}" for key, text in cells if text]
    for piece in _pieces(texts, "; "):
        builder.add(BlockKind.TABLE_ROW, f"{_joined(path)} > {piece}" if path else piece)


def _pieces(texts: list[str], separator: str) -> Iterator[str]:
    """The texts joined into as few pieces as the length of a row allows."""
    piece: list[str] = []
    size = 0
    for text in texts:
        if piece and size + len(text) > _LONGEST_ROW:
            yield separator.join(piece)
            piece, size = [], 0
        piece.append(text)
        size += len(text) + len(separator)
    if piece:
        yield separator.join(piece)


def _is_short(value: Any) -> bool:
    if isinstance(value, str):
        return len(value) <= _LONGEST_VALUE and "\n" not in value.strip()
    return not isinstance(value, dict | list)


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value).strip()


def _name_of(value: Any) -> str:
    """What a record is called, so that its parts can be told from those of the next."""
    if not isinstance(value, dict):
        return ""
    for key in _NAMES:
        name = value.get(key)
        if isinstance(name, str) and 0 < len(name.strip()) <= _LONGEST_NAME:
            return f" ({' '.join(name.split())})"
    return ""


def _joined(path: Path) -> str:
    return " > ".join(path)
