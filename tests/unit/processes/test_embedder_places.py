"""Where tokens stand in the text that they were made of."""

from __future__ import annotations

import pytest

from app.processes.embedder_places import NOWHERE, places_of, plain_form


def words(text: str, pieces: list[str | None]) -> list[str]:
    found = places_of(text, [None if piece is None else piece.encode() for piece in pieces])
    return [text[start:stop] for start, stop in found]


def test_bytes_that_are_the_text_have_exact_places() -> None:
    text = "Größe 3 😀"
    whole = text.encode()
    pieces = [whole[i : i + 2] for i in range(0, len(whole), 2)]
    found = places_of(text, [None, *pieces, None])
    assert found[0] == found[-1] == NOWHERE
    assert found[1] == (0, 2)
    assert found[2] == (2, 3)
    assert [text[s:e] for s, e in found[-3:-1]] == ["😀", "😀"]


def test_a_space_before_the_first_word_costs_nothing() -> None:
    assert words("Tea time", [" Tea", " time"]) == ["Tea", " time"]


def test_a_text_that_was_cut_off_has_places_as_far_as_it_goes() -> None:
    assert words("one two three four", ["one", " two"]) == ["one", " two"]


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("Die Größe für Über", ["die", "große", "fur", "uber"]),
        ("naïve CAFÉ, ok", ["naive", "cafe", ",", "ok"]),
        ("東京は首都です", ["東", "京", "は", "首", "都", "です"]),
        ("İstanbul ﬁne ½", ["istanbul", "fine", "1⁄2"]),
        ("a\u00adb  c\u2028d", ["ab", "c", "d"]),
    ],
)
def test_pieces_without_case_and_accents_are_followed(text: str, pieces: list[str]) -> None:
    found = words(text, list(pieces))
    assert [plain_form(word) for word in found] == [plain_form(piece) for piece in pieces]


def test_an_unknown_word_stands_for_what_lies_between() -> None:
    assert words("Tea 😀 and ☕☕ cake.", [None, "tea", "", "and", "", "cake", ".", None]) == [
        "",
        "Tea",
        "😀",
        "and",
        "☕☕",
        "cake",
        ".",
        "",
    ]


def test_a_piece_that_is_nowhere_does_not_lead_the_others_astray() -> None:
    text = "The rent is due."
    assert words(text, ["the", "zebra", "is", "due", "."]) == ["The", "rent", "is", "due", "."]


def test_a_text_of_nothing_known_is_one_place() -> None:
    assert words("☕ ☕", [None, "", "", None]) == ["", "☕ ☕", "☕ ☕", ""]
    assert places_of("", [None, None]) == [NOWHERE, NOWHERE]
