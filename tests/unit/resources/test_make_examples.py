from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from app.teaching.dataset import read_examples

SCRIPT = Path(__file__).resolve().parents[3] / "resources" / "adapters" / "make_examples.py"
GATE, MILL, FAIR = "The gate is old.", "The mill was built in the 12th century.", "The fair is held in May."


def hit(text: str, file: str = "town.md") -> dict[str, Any]:
    return {"path": f"/library/{file}", "title": "Town", "heading_path": ["Sights"], "text": text}


def question(number: int, answers: list[str], answerable: bool = True) -> dict[str, Any]:
    return {
        "id": str(number),
        "question": "When was the mill built?",
        "answers": answers,
        "answerable": answerable,
        "documents": ["town.md"],
    }


def made(folder: Path, hits: list[dict[str, Any]], *questions: dict[str, Any]) -> list[dict[str, Any]]:
    found, gold, out = folder / "hits.jsonl", folder / "gold.jsonl", folder / "examples.jsonl"
    found.write_text("".join(json.dumps({"id": q["id"], "hits": hits}) + "\n" for q in questions))
    gold.write_text("".join(json.dumps(q) + "\n" for q in questions))
    run = subprocess.run(
        [sys.executable, str(SCRIPT), str(found), str(gold)], capture_output=True, text=True, check=True
    )
    out.write_text(run.stdout)
    assert len(list(read_examples(out))) == run.stdout.count("\n")
    return [json.loads(line) for line in run.stdout.splitlines()]


def test_the_fullest_short_answer_is_taught(tmp_path: Path) -> None:
    answers = ["12th", "12th century", "the mill was built in the 12th century, they say"]
    [one] = made(tmp_path, [hit(GATE), hit(MILL)], question(1, answers))
    assert one["answer"] == "12th century"
    assert [p["text"] for p in one["passages"]] == [GATE, MILL]
    assert one["passages"][0] == {"title": "Town", "headings": ["Sights"], "text": GATE}
    assert one["group"] == "town.md"


def test_the_passage_that_holds_the_answer_is_added_where_it_comes_late(tmp_path: Path) -> None:
    late = [hit(GATE), hit(FAIR), hit(GATE), hit(MILL, "other.md"), hit(MILL)]
    [one] = made(tmp_path, late, question(1, ["12th century"]))
    assert [p["text"] for p in one["passages"]] == [GATE, FAIR, GATE, MILL]


def test_what_cannot_be_answered_is_taught_as_such(tmp_path: Path) -> None:
    unanswerable, not_found = question(1, [], answerable=False), question(2, ["1844"])
    assert [one["answer"] for one in made(tmp_path, [hit(MILL)], unanswerable, not_found)] == [None, None]


def test_an_answer_that_is_the_word_for_no_answer_is_left_out(tmp_path: Path) -> None:
    [one] = made(tmp_path, [hit(MILL)], question(1, ["None"]), question(2, ["12th century"]))
    assert one["answer"] == "12th century"
