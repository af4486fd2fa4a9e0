"""A question whose answer is one cell of a table, among tables that look alike: real readers, real embedder."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from app.bootstrap import Services, build_services
from app.domain.jobs import CancelToken, no_progress
from app.domain.retrieval import Query
from app.paths import profile_paths
from app.retrieval.reading import read
from tests.unit.formats.office_files import rows, xlsx

pytestmark = pytest.mark.models

PEOPLE = [
    *("Anna Abel", "Bruno Brandt", "Clara Conti", "David Dorn", "Elena Ebner", "Felix Falk", "Greta Gruber"),
    *("Hugo Haas", "Ines Imhof", "Jonas Jung", "Karla Keller", "Lukas Lang", "Marta Moser", "Nils Nagel"),
    *("Olga Ott", "Paul Pohl", "Rosa Riedl", "Simon Stein", "Tilda Thoma", "Urs Vogel"),
]
COUNTRIES = ("Norland", "Sudmark", "Ostland", "Westria", "Midria", "Highmoor", "Lowfen")
CAPTION = "Bicycles sold, by country and quarter. The third quarter was strong in Highmoor."
PARTS = [f"{part} {size}" for part in ("Bolt", "Nut", "Washer", "Stud") for size in ("M4", "M5", "M6", "M8")]


def days(person: int, year: int) -> int:
    return (person * 7 + year) % 27 + 2


def stock(part: int, place: str) -> int:
    return part * 37 + ord(place[0]) * 11


def sold(country: int, quarter: int) -> int:
    return country * 130 + quarter * 70


@pytest.fixture(scope="module")
def services(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    folder = tmp_path_factory.mktemp("tables")
    for year in (2023, 2024):
        lines = ["Employee,Room,Days of leave left"]
        lines += [f"{name},{200 + n},{days(n, year)}" for n, name in enumerate(PEOPLE)]
        (folder / f"Staff {year}.csv").write_text("\n".join(lines), encoding="utf-8")
    for place in ("Northgate", "Riverside"):
        cells = [["Article", "Order number", "In stock"]]
        cells += [[part, str(7000 + n), str(stock(n, place))] for n, part in enumerate(PARTS)]
        (folder / f"Stock {place}.xlsx").write_bytes(xlsx({"Stock": rows(*cells)}))
    heads = "".join(f"<th>{head}</th>" for head in ("Country", "Q1", "Q2", "Q3"))
    cells = "".join(
        f"<tr><td>{country}</td>" + "".join(f"<td>{sold(n, q)}</td>" for q in (1, 2, 3)) + "</tr>"
        for n, country in enumerate(COUNTRIES)
    )
    page = f"<h1>Sales 2024</h1><p>{CAPTION}</p><table><tr>{heads}</tr>{cells}</table>"
    (folder / "Sales.html").write_text(page, encoding="utf-8")
    made = build_services(profile_paths(tmp_path_factory.mktemp("profile")).create())
    made.library.add([folder], CancelToken())
    made.ingestion.run(CancelToken(), no_progress)
    yield made
    made.close()


def best_row(services: Services, question: str) -> tuple[str, str, str]:
    """File and text of the first passage, and the row of it that is read first."""
    found = services.search.retrieve(Query(question), CancelToken())
    first = found.candidates[0].stored
    return first.path.name, first.chunk.text, next(s.text for s in read(found) if s.candidate == 0)


@pytest.mark.parametrize("year", [2023, 2024])
@pytest.mark.parametrize("person", [1, 9, 18])
def test_the_right_row_of_the_right_table_comes_first(services: Services, person: int, year: int) -> None:
    name = PEOPLE[person]
    file, text, row = best_row(services, f"How many days of leave does {name} have left in {year}?")
    assert (file, name in text) == (f"Staff {year}.csv", True)
    assert row == f"Employee: {name}; Room: {200 + person}; Days of leave left: {days(person, year)}"


@pytest.mark.parametrize("place", ["Northgate", "Riverside"])
@pytest.mark.parametrize("part", [2, 7, 13])
def test_names_that_differ_in_a_number_are_told_apart(services: Services, part: int, place: str) -> None:
    file, text, _ = best_row(services, f"How many {PARTS[part]} are in stock at {place}?")
    assert file == f"Stock {place}.xlsx"
    assert (
        f"Article: {PARTS[part]}; Order number: {7000 + part}; In stock: {stock(part, place)}"
        in text.splitlines()
    )


@pytest.mark.parametrize("country", [0, 3, 5])
def test_the_words_above_a_table_do_not_stand_before_its_row(services: Services, country: int) -> None:
    question = f"How many bicycles were sold in {COUNTRIES[country]} in the second quarter?"
    file, _, row = best_row(services, question)
    counts = "; ".join(f"Q{q}: {sold(country, q)}" for q in (1, 2, 3))
    assert (file, row) == ("Sales.html", f"Country: {COUNTRIES[country]}; {counts}")
