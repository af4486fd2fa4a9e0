"""Source code: blocks cut at definitions and blank lines, each below the name of what it defines.

Names are found by their look, line by line; no language is parsed.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from app.domain.documents import BlockKind, ParsedDocument, ReadOptions
from app.formats.base import DocumentFormat
from app.formats.text_start import begin_text

_MODIFIERS = (
    r"(?:(?:export|default|public|private|protected|internal|static|final|abstract|sealed|partial|async|override"
    r"|virtual|open|data|inline|unsafe|extern|pub(?:\([a-z]+\))?|const)\s+){0,6}"
)
_NAMED = re.compile(
    rf"(?P<indent>[ \t]*){_MODIFIERS}"
    r"(?:class|interface|struct|enum|union|trait|impl|protocol|extension|object|record|module|namespace|package|def|fn|func|fun|"
    r"function|sub|procedure|proc|macro|type|contract)\b\*?\s+(?:<[^<>\n]{0,80}>\s*)?(?:\([^()\n]{0,80}\)\s*)?"
    r"(?P<name>[A-Za-z_$][\w$.]*(?:::\w+)*(?:\s+for\s+[\w.]+(?:::\w+)*)?)"
)  # fmt: skip
_SQL = re.compile(
    r"(?P<indent>)\s*create\s+(?:or\s+replace\s+)?(?:temp(?:orary)?\s+|unique\s+)?"
    r"(?:table|view|index|function|procedure|trigger|type|schema)\s+(?:if\s+not\s+exists\s+)?(?P<name>[\w.\"`\[\]]{1,100})",
    re.I,
)
_C_LIKE = re.compile(
    r"(?P<indent>[ \t]{0,8})(?!(?:return|else|if|for|while|switch|new|throw|case|do|goto|delete|await|yield)\b)"
    r"(?:[A-Za-z_][\w:<>,*&\[\]]{0,80}[\s*&]+){1,5}(?P<name>~?[A-Za-z_][\w:~]{0,80})\s?\([^;{}()]{0,300}\)?[^;=]{0,100}\Z"
)
_SHELL = re.compile(r"(?P<indent>[ \t]*)(?P<name>[A-Za-z_][\w-]{0,80})\s*\(\)\s*\{?\s*\Z")
_ARROW = re.compile(
    r"(?P<indent>[ \t]*)(?:export\s+)?(?:const|let|var)\s+(?P<name>[\w$]{1,80})\s*="
    r"\s*(?:async\s*)?(?:function|\([^()\n]{0,200}\)\s*=>|[\w$]+\s*=>)"
)
_COMMENT = re.compile(r"\s*(?:#|//|/\*|\*|--|;;|%|@|\"\"\"|<!--)")
_C_FAMILY = frozenset((
    ".c", ".h", ".cc", ".cpp", ".cxx", ".hpp", ".hh", ".hxx", ".java", ".cs", ".m", ".mm", ".cu", ".glsl", ".dart",
    ".ino", ".groovy", ".d", ".zig", ".vala",
))  # fmt: skip
_SUFFIXES = """
.py .pyi .pyw .js .mjs .cjs .jsx .ts .mts .cts .tsx .vue .svelte .java .kt .kts .scala .groovy .gradle .clj
.cljs .c .h .cc .cpp .cxx .hpp .hh .hxx .ino .cu .m .mm .cs .vb .fs .fsx .go .rs .swift .dart .zig .nim .d .v
.vhd .vhdl .sv .rb .php .pl .pm .lua .r .jl .sh .bash .zsh .fish .ps1 .psm1 .bat .cmd .sql .graphql .proto
.thrift .hs .lhs .ml .mli .elm .erl .hrl .ex .exs .lisp .cl .el .scm .rkt .asm .s .f .f90 .f95 .for .pas .ada
.adb .ads .cob .cbl .tcl .awk .sed .cmake .mk .tf .hcl .nix .css .scss .sass .less .diff .patch .sol .vala
.glsl .wgsl .coffee .jsp .asp .aspx .erb .ejs .hbs .twig .applescript .vbs .ahk .gd .matlab .sas .do .ado
.stan .pyx .pxd .cfc
"""
_LONGEST_BLOCK = 1_500
_LONGEST_LINE = 2_000


@dataclass(slots=True)
class _Piece:
    """Lines that belong together; ``name`` where a definition begins with them."""

    lines: list[str]
    name: str = ""
    level: int = 1


def read(path: Path, data: bytes, _options: ReadOptions) -> ParsedDocument:
    """Raises UserError("empty_document") when there is only white space."""
    builder, text = begin_text(data, media_type_of(path))
    text = text.replace("\f", "\n")
    for piece in _pieces(text, path.suffix.lower()):
        if piece.name:
            builder.add(BlockKind.HEADING, piece.name, level=piece.level)
        code = textwrap.dedent("\n".join(piece.lines).strip("\n")).rstrip()
        builder.add_exact(BlockKind.CODE, code.lstrip() if code[:1].isspace() else code)
    return builder.build(path.name)


def media_type_of(path: Path) -> str:
    """``text/x-`` and the language's usual suffix; plain code for files without one."""
    suffix = path.suffix.lower().lstrip(".")
    return f"text/x-{suffix}" if f".{suffix}" in FORMAT.suffixes else FORMAT.media_types[0]


def _pieces(text: str, suffix: str) -> Iterator[_Piece]:
    """Cut where a definition begins (its comments go with it), and at blank lines where a piece becomes long."""
    piece = _Piece([])
    size = 0
    for line in _lines(text):
        found = _definition(line, suffix)
        if found:
            before, comments = _without_comments(piece.lines)
            if any(before):
                yield _Piece(before, piece.name, piece.level)
            elif piece.name:
                yield _Piece([], piece.name, piece.level)
            piece, size = _Piece(comments, *found), 0
        elif size > _LONGEST_BLOCK and (not line.strip() or size > 2 * _LONGEST_BLOCK):
            yield piece
            piece, size = _Piece([]), 0
        piece.lines.append(line)
        size += len(line) + 1
    if any(piece.lines):
        yield piece


def _lines(text: str) -> Iterator[str]:
    for line in text.split("\n"):
        for start in range(0, max(len(line), 1), _LONGEST_LINE):
            yield line[start : start + _LONGEST_LINE].rstrip()


def _definition(line: str, suffix: str) -> tuple[str, int] | None:
    """The name that a line defines, and its level by how far it is indented."""
    if not line or len(line) > 300 or _COMMENT.match(line):
        return None
    match = _NAMED.match(line) or _SQL.match(line) or _ARROW.match(line) or _SHELL.match(line)
    if match is None and suffix in _C_FAMILY:
        match = _C_LIKE.match(line)
    if match is None:
        return None
    indent = len(match["indent"].expandtabs(4))
    return (
        (match["name"].strip(), min(1 + (indent + 1) // 2 // 2 + (0 < indent < 3), 3))
        if indent <= 12
        else None
    )


def _without_comments(lines: list[str]) -> tuple[list[str], list[str]]:
    """What stands before a definition, without the comments and decorators right above it."""
    at = len(lines)
    while at > 0 and _COMMENT.match(lines[at - 1]) and len(lines) - at < 40:
        at -= 1
    return lines[:at], lines[at:]


FORMAT = DocumentFormat(
    format_id="code",
    label="Source code",
    suffixes=tuple(_SUFFIXES.split()),
    media_types=("text/x-source",),
    read=read,
    max_bytes=64 * 1024 * 1024,
    type_of=media_type_of,
)
