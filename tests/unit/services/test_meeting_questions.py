"""Questions to one meeting, on the real answer path over a store of its own; no model, an embedder made of words."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.domain.documents import Span
from app.domain.errors import Cancelled, UserError
from app.domain.ids import MeetingId
from app.domain.jobs import CancelToken, Progress
from app.domain.language_models import LoadedModel
from app.domain.meetings import Minutes, Transcript, Utterance
from app.domain.retrieval import AnswerStatus
from app.domain.spoken import spoken_text
from app.processes.fakes import FakeEmbedder, FakeGenerator
from app.services.assistant import AssistantService
from app.services.event_bus import EventBus
from app.services.meeting_index import MeetingIndex
from app.services.meeting_questions import MeetingQuestions, SpokenCitation, speaker_asked_for
from app.services.minutes_edits import MinutesEditor
from app.services.search import SearchService
from app.store.store import Store

SAID = (
    ("Ana Ruiz", "Shall we begin?"),
    ("Tomás Ferreira", "Yes."),
    ("Ana Ruiz", "The new roof costs 4,200 euros with the gutters."),
    ("Ana Ruiz", "The builder begins on the ninth of April."),
    ("Tomás Ferreira", "The roof worries me, the old beams are soft."),
    ("Dora Lang", "I will order the drinks for the summer party."),
    ("Tomás Ferreira", "Let us ask a carpenter about the roof beams first."),
)
SPEAKERS = ("Ana Ruiz", "Tomás Ferreira", "Dora Lang")


def minutes(title: str = "House") -> Minutes:
    said = tuple(Utterance(i, who, text, i * 5000, i * 5000 + 4000) for i, (who, text) in enumerate(SAID))
    return Minutes(Transcript(title, said, "2026-03-04", "en"), (), (), (), (), (), (), len(said))


class World:
    def __init__(self, folder: Path) -> None:
        self.bus = EventBus()
        self.store = Store(folder / "carrel.db")
        self.editor = MinutesEditor(self.store.meetings, self.bus)
        self.embedder = FakeEmbedder()
        self.opened = 0
        self.index = MeetingIndex(folder / "cache", self._open, self.embedder)
        self.questions = MeetingQuestions(self.index, self.editor, self._assistant, self.bus)
        self.id = self.store.meetings.add(minutes(), Path("/m/house.vtt"))

    def _open(self, path: Path) -> Store:
        self.opened += 1
        return Store(path)

    def _assistant(self, store: Store) -> AssistantService:
        search = SearchService(
            store.chunks, store.fulltext, lambda: store.vectors(self.embedder.space()), self.embedder
        )

        def no_model(_cancel: CancelToken) -> LoadedModel | None:
            return None

        return AssistantService(search, FakeGenerator(), no_model, adapters=lambda _name: None)  # type: ignore[arg-type]

    def close(self) -> None:
        self.index.close()
        self.store.close()


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = World(tmp_path)
    yield made
    made.close()


def test_every_citation_knows_who_said_it_and_when(world: World) -> None:
    told: list[tuple[SpokenCitation, ...]] = []
    answer = world.questions.ask(world.id, "How many euros does the new roof cost?", on_found=told.append)
    first = answer.citations[0]
    assert (first.speaker, first.start_ms, first.utterances[0]) == ("Ana Ruiz", 10000, 2)
    assert first.quote.startswith("The new roof costs 4,200 euros")
    assert told == [answer.citations]
    assert answer.speaker is None


def test_only_this_meeting_answers(world: World) -> None:
    other = minutes("Other")
    world.store.meetings.add(other, Path("/m/other.vtt"))
    world.questions.ask(world.id, "What about the roof?")
    answer = world.questions.ask(MeetingId(2), "How many euros does the new roof cost?")
    texts = {u.text for u in other.transcript.utterances}
    assert all(
        citation.quote in " ".join(texts) or citation.quote in texts for citation in answer.citations[:1]
    )
    assert world.opened == 1


def test_a_meeting_is_embedded_once(world: World) -> None:
    shares: list[Progress] = []
    world.questions.ask(world.id, "Where is the roof?", on_progress=shares.append)
    assert shares
    shares.clear()
    world.questions.ask(world.id, "Where is the party?", on_progress=shares.append)
    assert not shares


def test_what_somebody_said_about_something_is_quoted_from_their_words_alone(world: World) -> None:
    answer = world.questions.ask(world.id, "What did Tomas say about the roof?")
    assert (answer.status, answer.speaker) == (AnswerStatus.QUOTED, "Tomás Ferreira")
    assert [c.utterances for c in answer.citations] == [(4,), (6,)]
    everybody = world.questions.ask(world.id, "What did Tomás say about the roof?", everybody=True)
    assert everybody.speaker is None


def test_what_somebody_never_spoken_of_is_not_found(world: World) -> None:
    answer = world.questions.ask(world.id, "What did Dora say about the carburettor?")
    assert (answer.status, answer.speaker, answer.answers) == (AnswerStatus.NOT_FOUND, "Dora Lang", 0)
    assert {c.speaker for c in answer.citations} <= {"Dora Lang"}


@pytest.mark.parametrize(
    ("question", "speaker"),
    [
        ("What did Ana say about the roof?", "Ana Ruiz"),
        ("What does Ana Ruiz think of it?", "Ana Ruiz"),
        ("Has Dora promised anything?", "Dora Lang"),
        ("What is Tomás's opinion of the beams?", "Tomás Ferreira"),
        ("According to Dora, who orders drinks?", "Dora Lang"),
        ("Was hat Ana über das Dach gesagt?", "Ana Ruiz"),
        ("Was meinte Dora dazu?", "Dora Lang"),
        ("Laut Ana, wann beginnt es?", "Ana Ruiz"),
        ("What did Ana say about Dora's drinks?", "Ana Ruiz"),
        ("How did Dora respond to the offer?", "Dora Lang"),
        ("Summarize Ana' s view of it", "Ana Ruiz"),
        ("What will Ana do?", None),
        ("Who said that the roof is soft?", None),
        ("Did Ana and Dora say anything? Did Dora say more?", None),
        ("What did Zoe say?", None),
    ],
)
def test_whose_words_are_asked_for(question: str, speaker: str | None) -> None:
    assert speaker_asked_for(question, SPEAKERS) == speaker


def test_a_part_of_a_name_that_two_share_is_nobody(world: World) -> None:
    assert speaker_asked_for("What did Ana say?", ("Ana Ruiz", "Ana Lang")) is None
    assert speaker_asked_for("What did Ana Lang say?", ("Ana Ruiz", "Ana Lang")) == "Ana Lang"


def test_nothing_half_made_stays_and_a_deleted_meeting_is_forgotten(world: World) -> None:
    cancel = CancelToken()
    cancel.cancel()
    with pytest.raises(Cancelled):
        world.questions.ask(world.id, "Where is the roof?", cancel=cancel)
    assert not world.index.knows(world.id)
    world.questions.ask(world.id, "Where is the roof?")
    assert world.index.knows(world.id)
    world.store.meetings.delete(world.id)
    from app.domain.events import MeetingChanged

    world.bus.publish(MeetingChanged(world.id))
    assert not world.index.knows(world.id)
    with pytest.raises(UserError, match="unknown_meeting"):
        world.questions.ask(world.id, "Where is the roof?")


def test_places_in_the_text_lead_back_to_utterances() -> None:
    transcript = minutes().transcript
    spoken = spoken_text(transcript)
    for words, said in zip(spoken.words, spoken.utterances, strict=True):
        assert spoken.parsed.text[words.start : words.end] == said.text
        assert spoken.said_at(words) == (said,)
        assert spoken.quote(words) == said.text
    whole = Span(0, len(spoken.parsed.text))
    assert spoken.said_at(whole) == transcript.utterances
    assert "… " not in spoken.quote(whole)
    assert "Dora Lang: I will order" in spoken.quote(whole)
    alone = spoken_text(transcript, "Tomás Ferreira")
    assert alone.quote(Span(0, len(alone.parsed.text))).startswith("Yes. … The roof worries me")
