"""Meetings in the library: found by its search, every passage with speaker and time; pasted texts kept as files."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.domain.documents import ReadOptions
from app.domain.errors import UserError
from app.domain.ids import MeetingId
from app.domain.jobs import CancelToken
from app.domain.meetings import Minutes, Transcript, Utterance
from app.domain.retrieval import Query
from app.domain.spoken import place_before, written_out
from app.formats.registry import media_type_for, parse
from app.formats.transcripts import read_transcript
from app.processes.fakes import FakeEmbedder, FakeParser
from app.retrieval.chunking import chunk_documents, chunk_header
from app.services.event_bus import EventBus
from app.services.ingestion import IngestionService
from app.services.library import LibraryService
from app.services.meeting_documents import MeetingDocuments
from app.services.minutes_edits import MinutesEditor
from app.services.pasted_transcripts import PastedTranscripts
from app.services.search import SearchService
from app.store.store import Store

SAID = (
    ("Ana Ruiz", "Shall we begin", 2000),
    ("Ben Okoro", "Yes", 4000),
    ("Ben Okoro", "The gutters leak above the carburettor shelf.", 65_000),
    (None, "Somebody laughs.", 3_700_000),
)
TRANSCRIPT = Transcript(
    "Roof: talk", tuple(Utterance(i, who, text, at) for i, (who, text, at) in enumerate(SAID)), "2026-03-04"
)


class TextParser(FakeParser):
    """Reads text files as they are really read."""

    def parse(self, path: Path, cancel: CancelToken, options: ReadOptions = ReadOptions()):  # type: ignore[no-untyped-def]  # noqa: B008
        return parse(path, options)

    def read_transcript(self, path: Path, cancel: CancelToken) -> Transcript:
        return read_transcript(path)


class World:
    def __init__(self, folder: Path) -> None:
        self.bus = EventBus()
        self.store = Store(folder / "carrel.db")
        self.embedder = FakeEmbedder()
        self.library = LibraryService(self.store, self.bus, media_type_for)
        self.ingestion = IngestionService(
            self.store, TextParser(), self.embedder, self.bus, chunk=chunk_documents, header=chunk_header
        )
        self.search = SearchService(
            self.store.chunks,
            self.store.fulltext,
            lambda: self.store.vectors(self.embedder.space()),
            self.embedder,
        )
        editor = MinutesEditor(self.store.meetings, self.bus)
        self.documents = MeetingDocuments(
            folder / "meetings", editor, self.library, self.store.meetings, folder / "transcripts"
        )
        self.id = self.store.meetings.add(Minutes(TRANSCRIPT, (), (), (), (), (), (), 4), Path("/m/roof.vtt"))


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = World(tmp_path)
    yield made
    made.store.close()


def test_a_meeting_is_found_with_who_spoke_and_when(world: World) -> None:
    path = world.documents.enter(world.id, CancelToken())
    world.ingestion.run(CancelToken())
    hit = world.search.search(Query("carburettor"), CancelToken()).hits[0]
    assert hit.path == path.resolve()
    assert place_before(hit.text, hit.text.index("carburettor")) == "Ben Okoro, 0:04"
    assert "Ben Okoro (0:04): Yes The gutters leak" in hit.text
    assert [d.path.name for d in world.library.documents()] == ["Roof- talk (meeting 1).txt"]
    assert world.library.sources()[0].path == path.resolve().parent  # one place for all meetings


def test_no_turn_is_taken_for_a_heading(world: World) -> None:
    path = world.documents.enter(world.id, CancelToken())
    kinds = [block.kind.value for block in parse(path).blocks]
    assert kinds[1:] == ["paragraph"] * (len(kinds) - 1)


def test_a_meeting_that_was_deleted_leaves_the_library(world: World) -> None:
    world.documents.enter(world.id, CancelToken())
    world.ingestion.run(CancelToken())
    world.documents.leave(world.id, CancelToken())
    world.store.meetings.delete(world.id)
    assert world.documents.path_of(world.id) is None
    assert world.library.documents() == []
    world.documents.leave(world.id, CancelToken())
    with pytest.raises(UserError, match="unknown_meeting"):
        world.documents.enter(MeetingId(99), CancelToken())


def test_times_and_names_stand_where_they_are_known() -> None:
    text = written_out(TRANSCRIPT)
    assert text.startswith("Roof: talk\n\n2026-03-04\n\nAna Ruiz (0:02): Shall we begin")
    assert "(1:01:40): Somebody laughs." in text
    assert place_before(text, text.index("Somebody")) == "1:01:40"
    assert place_before(text, 3) == ""
    untimed = written_out(Transcript("T", (Utterance(0, "Ana", "Hm."),)))
    assert untimed == "T\n\nAna: Hm.\n"


def test_a_pasted_text_is_looked_at_and_kept_under_its_title(tmp_path: Path) -> None:
    pasted = PastedTranscripts(tmp_path / "kept", tmp_path, TextParser())
    text = "Ana: We begin.\nBen: Yes we do.\nAna: Good.\n"
    seen = pasted.preview(text, CancelToken())
    assert (seen.utterances, seen.speakers, seen.timed, seen.title) == (3, ("Ana", "Ben"), False, "")
    assert pasted.preview("WEBVTT\n\n00:01.000 --> 00:02.000\nAna: Hello.\n", CancelToken()).timed
    first, second = pasted.keep(text, "Roof"), pasted.keep(text, "Roof")
    assert (first.name, second.name) == ("Roof.txt", "Roof 2.txt")
    assert read_transcript(first).title == "Roof"
    pasted.tidy()
    assert sorted(p.name for p in tmp_path.iterdir()) == ["kept"]
    for wrong, code in (("", "empty_document"), ("milk and eggs", "not_a_transcript")):
        with pytest.raises(UserError, match=code):
            pasted.preview(wrong, CancelToken())


def test_a_citation_of_a_meeting_says_who_and_when(world: World) -> None:
    from app.domain.documents import Span
    from app.domain.ids import DocumentId
    from app.domain.retrieval import Evidence
    from app.ui.chat.support_words import place_words

    path = world.documents.enter(world.id, CancelToken())
    text = path.read_text()
    at = text.index("gutters")
    cited = Evidence(
        1, DocumentId(1), path, "Roof", None, Span(0, len(text)), text, "gutters", Span(at, at + 7), 1.0
    )
    assert place_words(cited) == "Roof · Ben Okoro, 0:04"


def test_a_pasted_text_goes_with_its_meeting_and_a_file_of_the_persons_stays(
    world: World, tmp_path: Path
) -> None:
    made = Minutes(TRANSCRIPT, (), (), (), (), (), (), 4)
    own, pasted = tmp_path / "own.txt", tmp_path / "transcripts" / "pasted.txt"
    pasted.parent.mkdir()
    for file in (own, pasted):
        file.write_text("Ana: Hello.")
        meeting = world.store.meetings.add(made, file)
        assert world.documents.was_pasted(meeting) == (file is pasted)
        world.documents.leave(meeting, CancelToken())
    assert own.is_file()
    assert not pasted.exists()
