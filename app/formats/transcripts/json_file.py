"""JSON transcripts: Whisper, WhisperX, faster-whisper and Vibe (seconds), whisper.cpp (ms), Carrel's own."""

from __future__ import annotations

import json
from typing import Any

from app.domain.errors import UserError
from app.formats.transcripts.clocks import find_date
from app.formats.transcripts.draft import Cue, Draft

_LISTS = ("transcript", "segments", "transcription", "utterances")
_TITLE_LIMIT = 200


def looks_like_json(text: str) -> bool:
    """Does it begin like a JSON document? ("[Ana] 9:00" does not.)"""
    head = text.lstrip()[:200].replace("\n", " ")
    return head.startswith("{") or (head.startswith("[") and head[1:].lstrip()[:1] == "{")


def read_json(text: str) -> Draft:
    """Raises UserError("not_a_transcript") when it is not JSON or holds no list of segments."""
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise UserError("not_a_transcript") from error
    rows = _rows(data)
    if rows is None:
        raise UserError("not_a_transcript")
    cues = [cue for row in rows if isinstance(row, dict) and (cue := _cue(row))]
    if not isinstance(data, dict):
        return Draft(cues=cues)
    return Draft(cues, _text(data.get("title")), _date(data.get("date")), _language(data))


def _rows(data: Any) -> list[Any] | None:
    if isinstance(data, dict):
        data = next((data[key] for key in _LISTS if isinstance(data.get(key), list)), None)
    return data if isinstance(data, list) else None


def _cue(row: dict[str, Any]) -> Cue | None:
    text = row.get("text")
    if not isinstance(text, str) or not text.strip():
        return None
    speaker = row.get("speaker")
    name = " ".join(str(speaker).split()) if isinstance(speaker, str | int) and speaker != "" else None
    return Cue(" ".join(text.split()), name, _ms(row, "start", "from"), _ms(row, "end", "to", "stop"))


def _ms(row: dict[str, Any], name: str, offset: str, other: str | None = None) -> int | None:
    """whisper.cpp's offsets are ms already; everything else counts seconds."""
    offsets = row.get("offsets")
    if isinstance(offsets, dict) and (at := _number(offsets.get(offset))) is not None:
        return max(0, round(at))
    for key in (f"{name}_s", name, other):
        if key and (at := _number(row.get(key))) is not None:
            return max(0, round(at * 1000))
    return None


def _number(value: object) -> float | None:
    """A finite number; JSON's NaN and Infinity are not times."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) < 1e12:
        return None
    return float(value)


def _text(value: object) -> str | None:
    return value.strip()[:_TITLE_LIMIT] if isinstance(value, str) and value.strip() else None


def _date(value: object) -> str | None:
    return find_date(value) if isinstance(value, str) else None


def _language(data: dict[str, Any]) -> str | None:
    result = data.get("result")
    return _text(data.get("language")) or _text(result.get("language") if isinstance(result, dict) else None)
