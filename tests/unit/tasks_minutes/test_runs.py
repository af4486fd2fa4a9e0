from __future__ import annotations

from app.domain.meetings import Transcript, Utterance
from app.tasks.minutes.extractive import extract, read
from app.tasks.minutes.runs import runs

CAPTIONS = (
    ("Ana", "The roof leaks above the second window and the landlord"),
    ("Ana", "has not answered any of our letters since January."),
    ("Ben", "Then somebody should go there."),
    ("Ana", "Right. I'll call the landlord on Wednesday and send you all the"),
    ("Ana", "estimate by Thursday noon. After that we talk about the cellar, which"),
    ("Ana", "is still wet."),
    ("Ben", "Thanks."),
)


def said(*lines: tuple[str | None, str], gap: int = 0) -> tuple[Utterance, ...]:
    return tuple(
        Utterance(i, who, text, i * 4000, (i + 1) * 4000 - gap) for i, (who, text) in enumerate(lines)
    )


def test_a_sentence_that_captions_cut_is_one_again() -> None:
    assert runs(said(*CAPTIONS)) == [range(2), range(2, 3), range(3, 6), range(6, 7)]


def test_a_line_is_the_whole_sentence_and_leads_to_all_of_it() -> None:
    (item,) = extract(read(Transcript("A meeting", said(*CAPTIONS), "2026-03-16"))).actions
    assert item.text == "Call the landlord on Wednesday and send you all the estimate by Thursday noon."
    assert (item.owner, item.due, item.utterances) == ("Ana", "by Thursday noon", (3, 4))


def test_speakers_that_are_not_named_are_joined_as_well() -> None:
    nameless = said(*((None, text) for _, text in CAPTIONS))
    assert runs(nameless)[0] == range(2)


def test_a_pause_or_somebody_else_ends_a_run() -> None:
    assert runs(said(*CAPTIONS, gap=1500)) == [range(i, i + 1) for i in range(len(CAPTIONS))]
    other = ((("Ana", "Ben")[i % 2], text) for i, (_, text) in enumerate(CAPTIONS))
    assert runs(said(*other)) == [range(i, i + 1) for i in range(len(CAPTIONS))]


def test_where_times_are_missing_nothing_is_joined() -> None:
    lines = tuple(Utterance(i, who, text) for i, (who, text) in enumerate(CAPTIONS))
    assert len(runs(lines)) == len(lines)


def test_talk_without_full_stops_stays_as_it_is() -> None:
    plain = said(*(("Ana", text.replace(".", "")) for _, text in CAPTIONS))
    assert len(runs(plain)) == len(plain)


def test_what_was_broken_off_for_breath_is_not_joined() -> None:
    """Short scraps that stop anywhere, beside full sentences: somebody wrote down how it was said."""
    breaths = said(
        ("Ana", "And the"),
        ("Ana", "we have to look at the roof again before the winter comes, and at the cellar."),
        ("Ana", "Um so"),
        ("Ana", "the landlord has not answered any of our letters since January, I think."),
    )
    assert len(runs(breaths)) == len(breaths)


def test_a_sentence_without_end_is_not_endless() -> None:
    words = "and then we went on about the roof and the cellar and the windows"
    endless = said(*(("Ana", words) for _ in range(40)), ("Ana", "Well. " * 20))
    assert max(len(run) for run in runs(endless)) * len(words) < 600


def test_every_utterance_is_in_one_run() -> None:
    lines = said(*CAPTIONS)
    assert [i for run in runs(lines) for i in run] == list(range(len(lines)))
    assert runs(()) == []
