from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from app.domain.errors import UserError
from app.teaching.dataset import Passage, Provenance, holds, read_examples, read_provenance

GOOD: dict[str, Any] = {
    "question": "Which colour?",
    "title": "Gate",
    "passage": "The gate is green.",
    "answer": "green",
}


def written(folder: Path, *records: object) -> Path:
    path = folder / "data.jsonl"
    lines = [
        record if isinstance(record, str) else json.dumps(record, ensure_ascii=False) for record in records
    ]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_both_forms_of_a_line_are_read(tmp_path: Path) -> None:
    passages = [
        {"text": "It is old."},
        {"title": "Gate", "headings": ["Paint"], "text": "The gate is\ngreen."},
    ]
    many = {
        "question": " Which\n colour? ",
        "passages": passages,
        "answer": "Green",
        "weight": 2,
        "group": 7,
        "id": 1,
    }
    one, other = read_examples(written(tmp_path, GOOD, "", many))
    assert one.passages == (Passage("Gate", (), "The gate is green."),)
    assert (one.question, one.answer, one.weight) == ("Which colour?", "green", 1.0)
    assert other.question == "Which colour?"
    assert other.passages == (
        Passage("", (), "It is old."),
        Passage("Gate", ("Paint",), "The gate is\ngreen."),
    )
    assert (other.weight, other.group) == (2.0, "7")


def test_examples_of_one_passage_are_one_group(tmp_path: Path) -> None:
    found = read_examples(
        written(
            tmp_path,
            GOOD,
            {**GOOD, "question": "Is it green?", "passage": "The  gate is green.", "answer": None},
            {**GOOD, "passage": "The door is green."},
        )
    )
    assert found[0].group == found[1].group != found[2].group
    assert found[1].answer is None


@pytest.mark.parametrize(
    ("bad", "detail"),
    [
        ("not JSON", "not JSON"),
        ("[" * 100_000, "not JSON"),
        ("[1]", "not a JSON object"),
        ({**GOOD, "question": " "}, "question"),
        ({**GOOD, "question": 3}, "question"),
        ({**GOOD, "question": "x" * 3000}, "longer than"),
        ({**GOOD, "answer": ""}, "answer"),
        ({**GOOD, "answer": "None"}, "null"),
        ({**GOOD, "answer": "a\0b"}, "no text"),
        ({key: value for key, value in GOOD.items() if key != "answer"}, "answer is missing"),
        ({key: value for key, value in GOOD.items() if key != "passage"}, "passages is missing"),
        ({**GOOD, "passage": ""}, "text"),
        ({**GOOD, "passages": []}, "1 to 50"),
        ({**GOOD, "passages": ["text"]}, "object"),
        (
            {**GOOD, "passages": [{"text": "It is old."}, {"text": "It is evergreen."}]},
            "none of the passages",
        ),
        ({**GOOD, "headings": "Paint"}, "headings"),
        ({**GOOD, "weight": 0}, "weight"),
        ({**GOOD, "weight": True}, "weight"),
        ('{"question": "a", "passage": "b", "answer": null, "weight": NaN}', "weight"),
        ({**GOOD, "group": 1.5}, "group"),
        ("x" * 4_000_001, "too long"),
    ],
)
def test_a_bad_line_is_refused_with_its_place(tmp_path: Path, bad: object, detail: str) -> None:
    with pytest.raises(UserError) as caught:
        read_examples(written(tmp_path, GOOD, "", bad, "worse"))
    assert (caught.value.code, caught.value.params["line"]) == ("bad_example", 3)
    assert caught.value.params["file"] == "data.jsonl"
    assert detail in str(caught.value.params["detail"])


def test_files_that_cannot_be_read_say_so(tmp_path: Path) -> None:
    for path, code in ((tmp_path / "gone.jsonl", "file_missing"), (tmp_path, "file_missing")):
        with pytest.raises(UserError, match=code):
            read_examples(path)
    with pytest.raises(UserError, match="no_examples"):
        read_examples(written(tmp_path, "", " "))
    latin = tmp_path / "latin.jsonl"
    latin.write_bytes(b'{"question": "\xe9"}\n')
    with pytest.raises(UserError, match="bad_example"):
        read_examples(latin)


def test_provenance_is_optional_and_checked(tmp_path: Path) -> None:
    data, meta = tmp_path / "data.jsonl", tmp_path / "data.meta.json"
    assert read_provenance(data) == Provenance()
    meta.write_text('{"licences": ["CC BY 4.0"], "credits": ["A library"]}')
    assert read_provenance(data) == Provenance(("CC BY 4.0",), ("A library",))
    for bad in ("[]", "{", '{"licences": "CC"}', '{"credits": [1]}'):
        meta.write_text(bad)
        with pytest.raises(UserError, match="bad_example"):
            read_provenance(data)


def test_an_answer_is_held_by_whole_words() -> None:
    assert holds("It costs 1,250 euros, all in.", "1,250 Euros")
    assert not holds("It is evergreen.", "green")
    assert not holds("It is green.", "…")
