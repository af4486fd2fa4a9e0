"""File names that are no text, and how the library writes them.

File systems of Unix store bytes. Python shows those that are no UTF-8 as lone surrogates (PEP 383), which neither a
database nor JSON nor a terminal takes. The library lists such a byte as ``\\xNN``, and :func:`on_disk` finds the way
back. A name that is text and looks like that by itself could be mistaken; it is not :func:`listable`. Nor is a lone
surrogate on Windows, where a backslash would be a separator.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

_NO_TEXT = re.compile("[\ud800-\udfff]")
_WRITTEN_OUT = re.compile(r"\\x([89a-f][0-9a-f])")


def visible(text: str) -> str:
    """The text with everything written out that is none."""
    return _NO_TEXT.sub(_written_out, text)


def listed(path: Path) -> Path:
    """As the library lists this path."""
    text = str(path)
    shown = visible(text)
    return path if shown == text else Path(shown)


def on_disk(path: Path) -> Path:
    """The reverse of :func:`listed`."""
    text = str(path)
    if "\\x" not in text or sys.platform == "win32":
        return path
    return Path(_WRITTEN_OUT.sub(lambda match: chr(0xDC00 + int(match[1], 16)), text))


def listable(path: Path) -> bool:
    """Whether there is a way back from :func:`listed`."""
    return str(on_disk(listed(path))) == str(path)


def _written_out(match: re.Match[str]) -> str:
    code = ord(match.group())
    if sys.platform == "win32":
        return "\ufffd"
    return f"\\x{code - 0xDC00:02x}" if 0xDC80 <= code <= 0xDCFF else f"\\u{code:04x}"
