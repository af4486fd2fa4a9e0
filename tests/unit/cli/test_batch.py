from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.cli.batch import Batch
from app.domain.errors import UserError


def write_questions(path: Path, count: int) -> Path:
    rows = [{"id": f"q{i}", "question": f"Question {i}?"} for i in range(count)]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def ids_in(path: Path) -> list[str]:
    return [json.loads(line)["id"] for line in path.read_text(encoding="utf-8").splitlines()]


def test_answers_everything_once(tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    with Batch(write_questions(tmp_path / "in.jsonl", 3), out) as batch:
        for question in batch.waiting():
            batch.write({"id": question.id})
    assert ids_in(out) == ["q0", "q1", "q2"]


def test_goes_on_where_it_was_killed(tmp_path: Path) -> None:
    source, out = write_questions(tmp_path / "in.jsonl", 4), tmp_path / "out.jsonl"
    out.write_text(
        '{"id": "q0", "answer": "kept"}\n{"id": "q1", "answ', encoding="utf-8"
    )  # cut off in mid-line
    with Batch(source, out) as batch:
        assert [q.id for q in batch.waiting()] == ["q1", "q2", "q3"]
        for question in batch.waiting():
            batch.write({"id": question.id})
    assert ids_in(out) == ["q0", "q1", "q2", "q3"]
    assert "kept" in out.read_text(encoding="utf-8")


def test_errors_are_asked_again(tmp_path: Path) -> None:
    source, out = write_questions(tmp_path / "in.jsonl", 2), tmp_path / "out.jsonl"
    out.write_text('{"id": "q0", "error": {"code": "engine_crashed"}}\n{"id": "q1"}\n', encoding="utf-8")
    with Batch(source, out) as batch:
        assert [q.id for q in batch.waiting()] == ["q0"]


def test_scope_and_history_are_read(tmp_path: Path) -> None:
    source = tmp_path / "in.jsonl"
    row = {"id": 1, "question": "And?", "in": ["a.txt"], "history": [{"role": "user", "text": "First"}]}
    source.write_text(json.dumps(row), encoding="utf-8")
    (question,) = Batch(source, tmp_path / "out.jsonl").waiting()
    assert question.scope == (Path("a.txt").absolute(),)
    assert question.history[0].text == "First"


@pytest.mark.parametrize("line", ["not json", '["a list"]', '{"id": "no question"}', '{"question": "no id"}'])
def test_a_bad_line_is_named_before_anything_is_written(tmp_path: Path, line: str) -> None:
    source = tmp_path / "in.jsonl"
    source.write_text(line, encoding="utf-8")
    with pytest.raises(UserError) as caught:
        Batch(source, tmp_path / "out.jsonl")
    assert caught.value.code == "invalid_input"
    assert not (tmp_path / "out.jsonl").exists()


def test_a_missing_batch_is_named(tmp_path: Path) -> None:
    with pytest.raises(UserError) as caught:
        Batch(tmp_path / "none.jsonl", tmp_path / "out.jsonl")
    assert caught.value.code == "file_missing"
