"""Cuts a document into chunks that the embedder can read whole.

Promise, for every chunk: ``text == document.text[span]``; at most ``MAX_TOKENS`` word pieces; begins and ends
at sentence borders (only a sentence that is too long by itself is cut, between words); never holds text of
two sections; knows its pages, heading path and sentences. Chunks are in reading order; every visible character of
the document lies in a chunk.

Where chunks begin in a long section depends on the text nearby, not on all that goes before: a page begins one, and so
do paragraphs picked by their own words (*anchors*). After an edit the borders are soon the old ones again, so that the
chunks behind it have the same text as before and need no new vectors.
"""

from __future__ import annotations

import zlib
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from app.domain.documents import Block, BlockKind, Chunk, ParsedDocument, Span
from app.retrieval.sentences import split_sentences

CountTokens = Callable[[Sequence[str]], list[int]]

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

HEADER_WORDS = 24

_NEVER = MAX_TOKENS + 1
_RUNS_ON = frozenset({BlockKind.LIST_ITEM, BlockKind.TABLE_ROW, BlockKind.HEADING})


@dataclass(frozen=True, slots=True)
class _Sentence:
    span: Span
    tokens: int


@dataclass(frozen=True, slots=True)
class _Paragraph:
    """One block cut into sentences. ``tokens`` is their sum; ``runs_on``: belongs with what comes before it.

    ``begins``: begins a chunk when at least so many tokens are before it.
    """

    sentences: tuple[_Sentence, ...]
    tokens: int
    runs_on: bool
    begins: int


@dataclass(slots=True)
class _Section:
    heading_path: tuple[str, ...] = ()
    blocks: list[Block] = field(default_factory=list)


def chunk_document(parsed: ParsedDocument, count_tokens: CountTokens) -> list[Chunk]:
    """The chunks of a document. ``count_tokens`` is called once, and again only for over-long sentences."""
    return chunk_documents([parsed], count_tokens)[0]


def chunk_documents(documents: Sequence[ParsedDocument], count_tokens: CountTokens) -> list[list[Chunk]]:
    """The chunks of several documents, their sentences counted together."""
    cut = [_cut(parsed) for parsed in documents]
    texts = dict.fromkeys(
        parsed.text[span.start : span.end]
        for parsed, (_, blocks) in zip(documents, cut, strict=True)
        for block in blocks
        for span in block
    )
    known = dict(zip(texts, count_tokens(list(texts)), strict=True)) if texts else {}

    def count(asked: Sequence[str]) -> list[int]:
        missing = list(dict.fromkeys(text for text in asked if text not in known))
        if missing:
            known.update(zip(missing, count_tokens(missing), strict=True))
        return [known[text] for text in asked]

    return [_chunks(parsed, *parts, count) for parsed, parts in zip(documents, cut, strict=True)]


def _cut(parsed: ParsedDocument) -> tuple[list[_Section], list[list[Span]]]:
    """Sections, and the sentences of all their blocks."""
    sections = _sections(parsed)
    return sections, [_block_sentences(parsed.text, block) for s in sections for block in s.blocks]


def _chunks(
    parsed: ParsedDocument, sections: list[_Section], blocks: list[list[Span]], count_tokens: CountTokens
) -> list[Chunk]:
    measured = iter(_measured(parsed.text, blocks, count_tokens))
    chunks: list[Chunk] = []
    for section in sections:
        members = [_paragraph(parsed, block, next(measured)) for block in section.blocks]
        members = _without_needless_borders(section, members)
        for group in _pack(parsed.text, members):
            chunks.append(_chunk(parsed, len(chunks), section.heading_path, group))  # noqa: PERF401 - len(chunks)
    return chunks


def chunk_header(file_stem: str, title: str, heading_path: Sequence[str]) -> str:
    """``file stem > title > headings`` without repetitions, at most 24 words; the middle goes first."""
    parts: list[str] = []
    seen: set[str] = set()
    for part in (file_stem.replace("_", " "), title, *heading_path):
        shown = " ".join(part.split())
        key = shown.replace("-", " ").casefold()
        if shown and key not in seen:
            parts.append(shown)
            seen.add(key)
    while len(parts) > 2 and sum(len(part.split()) for part in parts) > HEADER_WORDS:
        del parts[1]
    return " ".join(" > ".join(parts).split()[: HEADER_WORDS + len(parts) - 1])


def _sections(parsed: ParsedDocument) -> list[_Section]:
    """Blocks under one heading each. Headings with nothing below them belong to the section that follows."""
    sections = [_Section()]
    stack: list[tuple[int, str]] = []
    for block in parsed.blocks:
        if block.kind is BlockKind.HEADING:
            stack = [entry for entry in stack if entry[0] < block.level]
            stack.append((block.level, " ".join(parsed.text[block.span.start : block.span.end].split())))
            if any(b.kind is not BlockKind.HEADING for b in sections[-1].blocks):
                sections.append(_Section())
            sections[-1].heading_path = tuple(text for _, text in stack)
        sections[-1].blocks.append(block)
    return [section for section in sections if section.blocks]


def _block_sentences(text: str, block: Block) -> list[Span]:
    start, end = block.span.start, block.span.end
    if block.kind in (BlockKind.HEADING, BlockKind.TABLE_ROW):
        return [block.span]
    if block.kind is BlockKind.CODE:
        return _lines(text, block.span)
    return [Span(start + s.start, start + s.end) for s in split_sentences(text[start:end])]


