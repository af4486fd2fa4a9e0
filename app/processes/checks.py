"""Checks what a parser says before anybody relies on it: it may have been taken over by the file it read."""

from __future__ import annotations

import itertools

from app.domain.documents import PageImage, ParsedDocument
from app.domain.errors import EngineError
from app.domain.meetings import Transcript

_MAX_SIDE = 32_767


def _lie(what: str) -> EngineError:
    return EngineError("protocol_mismatch", role="parser", detail=what)


def checked_document(document: ParsedDocument) -> ParsedDocument:
    """Blocks in order, without overlap, within the text; pages likewise."""
    end = 0
    for block in document.blocks:
        if not end <= block.span.start <= block.span.end <= len(document.text):
            raise _lie("blocks")
        end = block.span.end
    starts = document.page_starts
    if any(a > b for a, b in itertools.pairwise(starts)) or any(
        not 0 <= start <= len(document.text) for start in starts
    ):
        raise _lie("pages")
    return document


def checked_image(image: PageImage) -> PageImage:
    """As many bytes as pixels: a painter that trusts the size would read beyond the end."""
    sides = 0 < image.width <= _MAX_SIDE and 0 < image.height <= _MAX_SIDE
    if not sides or len(image.pixels) != image.width * image.height * 4:
        raise _lie("image")
    return image


def checked_transcript(transcript: Transcript) -> Transcript:
    """Utterances are numbered from 0."""
    if any(utterance.id != number for number, utterance in enumerate(transcript.utterances)):
        raise _lie("utterances")
    return transcript
