from __future__ import annotations

import random

import pytest

from app.retrieval.sentences import split_sentences


def sentences(text: str) -> list[str]:
    return [text[s.start : s.end] for s in split_sentences(text)]


@pytest.mark.parametrize(
    "expected",
    [
        ["Dr. Smith met Mr. J. R. Brown at 3.45 p.m. in Room 4.", "They left early."],
        ["The U.S. economy grew by 2.5 percent.", "Nobody knew why."],
        ["See Fig. 3 and No. 7 for details.", "He said no.", "Then he left."],
        ["Acme Inc. reported a loss.", "Acme Inc.", "The board resigned."],
        ['"Really?" she asked.', "\u201cYes!\u201d", "He nodded."],
        ["It costs 1,200.50 euros, i.e. too much.", "We waited\u2026", "Nothing happened."],
        ["Am 3. Oktober war z. B. die Bank zu.", "Das steht in Nr. 5 bzw. Abs. 2 der Ordnung.", "Gut!"],
        ["M. Dupont arrive \u00e0 10 h.", "\u00ab Bonjour. \u00bb", "Il part."],
        ["El Sr. P\u00e9rez lleg\u00f3 tarde.", "\u00bfPor qu\u00e9?", "Nadie lo sabe."],
        [
            "\u4eca\u65e5\u306f\u6674\u308c\u3067\u3059\u3002",
            "\u660e\u65e5\u306f\u96e8\u3067\u3059\u304b\uff1f",
            "\u306f\u3044\u3002",
        ],
        ["Der 2. Stock ist leer.", "Die Miete betr\u00e4gt 800 Euro."],
    ],
)
def test_sentences_of_running_text(expected: list[str]) -> None:
    joined = "".join(expected) if "\u3002" in expected[0] else " ".join(expected)
    assert sentences(joined) == expected


def test_wrapped_lines_are_one_sentence() -> None:
    text = (
        "The tenant may end the lease by giving notice of three\nmonths to the end of a quarter. "
        "The letter must\narrive in time."
    )
    assert len(sentences(text)) == 2


def test_headings_lists_and_rows_end_at_the_line() -> None:
    text = (
        "Opening hours\n\nWe are open:\n- Monday to Friday\n- Saturday until noon\n1. Ring the bell\n2. Wait"
    )
    assert sentences(text) == [
        "Opening hours",
        "We are open:",
        "- Monday to Friday",
        "- Saturday until noon",
        "1. Ring the bell",
        "2. Wait",
    ]


def test_addresses_and_short_lines_stay_apart() -> None:
    assert len(sentences("Hazelbrook Printing\n3 Mill Road\nOstermoor")) == 3


def test_blank_text_has_no_sentences() -> None:
    assert split_sentences("") == []
    assert split_sentences(" \n\t\n ") == []


@pytest.mark.parametrize("seed", range(40))
def test_spans_cover_everything_visible_in_order(seed: int) -> None:
    rng = random.Random(seed)
    pieces = [
        "word",
        "Dr.",
        "A.",
        "3.5",
        "\n",
        "\n\n",
        ". ",
        "! ",
        "?\u201d ",
        "\u3002",
        "- x",
        "\t",
        " ",
        "\u00e9t\u00e9",
        ":",
        "1. ",
        "\u2026",
    ]
    text = "".join(rng.choice(pieces) for _ in range(rng.randint(1, 120)))
    end = 0
    for span in split_sentences(text):
        assert not text[end : span.start].strip()
        assert text[span.start : span.end] == text[span.start : span.end].strip() != ""
        end = span.end
    assert not text[end:].strip()
