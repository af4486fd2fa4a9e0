"""Models in parts: llama.cpp names them NAME-00001-of-00003.gguf, counted from one."""

from __future__ import annotations

import re
from pathlib import Path

from app.domain.errors import UserError

_MOST_PARTS = 1000
_NAME = re.compile(r"(?P<stem>.+)-(?P<number>\d{5})-of-(?P<count>\d{5})(?P<suffix>\.gguf)", re.IGNORECASE)


def part_number(path: Path) -> tuple[int, int] | None:
    """Which part of how many a file is by its name; None for a model in one file."""
    named = _NAME.fullmatch(path.name)
    return (int(named["number"]), int(named["count"])) if named else None


def following_parts(first: Path, count: int) -> list[Path]:
    """The files behind the first of ``count`` parts. They lie beside it, each is another file, and all are there.

    Raises UserError("model_part_missing", "model_damaged").
    """
    named = _NAME.fullmatch(first.name)
    if named is None or count > _MOST_PARTS or (int(named["number"]), int(named["count"])) != (1, count):
        raise UserError("model_damaged", name=first.name, detail="parts")
    names = [f"{named['stem']}-{number:05}-of-{count:05}{named['suffix']}" for number in range(2, count + 1)]
    parts = [first.with_name(name) for name in names]
    for part in parts:
        if not part.is_file():
            raise UserError("model_part_missing", name=part.name)
        if part.samefile(first):
            raise UserError("model_damaged", name=part.name, detail="parts")
    return parts
