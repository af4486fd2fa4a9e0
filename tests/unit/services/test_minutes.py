from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from app.domain.errors import Cancelled, EngineError, UserError
from app.domain.ids import MeetingId
from app.domain.jobs import CancelToken, Progress, no_progress
from app.domain.language_models import GenerationRequest, LoadedModel
from app.domain.meeting_edits import EditLog, MinutesEdit, edited_minutes
from app.domain.meetings import Minutes
from app.processes.fakes import FakeEmbedder, FakeGenerator, FakeParser
from app.services.minutes import MinutesService
from tests.unit.services.minutes_students import loaded, student

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


def service(
    embedder: FakeEmbedder | None = None,
    generator: FakeGenerator | None = None,
    loaded: LoadedModel | None = None,
    cache: Path | None = None,
) -> MinutesService:
    return MinutesService(
        FakeParser(),
        embedder or FakeEmbedder(),
        generator or FakeGenerator(),
        lambda _: loaded,
        Shelf(),
        cache=cache,
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


def test_a_model_that_fails_its_examination_is_not_asked(path: Path) -> None:
    generator = FakeGenerator(replies=["DECISION|0|-|-|The committee approved a budget of 5,000 euros.\nEND"])
    minutes = service(generator=generator, loaded=loaded()).make(path, CancelToken(), no_progress)
    assert len(generator.requests) == 1  # one paper was enough
    assert minutes.model is None
    assert [d.text for d in minutes.decisions] == ["We decided to repair the roof in April."]


def test_an_able_model_is_asked_and_checked(path: Path) -> None:
    reply = (
        "DECISION|2|-|-|The roof is repaired in April.\n"
        "ACTION|3|Ben|by Friday|Ben calls the builder by Friday.\nEND"
    )
    generator = FakeGenerator(replies=[student(reply)])
    minutes = service(generator=generator, loaded=loaded()).make(path, CancelToken(), no_progress)
    assert [d.text for d in minutes.decisions] == ["The roof is repaired in April."]
    assert [(a.owner, a.text) for a in minutes.actions] == [("Ben", "Ben calls the builder by Friday.")]
    assert minutes.model == "able"
    assert minutes.dropped == ()
    assert len(generator.requests) == 3  # two papers, one window


def test_what_the_model_makes_up_is_asked_again_and_then_dropped(path: Path) -> None:
    generator = FakeGenerator(replies=[student("DECISION|2|-|-|The roof is repaired for 5,000 euros.\nEND")])
    minutes = service(generator=generator, loaded=loaded()).make(path, CancelToken(), no_progress)
    assert "5,000" in generator.requests[-1].messages[-1].content
    assert minutes.decisions == ()
    assert [d.reason for d in minutes.dropped] == ["unsupported_fact"]


def test_what_held_of_a_first_reply_stays(path: Path) -> None:
    first = "DECISION|2|-|-|The roof is repaired in April.\nKEY|0|-|-|The mayor praised the team.\nEND"
    generator = FakeGenerator(replies=[student(first, "KEY|0|-|-|The roof leaks above the window.\nEND")])
    minutes = service(generator=generator, loaded=loaded()).make(path, CancelToken(), no_progress)
    assert [d.text for d in minutes.decisions] == ["The roof is repaired in April."]
    assert [s.text for s in minutes.summary] == ["The roof leaks above the window."]


def test_the_overview_is_written_from_lines_that_hold(path: Path) -> None:
    reply = (
        "DECISION|2|-|-|The roof is repaired in April.\nACTION|3|Ben|by Friday|Ben calls the builder by Friday.\n"
        "KEY|0|-|-|The builder wants 900 euros.\nEND"
    )
    overview = "2,3|The roof is repaired in April, Ben calls the builder.\n1|The mayor was there.\nEND"
    generator = FakeGenerator(replies=[student(reply, overview)])
    minutes = service(generator=generator, loaded=loaded()).make(path, CancelToken(), no_progress)
    assert [(s.text, s.utterances) for s in minutes.summary] == [
        ("The roof is repaired in April, Ben calls the builder.", (2, 3))
    ]
    assert [d.text for d in minutes.dropped] == ["The mayor was there."]


def test_a_crashed_model_falls_back_to_quotes(path: Path) -> None:
    generator = FakeGenerator(fail=EngineError("engine_crashed"))
    minutes = service(generator=generator, loaded=loaded()).make(path, CancelToken(), no_progress)
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


def test_only_the_sections_that_were_asked_for(path: Path) -> None:
    embedder = FakeEmbedder()
    minutes_service = service(embedder=embedder)
    actions = minutes_service.make(path, CancelToken(), no_progress, frozenset({"actions"}))
    assert (len(actions.actions), actions.decisions, actions.summary, actions.topics) == (1, (), (), ())
    assert embedder.calls == 0
    again = minutes_service.make_again(actions, CancelToken(), no_progress, frozenset({"decisions"}))
    assert (len(again.decisions), again.actions) == (1, ())
    assert again.transcript == actions.transcript
    with pytest.raises(UserError, match="invalid_input"):
        minutes_service.make_again(actions, CancelToken(), no_progress, frozenset({"jokes"}))


def long_talk(folder: Path) -> Path:
    file = folder / "long.txt"
    lines = (f"{'Ana' if i % 2 else 'Ben'}: Part {i} of the roof is dry and solid." for i in range(400))
    file.write_text("\n".join(lines), encoding="utf-8")
    return file


def reader_of(seen: list[int], cancel: CancelToken | None = None, at: int = 0) -> Callable[..., str]:
    """Quotes the first line of its window; cancels with the window number ``at``."""

    def reply(request: GenerationRequest) -> str:
        shown = request.messages[-1].content.splitlines()[-1]
        number, _, text = shown.partition(" ")
        seen.append(int(number))
        if cancel is not None and len(seen) == at:
            cancel.cancel()
        return f"KEY|{number}|-|-|{text.partition(': ')[2]}\nEND"

    return reply


def test_windows_that_were_read_are_not_read_again_after_a_cancel(tmp_path: Path) -> None:
    path, cancel = long_talk(tmp_path), CancelToken()
    first: list[int] = []
    small = loaded(n_ctx=1800)
    generator = FakeGenerator(replies=[student(reader_of(first, cancel, 4))])
    with pytest.raises(Cancelled):
        service(generator=generator, loaded=small, cache=tmp_path / "c").make(path, cancel, no_progress)
    rest: list[int] = []
    generator = FakeGenerator(replies=[student(reader_of(rest))])
    made = service(generator=generator, loaded=small, cache=tmp_path / "c")
    minutes = made.make(path, CancelToken(), no_progress)
    assert rest[0] == first[-1]  # the one that was cancelled half-way, and what comes after it
    assert not set(first[:-1]) & set(rest)
    assert minutes.utterances_read == 400
    assert not list((tmp_path / "c" / "parts").iterdir())


def test_vectors_that_were_made_are_not_made_again_after_a_cancel(tmp_path: Path) -> None:
    path, cancel = long_talk(tmp_path), CancelToken()
    whole = FakeEmbedder()
    expected = service(embedder=whole).make(path, CancelToken(), no_progress)

    def stop(progress: Progress) -> None:
        if progress.done > 200:
            cancel.cancel()

    first, second = FakeEmbedder(), FakeEmbedder()
    with pytest.raises(Cancelled):
        service(embedder=first, cache=tmp_path / "c").make(path, cancel, stop)
    minutes = service(embedder=second, cache=tmp_path / "c").make(path, CancelToken(), no_progress)
    assert first.calls + second.calls == whole.calls
    assert first.calls > 1
    assert replace(minutes, total_ms=0.0) == replace(expected, total_ms=0.0)


def test_a_cache_that_cannot_be_written_costs_nothing(path: Path, tmp_path: Path) -> None:
    (tmp_path / "c").write_text("a file where the folder should be", encoding="utf-8")
    generator = FakeGenerator(replies=[student("DECISION|2|-|-|The roof is repaired in April.\nEND")])
    made = service(generator=generator, loaded=loaded(), cache=tmp_path / "c")
    assert made.make(path, CancelToken(), no_progress).decisions


def test_a_model_file_is_examined_once(path: Path, tmp_path: Path) -> None:
    file = tmp_path / "able.gguf"
    file.write_bytes(b"GGUF")
    for expected in (1, 0):
        generator = FakeGenerator(replies=["KEY|1|-|-|Nonsense about whales.\nEND"])
        made = service(generator=generator, loaded=loaded(path=file), cache=tmp_path / "c")
        made.make(path, CancelToken(), no_progress)
        assert len(generator.requests) == expected
    file.write_bytes(b"GGUF, but another one")
    generator = FakeGenerator(replies=["KEY|1|-|-|Nonsense about whales.\nEND"])
    made = service(generator=generator, loaded=loaded(path=file), cache=tmp_path / "c")
    made.make(path, CancelToken(), no_progress)
    assert len(generator.requests) == 1
