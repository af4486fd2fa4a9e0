"""Elements and attributes by their local names: transitional and strict documents differ in namespaces only."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypeAlias

Element: TypeAlias = Any
"""An lxml element; lxml has no public name and no types for it."""


def local_name(node: Element | None) -> str:
    """The tag without its namespace; "" for entities and the like, and for no element."""
    tag = None if node is None else node.tag
    return tag.rsplit("}", 1)[-1] if isinstance(tag, str) else ""


def attribute(node: Element | None, name: str = "val") -> str | None:
    """An attribute by its local name; None where there is no element or no such attribute."""
    if node is None:
        return None
    for key, value in node.attrib.items():
        if str(key).rsplit("}", 1)[-1] == name:
            return str(value)
    return None


def child(node: Element | None, name: str) -> Element | None:
    """The first child with that local name."""
    return None if node is None else node.find(f"{{*}}{name}")


def below(node: Element | None, *names: str) -> Iterator[Element]:
    """All elements with these local names, in document order."""
    if node is not None:
        yield from node.iter(*(f"{{*}}{name}" for name in names))


def number(text: str | None, otherwise: int = 0, most: int = 1_000_000_000) -> int:
    """A whole number from an attribute; ``otherwise`` where it is none."""
    if not text:
        return otherwise
    if len(text) < 12 and text.lstrip("-").isdecimal():
        return max(-most, min(int(text), most))
    return otherwise


def alternative(node: Element) -> Element:
    """The first choice of an AlternateContent; the fallback says the same again for older programs."""
    for name in ("Choice", "Fallback"):
        found = child(node, name)
        if found is not None and len(found):
            return found
    return node
