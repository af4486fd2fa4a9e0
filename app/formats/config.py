"""Settings and structured notes (YAML, TOML, INI, properties): sections as headings, their lines as they stand.

The files are not parsed: what a person looks for is what is written there, comments included.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from app.domain.documents import BlockKind, ParsedDocument, ReadOptions
from app.formats.base import DocumentFormat
from app.formats.text_start import begin_text

_SECTION = re.compile(r"\[{1,2}\s*([^\]\n]{1,200}?)\s*\]{1,2}\s*(?:[#;].*)?\Z")
_LONGEST_BLOCK = 1_200
_LONGEST_LINE = 4_000


def read(path: Path, data: bytes, _options: ReadOptions) -> ParsedDocument:
    """Raises UserError("empty_document") when there is only white space."""
    builder, text = begin_text(data, media_type_of(path))
    for kind, block in _blocks(text):
        if kind is BlockKind.HEADING:
            builder.add(kind, block, level=1)
        else:
            builder.add_exact(kind, block)
    return builder.build(path.stem)


def media_type_of(path: Path) -> str:
    """By the name, else plain text."""
    known = {".yaml": 0, ".yml": 0, ".toml": 1}
    return FORMAT.media_types[known.get(path.suffix.lower(), 2)]


def _blocks(text: str) -> Iterator[tuple[BlockKind, str]]:
    """Headings and groups of lines, cut at sections, at blank lines, and where a group becomes long."""
    lines: list[str] = []
    size = 0
    for line in text.split("\n"):
        section = _SECTION.match(line)
        begins = not line.strip() or section or (size > _LONGEST_BLOCK and line[:1] not in " \t-")
        if (begins or size > 2 * _LONGEST_BLOCK) and lines:
            yield BlockKind.CODE, "\n".join(lines).strip()
            lines, size = [], 0
        if section:
            yield BlockKind.HEADING, section[1]
        elif line.strip():
            for start in range(0, len(line), _LONGEST_LINE):
                lines.append(line[start : start + _LONGEST_LINE].rstrip())
            size += len(line)
    if lines:
        yield BlockKind.CODE, "\n".join(lines).strip()


FORMAT = DocumentFormat(
    format_id="config",
    label="Settings (YAML, TOML, INI)",
    suffixes=(
        ".yaml",
        ".yml",
        ".toml",
        ".ini",
        ".cfg",
        ".conf",
        ".properties",
        ".env",
        ".reg",
        ".desktop",
        ".editorconfig",
    ),  # noqa: E501
    media_types=("application/yaml", "application/toml", "text/plain"),
    read=read,
    max_bytes=64 * 1024 * 1024,
    type_of=media_type_of,
)
