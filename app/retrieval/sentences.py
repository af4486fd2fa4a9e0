"""Cuts text into sentences by rules. Standard library only; European languages and CJK full stops.

Promise: the spans are in order, do not overlap, are not blank, begin and end with something visible, and
nothing but white space lies outside them. Rules rather than a model: same result everywhere, no start-up
cost, and a wrong cut costs little because citations may hold several sentences.
"""

from __future__ import annotations

import re

from app.domain.documents import Span
from app.retrieval.abbreviations import BEFORE_NUMBER, ENDS_TOO, MONTHS, NEVER_ENDS, STARTERS

_END = re.compile(
    r"[.!?\u2026\u203c-\u2049\u061f\u06d4\u0964\u0965\u1362]+"
    r"[\"'\u201d\u201c\u2019\u00bb\u00ab\u203a)\]]*(?:[ \xa0][\u00bb\u203a])?(?=\s|$)"
    r"|[\u3002\uff01\uff1f\uff61]+[\u300d\u300f\u201d\u2019\uff09\u3011\"')]*"
)
_BLANK_LINE = re.compile(r"\n[^\S\n]*\n\s*")
_LIST_MARK = re.compile(
    r"(?:[-\u2013\u2014*+\u2022\u2023\u25aa\u25cf\u25e6\u00b7]|\(?(?:\d{1,3}|[a-zA-Z]|[ivx]{1,5})[.)])\s"
)
_WORD_BEFORE = re.compile(r"[\w.'\u2019-]*$")
_WORD = re.compile(r"[^\W\d_]+")
_INITIALS = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]$")
_LETTER_AND_STOP = re.compile(r"[^\W\d_]\.")
_OPENERS = "\"'\u201c\u201d\u201e\u2018\u00ab\u00bb\u2039([\u00bf\u00a1*_"
_WRAPPED = 120
"""Lines longer than this are not wrapped text: each line break is meant."""


def split_sentences(text: str) -> list[Span]:
    """The sentences of ``text`` as spans."""
    spans: list[Span] = []
    start = 0
    for match in _BLANK_LINE.finditer(text):
        spans.extend(_paragraph(text, start, match.start()))
        start = match.end()
    spans.extend(_paragraph(text, start, len(text)))
    return spans


def _paragraph(text: str, start: int, end: int) -> list[Span]:
    part = text[start:end]
    cuts = sorted({*_stops(part), *_line_cuts(part), len(part)})
    spans = []
    begin = 0
    for cut in cuts:
        span = _trimmed(part, begin, cut)
        if span is not None:
            spans.append(Span(start + span.start, start + span.end))
        begin = cut
    return spans


def _trimmed(part: str, begin: int, end: int) -> Span | None:
    piece = part[begin:end]
    left = len(piece) - len(piece.lstrip())
    length = len(piece.strip())
    return Span(begin + left, begin + left + length) if length else None


def _stops(part: str) -> list[int]:
    """Offsets behind the punctuation that ends a sentence."""
    return [match.end() for match in _END.finditer(part) if _ends_sentence(part, match)]


def _ends_sentence(part: str, match: re.Match[str]) -> bool:
    mark = match.group()
    if mark[0] in "\u3002\uff01\uff1f\uff61":
        return True
    following = part[match.end() : match.end() + 60].lstrip()
    opening = following.lstrip(_OPENERS)
    if not opening:
        return True
    if opening[0].islower():
        return False
    if not mark.startswith(".") or mark.startswith(".."):
        return True
    return _full_stop(part, match.start(), opening)


def _full_stop(part: str, at: int, following: str) -> bool:
    """Is the full stop at ``at`` the end of a sentence, and not of an abbreviation, initial or number?"""
    before = _WORD_BEFORE.search(part, max(0, at - 30), at)
    word = before.group() if before else ""
    next_match = _WORD.match(following)
    next_word = next_match.group() if next_match else ""
    if word.isdigit():
        return not _is_ordinal(part, at - len(word), word, next_word)
    lowered = word.lower().strip("'\u2019-")
    starter = next_word.lower() in STARTERS and next_word[:1].isupper()
    if lowered in NEVER_ENDS or (lowered in BEFORE_NUMBER and following[0].isdigit()):
        return False
    if lowered in ENDS_TOO:
        return starter
    if len(word) == 1 and word.islower():
        return starter or not _LETTER_AND_STOP.match(following)  # "10 h." ends, "z. B." does not
    if _INITIALS.match(word) or (len(word) == 1 and word.isalpha()):
        return starter
    return True


def _is_ordinal(part: str, start: int, word: str, next_word: str) -> bool:
    """``1. Introduction`` at the beginning of a line, ``3. Oktober``."""
    at_line_start = not part[:start].rsplit("\n", 1)[-1].strip()
    return len(word) <= 3 and (at_line_start or (len(word) <= 2 and next_word.lower() in MONTHS))


def _line_cuts(part: str) -> list[int]:
    """Offsets of the line breaks that end a sentence without a full stop: headings, lists, rows."""
    if "\n" not in part:
        return []
    lines = part.split("\n")
    width = max(len(line.rstrip()) for line in lines)
    cuts, offset = [], 0
    for line, following in zip(lines, lines[1:], strict=False):
        offset += len(line) + 1
        if _breaks(line.rstrip(), following.strip(), width):
            cuts.append(offset)
    return cuts


def _breaks(line: str, following: str, width: int) -> bool:
    if not line or not following or width > _WRAPPED:
        return True
    if _LIST_MARK.match(following) or "\t" in line:
        return True
    if following[0].islower():
        return False
    if line.endswith(":"):
        return True
    first_word = following.split(maxsplit=1)[0]
    fits = len(line) + 1 + len(first_word) <= width * 0.85
    return fits or width < 40
