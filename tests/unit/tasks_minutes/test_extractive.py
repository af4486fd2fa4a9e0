from __future__ import annotations

import pytest

from app.domain.meetings import ActionItem, Transcript
from app.tasks.minutes.assembly import assemble
from app.tasks.minutes.cues import cues_of
from app.tasks.minutes.extractive import extract, read
from app.tasks.minutes.people import same_person
from app.tasks.minutes.pieces import stumbles, without_stumbles
from tests.unit.tasks_minutes.talk import talk

TALK = ("Ana: We looked at the roof and the cellar.", "Ben: The roof leaks above the second window.") * 3


def actions(*lines: str) -> list[ActionItem]:
    return extract(read(talk(*TALK, *lines))).actions


def test_who_says_I_will_owns_it() -> None:
    (item,) = actions("Ben: Okay, um, I'll send the roof estimate to the landlord by Friday.", "Ana: Thanks.")
    assert (item.owner, item.due, item.due_date) == ("Ben", "by Friday", "2026-03-20")
    assert item.text == "Send the roof estimate to the landlord by Friday."
    assert item.utterances == (6,)
    assert item.start_ms == 30000


def test_who_is_addressed_owns_it() -> None:
    (item,) = actions("Ana: Ben, can you write the letter to the tenants by tomorrow?", "Ben: Sure.")
    assert (item.owner, item.due_date) == ("Ben", "2026-03-17")


def test_who_says_yes_owns_it() -> None:
    (item,) = actions("Ana: Could you prepare the slides for the owners by Friday?", "Ben: Yes, will do.")
    assert item.owner == "Ben"


def test_when_two_say_yes_nobody_is_named() -> None:
    lines = ("Ana: Could you prepare the slides for the owners by Friday?", "Ben: Yes.", "Cleo: Sure, I can.")
    assert next(item for item in actions(*lines) if "slides" in item.text).owner is None


def test_you_two_is_nobody_in_particular() -> None:
    (item,) = actions(
        "Ana: You two will work on the drawing of the roof by Friday.", "Ben: Yes.", "Cleo: Hm."
    )
    assert item.owner is None


def test_who_was_called_before_owns_it() -> None:
    found = actions(
        "Ana: And for Ben, who does the drawings,",
        "Ben: Mm-hmm.",
        "Ana: you are going to work on the technical functions of the boiler.",
        "Cleo: I see.",
    )
    assert [item.owner for item in found] == ["Ben"]


def test_who_says_the_task_back_owns_it() -> None:
    line = "Ana: Um and you're gonna be working on the evaluation of the boiler."
    assert [a.owner for a in actions("Cleo: Fine.", line, "Ben: Evaluation.", "Cleo: Hm.")] == ["Ben"]
    assert [a.owner for a in actions("Cleo: Fine.", line, "Ben: Which evaluation?", "Cleo: Hm.")] == [None]
    assert [a.owner for a in actions("Cleo: Fine.", line, "Ben: Evaluation.", "Cleo: Boiler.")] == [None]


def test_individual_work_is_everybodys() -> None:
    (item,) = actions(
        "Ana: You are going to work on your individual drawings for the next meeting.", "Ben: Yes."
    )
    assert item.owner == "Everyone"


def test_a_named_third_person() -> None:
    (item,) = actions("Ana: Priscilla will send the invoice to the builder by Friday.")
    assert item.owner == "Priscilla"


def test_a_word_that_is_no_person_owns_nothing() -> None:
    found = actions("Ana: Marketing will send the invoice by Friday.", "Ben: Is marketing on holiday?")
    assert all(item.owner is None for item in found)


def test_tasks_in_a_row() -> None:
    found = actions(
        "Ana: Ben, you'll be working on the roof drawings for the next meeting.",
        "Cleo: Good.",
        "Ana: And Cleo, the letter to the tenants.",
        "Cleo: Fine.",
    )
    assert [(item.owner, "letter" in item.text) for item in found] == [("Ben", False), ("Cleo", True)]


def test_what_points_back_is_shown_with_what_it_means() -> None:
    (item,) = actions("Ana: The belt of the big drill slips.", "Ben: I'll replace it by Thursday.")
    assert item.text == "Replace it by Thursday (“The belt of the big drill slips.”)"
    assert item.utterances == (6, 7)


def test_talk_is_no_task() -> None:
    assert not actions("Ben: I'll tell you a story.", "Ana: You will see.", "Ben: We will be late.")


def test_decisions() -> None:
    found = extract(
        read(
            talk(
                *TALK,
                "Ana: So we decided to repair the roof in April.",
                "Ben: Should we go with slate?",
                "Ana: Okay, let's go with that. Slate for the whole roof.",
                "Ben: We have to decide about the cellar later.",
            )
        )
    ).decisions
    assert [item.text for item in found] == [
        "We decided to repair the roof in April.",
        "Let's go with that (“Slate for the whole roof.”)",
    ]


