"""Whisper's TSV: start, end in integer milliseconds, text; a speaker column is read where there is one."""

from __future__ import annotations

import re

from app.formats.transcripts.draft import Cue, Draft

_HEAD = re.compile(r"^start\tend\t(?:[a-z_]+\t)*text(?:\t[a-z_]+)*\s*$", re.IGNORECASE)


def looks_like_tsv(text: str) -> bool:
    """Does it begin with Whisper's column names?"""
    return bool(_HEAD.match(text.lstrip().split("\n", 1)[0]))


def read_tsv(text: str) -> Draft:
    """Rows whose times are not whole numbers keep their text and lose their times."""
    head, *rows = text.strip().split("\n")
    columns = [name.strip().lower() for name in head.split("\t")]
    cues = []
    for row in rows:
        cells = dict(zip(columns, row.split("\t"), strict=False))
        if said := cells.get("text", "").strip():
            speaker = cells.get("speaker", "").strip() or None
            cues.append(Cue(said, speaker, _ms(cells.get("start")), _ms(cells.get("end"))))
    return Draft(cues=cues)


def _ms(cell: str | None) -> int | None:
    cell = (cell or "").strip()
    return int(cell) if cell.isascii() and cell.isdigit() else None
