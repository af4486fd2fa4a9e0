"""Captions and transcripts (.vtt, .srt) as documents, so that what was said can be searched beside what was written.

Turns of one speaker become one paragraph, "Name (4:07): what they said", so that a passage says whose it is and when.
"""

from __future__ import annotations

import re
from pathlib import Path

from app.domain.documents import BlockKind, ParsedDocument, ReadOptions
from app.domain.errors import UserError
from app.domain.spoken import CAPTIONS, said_by_whom
from app.formats.base import MAX_TEXT, DocumentBuilder, DocumentFormat
from app.formats.decoding import decode

_HEADER = re.compile(r"\ufeff?WEBVTT[ \t]+(?:-[ \t]*)?([^\n]{1,500})")
_NOTE = re.compile(r"(?<=\n\n)NOTE[ \t\n]+((?:[^\n]{1,2000}\n?){1,50})")
_MOST_NOTES = 100


def read(path: Path, data: bytes, _options: ReadOptions) -> ParsedDocument:
    """Raises UserError("damaged_document") when there is no caption in the file, and the reasons of the reader."""
    from app.formats.transcripts import read_transcript_bytes

    try:
        transcript = read_transcript_bytes(path, data)
    except UserError as error:
        raise UserError("damaged_document") if error.code == "not_a_transcript" else error from error
    builder = DocumentBuilder(media_type_of(path))
    for note in _notes(data):
        builder.add(BlockKind.PARAGRAPH, note)
    for turn in said_by_whom(transcript):
        builder.add(BlockKind.PARAGRAPH, turn)
    return builder.build(transcript.title or path.stem, transcript.language)


def media_type_of(path: Path) -> str:
    """SubRip by its name, else WebVTT."""
    return FORMAT.media_types[1 if path.suffix.lower() == ".srt" else 0]


def _notes(data: bytes) -> list[str]:
    """What stands beside the header and in comments: titles, rights."""
    if b"WEBVTT" not in data[:64].replace(b"\x00", b""):
        return []
    text = decode(data[: 4 * MAX_TEXT]).replace("\r\n", "\n")
    header = _HEADER.match(text)
    notes = [header[1]] if header else []
    return [note.strip() for note in notes + _NOTE.findall(text)[:_MOST_NOTES]]


FORMAT = DocumentFormat(
    format_id="captions",
    label="Captions and transcripts",
    suffixes=CAPTIONS,
    media_types=("text/vtt", "application/x-subrip"),
    read=read,
    type_of=media_type_of,
)