def _lines(text: str, span: Span) -> list[Span]:
    spans, at = [], span.start
    for line in text[span.start : span.end].splitlines(keepends=True):
        stripped = line.strip()
        if stripped:
            left = at + len(line) - len(line.lstrip())
            spans.append(Span(left, left + len(stripped)))
        at += len(line)
    return spans


def _measured(text: str, blocks: list[list[Span]], count_tokens: CountTokens) -> list[tuple[_Sentence, ...]]:
    """Token counts for all sentences; those over the limit are halved between words until they fit."""
    spans = [span for block in blocks for span in block]
    counts = (
        dict(zip(spans, count_tokens([text[s.start : s.end] for s in spans]), strict=True)) if spans else {}
    )
    long = [span for span in spans if counts[span] > MAX_TOKENS]
    halves: dict[Span, tuple[Span, ...]] = {}
    while long:
        for span in long:
            halves[span] = _halved(text, span)
        parts = [part for span in long for part in halves[span]]
        counts.update(zip(parts, count_tokens([text[s.start : s.end] for s in parts]), strict=True))
        long = [part for part in parts if counts[part] > MAX_TOKENS and part.end - part.start > 1]
    return [
        tuple(_Sentence(p, counts[p]) for span in block for p in _leaves(span, halves)) for block in blocks
    ]


def _leaves(span: Span, halves: dict[Span, tuple[Span, ...]]) -> list[Span]:
    if span not in halves:
        return [span]
    return [leaf for part in halves[span] for leaf in _leaves(part, halves)]


def _halved(text: str, span: Span) -> tuple[Span, ...]:
    """Two parts, cut at the white space nearest to the middle, or in the middle where there is none near."""
    middle = (span.start + span.end) // 2
    reach = max((span.end - span.start) // 4, 1)
    near = sorted(
        range(max(span.start + 1, middle - reach), min(span.end, middle + reach)),
        key=lambda i: abs(i - middle),
    )
    at = next((i for i in near if text[i].isspace()), middle)
    left, right = text[span.start : at].rstrip(), text[at : span.end].lstrip()
    return (Span(span.start, span.start + len(left)), Span(span.end - len(right), span.end))


def _paragraph(parsed: ParsedDocument, block: Block, sentences: tuple[_Sentence, ...]) -> _Paragraph:
    tokens, runs_on = sum(s.tokens for s in sentences), block.kind in _RUNS_ON
    begins = _NEVER
    if _begins_page(parsed, block.span.start):
        begins = MERGE_BELOW
    elif _is_anchor(parsed.text, block.span):
        small = tokens < (MERGE_BELOW if runs_on else TINY)
        begins = ROW_ANCHOR if small else MERGE_BELOW if runs_on else TINY
    return _Paragraph(sentences, tokens, runs_on, begins)


def _without_needless_borders(section: _Section, members: list[_Paragraph]) -> list[_Paragraph]:
    """In a short section nothing moves far; in a long one, what comes first below the heading stays with it."""
    if sum(member.tokens for member in members) <= STRETCH:
        return [replace(member, begins=_NEVER) for member in members]
    kinds = [block.kind for block in section.blocks]
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


def _pack(text: str, paragraphs: list[_Paragraph]) -> list[list[_Sentence]]:
    """Groups of sentences, a chunk each. Paragraphs stay whole where they fit."""
    groups: list[list[_Sentence]] = []
    current: list[_Sentence] = []
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


def _split(text: str, sentences: list[_Sentence]) -> list[list[_Sentence]]:
    """Sentences in groups that fit; one group when all fit."""
    if sum(s.tokens for s in sentences) <= MAX_TOKENS:
        return [sentences]
    return [group for stretch in _stretches(text, sentences) for group in _balanced(stretch)]


def _stretches(text: str, sentences: list[_Sentence]) -> list[list[_Sentence]]:
    """Divided where a sentence within reach has the smallest checksum, so that an edit moves no border far from it."""
    stretches: list[list[_Sentence]] = []
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


def _balanced(sentences: list[_Sentence]) -> list[list[_Sentence]]:
    """Sentences in as few groups as fit, of about the same size."""
    total = sum(s.tokens for s in sentences)
    target = total / -(-total // MAX_TOKENS)
    groups: list[list[_Sentence]] = [[]]
    used = 0
    for sentence in sentences:
        over_target = used + sentence.tokens / 2 > target
        if groups[-1] and (used + sentence.tokens > MAX_TOKENS or over_target):
            groups.append([])
            used = 0
        groups[-1].append(sentence)
        used += sentence.tokens
    return groups


def _chunk(parsed: ParsedDocument, ordinal: int, path: tuple[str, ...], group: list[_Sentence]) -> Chunk:
    span = Span(group[0].span.start, group[-1].span.end)
    return Chunk(
        ordinal=ordinal,
        span=span,
        text=parsed.text[span.start : span.end],
        heading_path=path,
        sentences=tuple(s.span for s in group),
        page=_page(parsed, span.start),
        page_to=_page(parsed, span.end - 1),
    )


def _page(parsed: ParsedDocument, offset: int) -> int | None:
    return max(1, bisect_right(parsed.page_starts, offset)) if parsed.page_starts else None
