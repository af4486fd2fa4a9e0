"""Captions and transcripts (.vtt, .srt) as documents, so that what was said can be searched beside what was written.

Turns of one speaker become one paragraph, "Name: what they said".
"""

from __future__ import annotations

import re
from itertools import groupby
from pathlib import Path

from app.domain.documents import BlockKind, ParsedDocument, ReadOptions
from app.domain.errors import UserError
from app.domain.meetings import Utterance
from app.formats.base import MAX_TEXT, DocumentBuilder, DocumentFormat
from app.formats.decoding import decode

_HEADER = re.compile(r"\ufeff?WEBVTT[ \t]+(?:-[ \t]*)?([^\n]{1,500})")
_NOTE = re.compile(r"(?<=\n\n)NOTE[ \t\n]+((?:[^\n]{1,2000}\n?){1,50})")
_MOST_NOTES = 100
_TURN_SENTENCES = 12
"""Utterances in one paragraph at most: a lecture is one turn, but no paragraph."""


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
    for speaker, turn in groupby(transcript.utterances, key=_speaker):
        said = [u.text for u in turn]
        for start in range(0, len(said), _TURN_SENTENCES):
            text = " ".join(said[start : start + _TURN_SENTENCES])
            builder.add(BlockKind.PARAGRAPH, f"{speaker}: {text}" if speaker else text)
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


def _speaker(utterance: Utterance) -> str | None:
    return utterance.speaker


FORMAT = DocumentFormat(
    format_id="captions",
    label="Captions and transcripts",
    suffixes=(".vtt", ".srt"),
    media_types=("text/vtt", "application/x-subrip"),
    read=read,
    type_of=media_type_of,
)
