"""Carrel counts Unicode code points; Qt counts UTF-16 units."""

from __future__ import annotations


def utf16_offset(text: str, offset: int) -> int:
    """The position in a Qt text document of the code point at ``offset``."""
    return offset + sum(1 for character in text[:offset] if character > "\uffff")
