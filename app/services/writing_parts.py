"""Cuts a long text into parts for a model: at empty lines, then at lines, then at sentences; nothing gets lost."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from app.retrieval.sentences import split_sentences

CountTokens = Callable[[Sequence[str]], list[int]]
_PARAGRAPH = re.compile(r"\n[^\S\n]*\n\s*")
_LINE = re.compile(r"\n+")


def parts_of(text: str, most: int, count: CountTokens) -> list[tuple[str, str]]:
    """Parts of at most ``most`` tokens (a sentence that is longer stays whole), each with the gap behind it.

    The parts and gaps one after the other are the text.
    """
    found: list[tuple[str, str]] = []
    for piece, gap in _small(text, most, count):
        if found and count([found[-1][0] + found[-1][1] + piece])[0] <= most:
            before, between = found.pop()
            piece = before + between + piece
        found.append((piece, gap))
    return found


def _small(text: str, most: int, count: CountTokens) -> Iterator[tuple[str, str]]:
    for paragraph, gap in _cut(text, _PARAGRAPH):
        if count([paragraph])[0] <= most:
            yield paragraph, gap
            continue
        lines = list(_cut(paragraph, _LINE))
        for number, (line, break_) in enumerate(lines):
            last = number == len(lines) - 1
            yield from _sentences(line, gap if last else break_, most, count)


def _cut(text: str, pattern: re.Pattern[str]) -> Iterator[tuple[str, str]]:
    start = 0
    for match in pattern.finditer(text):
        yield text[start : match.start()], match.group()
        start = match.end()
    yield text[start:], ""


def _sentences(line: str, gap: str, most: int, count: CountTokens) -> Iterator[tuple[str, str]]:
    if count([line])[0] <= most:
        yield line, gap
        return
    starts = [0, *(span.start for span in split_sentences(line)[1:]), len(line)]
    for start, end in zip(starts, starts[1:], strict=False):
        piece = line[start:end]
        bare = piece.rstrip()
        yield bare, gap if end == len(line) else piece[len(bare) :]
