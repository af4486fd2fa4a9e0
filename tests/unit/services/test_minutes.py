from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import pytest

from app.domain.errors import Cancelled, EngineError, UserError
from app.domain.ids import MeetingId
from app.domain.jobs import CancelToken, Progress, no_progress
from app.domain.language_models import LoadedModel
from app.domain.meeting_edits import EditLog, MinutesEdit, edited_minutes
from app.domain.meetings import Minutes
from app.processes.fakes import FakeEmbedder, FakeGenerator, FakeParser
from app.services.minutes import MinutesService

TALK = "\n".join(
    [
        "Ana: The roof leaks above the second window, and the builder wants 900 euros.",
        "Ben: That is cheaper than last year, when the whole gutter had to be replaced.",
        "Ana: So we decided to repair the roof in April.",
        "Ben: I'll call the builder and confirm the date by Friday.",
    ]
)


@dataclass
class Shelf:
    """A store that forgets at the end of the test."""

    kept: dict[MeetingId, Minutes] = field(default_factory=dict)

    def add(self, minutes: Minutes, source_path: Path) -> MeetingId:
        key = MeetingId(len(self.kept) + 1)
        self.kept[key] = minutes
        return key

    def list(self) -> list[tuple[MeetingId, str, str | None, float]]:
        return [(key, m.transcript.title, m.transcript.date, 0.0) for key, m in self.kept.items()]

    def get(self, meeting_id: MeetingId) -> Minutes:
        return self.kept[meeting_id]

    def edits(self, meeting_id: MeetingId) -> EditLog:
        return EditLog()

    def add_edit(self, meeting_id: MeetingId, edit: MinutesEdit) -> None:
        raise NotImplementedError

    def undo(self, meeting_id: MeetingId) -> bool:
        return False

    def redo(self, meeting_id: MeetingId) -> bool:
        return False

    def delete(self, meeting_id: MeetingId) -> None:
        del self.kept[meeting_id]


def model(n_params: int) -> LoadedModel:
    return LoadedModel("able", Path("able.gguf"), 4096, n_params, "CPU", 1, 0)


def service(
    embedder: FakeEmbedder | None = None,
    generator: FakeGenerator | None = None,
    loaded: LoadedModel | None = None,
) -> MinutesService:
    return MinutesService(
        FakeParser(), embedder or FakeEmbedder(), generator or FakeGenerator(), lambda _: loaded, Shelf()
    )


@pytest.fixture
def path(tmp_path: Path) -> Path:
    file = tmp_path / "roof.txt"
    file.write_text(TALK, encoding="utf-8")
    return file


def test_minutes_without_a_model(path: Path) -> None:
    seen: list[Progress] = []
    minutes = service().make(path, CancelToken(), seen.append)
    assert [(a.owner, a.due) for a in minutes.actions] == [("Ben", "by Friday")]
    assert [d.utterances for d in minutes.decisions] == [(2,)]
    assert minutes.model is None
    assert minutes.utterances_read == len(minutes.transcript.utterances) == 4
    assert (seen[-1].done, seen[-1].total) == (4, 4)


def test_a_small_model_is_not_asked(path: Path) -> None:
    generator = FakeGenerator()
    minutes = service(generator=generator, loaded=model(135_000_000)).make(path, CancelToken(), no_progress)
    assert generator.requests == []
    assert minutes.model is None


def test_an_able_model_is_asked_and_checked(path: Path) -> None:
    reply = (
        "DECISION|2|-|-|The roof is repaired in April.\nACTION|3|Ben|by Friday|Ben calls the builder.\nEND"
    )
    generator = FakeGenerator(replies=[reply])
    minutes = service(generator=generator, loaded=model(3_000_000_000)).make(path, CancelToken(), no_progress)
    assert [d.text for d in minutes.decisions] == ["The roof is repaired in April."]
    assert [(a.owner, a.text) for a in minutes.actions] == [("Ben", "Ben calls the builder.")]
    assert minutes.model == "able"
    assert minutes.dropped == ()
    assert len(generator.requests) == 1


def test_what_the_model_makes_up_is_asked_again_and_then_dropped(path: Path) -> None:
    generator = FakeGenerator(replies=["DECISION|2|-|-|The roof is repaired for 5,000 euros.\nEND"])
    minutes = service(generator=generator, loaded=model(3_000_000_000)).make(path, CancelToken(), no_progress)
    assert len(generator.requests) == 2
    assert minutes.decisions == ()
    assert [d.reason for d in minutes.dropped] == ["unsupported_fact"]


def test_a_crashed_model_falls_back_to_quotes(path: Path) -> None:
    generator = FakeGenerator(fail=EngineError("engine_crashed"))
    minutes = service(generator=generator, loaded=model(3_000_000_000)).make(path, CancelToken(), no_progress)
    assert minutes.warnings == ("model_failed",)
    assert [a.owner for a in minutes.actions] == ["Ben"]


def test_a_crashed_embedder_costs_the_topics_only(path: Path) -> None:
    embedder = FakeEmbedder(fail=EngineError("engine_crashed"))
    minutes = service(embedder=embedder).make(path, CancelToken(), no_progress)
    assert minutes.warnings == ("embedder_unavailable",)
    assert minutes.actions


def test_cancel(path: Path) -> None:
    cancel = CancelToken()
    cancel.cancel()
    with pytest.raises(Cancelled):
        service().make(path, cancel, no_progress)


def test_keep_list_get_delete_export(path: Path, tmp_path: Path) -> None:
    minutes_service = service()
    minutes = minutes_service.make(path, CancelToken(), no_progress)
    key = minutes_service.keep(minutes, path)
    assert [row[0] for row in minutes_service.list()] == [key]
    assert minutes_service.get(key) == edited_minutes(minutes, ())
    minutes_service.export(minutes, tmp_path / "out.md")
    assert "Call the builder" in (tmp_path / "out.md").read_text(encoding="utf-8")
    with pytest.raises(UserError, match="unsupported_export"):
        minutes_service.export(minutes, tmp_path / "out.xyz")
    minutes_service.delete(key)
    assert not minutes_service.list()
