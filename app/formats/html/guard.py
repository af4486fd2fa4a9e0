"""Shapes that make HTML parsers quadratic: very deep nesting, very many attributes on one element."""

from __future__ import annotations

import html
import re

MAX_DEPTH = 600
_MAX_ATTRIBUTES = 500
_DATA_URI = re.compile(r"""data:[a-zA-Z0-9.+/-]+;base64,[A-Za-z0-9+/=\s%]{200,}""")
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9:-]*)([^<>]*)>")
_MARKUP = re.compile(r"<(script|style)\b.*?</\1\s*>|<!--.*?-->|<[^<>]*>", re.S | re.I)
_VOID = re.compile(
    r"(?i)(?:area|base|br|col|embed|hr|img|input|link|meta|param|source|track|wbr|p|li|td|th|tr|option|dt|dd)\Z"
)


def without_data_uris(page: str) -> str:
    """The page without embedded pictures; they are long and hold no text."""
    return _DATA_URI.sub("", page)


def is_hostile(page: str) -> bool:
    """Deeper or fuller of attributes than any page made for people."""
    depth = 0
    for match in _TAG.finditer(page):
        closing, name, rest = match.groups()
        if len(rest) > 2 * _MAX_ATTRIBUTES and rest.count("=") + rest.count(" ") > 2 * _MAX_ATTRIBUTES:
            return True
        if _VOID.match(name) or rest.endswith("/"):
            continue
        depth = max(0, depth - 1) if closing else depth + 1
        if depth > MAX_DEPTH:
            return True
    return page.count("<") > 1_000_000


def bare_text(page: str) -> str:
    """The text between the tags, for pages no parser should see."""
    return html.unescape(_MARKUP.sub("\n", page))
