"""What everything that is sent between Carrel and its children is made of."""

from __future__ import annotations

import msgspec


class Record(msgspec.Struct, frozen=True, tag=True):
    """Base of everything that is sent; the class name is the tag."""
