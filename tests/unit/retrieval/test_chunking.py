from __future__ import annotations

import random
from collections.abc import Sequence

import pytest

from app.domain.documents import Block, BlockKind, ParsedDocument, Span
from app.retrieval.chunking import MAX_TOKENS, chunk_document, chunk_header


def count_words(texts: Sequence[str]) -> list[int]:
    return [len(text.split()) for text in texts]


def document(*blocks: tuple[BlockKind, int, str], page_starts: tuple[int, ...] = ()) -> ParsedDocument:
    text, made = "", []
    for kind, level, content in blocks:
        text += "\n\n" if text else ""
        made.append(Block(kind, Span(len(text), len(text) + len(content)), level))
        text += content
    return ParsedDocument("text/plain", "Title", text, tuple(made), page_starts)


def prose(sentences: int, words: int = 10) -> str:
    return " ".join("Word " + "word " * (words - 2) + "end." for _ in range(sentences))


def heading(text: str, level: int = 1) -> tuple[BlockKind, int, str]:
    return (BlockKind.HEADING, level, text)


def paragraph(text: str) -> tuple[BlockKind, int, str]:
    return (BlockKind.PARAGRAPH, 0, text)


def test_sections_are_never_mixed_and_headings_open_their_section() -> None:
    parsed = document(
        heading("Lease"),
        heading("Term", 2),
        paragraph("Five years."),
        heading("Rent", 2),
        paragraph("Monthly."),
    )
    chunks = chunk_document(parsed, count_words)
    assert [c.text for c in chunks] == ["Lease\n\nTerm\n\nFive years.", "Rent\n\nMonthly."]
    assert [c.heading_path for c in chunks] == [("Lease", "Term"), ("Lease", "Rent")]


def test_deeper_and_higher_headings_make_the_path() -> None:
    parsed = document(
        heading("A"), paragraph("a"), heading("B", 2), paragraph("b"), heading("C", 3), paragraph("c"),
        heading("D", 2), paragraph("d"),
    )  # fmt: skip
    assert [c.heading_path for c in chunk_document(parsed, count_words)] == [
        ("A",),
        ("A", "B"),
        ("A", "B", "C"),
        ("A", "D"),
    ]


def test_a_last_heading_with_nothing_below_is_kept() -> None:
    parsed = document(paragraph("Text."), heading("End"))
    assert chunk_document(parsed, count_words)[-1].text == "End"


def test_long_paragraphs_are_cut_between_sentences_into_even_parts() -> None:
    chunks = chunk_document(document(paragraph(prose(45))), count_words)
    sizes = [len(c.text.split()) for c in chunks]
    assert len(chunks) == 3
    assert max(sizes) <= MAX_TOKENS
    assert max(sizes) - min(sizes) <= 20
    assert all(c.text.endswith("end.") for c in chunks)


def test_a_paragraph_that_is_long_enough_stands_alone() -> None:
    parsed = document(paragraph(prose(12)), paragraph(prose(13)))
    assert len(chunk_document(parsed, count_words)) == 2


def test_small_paragraphs_share_a_chunk() -> None:
    parsed = document(*[paragraph(prose(1)) for _ in range(4)])
    assert len(chunk_document(parsed, count_words)) == 1


def test_lists_stay_with_what_introduces_them() -> None:
    items = [(BlockKind.LIST_ITEM, 0, prose(2)) for _ in range(5)]
    assert len(chunk_document(document(paragraph(prose(7)), *items), count_words)) == 1


def test_an_endless_sentence_is_cut_between_words() -> None:
    chunks = chunk_document(document(paragraph("word " * 1000)), count_words)
    assert all(len(c.text.split()) <= MAX_TOKENS for c in chunks)
    assert sum(len(c.text.split()) for c in chunks) == 1000


def test_text_without_any_space_is_cut_too() -> None:
    chunks = chunk_document(document(paragraph("x" * 5000)), lambda texts: [len(t) for t in texts])
    assert "".join(c.text for c in chunks) == "x" * 5000
    assert all(len(c.text) <= MAX_TOKENS for c in chunks)


def test_pages_come_from_page_starts() -> None:
    parsed = document(paragraph(prose(12)), paragraph(prose(12)), page_starts=(0, 300, 10_000))
    first, second = chunk_document(parsed, count_words)
    assert (first.page, first.page_to) == (1, 2)
    assert (second.page, second.page_to) == (2, 2)


def test_formats_without_pages_have_none() -> None:
    chunk = chunk_document(document(paragraph("Text.")), count_words)[0]
    assert chunk.page is None
    assert chunk.page_to is None


def test_tokens_are_counted_in_one_call() -> None:
    calls = []

    def counting(texts: Sequence[str]) -> list[int]:
        calls.append(len(texts))
        return count_words(texts)

    chunk_document(document(*[paragraph(prose(5)) for _ in range(9)]), counting)
    assert len(calls) == 1


