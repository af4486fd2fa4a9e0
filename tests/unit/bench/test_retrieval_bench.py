from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from app.bench.retrieval import Remembering, bench_retrieval, questions_of, recall
from app.domain.documents import Span
from app.domain.embeddings import Vectors
from app.domain.errors import UserError
from app.domain.ids import ChunkId, DocumentId
from app.domain.jobs import CancelToken, no_progress
from app.domain.retrieval import Hit
from app.processes.fakes import FakeEmbedder


def data(folder: Path, questions: Sequence[dict[str, Any]], gold: Sequence[dict[str, Any]]) -> Path:
    for name, rows in (("questions", questions), ("gold", gold)):
        (folder / f"{name}.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    return folder


def hits(*found: tuple[str, str]) -> list[Hit]:
    return [
        Hit(n, ChunkId(n), DocumentId(n), Path("/library") / name, "", None, None, Span(0, 1), (), text, 1.0)
        for n, (name, text) in enumerate(found, 1)
    ]


FOUND = hits(("a.txt", "The rent."), ("a.txt", "It is 900 euros."), ("b.txt", "Fish."), ("c.txt", "Tea."))


@pytest.mark.parametrize(
    ("gold", "first", "five"),
    [
        ({"documents": ["a.txt"], "answers": ["900 Euros"]}, 0.0, 1.0),
        ({"documents": ["a.txt"]}, 1.0, 1.0),
        ({"documents": ["b.txt"], "answers": ["90"]}, 0.0, 0.0),
        ({"documents": ["b.txt", "z.txt"], "match": "documents"}, 0.0, 0.5),
        ({"documents": ["c.txt"], "match": "document"}, 0.0, 1.0),
    ],
)
def test_what_counts_as_right(tmp_path: Path, gold: dict[str, Any], first: float, five: float) -> None:
    (asked,) = questions_of(data(tmp_path, [{"id": "1", "question": "How much?"}], [{"id": "1", **gold}]))
    assert (recall(FOUND, asked, 1), recall(FOUND, asked, 5)) == (first, five)


def test_what_the_documents_do_not_answer_is_left_out_and_history_is_kept(tmp_path: Path) -> None:
    turns = [{"role": "user", "text": "What is it?"}, {"role": "assistant", "text": "A lease."}]
    questions: list[dict[str, Any]] = [
        {"id": "1", "question": "How much?", "history": turns},
        {"id": "2", "question": "Why?"},
    ]
    gold: list[dict[str, Any]] = [
        {"id": "1", "documents": ["a.txt"]},
        {"id": "2", "documents": [], "answerable": False},
    ]
    (asked,) = questions_of(data(tmp_path, questions, gold))
    assert [turn.role for turn in asked.query.history] == ["user", "assistant"]


def test_a_folder_that_cannot_be_used_is_said_to_be(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="bench_data_unreadable"):
        questions_of(tmp_path)
    with pytest.raises(UserError, match="bench_data_unreadable"):
        questions_of(data(tmp_path, [{"id": "1"}], [{"id": "1", "documents": ["a"]}]))
    with pytest.raises(UserError, match="bench_data_unreadable"):
        bench_retrieval(1, CancelToken(), no_progress)


class Counting(FakeEmbedder):
    """Says which questions it was asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[str] = []

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        self.asked.extend(texts)
        return super().embed_queries(texts)


def test_a_question_is_embedded_once_however_often_it_is_searched_for() -> None:
    plain, counting = FakeEmbedder(), Counting()
    remembering = Remembering(counting)
    first = remembering.embed_queries(["rent", "fish"])
    again = remembering.embed_queries(["fish", "rent", "fish"])
    assert first.data == plain.embed_queries(["rent", "fish"]).data
    assert again.data == plain.embed_queries(["fish", "rent", "fish"]).data
    assert again.count == 3
    assert counting.asked == ["rent", "fish"]
