"""Which examples are learnt from, and which are kept back to see what was learnt."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import NamedTuple

from app.teaching.dataset import Example

SHARE = 0.1
LEAST = 20
"""Fewer examples than these say nothing; there is then no check part at all."""
_MOST = 0.5


class Split(NamedTuple):
    """``check`` may be empty."""

    learn: list[Example]
    check: list[Example]


def split(examples: Sequence[Example], seed: int = 0) -> Split:
    """Whole groups, in an order drawn from their names, until the check part holds a tenth, and at least LEAST.

    Depends on the examples and the seed alone. Where that would take more than half of them, nothing is kept back.
    """
    wanted = max(LEAST, round(SHARE * len(examples)))
    sizes: dict[str, int] = {}
    for example in examples:
        sizes[example.group] = sizes.get(example.group, 0) + 1
    kept: set[str] = set()
    count = 0
    for group in sorted(sizes, key=lambda name: _lot(name, seed)):
        if count >= wanted:
            break
        if count + sizes[group] > _MOST * len(examples):
            continue
        kept.add(group)
        count += sizes[group]
    if count < wanted:
        return Split(list(examples), [])
    check = [example for example in examples if example.group in kept]
    return Split([example for example in examples if example.group not in kept], check)


def _lot(name: str, seed: int) -> bytes:
    return hashlib.sha256(f"{seed}/{name}".encode()).digest()
