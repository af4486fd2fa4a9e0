"""Takes out of extracted text what nobody can see and nothing should store. Standard library only.

Removed: control characters but tab and line feed, lone surrogates, non-characters, soft hyphens, zero-width
space and joiner, byte order marks, bidirectional overrides, tag characters. ZWJ and ZWNJ stay: scripts need
them. All kinds of spaces become U+0020, all line ends U+000A, typographic ligatures their letters.
"""

from __future__ import annotations

import re
import unicodedata

INVISIBLE = (
    "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069"
    "\ufeff\ufff9-\ufffb\ufffe\uffff\ud800-\udfff\U000e0000-\U000e007f\U0001fffe\U0001ffff"
)
"""Inside of a regular expression class: characters that are dropped."""

SPACES = "\xa0\u1680\u2000-\u200a\u202f\u205f\u3000"
"""Inside of a regular expression class: characters that become one space."""

LIGATURES = {
    "\ufb00": "ff",
    "\ufb01": "fi",
    "\ufb02": "fl",
    "\ufb03": "ffi",
    "\ufb04": "ffl",
    "\ufb05": "st",
    "\ufb06": "st",
}

_LINE_ENDS = "\r\x85\u2028\u2029"
_ODD = re.compile(f"[{_LINE_ENDS}{SPACES}\ufb00-\ufb06{INVISIBLE}]")
"""One class of characters: much faster to look for than alternatives, and most texts hold none of them."""


def replacement(match: re.Match[str]) -> str:
    """What stands in for one match of a pattern with the groups ``line``, ``space`` and ``ligature``."""
    if match["line"]:
        return "\n"
    if match["space"]:
        return " "
    ligature = match["ligature"]
    return LIGATURES[ligature] if ligature else ""


def clean_text(text: str) -> str:
    """The text as it is stored: NFC, no invisible characters, plain spaces and line ends."""
    if _ODD.search(text):
        text = _ODD.sub(_stand_in, text.replace("\r\n", "\n"))
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def _stand_in(match: re.Match[str]) -> str:
    character = match[0]
    if character in _LINE_ENDS:
        return "\n"
    if character in LIGATURES:
        return LIGATURES[character]
    return " " if character.isspace() and character > "\x1f" else ""
