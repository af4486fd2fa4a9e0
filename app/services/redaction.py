"""Lines of a log without anything personal, for a report that somebody else will read. Pure.

The log holds no document text and no file names above DEBUG (``app.logs``). This is the second net: of a line, only
what stands before the first path, quotation mark or "@" is kept; of a traceback, only where in Carrel's code it was and
the kind of the error; and no line holds the name of the person or of the computer.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

_HEAD = re.compile(r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d")
_FRAME = re.compile(r'^\s*File "(?P<path>.+)", line (?P<line>\d+)(?:, in (?P<name>[\w<>]+))?$')
_ERROR = re.compile(r"^(?P<kind>[A-Za-z_][\w.]*(?:Error|Exception|Interrupt|Exit|Warning|Cancelled))\b")
_CUT = re.compile(r"""[/\\"'“”„«»‘’`@~]|[A-Za-z]:\\""")
_OURS = re.compile(r"(?:^|[/\\])(?P<inside>app[/\\][\w/\\]+\.py|[\w]+\.py)$")
_LEAST_NAME = 3


def redacted(lines: Iterable[str], names: Sequence[str] = ()) -> list[str]:
    """What may be shown of a log. ``names``: of the person, the computer, the home folder."""
    kept = (_kept(line.rstrip()) for line in lines)
    return [without(line, names) for line in kept if line]


def without(text: str, names: Sequence[str]) -> str:
    """``text`` with every one of these names, in whatever case, as "…"."""
    for name in sorted((name for name in names if len(name) >= _LEAST_NAME), key=len, reverse=True):
        text = re.sub(re.escape(name), "…", text, flags=re.IGNORECASE)
    return text


def _kept(line: str) -> str:
    if _HEAD.match(line):
        return _cut(line)
    frame = _FRAME.match(line)
    if frame is not None:
        place = _OURS.search(frame["path"])
        where = place["inside"].replace("\\", "/") if place else "?"
        return f"  {where}:{frame['line']} in {frame['name'] or '?'}"
    error = _ERROR.match(line)
    return error["kind"] if error else ""


def _cut(line: str) -> str:
    found = _CUT.search(line)
    return line if found is None else f"{line[: found.start()].rstrip()} …"
