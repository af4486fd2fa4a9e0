"""``carrel feedback``: list, export, delete, in a profile with judged answers."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.cli.exit_codes import DONE, PERSON_MUST_ACT
from app.cli.main import run
from app.domain.feedback import Complaint, Judgement, Verdict
from app.domain.retrieval import Answer, AnswerStatus
from app.paths import profile_paths
from app.services.feedback import FeedbackService
from app.store.store import Store

Carrel = Callable[..., tuple[int, dict[str, Any]]]


@pytest.fixture
def profile(tmp_path: Path) -> Path:
    """Two judged answers."""
    paths = profile_paths(tmp_path / "profile").create()
    store = Store(paths.database)
    service = FeedbackService(store.feedback, store.conversations, lambda: None)
    chat = store.conversations.create("Chat")
    for question, judgement in (
        ("Why?", Judgement(Verdict.GOOD)),
        ("How long is it?", Judgement(Verdict.BAD, Complaint.WRONG, "A week")),
    ):
        turn = store.conversations.add_turn(chat.id, question)
        answer = Answer(question, question, AnswerStatus.QUOTED, "It is.", (), (), 0.9)
        store.conversations.finish_turn(turn.id, answer)
        service.judge(chat.id, turn.id, judgement)
    store.close()
    return tmp_path / "profile"


@pytest.fixture
def carrel(profile: Path, capsys: pytest.CaptureFixture[str]) -> Carrel:
    def call(*arguments: str) -> tuple[int, dict[str, Any]]:
        capsys.readouterr()
        code = run(["--json", "--profile-dir", str(profile), "feedback", *arguments])
        return code, json.loads(capsys.readouterr().out)

    return call


def test_list_and_export_tell_the_same(carrel: Carrel, tmp_path: Path) -> None:
    code, listed = carrel("list")
    assert code == DONE
    assert [case["question"] for case in listed["cases"]] == ["Why?", "How long is it?"]
    code, done = carrel("export", str(tmp_path / "cases.jsonl"))
    assert (code, done["cases"]) == (DONE, 2)
    lines = (tmp_path / "cases.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line) for line in lines] == listed["cases"]


def test_deleting_says_what_is_not_there(carrel: Carrel) -> None:
    code, document = carrel("delete", "--case", "7")
    assert (code, document["error"]["code"]) == (PERSON_MUST_ACT, "unknown_case")
    assert carrel("delete", "--case", "1") == (DONE, {"deleted": 1})
    assert carrel("delete", "--all") == (DONE, {"deleted": 1})
    assert carrel("list") == (DONE, {"cases": []})


def test_a_line_for_people(profile: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--profile-dir", str(profile), "feedback", "list"]) == DONE
    printed = capsys.readouterr().out
    assert "bad, wrong" in printed
    assert "How long is it?" in printed
