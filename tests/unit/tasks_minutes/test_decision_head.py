"""The taught reader of decisions: what it sees, what it adds up, and what is chosen by it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.tasks.minutes import commitments
from app.tasks.minutes.decision_choice import choose_settled
from app.tasks.minutes.decision_features import NAMES, features
from app.tasks.minutes.decision_head import SMOOTHED, SMOOTHED_FAR, DecisionHead
from app.tasks.minutes.extractive import Read, extract, read
from tests.unit.tasks_minutes.talk import talk

NOTHING = DecisionHead(
    "s", (0.0,) * len(NAMES), (0.0,) * len(SMOOTHED), (0.0,) * len(SMOOTHED_FAR), (0.0, 0.0), (0.0, 0.0)
)
LINES = (
    "Ana: Good morning everybody and welcome to the planning round of the harbour office.",
    "Ben: The old crane needs a new motor before the winter storms begin.",
    "Chloe: The north quay stays closed for lorries until the repair of the crane is finished.",
    "Ana: Yes, that is fine with me.",
    "Ben: My brother saw a heron near the lighthouse yesterday evening.",
    "Chloe: Did anybody remember the coffee machine in the visitors' kitchen?",
)


def _features(meeting: Read) -> list[list[float]]:
    return features(meeting.pieces, meeting.transcript.utterances, [])


def _rows(meeting: Read) -> list[dict[str, float]]:
    said = meeting.transcript.utterances
    tasks = commitments.find(meeting.pieces, meeting.people, len(said))
    return [dict(zip(NAMES, row, strict=True)) for row in features(meeting.pieces, said, tasks)]


def test_what_is_seen_of_a_sentence() -> None:
    rows = _rows(
        read(talk("Ana: We will keep the two lorries.", "Ben: Agreed, perfect.", "Ana: Shall we stop?"))
    )
    first, second, last = rows
    assert (first["we"], first["will"], first["number"], first["accepted"]) == (1, 1, 1, 1)
    assert (second["we"], second["place"], last["place"]) == (0, 0.5, 1)
    assert (last["question"], second["question after"], first["question after"]) == (1, 1, 0)
    assert first["share of speaker"] == pytest.approx(9 / 11)
    assert max(row["degree"] for row in rows) <= 1


def test_scores_are_differences_within_the_meeting() -> None:
    meeting = read(talk(*LINES))
    rows = features(meeting.pieces, meeting.transcript.utterances, [])
    vectors = [(1.0, 0.0) if "crane" in piece.stems else (0.0, 1.0) for piece in meeting.pieces]
    scores = replace(NOTHING, meaning=(2.0, 0.0)).scores(meeting.pieces, rows, vectors)
    judged = [s for s, piece in zip(scores, meeting.pieces, strict=True) if len(piece.stems) >= 3]
    assert sum(judged) == pytest.approx(0)
    assert scores[1] == scores[2] > 0 > scores[4]
    assert scores[1] - scores[4] == pytest.approx(2.0)
    shifted = replace(NOTHING, seen=(5.0,) + (0.0,) * (len(NAMES) - 1))
    assert shifted.scores(meeting.pieces, [[1.0] * len(NAMES) for _ in rows], vectors)[1] == pytest.approx(0)


def test_neighbours_count_where_they_were_taught_to() -> None:
    meeting = read(talk(*LINES))
    rows = features(meeting.pieces, meeting.transcript.utterances, [])
    vectors = [(1.0, 0.0) if i == 0 else (0.0, 1.0) for i in range(len(meeting.pieces))]
    alone = replace(NOTHING, meaning=(1.0, 0.0)).scores(meeting.pieces, rows, vectors)
    around = replace(NOTHING, around=(1.0, 0.0)).scores(meeting.pieces, rows, vectors)
    assert alone[1] == alone[4]
    assert around[1] > around[5]


def test_each_sentence_chosen_adds_something_and_questions_settle_nothing() -> None:
    twice = read(
        talk(*LINES, "Ben: So the north quay stays closed for lorries until the crane repair is finished.")
    )
    groups = choose_settled(twice.pieces, [1.0] * len(twice.pieces), 500)
    told = [twice.pieces[i].at for group in groups for i in group]
    assert 5 not in told
    assert {2, 6} & set(told)
    assert not {2, 6} <= set(told)


def test_room_grows_with_the_meeting_and_has_an_end() -> None:
    lines = [
        f"Ana: The number{i}a number{i}b number{i}c number{i}d is kept as number{i}e." for i in range(80)
    ]
    meeting = read(talk(*lines))

    def words(length: int) -> int:
        groups = choose_settled(meeting.pieces, [1.0] * len(meeting.pieces), length)
        return sum(len(meeting.pieces[i].text.split()) for group in groups for i in group)

    assert 80 <= words(1000) < 92
    assert 150 <= words(10_000) < 162
    assert 200 <= words(100_000) < 212


def test_what_stands_together_is_one_line_led_by_its_best_sentence() -> None:
    meeting = read(talk(*LINES))
    scores = [0.0, 1.0, 2.0, 0.0, 0.0, 0.0]
    (group,) = choose_settled(meeting.pieces, scores, 100)
    assert [meeting.pieces[i].at for i in group] == [2, 1]


def test_the_head_finds_what_no_cue_names_and_named_decisions_stay() -> None:
    meeting = read(talk(*LINES, "Ana: We decided to paint the lighthouse red in April."))
    vectors = [(1.0, 0.0) if "crane" in piece.stems else (0.0, 1.0) for piece in meeting.pieces]
    head = replace(NOTHING, meaning=(2.0, 0.0))
    without = extract(meeting).decisions
    found = extract(meeting, vectors, head).decisions
    assert [item.utterances for item in without] == [(6,)]
    assert [item.utterances for item in found] == [(1, 2), (6,)]
    assert [item.sure for item in found] == [False, True]
    assert extract(meeting, [None] * len(meeting.pieces), head).decisions == without
    unclear = replace(NOTHING, meaning=(0.7, 0.0))
    assert extract(meeting, vectors, unclear).decisions == without


def test_where_speeches_are_made_the_head_says_nothing() -> None:
    speech = " ".join("The wind blows from the north and the sea is rough." for _ in range(6))
    meeting = read(talk(*(f"{line} {speech}" for line in LINES)))
    vectors = [(1.0, 0.0) if "crane" in piece.stems else (0.0, 1.0) for piece in meeting.pieces]
    head = replace(NOTHING, meaning=(2.0, 0.0))
    assert any(score > 0.75 for score in head.scores(meeting.pieces, _features(meeting), vectors))
    assert extract(meeting, vectors, head).decisions == []


def test_other_languages_keep_to_their_cues() -> None:
    german = read(
        talk(
            "Anna: Wir haben beschlossen, dass das Lager im Mai geschlossen wird und die Halle bleibt.",
            "Ben: Das ist gut, und der Kran steht dann noch bis Juni auf dem alten Platz.",
        )
    )
    head = replace(NOTHING, meaning=(1.0, 0.0))
    vectors = [(0.0, 1.0), (1.0, 0.0)]
    assert extract(german, vectors, head).decisions == extract(german).decisions


def test_a_plain_let_us_is_told_beside_what_the_head_likes() -> None:
    said = "Ana: Let's take the right drill press out of service until the stop is replaced."
    meeting = read(talk(*LINES, said, "Ben: Agreed."))
    vectors = [(1.0, 0.0) if "crane" in piece.stems else (0.0, 1.0) for piece in meeting.pieces]
    found = extract(meeting, vectors, replace(NOTHING, meaning=(1.0, 0.0))).decisions
    assert any(6 in item.utterances for item in found)
