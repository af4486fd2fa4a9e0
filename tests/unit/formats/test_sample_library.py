"""The sample library can be read, and holds what its questions ask for where they say."""

from __future__ import annotations

import json
from bisect import bisect_right
from pathlib import Path
from typing import Any

import pytest

from app.formats.registry import parse, supported_suffixes

LIBRARY = Path(__file__).parents[3] / "resources" / "sample_library"
QUESTIONS = [
    json.loads(line)
    for line in (LIBRARY.parent / "sample_sources" / "questions.jsonl").read_text("utf-8").splitlines()
]
DOCUMENTS = sorted(
    path
    for path in LIBRARY.rglob("*")
    if path.suffix in supported_suffixes() and "meetings" not in path.parts
)


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_every_sample_is_read_whole_and_has_a_title(path: Path) -> None:
    parsed = parse(path)
    assert not parsed.partial
    assert not parsed.warnings
    assert len(parsed.text) > 400
    assert parsed.title


@pytest.mark.parametrize("question", [q for q in QUESTIONS if q["answerable"]], ids=lambda q: q["id"])
def test_the_answer_stands_in_the_document_on_that_page(question: dict[str, Any]) -> None:
    parsed = parse(LIBRARY / question["path"])
    at = parsed.text.find(question["answer"])
    assert at >= 0
    if question["page"] is not None:
        pages = []
        while at >= 0:
            pages.append(bisect_right(parsed.page_starts, at))
            at = parsed.text.find(question["answer"], at + 1)
        assert question["page"] in pages


def test_all_five_formats_are_there() -> None:
    assert {path.suffix for path in DOCUMENTS} == {".pdf", ".docx", ".html", ".md", ".txt"}
    assert len(DOCUMENTS) >= 12