def test_open_questions_are_those_nobody_answers() -> None:
    found = extract(
        read(
            talk(
                *TALK,
                "Ana: Does the insurance cover the flooded cellar?",
                "Ben: Good question, I have no idea.",
                "Ana: Did the builder call the landlord yesterday?",
                "Ben: Yes, he did.",
            )
        )
    ).questions
    assert [item.text for item in found] == ["Does the insurance cover the flooded cellar?"]


def test_nothing_but_fillers() -> None:
    found = extract(read(Transcript("x", talk("Ana: Um.", "Ben: Yeah.", ": Okay.").utterances)))
    assert (found.actions, found.decisions, found.questions) == ([], [], [])


def test_stumbling_is_not_quoted() -> None:
    (item,) = actions(
        "Ben: Okay, um, I'll I'll send the the roof estimate, uh, to the landlord by Friday.", "Ana: Hm."
    )
    assert item.text == "Send the roof estimate to the landlord by Friday."


def test_numbers_that_come_twice_are_no_stumbling() -> None:
    (item,) = actions("Ben: I'll send the invoice 12 12 to the landlord by Friday.", "Ana: Hm.")
    assert "12 12" in item.text


def test_by_when_is_often_said_a_breath_later() -> None:
    (item,) = actions(
        "Ben: I'll send the roof estimate with all photos of the window to the landlord.",
        "Ana: By when?",
        "Ben: By Friday.",
    )
    assert (item.due, item.due_date, item.utterances) == ("By Friday", "2026-03-20", (6, 8))


def test_a_decision_cites_where_it_was_proposed() -> None:
    lines = (
        "Ana: We could use slate for the roof.",
        "Ben: Sure.",
        "Ana: Good, so we decided to use slate for the roof.",
    )
    (item,) = extract(read(talk(*TALK, *lines))).decisions
    assert item.utterances == (6, 8)
    assert item.start_ms == 40000


def test_what_broke_off_is_said_once_and_real_words_stay() -> None:
    (item,) = actions(
        "Ben: I'll m make so some copies for for formal use and sen send them to the landlord by Friday,"
    )
    assert item.text == "Make so some copies for formal use and send them to the landlord by Friday"


def test_talk_without_full_stops_is_cut_into_lines() -> None:
    flow = "and then we have to look at the window and the roof and I will not know what it costs " * 40
    pieces = read(talk(f"Ana: {flow.strip()}")).pieces
    assert len(pieces) > 5
    assert all(len(piece.raw) <= 400 for piece in pieces)
    assert " ".join(piece.raw for piece in pieces) == flow.strip()


@pytest.mark.parametrize(
    "line",
    [
        "Ana: Okay, let's go for the lunch break, and we will meet after it in the small kitchen.",
        "Ana: Well, let's move to the user interface design of the heating.",
        "Ana: He decided the river house was too cold for him in the winter months.",
    ],
)
def test_the_course_of_the_meeting_and_what_others_did_are_no_decisions(line: str) -> None:
    assert extract(read(talk(*TALK, line))).decisions == []


@pytest.mark.parametrize(
    "line",
    [
        "Ana: Wales will prepare the report on the roof by Friday.",
        "Ana: The Bill will have to prepare the report on the roof by Friday.",
    ],
)
def test_what_is_a_place_or_has_an_article_is_no_person(line: str) -> None:
    found = actions("Ben: In Wales the Bill is read again.", line)
    assert all(item.owner is None for item in found)


def test_one_person_under_two_names_can_be_named() -> None:
    found = actions(
        "Ann Lee (Leeds, Ind.): The cellar is dry again.",
        "Ana: Ann Lee, can you write the letter to the tenants by tomorrow?",
        "Ann Lee: It will be there.",
    )
    assert [item.owner for item in found] == ["Ann Lee (Leeds, Ind.)"]


def test_two_people_who_differ_in_brackets_only_stay_two() -> None:
    assert same_person(["Room (left)", "Room (right)"]) == {
        "Room (left)": "Room (left)",
        "Room (right)": "Room (right)",
    }
    assert same_person(["Room", "Room (2)"])["Room (2)"] == "Room (2)"


@pytest.mark.parametrize(
    "line",
    [
        "Ana: Let's see, if we agreed on the blue slates, the builder would charge for new gutters.",
        "Ana: There is no list of agreed builders for the slates of the kitchen roof and its gutters.",
        "Ana: The slates of the kitchen roof have not been agreed with the landlord and the builder.",
        "Ana: We'll go straight into the drawings of the kitchen roof and the gutters above the window.",
        "Ana: I thank all builders who agreed to help with the slates of the kitchen roof.",
    ],
)
def test_what_is_only_supposed_or_told_of_others_is_no_decision(line: str) -> None:
    assert extract(read(talk(*TALK, line, "Ben: Hm."))).decisions == []


