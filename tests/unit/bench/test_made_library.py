from __future__ import annotations

import os
from pathlib import Path

from app.bench.made_library import long_book, mixed_library, small_files
from app.bench.peaks import peak_mb
from app.bench.typed_pdf import typed_pdf
from app.domain.documents import Span
from app.formats import registry


def files_in(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def test_a_mixed_library_is_the_same_for_a_seed_and_no_two_files_are(tmp_path: Path) -> None:
    first, again, other = (
        files_in(mixed_library(tmp_path / str(number), seed)) for number, seed in enumerate((1, 1, 2))
    )
    assert first == again
    assert not set(first.values()) & set(other.values())
    assert len(set(first.values())) == len(first)
    assert {Path(name).suffix for name in first} == {".md", ".html", ".txt", ".eml", ".csv", ".pdf"}


def test_every_file_of_it_can_be_read(tmp_path: Path) -> None:
    for path in mixed_library(tmp_path / "made", 3).iterdir():
        document = registry.parse(path)
        assert len(document.text) > 60
        assert not document.partial


def test_small_files_are_as_many_as_asked_for(tmp_path: Path) -> None:
    found = files_in(small_files(tmp_path, 120))
    assert len(set(found.values())) == 120


def test_a_typed_pdf_has_its_pages_and_lines(tmp_path: Path) -> None:
    pages = [["First (of two) \\ pages.", "Grüße aus dem Bad."], ["Second page."]]
    path = tmp_path / "typed.pdf"
    path.write_bytes(typed_pdf(pages))
    document = registry.parse(path)
    assert len(document.page_starts) == 2
    second = Span(document.page_starts[1], len(document.text))
    assert "First (of two) \\ pages." in document.text[: second.start]
    assert "Grüße aus dem Bad." in document.text[: second.start]
    assert document.text[second.start : second.end].strip() == "Second page."


def test_a_long_book_has_as_many_different_pages_as_asked_for() -> None:
    book = long_book(30)
    assert len({tuple(lines[1:]) for lines in book}) == len(book) == 30
    assert all(len(line) < 100 for lines in book for line in lines)


def test_the_peak_is_of_living_processes_only() -> None:
    found = peak_mb({"me": os.getpid(), "nobody": None, "gone": 2**22 + 1})
    assert list(found) == ["me"]
    assert 10 < found["me"] < 100_000
