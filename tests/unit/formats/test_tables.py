"""Which rows name the columns, and what becomes of the others."""

from __future__ import annotations

from app.formats.tables import TableLines, is_figure, table_lines


def test_a_header_goes_before_every_value() -> None:
    table = [["Region", "2021", "2022"], ["North", "10", "12"], ["South", "5", "6"]]
    assert table_lines(table) == ["Region: North; 2021: 10; 2022: 12", "Region: South; 2021: 5; 2022: 6"]


def test_years_over_years_are_no_header() -> None:
    assert table_lines([["1999", "2001"], ["2002", "2003"], ["2005", "2007"]]) == [
        "1999: 2001",
        "2002: 2003",
        "2005: 2007",
    ]


def test_two_header_rows_become_one_name_a_column() -> None:
    table = [["", "2023", "", "2024", ""], ["Item", "Q1", "Q2", "Q1", "Q2"], ["Oak", "1", "2", "3", "4"]]
    assert table_lines(table) == ["Item: Oak; 2023 Q1: 1; 2023 Q2: 2; 2024 Q1: 3; 2024 Q2: 4"]


def test_merged_groups_above_the_header_are_told_from_a_header_row() -> None:
    table = [
        ["Item", "Inside", "Inside", "Note"],
        ["Item", "Width", "Depth", "Note"],
        ["Oak", "wide", "deep", "x"],
        ["Elm", "narrow", "flat", "y"],
    ]
    assert table_lines(table, has_header=1)[0] == "Item: Oak; Inside Width: wide; Inside Depth: deep; Note: x"


def test_a_title_across_the_table_is_no_header() -> None:
    table = [
        ["Prices"] * 3,
        ["Item", "Unit", "Price"],
        ["Oak", "m3", "300 \u20ac"],
        ["Elm", "m3", "200 \u20ac"],
    ]
    assert table_lines(table) == [
        "Prices",
        "Item: Oak; Unit: m3; Price: 300 \u20ac",
        "Item: Elm; Unit: m3; Price: 200 \u20ac",
    ]


def test_rows_know_the_section_they_are_in() -> None:
    table = [
        ["Item", "Unit", "Price"],
        ["Wood", "", ""],
        ["Oak", "m3", "300"],
        ["Stone", "", ""],
        ["Slate", "t", "90"],
    ]
    assert table_lines(table) == [
        "Wood; Item: Oak; Unit: m3; Price: 300",
        "Stone; Item: Slate; Unit: t; Price: 90",
    ]


def test_a_row_with_gaps_is_no_section() -> None:
    table = [["Item", "Unit", "Price"], ["Oak", "m3", "300"], ["Elm", "", ""], ["Slate", "t", "90"]]
    assert table_lines(table)[1:] == ["Item: Elm", "Item: Slate; Unit: t; Price: 90"]


def test_names_and_values_in_two_columns() -> None:
    table = [["Company", "Harbour Ltd"], ["Founded", "1990"], ["Staff:", "50"]]
    assert table_lines(table) == ["Company: Harbour Ltd", "Founded: 1990", "Staff: 50"]


def test_words_over_words_are_a_header_only_where_a_sheet_is_expected() -> None:
    table = [
        {0: "Name", 1: "Town", 2: "Boat"},
        {0: "Odile", 1: "Ghent", 2: "Gull"},
        {0: "Bram", 1: "Delft", 2: "Eel"},
    ]
    sheet, plain = TableLines(tabular=True), TableLines()
    assert [line for row in table for line in sheet.add(row)] + sheet.end() == [
        "Name: Odile; Town: Ghent; Boat: Gull",
        "Name: Bram; Town: Delft; Boat: Eel",
    ]
    assert [line for row in table for line in plain.add(row)] + plain.end() == [
        "Name | Town | Boat",
        "Odile | Ghent | Gull",
        "Bram | Delft | Eel",
    ]


def test_a_header_nobody_uses_is_a_line_of_its_own() -> None:
    assert table_lines([["Item", "Note"], ["Oak", ""], ["Elm", ""]], has_header=True)[0] == "Item | Note"


def test_long_tables_are_written_as_they_come() -> None:
    table = TableLines(headers=1)
    ready = [len(table.add({0: f"row {n}", 1: str(n)})) for n in range(100)]
    assert sum(ready) == 99
    assert ready[-1] == 1
    assert table.end() == []


def test_cells_far_apart_cost_nothing() -> None:
    table = TableLines(headers=1)
    table.add({0: "Name", 16_383: "Last"})
    table.add({0: "Oak", 16_383: "300"})
    assert table.end() == ["Name: Oak; Last: 300"]


def test_what_a_figure_is() -> None:
    figures = [
        "12",
        "-3.5",
        "1 234,50",
        "12 %",
        "$1,200",
        "300 \u20ac",
        "2028-05-01",
        "14:30",
        "24 m",
        "(15)",
        "USD 12",
        "1.2e-5",
    ]
    words = ["Q1 2024", "May 2028", "A-7", "oak", "4 Mill Lane", "", "no. 5 of list"]
    assert [text for text in figures if not is_figure(text)] == []
    assert [text for text in words if is_figure(text)] == []