@pytest.mark.parametrize(
    "line",
    [
        "Ana: Would you pay the builder for copper gutters on the kitchen roof by Friday.",
        "Ana: What would you write to the landlord about the roof by Friday?",
        "Ana: I can speak about the roof drawings this week.",
    ],
)
def test_asking_for_an_opinion_is_no_task(line: str) -> None:
    assert actions(line, "Ben: Hm.") == []


def test_announcing_ones_own_words_is_no_task() -> None:
    assert not actions("Ana: I will remind you that the landlord paid for the roof this week.", "Ben: Hm.")
    assert actions("Ana: I'll remind Ben to send the roof estimate to the landlord this week.", "Ben: Hm.")


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "so i installed the pump"),
        ("en", "Let's see, it's so high, that’s strange"),
        ("es", "y ya hemos terminado"),
        ("es", "o os llamo"),
    ],
)
def test_words_of_one_letter_are_not_broken_off(language: str, text: str) -> None:
    assert without_stumbles(text, cues_of(language)) == text


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("It will be the regu or the regular chip.", 1),
        ("Th and the young, w we start with them.", 2),
        ("Mr. Smith turns the TV on, and we use the user interface.", 0),
    ],
)
def test_how_often_it_stumbles(text: str, count: int) -> None:
    assert stumbles(text) == count


@pytest.mark.parametrize(
    ("said", "text"),
    [
        (
            "I'll send the roof estimate to the landlord by Friday, but",
            "Send the roof estimate to the landlord by Friday",
        ),
        (
            "I'll send the roof estimate to the landlord by Friday and the",
            "Send the roof estimate to the landlord by Friday",
        ),
        (
            "I'll send the roof estimate to the one we agreed on.",
            "Send the roof estimate to the one we agreed on.",
        ),
    ],
)
def test_a_task_that_was_cut_off_ends_with_a_whole_word(said: str, text: str) -> None:
    (item,) = actions(f"Ben: {said}", "Ana: Thanks.")
    assert item.text == text


@pytest.mark.parametrize(
    "said",
    [
        "You'll find both of those in one of these letters.",
        "You'll find it in the cellar next to the boiler.",
        "You will receive the instructions by email from your personal coach.",
        "I'll ask you when I need the measurements of the roof.",
    ],
)
def test_what_will_merely_happen_is_no_task(said: str) -> None:
    assert actions(f"Ben: {said}", "Ana: I see.") == []


def test_looking_for_something_is() -> None:
    (item,) = actions("Ana: Ben, you'll find out what the new roof costs by Friday.", "Ben: Okay.")
    assert (item.owner, item.due) == ("Ben", "by Friday")


@pytest.mark.parametrize(
    "said",
    [
        "I'll call the landlord about the roof.",
        "I'll book the plumber for the cellar.",
        "I'll update the list of tenants.",
    ],
)
def test_an_errand_needs_no_date(said: str) -> None:
    assert [item.owner for item in actions(f"Ben: {said}", "Ana: Thanks.", *TALK)] == ["Ben"]


def test_who_is_asked_by_name_owns_it_not_who_asks() -> None:
    (item,) = actions("Ana: I'll ask Ben to find out what the new roof costs by Friday.", "Cleo: Good.")
    assert item.owner == "Ben"


def test_a_date_of_something_else_is_not_the_date_of_the_task() -> None:
    (item,) = actions(
        "Ana: Same time next week, and Ben, please call the plumber about the cellar.", "Ben: Sure."
    )
    assert (item.owner, item.due) == ("Ben", None)


def test_what_that_is_never_is_a_question() -> None:
    found = extract(
        read(
            talk(
                *TALK,
                "Ana: We take the slate from Wales for the roof.",
                "Ana: So that is decided. Ben, can you hear me now?",
            )
        )
    ).decisions
    assert not any("hear me" in item.text for item in found)


def test_topics_are_not_named_after_who_spoke_or_how_many() -> None:
    lines = (
        "Ana: Ben and Cleo, sorry, the roof needs twenty slates.",
        "Ben: Bye Ana, the roof and eighteen slates.",
    ) * 8
    meeting = read(talk(*lines))
    minutes = assemble(meeting, extract(meeting), [None] * len(meeting.pieces), None)
    said = {word for topic in minutes.topics for word in topic.title.lower().replace(",", "").split()}
    assert said & {"roof", "slates"}
    assert not said & {"ana", "ben", "sorry", "bye", "twenty", "eighteen"}
