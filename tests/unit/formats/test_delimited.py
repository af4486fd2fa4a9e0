from __future__ import annotations

from pathlib import Path

import pytest

from app.domain.documents import BlockKind
from app.domain.errors import UserError
from app.formats.delimited import find_delimiter
from app.formats.registry import parse_bytes


def lines(content: str | bytes, name: str = "t.csv") -> list[str]:
    data = content if isinstance(content, bytes) else content.encode()
    parsed = parse_bytes(Path(name), data)
    return [parsed.text[b.span.start : b.span.end] for b in parsed.blocks]


@pytest.mark.parametrize(
    ("text", "delimiter"),
    [
        ("a,b\n1,2\n", ","),
        ("a;b\n1,5;2,5\n", ";"),
        ("a\tb\n1, x\t2\n", "\t"),
        ("a|b|c\n1,2|3|4\n", "|"),
        ("only one column\nof words\n", ","),
    ],
)
def test_the_delimiter_is_found(text: str, delimiter: str) -> None:
    assert find_delimiter(text) == delimiter


def test_every_row_carries_its_headers() -> None:
    assert lines('Name,Town\nOdile,"Tournai, Belgium"\nBram,\n') == [
        "Name: Odile; Town: Tournai, Belgium",
        "Name: Bram",
    ]


def test_figures_on_top_are_no_header() -> None:
    assert lines("1,2,3\na,b,c\n") == ["1 | 2 | 3", "a | b | c"]


def test_rows_longer_than_the_header_lose_nothing() -> None:
    assert lines("Plant,Month\nLeek,June,late\nKale\n") == ["Plant: Leek; Month: June; late", "Plant: Kale"]


def test_excels_hint_is_obeyed_and_not_shown() -> None:
    assert lines("sep=;\nPlant;Price\nLeek;2,40\n") == ["Plant: Leek; Price: 2,40"]


def test_a_quote_that_never_ends_costs_the_structure_only() -> None:
    parsed = parse_bytes(Path("t.csv"), b'a,b\n"' + b"x" * 200_000 + b"\nlast,row\n")
    assert "last" in parsed.text
    assert [w.code for w in parsed.warnings] == ["structure_ignored"]


def test_content_of_a_spreadsheet_that_is_text() -> None:
    parsed = parse_bytes(Path("export.xls"), b"Plant;Price\nLeek;2\n")
    assert parsed.media_type == "text/csv"
    assert parsed.text == "Plant: Leek; Price: 2"
    assert parsed.blocks[0].kind is BlockKind.TABLE_ROW


def test_too_many_rows_are_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.formats.delimited._MOST_ROWS", 3)
    parsed = parse_bytes(Path("t.csv"), b"a,b\n1,2\n3,4\n5,6\n7,8\n")
    assert parsed.partial
    assert [w.code for w in parsed.warnings] == ["rows_left_out"]


def test_an_empty_table_is_an_empty_document() -> None:
    with pytest.raises(UserError, match="empty_document"):
        parse_bytes(Path("t.csv"), b"\n \n")


def test_a_character_that_comes_far_below_is_no_delimiter() -> None:
    rows = [f"{number},{number + 1},{number + 2}" for number in range(80)]
    assert find_delimiter("\n".join([*rows, "1,2;3,4"])) == ","


def test_a_table_longer_than_any_document_ends_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.formats.base.MAX_TEXT", 100)
    parsed = parse_bytes(Path("t.csv"), b"a,b\n" + b"1,2\n" * 20)
    assert parsed.partial
    assert len(parsed.text) < 120
    assert [w.code for w in parsed.warnings] == ["text_truncated"]


def test_a_title_above_the_table_stays_above() -> None:
    assert lines("Prices of 2024\n\nPlant,Price\nLeek,2\nKale,3\n") == [
        "Prices of 2024",
        "Plant: Leek; Price: 2",
        "Plant: Kale; Price: 3",
    ]


def test_one_row_is_no_header_without_a_table() -> None:
    assert lines("Plant,Price\n") == ["Plant: Price"]
