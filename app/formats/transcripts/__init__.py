"""Transcript files of every kind Carrel knows, told apart by what is in them and never by their suffix.

One cue, segment or turn of the file becomes one utterance, in order of its start; nothing is merged,
dropped or given a time it does not have. Spellings of one person are brought together.
"""

from __future__ import annotations

import re
from pathlib import Path

from app.domain.errors import UserError
from app.domain.meetings import Transcript, Utterance
from app.formats.decoding import decode
from app.formats.transcripts.clocks import find_date
from app.formats.transcripts.cues import has_cues, read_cues
from app.formats.transcripts.draft import Cue, Draft
from app.formats.transcripts.json_file import looks_like_json, read_json
from app.formats.transcripts.names import unify
from app.formats.transcripts.plain_text import read_text
from app.formats.transcripts.tsv_file import looks_like_tsv, read_tsv

__all__ = ["TRANSCRIPT_SUFFIXES", "read_transcript", "read_transcript_bytes"]

# For file dialogs only; reading looks at the content.
TRANSCRIPT_SUFFIXES = (".vtt", ".srt", ".txt", ".docx", ".tsv", ".json")

_MAX_BYTES = 200_000_000
_ZIP = b"PK\x03\x04"


def read_transcript(path: Path) -> Transcript:
    """Read one file.

    Raises UserError: file_missing, not_a_file, permission_denied, too_large, empty_document (nothing in it),
    damaged_document (a broken Word file), not_a_transcript (nothing in it is speech).
    """
    return read_transcript_bytes(path, _bytes(path))


def read_transcript_bytes(path: Path, data: bytes) -> Transcript:
    """Read the content of a file; ``path`` is only its name. Raises as :func:`read_transcript` does."""
    if not data.strip(b"\x00 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise UserError("empty_document")
    draft = _read(data)
    cues = unify(_in_order([cue for cue in draft.cues if cue.text.strip()]))
    if not cues:
        raise UserError("not_a_transcript")
    utterances = tuple(
        Utterance(number, cue.speaker, " ".join(cue.text.split()), cue.start_ms, cue.end_ms)
        for number, cue in enumerate(cues)
    )
    date = draft.date or find_date(path.name)
    return Transcript(draft.title or _title(path), utterances, date, draft.language)


def _bytes(path: Path) -> bytes:
    try:
        if path.is_dir():
            raise UserError("not_a_file")
        if path.stat().st_size > _MAX_BYTES:
            raise UserError("too_large")
        return path.read_bytes()
    except FileNotFoundError as error:
        raise UserError("file_missing") from error
    except PermissionError as error:
        raise UserError("permission_denied") from error
    except OSError as error:
        raise UserError("damaged_document") from error


def _read(data: bytes) -> Draft:
    if data.startswith(_ZIP):
        from app.formats.transcripts.word_file import read_word_file  # only this format needs lxml

        return read_word_file(data)
    if data.startswith(b"%PDF"):
        raise UserError("not_a_transcript")
    text = _text(data)
    if looks_like_json(text):
        return read_json(text)
    if has_cues(text):
        return read_cues(text)
    if text.lstrip("\ufeff").startswith("WEBVTT"):
        raise UserError("not_a_transcript")
    return read_tsv(text) if looks_like_tsv(text) else read_text(text)


def _text(data: bytes) -> str:
    """With ``\\n`` line ends; what still holds NULs once decoded is no text."""
    text = decode(data).replace("\r\n", "\n").replace("\r", "\n").replace("\x0b", "\n")
    if "\x00" in text:
        raise UserError("not_a_transcript")
    return text


def _in_order(cues: list[Cue]) -> list[Cue]:
    """By start, where every cue has one; speech that overlaps stays as it was written."""
    if any(cue.start_ms is None for cue in cues):
        return cues
    return sorted(cues, key=lambda cue: cue.start_ms or 0)


def _title(path: Path) -> str:
    stem = re.sub(r"[._-](?:transcript|captions?|subtitles?)$", "", path.stem, flags=re.IGNORECASE)
    return " ".join(stem.replace("_", " ").split()) or path.name
