"""Where chunks begin and end: sentences are put together into groups that the embedder can read whole.

Where chunks begin in a long section depends on the text nearby, not on all that goes before: a page begins one, and so
do paragraphs picked by their own words (*anchors*). After an edit the borders are soon the old ones again, so that the
chunks behind it have the same text as before and need no new vectors.
"""

from __future__ import annotations

import zlib
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace

from app.domain.documents import Block, BlockKind, ParsedDocument, Span

MAX_TOKENS = 200
"""MiniLM drops what is beyond 256; 200 leaves room for the header (~40) and the special tokens (2)."""

MERGE_BELOW = 50
"""A paragraph of at least this many tokens is a chunk of its own; smaller ones are put together.

Measured on 900 questions over 536 encyclopedia paragraphs, fused search, right paragraph first / in five:
never merged .841/.973, below 50 .841/.973, below 60 .838/.970, below 100 .832/.961, up to the limit .829/.958.
"""

TINY = 20
"""A paragraph this small is added to the one before it, however long that is, while it fits."""

ANCHORS = 4
"""One in so many rows, list items and small paragraphs is an anchor."""

ROW_ANCHOR = MAX_TOKENS // 2
"""An anchor among small rows, list items and paragraphs begins a chunk when so many tokens are before it."""

STRETCH = 4 * MAX_TOKENS
"""A longer section has borders at pages and anchors; a longer paragraph is divided into stretches of this length."""

_NEVER = MAX_TOKENS + 1
_RUNS_ON = frozenset({BlockKind.LIST_ITEM, BlockKind.TABLE_ROW, BlockKind.HEADING})


@dataclass(frozen=True, slots=True)
class Sentence:
    """A stretch of the text that is not divided, and its word pieces."""

    span: Span
    tokens: int


@dataclass(frozen=True, slots=True)
class _Paragraph:
    """One block cut into sentences. ``tokens`` is their sum; ``runs_on``: belongs with what comes before it.

    ``begins``: begins a chunk when at least so many tokens are before it.
    """

    sentences: tuple[Sentence, ...]
    tokens: int
    runs_on: bool
    begins: int


def section_groups(
    parsed: ParsedDocument, blocks: Sequence[Block], sentences: Sequence[tuple[Sentence, ...]]
) -> list[list[Sentence]]:
    """The sentences of a section, a group for each chunk. ``sentences[i]`` are those of ``blocks[i]``."""
    members = [_paragraph(parsed, block, those) for block, those in zip(blocks, sentences, strict=True)]
    return _pack(parsed.text, _without_needless_borders(blocks, members))


def _paragraph(parsed: ParsedDocument, block: Block, sentences: tuple[Sentence, ...]) -> _Paragraph:
    tokens, runs_on = sum(s.tokens for s in sentences), block.kind in _RUNS_ON
    begins = _NEVER
    if _begins_page(parsed, block.span.start):
        begins = MERGE_BELOW
    elif _is_anchor(parsed.text, block.span):
        small = tokens < (MERGE_BELOW if runs_on else TINY)
        begins = ROW_ANCHOR if small else MERGE_BELOW if runs_on else TINY
    return _Paragraph(sentences, tokens, runs_on, begins)


def _without_needless_borders(blocks: Sequence[Block], members: list[_Paragraph]) -> list[_Paragraph]:
    """In a short section nothing moves far; in a long one, what comes first below the heading stays with it."""
    if sum(member.tokens for member in members) <= STRETCH:
        return [replace(member, begins=_NEVER) for member in members]
    kinds = [block.kind for block in blocks]
    first = next((i for i, kind in enumerate(kinds) if kind is not BlockKind.HEADING), 0)
    return [replace(member, begins=_NEVER) if i <= first else member for i, member in enumerate(members)]


def _begins_page(parsed: ParsedDocument, offset: int) -> bool:
    """Is there nothing before it on its page?"""
    at = bisect_right(parsed.page_starts, offset)
    return at > 1 and not parsed.text[parsed.page_starts[at - 1] : offset].strip()


def _is_anchor(text: str, span: Span) -> bool:
    return _checksum(text, span) % ANCHORS == 0


def _checksum(text: str, span: Span) -> int:
    return zlib.crc32(text[span.start : span.end].encode("utf-8", "surrogatepass"))


def _pack(text: str, paragraphs: list[_Paragraph]) -> list[list[Sentence]]:
    """Groups of sentences, a chunk each. Paragraphs stay whole where they fit."""
    groups: list[list[Sentence]] = []
    current: list[Sentence] = []
    used = 0
    for paragraph in paragraphs:
        fits = used + paragraph.tokens <= MAX_TOKENS
        belongs = used < MERGE_BELOW or paragraph.tokens < TINY or paragraph.runs_on
        joins = fits and belongs and used < paragraph.begins
        if current and not joins and not (used < TINY and paragraph.tokens > MAX_TOKENS - TINY):
            groups.append(current)
            current = []
        current = [*current, *paragraph.sentences]
        *whole, current = _split(text, current)
        groups.extend(whole)
        used = sum(s.tokens for s in current)
    return [*groups, current] if current else groups


def _split(text: str, sentences: list[Sentence]) -> list[list[Sentence]]:
    """Sentences in groups that fit; one group when all fit."""
    if sum(s.tokens for s in sentences) <= MAX_TOKENS:
        return [sentences]
    return [group for stretch in _stretches(text, sentences) for group in _balanced(stretch)]


def _stretches(text: str, sentences: list[Sentence]) -> list[list[Sentence]]:
    """Divided where a sentence within reach has the smallest checksum, so that an edit moves no border far from it."""
    stretches: list[list[Sentence]] = []
    start, left = 0, sum(s.tokens for s in sentences)
    while left > STRETCH:
        used, best = 0, (1 << 32, len(sentences))
        for at in range(start, len(sentences)):
            if used >= MAX_TOKENS and left - used >= MAX_TOKENS:  # no crumbs at the end
                best = min(best, (_checksum(text, sentences[at].span), at))
            used += sentences[at].tokens
            if used > STRETCH:
                break
        if best[1] == len(sentences):
            break
        stretches.append(sentences[start : best[1]])
        left -= sum(s.tokens for s in stretches[-1])
        start = best[1]
    return [*stretches, sentences[start:]]


def _balanced(sentences: list[Sentence]) -> list[list[Sentence]]:
    """Sentences in as few groups as fit, of about the same size."""
    total = sum(s.tokens for s in sentences)
    target = total / -(-total // MAX_TOKENS)
    groups: list[list[Sentence]] = [[]]
    used = 0
    for sentence in sentences:
        over_target = used + sentence.tokens / 2 > target
        if groups[-1] and (used + sentence.tokens > MAX_TOKENS or over_target):
            groups.append([])
            used = 0
        groups[-1].append(sentence)
        used += sentence.tokens
    return groups
