"""The taught reader of decisions: out of its file, and only for the vectors it was taught on."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.domain.jobs import CancelToken, no_progress
from app.paths import resources_dir
from app.processes.fakes import FakeEmbedder, FakeGenerator, FakeParser
from app.services.minutes import MinutesService
from app.services.minutes_head import decision_head
from app.tasks.minutes.decision_features import NAMES
from app.tasks.minutes.decision_head import SMOOTHED, SMOOTHED_FAR, DecisionHead
from tests.unit.services.test_minutes import Shelf

TALK = (
    "Ana: Good morning everybody and welcome to the planning round of the harbour office.\n"
    "Ben: The old crane needs a new motor before the winter storms begin, that is what we have.\n"
    "Ana: Yes, that is fine with me, and you know that it is so.\n"
    "Ben: My brother saw a heron near the lighthouse yesterday evening.\n"
)


def _head(space: str) -> DecisionHead:
    """Likes sentences that share words with "crane motor winter storms", clearly."""
    (likes,) = [FakeEmbedder().embed_queries(["crane motor winter storms"]).data]
    weights = tuple(5 * weight for weight in memoryview(likes).cast("f"))
    return DecisionHead(
        space,
        (0.0,) * len(NAMES),
        (0.0,) * len(SMOOTHED),
        (0.0,) * len(SMOOTHED_FAR),
        weights,
        (0.0,) * len(weights),
    )


@pytest.mark.parametrize(("space", "found"), [("fake", True), ("another", False)])
def test_the_head_is_for_its_own_vectors_only(tmp_path: Path, space: str, found: bool) -> None:
    path = tmp_path / "crane.txt"
    path.write_text(TALK, encoding="utf-8")
    service = MinutesService(
        FakeParser(), FakeEmbedder(), FakeGenerator(), lambda _: None, Shelf(), head=_head(space)
    )
    only = frozenset({"decisions"})
    minutes = service.make(path, CancelToken(), no_progress, only)
    assert (1 in {i for d in minutes.decisions for i in d.utterances}) is found
    assert minutes.warnings == ()


def test_without_an_embedder_decisions_are_found_by_their_cues(tmp_path: Path) -> None:
    from app.domain.errors import EngineError

    path = tmp_path / "crane.txt"
    path.write_text(TALK + "Ana: We decided to buy the new motor in May.\n", encoding="utf-8")
    broken = FakeEmbedder(fail=EngineError("engine_crashed", engine="embedder"))
    service = MinutesService(
        FakeParser(), broken, FakeGenerator(), lambda _: None, Shelf(), head=_head("fake")
    )
    minutes = service.make(path, CancelToken(), no_progress)
    assert [d.utterances[-1] for d in minutes.decisions] == [4]
    assert minutes.warnings == ("embedder_unavailable",)


def test_the_shipped_head_fits_this_program() -> None:
    head = decision_head(resources_dir() / "minutes" / "decisions.en.json")
    assert head is not None
    assert len(head.meaning) == len(head.around) == 384
    assert head.space.startswith("all-MiniLM-L6-v2")
    assert (resources_dir() / "minutes" / "decisions.en.json").stat().st_size < 20_000


def test_a_head_that_does_not_fit_is_left_out(tmp_path: Path) -> None:
    whole = {
        "space": "s",
        "seen": [0] * len(NAMES),
        "near": [0] * len(SMOOTHED),
        "far": [0] * len(SMOOTHED_FAR),
    }
    whole |= {"meaning": [0, 0], "around": [0, 0]}
    path = tmp_path / "head.json"
    path.write_text(json.dumps(whole))
    assert decision_head(path) is not None
    for broken in (whole | {"seen": [0]}, whole | {"around": [0]}, whole | {"near": "x"}, {"space": "s"}):
        path.write_text(json.dumps(broken))
        assert decision_head(path) is None
    path.write_text("")
    assert decision_head(path) is None
    assert decision_head(tmp_path / "none.json") is None
