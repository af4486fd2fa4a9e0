from __future__ import annotations

from app.domain.meetings import ActionItem, NoteItem, Participant
from app.processes.fakes import FakeEmbedder
from app.tasks.minutes import topics as topic_cutting
from app.tasks.minutes.assembly import assemble, participants
from app.tasks.minutes.extractive import extract, read
from app.tasks.minutes.findings import Findings
from app.tasks.minutes.summary import summarize
from app.tasks.minutes.topics import Stretch
from app.tasks.minutes.vectors import centroid, dot, rows
from tests.unit.tasks_minutes.talk import talk

GARDEN = "The old apple tree in the garden needs pruning before the blossom, said the gardener."
ROOF = "The slate roof over the kitchen leaks whenever heavy rain comes from the west side."
MEETING = talk(
    *[f"Ana: {GARDEN} Branch number {i} is rotten and heavy." for i in range(25)],
    *[f"Ben: {ROOF} Slate number {i} is cracked and loose." for i in range(25)],
)


def minutes_of(findings: Findings | None = None):  # type: ignore[no-untyped-def]
    meeting = read(MEETING)
    vectors = rows(FakeEmbedder().embed_queries([piece.text for piece in meeting.pieces]))
    return assemble(meeting, findings or extract(meeting), vectors, None)


def test_topics_follow_the_talk_and_cover_everything() -> None:
    topics = minutes_of().topics
    assert len(topics) == 2 or any(abs(topic.first - 25) <= 3 for topic in topics)
    assert (topics[0].first, topics[-1].last) == (0, 49)
    assert all(a.last + 1 == b.first for a, b in zip(topics, topics[1:], strict=False))
    assert (
        "garden" in topics[0].title.lower()
        or "tree" in topics[0].title.lower()
        or "branch" in topics[0].title.lower()
    )


def test_summary_speaks_of_both_and_repeats_nothing() -> None:
    summary = minutes_of().summary
    texts = " ".join(item.text for item in summary)
    assert "garden" in texts
    assert "roof" in texts
    assert len({item.text for item in summary}) == len(summary)


def test_participants_and_coverage() -> None:
    minutes = minutes_of()
    assert [(p.name, p.utterances) for p in minutes.participants] == [("Ana", 25), ("Ben", 25)]
    assert minutes.utterances_read == 50


def test_what_is_not_borne_out_is_dropped_with_its_reason() -> None:
    bad = Findings(decisions=[NoteItem("The roof costs 77,000 euros.", (30,))])
    minutes = minutes_of(bad)
    assert minutes.decisions == ()
    assert [(d.text, d.reason) for d in minutes.dropped] == [
        ("The roof costs 77,000 euros.", "unsupported_fact")
    ]


def test_the_same_line_twice_becomes_one_with_both_sources() -> None:
    twice = Findings(
        actions=[
            ActionItem("Prune the old apple tree in the garden", (1,)),
            ActionItem("Prune the old apple tree in the garden", (2,), "Ana"),
            ActionItem("Prune the old apple tree in the garden", (3,), "Ben"),
        ]
    )
    assert [(a.owner, a.utterances) for a in minutes_of(twice).actions] == [("Ana", (1, 2)), ("Ben", (3,))]


def test_without_vectors_there_is_still_a_summary() -> None:
    meeting = read(MEETING)
    minutes = assemble(meeting, extract(meeting), [None] * len(meeting.pieces), None)
    assert minutes.summary
    assert len(minutes.topics) == 1


def test_vectors() -> None:
    vectors = rows(FakeEmbedder(dims=8).embed_queries(["a b", "a b", "c d"]))
    assert len(vectors) == 3
    assert abs(dot(vectors[0], vectors[1]) - 1) < 1e-6
    assert centroid([]) is None
    assert centroid([[1.0, 0.0], [-1.0, 0.0]]) is None


def test_a_title_is_three_telling_words_and_no_small_talk() -> None:
    said = [
        "Anna: Der Kran braucht halt einen Motor.",
        "Ben: Genau, der Kran und der Motor, und halt der Steg.",
    ]
    pieces = read(
        talk(*said, "Anna: Der Steg ist eben alt, und der Kran ist halt eben auch alt, genau.")
    ).pieces
    assert set(topic_cutting.title(pieces, {}, 1).lower().split(", ")) == {"kran", "motor", "steg"}


def test_short_forms_are_no_title() -> None:
    said = [
        "Ana: They've already said that the gutters don't hold.",
        "Ana: The gutters don't, they've already been mended.",
    ]
    pieces = read(talk(*said * 3)).pieces
    title = topic_cutting.title(pieces, topic_cutting.spread([pieces]), 1).lower()
    assert "gutters" in title
    assert "'" not in title
    assert "already" not in title


def test_whoever_speaks_under_two_names_takes_part_once() -> None:
    said = talk(
        "Ann Lee (Leeds, Ind.): The roof leaks.", "Ben: Where does it leak?", "Ann Lee: Above the window."
    )
    assert participants(said.utterances) == (
        Participant("Ann Lee (Leeds, Ind.)", 2, 6),
        Participant("Ben", 1, 4),
    )


def test_no_topic_has_the_summary_to_itself() -> None:
    """The roof is spoken of much more, and stands for more of what was said."""
    said = talk(
        *[f"Ana: {ROOF} Slate number {i} is cracked and loose." for i in range(40)],
        *[f"Ben: {GARDEN} Branch number {i} is rotten and heavy." for i in range(6)],
        *[
            "Cleo: The cellar floor was flooded again during the storm, and three pumps ran until the morning."
        ],
    )
    pieces = read(said).pieces
    parts = [Stretch(0, 79), Stretch(80, 91), Stretch(92, len(pieces) - 1)]
    chosen = summarize(pieces, [None] * len(pieces), parts, 6, frozenset())
    assert {piece.speaker for piece in chosen} == {"Ana", "Ben", "Cleo"}
    assert sum(piece.speaker == "Ana" for piece in chosen) <= 2
    assert summarize((), (), (), 6, frozenset()) == []
