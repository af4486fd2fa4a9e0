"""The kinds of files that can be added, as a file dialog wants them. Which they are follows from the formats."""

from __future__ import annotations

from dataclasses import dataclass

from app.formats.registry import formats


@dataclass(frozen=True, slots=True)
class FileKind:
    """A name for people, and lower-case suffixes with the dot."""

    label: str
    suffixes: tuple[str, ...]


def file_kinds() -> tuple[FileKind, ...]:
    """All kinds, by name; formats of one name are one kind."""
    suffixes: dict[str, list[str]] = {}
    for document_format in formats():
        suffixes.setdefault(document_format.label, []).extend(document_format.suffixes)
    kinds = (FileKind(label, tuple(sorted(set(found)))) for label, found in suffixes.items() if found)
    return tuple(sorted(kinds, key=_name))


def _name(kind: FileKind) -> str:
    return kind.label.casefold()
