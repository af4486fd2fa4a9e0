"""Folders to measure intake with: files like a person's, made of the sample library's sentences, none twice."""

from __future__ import annotations

import random
import re
import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path

from app.bench.typed_pdf import typed_pdf
from app.paths import resources_dir

_SENTENCE = re.compile(r"[A-Z][^.!?\n]{30,240}[.!?](?=\s)")
_NUMBER = re.compile(r"\d+")


class Prose:
    """Sentences without end, the same for the same seed; figures in them are drawn anew each time."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)  # noqa: S311 - no secrets here
        folder = resources_dir() / "sample_library"
        files = sorted([*folder.rglob("*.md"), *folder.rglob("*.txt")])
        text = "\n".join(file.read_text(encoding="utf-8") for file in files)
        self._sentences = _SENTENCE.findall(text)

    def number(self, low: int, high: int) -> int:
        """Both ends included."""
        return self._random.randint(low, high)

    def sentence(self) -> str:
        """One, on one line."""
        found = " ".join(self._random.choice(self._sentences).split())
        return _NUMBER.sub(lambda match: str(self.number(1, 10 ** len(match[0]))), found)

    def paragraph(self, low: int = 3, high: int = 7) -> str:
        """So many sentences."""
        return " ".join(self.sentence() for _ in range(self.number(low, high)))

    def words(self, count: int) -> str:
        """A heading's worth of them."""
        return " ".join(self.sentence().rstrip(".!?").split()[:count])

    def page(self, lines: int) -> list[str]:
        """Lines of running text."""
        text = ""
        while len(wrapped := textwrap.wrap(text, 88)) <= lines:
            text += " " + self.paragraph()
        return wrapped[:lines]


def mixed_library(folder: Path, seed: int) -> Path:
    """Reports, PDFs, web pages, letters, mails and tables; about 350 chunks. Returns ``folder``."""
    prose = Prose(seed)
    makers: tuple[tuple[int, str, Callable[[Prose], str]], ...] = (
        (2, "report {}.md", _report),
        (3, "page {}.html", _web_page),
        (24, "letter {}.txt", _letter),
        (16, "mail {}.eml", _mail),
        (2, "table {}.csv", _table),
    )
    folder.mkdir(parents=True)
    for count, name, make in makers:
        for number in range(count):
            (folder / name.format(number)).write_text(make(prose), encoding="utf-8")
    for number in range(2):
        pages = [prose.page(40) for _ in range(15)]
        (folder / f"book {number}.pdf").write_bytes(typed_pdf(pages))
    return folder


def small_files(folder: Path, count: int) -> Path:
    """Notes of one to three sentences, a hundred to a folder. Returns ``folder``."""
    prose = Prose(count)
    for number in range(count):
        place = folder / f"{number // 100:04}"
        place.mkdir(parents=True, exist_ok=True)
        (place / f"note {number}.txt").write_text(
            f"Note {number}. {prose.paragraph(1, 3)}\n", encoding="utf-8"
        )
    return folder


def long_book(pages: int) -> list[list[str]]:
    """The lines of so many pages, each with a title of its own."""
    prose = Prose(pages)
    return [[f"Page {number} of the yearbook.", *prose.page(14)] for number in range(1, pages + 1)]


def _sections(prose: Prose, count: int) -> Iterator[tuple[str, list[str]]]:
    for _ in range(count):
        yield prose.words(4), [prose.paragraph() for _ in range(prose.number(2, 5))]


def _report(prose: Prose) -> str:
    parts = [f"## {title}\n\n" + "\n\n".join(body) for title, body in _sections(prose, 14)]
    return "\n\n".join([f"# {prose.words(5)}", *parts]) + "\n"


def _web_page(prose: Prose) -> str:
    parts = [f"<h2>{t}</h2>" + "".join(f"<p>{p}</p>" for p in body) for t, body in _sections(prose, 5)]
    return f"<html><head><title>{prose.words(5)}</title></head><body>{''.join(parts)}</body></html>"


def _letter(prose: Prose) -> str:
    return "\n\n".join([prose.words(6), *(prose.paragraph() for _ in range(prose.number(1, 4)))]) + "\n"


def _mail(prose: Prose) -> str:
    head = f"From: a@example.org\nTo: b@example.org\nSubject: {prose.words(6)}\nDate: Mon, 2 Mar 2026 09:00:00 +0000\n"
    kind = "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n"
    return f"{head}{kind}\n{prose.paragraph(1, 4)}\n\n{prose.paragraph(1, 3)}\n"


def _table(prose: Prose) -> str:
    rows = [
        f"{n},{prose.words(3).replace(',', '')},{prose.number(1, 999)},2026-0{prose.number(1, 9)}-14"
        for n in range(120)
    ]
    return "\n".join(["number,item,amount,date", *rows]) + "\n"
