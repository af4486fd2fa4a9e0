"""Snippets."""

from __future__ import annotations

from app.store.chat_snippets import folded, pattern_of, snippet


def marked(text: str, *words: str) -> list[str]:
    part, marks = snippet(text, pattern_of(words))
    return [part[a:b] for a, b in marks]


def test_words_are_marked_whatever_their_case_and_accents() -> None:
    assert marked("Où est le CAFÉ? Les cafés ferment.", "cafe") == ["CAFÉ", "cafés"]
    assert marked("The landlord, not land or island.", "land") == ["landlord", "land"]
    assert marked("a+b (c)", "c") == ["c"]


def test_scripts_without_spaces_are_marked_from_within() -> None:
    assert marked("賃貸契約の通知期間は？", "通知") == ["通知"]


def test_a_long_text_is_cut_around_the_first_mark() -> None:
    text = "one two three four " * 30 + "here it stands " + "five six seven eight " * 30
    part, marks = snippet(text, pattern_of(["here"]))
    assert part.startswith("…")
    assert part.endswith("…")
    assert len(part) < 130
    assert [part[a:b] for a, b in marks] == ["here"]
    inner = part.strip("…").split()
    assert set(inner) <= set(text.split())


def test_without_a_mark_it_begins_at_the_beginning() -> None:
    assert snippet("Short.", pattern_of(["x"])) == ("Short.", ())


def test_folding_keeps_every_place() -> None:
    for text in ("İstanbul ΟΔΟΣ Straße ﬁ Ǆ", "Á" * 3, "e\u0301"):
        assert len(folded(text)) == len(text)
