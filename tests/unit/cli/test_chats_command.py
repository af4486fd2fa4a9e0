"""``carrel chats``: list, search, export, delete, in a profile with two chats."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.cli.exit_codes import DONE, PERSON_MUST_ACT
from app.cli.main import run
from app.domain.retrieval import Answer, AnswerStatus
from app.paths import profile_paths
from app.store.store import Store

Carrel = Callable[..., tuple[int, dict[str, Any]]]


@pytest.fixture
def carrel(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Carrel:
    profile = tmp_path / "profile"
    store = Store(profile_paths(profile).create().database)
    for title, question, text in (
        ("Lease", "How long is the notice period?", "Three months."),
        ("Boiler", "Who repairs it?", "The landlord."),
    ):
        chat = store.conversations.create(title)
        turn = store.conversations.add_turn(chat.id, question)
        answer = Answer(question, question, AnswerStatus.QUOTED, text, (), (), 0.9)
        store.conversations.finish_turn(turn.id, answer)
    store.conversations.set_archived(chat.id, True)
    store.close()

    def call(*arguments: str) -> tuple[int, dict[str, Any]]:
        capsys.readouterr()
        code = run(["--json", "--profile-dir", str(profile), "chats", *arguments])
        return code, json.loads(capsys.readouterr().out)

    return call


def test_archived_chats_are_listed_on_demand(carrel: Carrel) -> None:
    assert [chat["title"] for chat in carrel("list")[1]["chats"]] == ["Lease"]
    assert [chat["title"] for chat in carrel("list", "--archived")[1]["chats"]] == ["Boiler", "Lease"]


def test_search_looks_into_all_chats(carrel: Carrel) -> None:
    code, found = carrel("search", "land")
    assert code == DONE
    (hit,) = found["hits"]
    assert (hit["chat"], hit["in"], hit["text"], hit["marks"]) == (2, "answer", "The landlord.", [[4, 12]])
    assert carrel("search", "zebra")[1]["hits"] == []


@pytest.mark.parametrize("suffix", ["md", "html", "docx", "json", "pdf"])
def test_export(carrel: Carrel, tmp_path: Path, suffix: str) -> None:
    target = tmp_path / f"chat.{suffix}"
    code, done = carrel("export", "1", "--out", str(target))
    assert (code, done["out"]) == (DONE, str(target))
    assert target.stat().st_size > 100


def test_what_cannot_be_done_is_said(carrel: Carrel, tmp_path: Path) -> None:
    code, refused = carrel("export", "1", "--out", str(tmp_path / "chat.xls"))
    assert (code, refused["error"]["code"]) == (PERSON_MUST_ACT, "unsupported_export")
    code, refused = carrel("export", "9", "--out", str(tmp_path / "chat.md"))
    assert (code, refused["error"]["code"]) == (PERSON_MUST_ACT, "unknown_conversation")


def test_all_are_deleted_or_none(carrel: Carrel) -> None:
    assert carrel("delete", "1", "9")[0] == PERSON_MUST_ACT
    assert len(carrel("list", "--archived")[1]["chats"]) == 2
    assert carrel("delete", "1", "2")[1] == {"deleted": [1, 2]}
    assert carrel("list", "--archived")[1]["chats"] == []
