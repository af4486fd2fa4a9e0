"""File patterns that say what is left out, written as in a .gitignore file.

One pattern a line, or several with semicolons between them. ``*`` and ``?`` stop at a slash, ``**`` does not; a slash
at the end means folders only, a slash before that ties the pattern to the top of the added folder; ``!`` takes a file
back in (the last pattern that fits decides); ``#`` begins a remark. Upper and lower case are the same, because they
are to most people.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

DEFAULT_PATTERNS = (
    ".*",
    "~$*",
    "*.tmp",
    "*.temp",
    "*.part",
    "*.crdownload",
    "*.swp",
    "Thumbs.db",
    "ehthumbs.db",
    "desktop.ini",
    "node_modules/",
    "__pycache__/",
    "site-packages/",
    "lost+found/",
    "$RECYCLE.BIN/",
    "System Volume Information/",
)
"""Hidden files, lock files, half-done downloads, and what programs and systems keep for themselves."""


@dataclass(frozen=True, slots=True)
class _Pattern:
    text: str
    regex: re.Pattern[str]
    folders_only: bool
    takes_back: bool


class Patterns:
    """Paths are given relative to the added folder, with slashes. Never raises: a broken pattern fits its own text."""

    def __init__(self, lines: Iterable[str] = ()) -> None:
        self._patterns = tuple(p for line in lines if (p := _compiled(line)) is not None)
        leaving_out = [p.regex.pattern for p in self._patterns if not p.takes_back]
        self._any = re.compile("|".join(leaving_out), _FLAGS) if leaving_out else None

    def leaves_out(self, relative: str, *, is_folder: bool) -> str | None:
        """The pattern because of which this file or folder is left out; None when it belongs to the library."""
        if self._any is None or not self._any.fullmatch(relative):
            return None
        found: str | None = None
        for pattern in self._patterns:
            if (is_folder or not pattern.folders_only) and pattern.regex.fullmatch(relative):
                found = None if pattern.takes_back else pattern.text
        return found


def split_patterns(text: str) -> tuple[str, ...]:
    """The patterns in a setting."""
    return tuple(p for piece in re.split(r"[;\n]", text) if (p := piece.strip()))


_FLAGS = re.IGNORECASE | re.DOTALL


def _compiled(line: str) -> _Pattern | None:
    text = line.strip()
    glob = text.removeprefix("!")
    folders_only = glob.endswith("/")
    glob = glob.rstrip("/")
    if not glob or text.startswith("#"):
        return None
    anchored = "/" in glob
    expression = _expression(glob.lstrip("/"))
    if not anchored:
        expression = "(?:.*/)?" + expression
    try:
        regex = re.compile(expression, _FLAGS)
    except re.error:  # such as a range that runs backwards
        regex = re.compile("(?:.*/)?" + re.escape(glob), _FLAGS)
    return _Pattern(text, regex, folders_only, text.startswith("!"))


_TOKENS = re.compile(r"(?:^|(?<=/))\*\*/|/\*\*$|\*+|\?|\[!?\]?[^\]]*\]|\\.|.", re.DOTALL)


def _expression(glob: str) -> str:
    return "".join(map(_translated, _TOKENS.findall(glob)))


def _translated(token: str) -> str:
    if token == "**/":
        return "(?:.*/)?"
    if token == "/**":
        return "/.*"
    if token.startswith("*"):
        return "[^/]*"
    if token == "?":
        return "[^/]"
    if token.startswith("[") and len(token) > 1:
        inside = token[1:-1].replace("\\", "\\\\").replace("[", "\\[")
        return f"[^/{inside[1:]}]" if inside.startswith("!") else f"[{inside}]"
    return re.escape(token[1:] if token.startswith("\\") and len(token) > 1 else token)
