"""Cuts a document into chunks that the embedder can read whole.

Promise, for every chunk: ``text == document.text[span]``; at most ``MAX_TOKENS`` word pieces; begins and ends
at sentence borders (only a sentence that is too long by itself is cut, between words); never holds text of
two sections; knows its pages, heading path and sentences. Chunks are in reading order; every visible character of
the document lies in a chunk.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from app.domain.documents import Block, BlockKind, Chunk, ParsedDocument, Span
from app.retrieval.chunk_borders import MAX_TOKENS, Sentence, section_groups
from app.retrieval.sentences import split_sentences

CountTokens = Callable[[Sequence[str]], list[int]]

HEADER_WORDS = 24


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
        sentences = [next(measured) for _ in section.blocks]
        for group in section_groups(parsed, section.blocks, sentences):
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


def _measured(text: str, blocks: list[list[Span]], count_tokens: CountTokens) -> list[tuple[Sentence, ...]]:
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
        tuple(Sentence(p, counts[p]) for span in block for p in _leaves(span, halves)) for block in blocks
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


def _chunk(parsed: ParsedDocument, ordinal: int, path: tuple[str, ...], group: list[Sentence]) -> Chunk:
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
