from __future__ import annotations

import pytest

from app.domain.meetings import Utterance
from app.tasks.minutes.assembly import assemble
from app.tasks.minutes.extractive import extract, read
from app.tasks.minutes.language import language_of, notice, spoken
from tests.unit.tasks_minutes.talk import talk
from tests.unit.tasks_minutes.talk_german import LAGER

ENGLISH = ("Ana: I think we should look at the roof first, and then we can go down to the cellar.",) * 60
ITALIAN = ("Ana: Allora, questa è la cosa che dobbiamo fare per il tetto, ma non abbiamo i soldi.",) * 60


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("We should look at the roof and then we can go on with it.", "en"),
        ("Wir sollten uns das Dach ansehen und dann können wir weitermachen.", "de"),
        ("On va regarder le toit et puis nous pouvons continuer avec la cave, c'est bien.", "fr"),
        ("Vamos a ver el techo y luego podemos seguir con el sótano, pero no hay dinero.", "es"),
        ("Allora, questa è la cosa che dobbiamo fare per il tetto, ma non abbiamo i soldi.", "it"),
        ("We moeten het dak bekijken en dan kunnen we verder gaan met de kelder.", "nl"),
        ("Мы должны посмотреть на крышу.", "ru"),
        ("屋根を見てみましょう。", "ja"),
        ("Okay. Yes.", None),
        ("", None),
    ],
)
def test_a_language_is_told_by_its_small_words(text: str, language: str | None) -> None:
    assert language_of(text) == language


def test_an_english_name_does_not_make_german_talk_english() -> None:
    said = spoken(
        talk("Ana: Das Meeting mit dem Customer Success Team ist auf den Release verschoben.").utterances
    )
    assert said.main == "de"


def test_each_stretch_has_its_language() -> None:
    said = spoken(talk(*ENGLISH, *LAGER.strip().splitlines()).utterances)
    assert (said.main, said.of[0], said.of[-1]) == ("en", "en", "de")


def test_german_cues_work_in_a_german_stretch_of_an_english_meeting() -> None:
    meeting = read(talk(*ENGLISH[:40], *LAGER.strip().splitlines()))
    assert {a.owner for a in extract(meeting).actions} >= {"Timo", "Katrin", "Jörg"}


def test_what_the_file_says_counts_where_the_words_do_not_tell() -> None:
    assert spoken((Utterance(0, "Ana", "Okay."),), "de-DE").main == "de"
    assert spoken((Utterance(0, "Ana", "Okay."),)).main is None


def test_a_language_without_cues_is_told_to_the_reader() -> None:
    meeting = read(talk(*ITALIAN))
    minutes = assemble(meeting, extract(meeting), [None] * len(meeting.pieces), None)
    assert minutes.language == "it"
    assert minutes.notice == "all:it"
    assert (minutes.actions, minutes.decisions) == ((), ())
    assert minutes.summary
    assert minutes.topics


def test_a_part_in_such_a_language_is_told_too() -> None:
    assert notice(spoken(talk(*ENGLISH, *ITALIAN[:40]).utterances)) == "parts:it"
    assert notice(spoken(talk(*ENGLISH).utterances)) == ""