def test_rows_and_items_are_sentences_of_their_own() -> None:
    parsed = document(
        (BlockKind.TABLE_ROW, 0, "Region: North. Sales: 4"), (BlockKind.LIST_ITEM, 0, "- one. Two.")
    )
    (chunk,) = chunk_document(parsed, count_words)
    assert [parsed.text[s.start : s.end] for s in chunk.sentences] == [
        "Region: North. Sales: 4",
        "- one.",
        "Two.",
    ]


@pytest.mark.parametrize("seed", range(30))
def test_every_chunk_keeps_its_promises(seed: int) -> None:
    rng = random.Random(seed)
    kinds = [BlockKind.HEADING, BlockKind.PARAGRAPH, BlockKind.LIST_ITEM, BlockKind.TABLE_ROW, BlockKind.CODE]
    blocks = []
    for _ in range(rng.randint(1, 40)):
        kind = rng.choice(kinds)
        text = " ".join(prose(1, rng.choice([3, 8, 30, 260])) for _ in range(rng.randint(1, 12)))
        blocks.append(
            (kind, rng.randint(1, 3), "A heading") if kind is BlockKind.HEADING else (kind, 0, text)
        )
    parsed = document(*blocks)
    end = 0
    for number, chunk in enumerate(chunk_document(parsed, count_words)):
        assert chunk.ordinal == number
        assert chunk.text == parsed.text[chunk.span.start : chunk.span.end]
        assert len(chunk.text.split()) <= MAX_TOKENS
        assert not parsed.text[end : chunk.span.start].strip()
        assert chunk.sentences[0].start == chunk.span.start
        assert chunk.sentences[-1].end == chunk.span.end
        assert all(a.end <= b.start for a, b in zip(chunk.sentences, chunk.sentences[1:], strict=False))
        end = chunk.span.end
    assert not parsed.text[end:].strip()


def test_header_names_file_title_and_headings_once() -> None:
    assert (
        chunk_header("lease_harbour", "Lease", ("Lease", "9. Notice")) == "lease harbour > Lease > 9. Notice"
    )
    assert chunk_header("Travel Policy", "Travel policy", ()) == "Travel Policy"


def test_long_headers_lose_their_middle() -> None:
    header = chunk_header("form-17", "a very long title " * 5, ("one two three " * 8, "Last heading"))
    assert header == "form-17 > Last heading"
    assert len(chunk_header("x " * 50, "", ()).split()) == 24


def numbered(rng: random.Random, words: int) -> str:
    return "W" + " ".join(str(rng.randrange(10_000)) for _ in range(words)) + "."


def book(
    pages: Sequence[Sequence[str]], kind: BlockKind, *, starts: bool = True, whole: bool = False
) -> ParsedDocument:
    """Pages of paragraphs; ``whole``: all one paragraph."""
    if whole:
        return document((kind, 0, " ".join(text for page in pages for text in page)))
    parsed = document(*[(kind, 0, text) for page in pages for text in page])
    first = [sum(map(len, pages[:i])) for i in range(len(pages))]
    offsets = tuple(parsed.blocks[i].span.start for i in first) if starts else ()
    return ParsedDocument("application/pdf", "Title", parsed.text, parsed.blocks, offsets)


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("words", [8, 25, 90])
@pytest.mark.parametrize("kind", [BlockKind.PARAGRAPH, BlockKind.TABLE_ROW, BlockKind.LIST_ITEM])
@pytest.mark.parametrize("starts", [True, False])
def test_an_edit_leaves_the_chunks_far_from_it_as_they_are(
    seed: int, words: int, kind: BlockKind, starts: bool
) -> None:
    rng = random.Random(seed)
    pages = [[numbered(rng, words) for _ in range(rng.randint(3, 6))] for _ in range(100)]
    before = {chunk.text for chunk in chunk_document(book(pages, kind, starts=starts), count_words)}
    pages[50] = [numbered(rng, words + 3) for _ in range(4)]
    after = chunk_document(book(pages, kind, starts=starts), count_words)
    assert sum(chunk.text not in before for chunk in after) <= 15
    assert len(after) > 15


@pytest.mark.parametrize("seed", range(4))
def test_an_edit_moves_few_borders_in_an_endless_paragraph(seed: int) -> None:
    rng = random.Random(seed)
    pages = [[numbered(rng, 12) for _ in range(20)] for _ in range(100)]
    before = {
        chunk.text for chunk in chunk_document(book(pages, BlockKind.PARAGRAPH, whole=True), count_words)
    }
    pages[50] = pages[50][:7]
    after = chunk_document(book(pages, BlockKind.PARAGRAPH, whole=True), count_words)
    assert sum(chunk.text not in before for chunk in after) <= 15
    assert len(after) > 100
