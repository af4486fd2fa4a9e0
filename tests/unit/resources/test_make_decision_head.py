"""The teaching of the head that finds decisions, on an invented meeting."""

from __future__ import annotations

import importlib.util
import json
import sys
from array import array
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from app.paths import resources_dir
from app.processes.fakes import FakeEmbedder
from app.tasks.minutes.decision_features import features

THINGS = ("crane", "quay", "lorry", "lighthouse", "ferry", "anchor")


@pytest.fixture(scope="module")
def maker() -> Iterator[ModuleType]:
    path = resources_dir() / "minutes" / "make_decision_head.py"
    spec = importlib.util.spec_from_file_location("make_decision_head", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # its dataclasses look themselves up
    spec.loader.exec_module(module)
    yield module
    del sys.modules[spec.name]


def _meeting(maker: ModuleType, folder: Path, number: int) -> Any:
    """Six small topics; of each somebody says in a full sentence that it is painted, which is what was decided."""
    rows: list[list[object]] = []
    for i, thing in enumerate(THINGS):
        rows.append(
            [i * 20.0, "A", "A", f"Yesterday my neighbour told me stories about the old {thing} again."]
        )
        rows.append(
            [i * 20.0 + 9, "B", "B", f"We will paint the {thing} yellow in spring and that is settled."]
        )
    gold = [
        {"text": f"The {thing} will be painted yellow in spring.", "evidence": [2 * i + 1]}
        for i, thing in enumerate(THINGS)
    ]
    data = {
        "id": f"m{number}", "group": f"g{number}", "language": "en", "roles": {"A": "Ana", "B": "Ben"},
        "fields": ["start", "speaker", "role", "text"], "transcript": rows, "references": {"decisions": gold},
    }  # fmt: skip
    path = folder / f"m{number}.json"
    path.write_text(json.dumps(data), encoding="utf-8")

    def embed(texts: Sequence[str]) -> list[Sequence[float]]:
        made = array("f", FakeEmbedder().embed_queries(texts).data)
        return [made[k * 64 : (k + 1) * 64] for k in range(len(texts))]

    return maker.meeting_of(path, "harbour", embed)


def test_what_is_taught_is_what_was_decided(maker: ModuleType, tmp_path: Path) -> None:
    meeting = _meeting(maker, tmp_path, 0)
    aim = maker.aim(meeting)
    assert aim[1::2].min() > 3 * aim[::2].max()
    assert maker.coverage(meeting, [1]) > maker.coverage(meeting, [0])
    assert maker.coverage(meeting, []) == 0
    assert len(maker.textrank(meeting)) == len(meeting.read.transcript.utterances)
    assert maker.until(meeting, [5, 3, 1], 12) == [5]


def test_the_table_weighs_what_the_head_weighs(maker: ModuleType, tmp_path: Path) -> None:
    """What is added up while teaching is what the program adds up."""
    meetings = [_meeting(maker, tmp_path, number) for number in range(3)]
    head = maker.Sums(meetings, "fake").head()
    meeting = meetings[0]
    pieces, said = meeting.read.pieces, meeting.read.transcript.utterances
    scores = head.scores(pieces, features(pieces, said, maker.commitments.find(pieces, meeting.read.people, len(said))),
                         meeting.vectors)  # fmt: skip
    weights = np.concatenate([head.seen, head.near, head.far, head.meaning, head.around])
    expected = maker.table(meeting) @ weights
    assert scores == pytest.approx(expected - expected.mean(), abs=1e-6)
    assert min(scores[1::2]) > max(scores[::2])


def test_the_report_compares_with_textrank_on_groups_held_out(maker: ModuleType, tmp_path: Path) -> None:
    meetings = [_meeting(maker, tmp_path, number) for number in range(3)]
    told = maker.report(meetings, maker.Sums(meetings, "fake"))
    assert told.startswith("harbour: 3 meetings, held out: coverage ")
    assert "TextRank at the same words" in told


def test_a_meeting_without_decisions_teaches_nothing(maker: ModuleType, tmp_path: Path) -> None:
    path = tmp_path / "none.json"
    path.write_text(json.dumps({"references": {"decisions": []}}), encoding="utf-8")
    assert maker.meeting_of(path, "harbour", list) is None
