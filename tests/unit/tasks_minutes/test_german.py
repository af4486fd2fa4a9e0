from __future__ import annotations

import pytest

from app.domain.meetings import ActionItem
from app.tasks.minutes.assembly import assemble
from app.tasks.minutes.due_dates import due_date, find_due
from app.tasks.minutes.extractive import extract, read
from tests.unit.tasks_minutes.talk import talk
from tests.unit.tasks_minutes.talk_german import LAGER, VORSTAND

TALK = (
    "Ana: Wir haben uns das Dach und den Keller angesehen, und es ist schlimmer als wir dachten.",
    "Ben: Das Dach ist über dem zweiten Fenster undicht, und das schon seit einem Jahr.",
) * 3


def actions(*lines: str) -> list[ActionItem]:
    return extract(read(talk(*TALK, *lines))).actions


def test_a_works_meeting() -> None:
    found = extract(read(talk(*LAGER.strip().splitlines())))
    assert {(a.owner, a.due_date) for a in found.actions} == {
        ("Timo", "2026-03-20"),
        ("Katrin", "2026-03-17"),
        ("Jörg", "2026-04-03"),
        ("Timo", None),
        ("Everyone", "2026-03-18"),
    }
    assert [d.utterances for d in found.decisions] == [(15, 18), (26, 32, 33)]
    assert [q.utterances for q in found.questions] == [(22,), (36,)]


def test_a_board_meeting() -> None:
    found = extract(read(talk(*VORSTAND.strip().splitlines())))
    assert {(a.owner, a.due) for a in found.actions} == {
        ("Herr Dietz", "Bis Ende des Monats"),
        ("Herr Brandt", "noch diese Woche"),
        ("Herr Brandt", "spätestens bis 15. Mai"),
        ("Frau Dr. Albers", "bis Sonntag"),
    }
    decided = " ".join(d.text for d in found.decisions)
    assert all(word in decided for word in ("17 Grad", "12. Juli", "Hüpfburg"))
    assert [q.utterances for q in found.questions] == [(19,)]


@pytest.mark.parametrize(
    ("line", "owner", "due"),
    [
        ("Ana: Ich schicke dem Dachdecker bis Freitag die Fotos.", "Ana", "bis Freitag"),
        ("Ana: Bis Freitag schicke ich dem Dachdecker die Fotos.", "Ana", "Bis Freitag"),
        ("Ana: Also, äh, ich werde dem Dachdecker die Fotos nächste Woche schicken.", "Ana", "nächste Woche"),
        ("Ana: Den Brief an die Mieter übernehme ich, das mache ich bis morgen.", "Ana", "bis morgen"),
        ("Ana: Ben kümmert sich bis Ende der Woche um das Gerüst.", "Ben", "bis Ende der Woche"),
        ("Ana: Ben, könntest du bitte bis Dienstag das Gerüst bestellen?", "Ben", "bis Dienstag"),
        ("Ana: Frau Yilmaz klärt das mit der Versicherung bis zum 3.4. ab.", "Frau Yilmaz", "bis zum 3.4."),
        ("Ana: To-do für Ben: Gerüst bestellen, spätestens Mittwoch.", "Ben", "spätestens Mittwoch"),
        ("Ana: Alle schicken mir bitte bis Donnerstag ihre Stunden.", "Everyone", "bis Donnerstag"),
        (
            "Ana: Wir müssen bis Freitag noch das Gerüst bei der Firma am Hafen bestellen.",
            None,
            "bis Freitag",
        ),
    ],
)
def test_who_does_what_by_when(line: str, owner: str | None, due: str) -> None:
    (item,) = actions(line, "Ben: Hm.")
    assert (item.owner, item.due, item.utterances) == (owner, due, (6,))


def test_who_says_yes_owns_it_and_by_when_may_come_later() -> None:
    (item,) = actions(
        "Ana: Könntest du die Unterlagen für die Eigentümer vorbereiten?",
        "Ben: Klar, bis wann?",
        "Ana: Bis nächsten Mittwoch.",
    )
    assert (item.owner, item.due, item.due_date, item.utterances) == (
        "Ben",
        "Bis nächsten Mittwoch",
        None,
        (6, 8),
    )


@pytest.mark.parametrize(
    "line",
    [
        "Ben: Ich erzähle dir mal eine Geschichte.",
        "Ben: Ich glaube, das wird nichts mit dem Gerüst.",
        "Ben: Letztes Jahr haben wir das Gerüst bis Freitag bestellt.",
        "Ben: Machst du bitte das Fenster zu?",
        "Ben: Ich stelle mir das so vor wie beim Nachbarn.",
        "Ben: Wenn ihr das Gerüst bestellt, sagt Bescheid.",
    ],
)
def test_talk_is_no_task(line: str) -> None:
    assert actions(line, "Ana: Ja, ja.") == []


@pytest.mark.parametrize(
    ("line", "decided"),
    [
        ("Ana: Wir beschließen, das Dach im April zu reparieren.", True),
        ("Ana: Also haben wir uns für Schiefer entschieden.", True),
        ("Ana: Beschluss: Das Dach wird im April repariert.", True),
        ("Ana: Gut, dann nehmen wir Schiefer für das ganze Dach.", True),
        ("Ana: Wir bleiben bei den alten Ziegeln.", True),
        ("Ana: Der Antrag ist einstimmig angenommen, das Dach wird repariert.", True),
        ("Ana: Sollen wir Schiefer für das Dach nehmen?", False),
        ("Ana: Wir müssen uns noch entscheiden, ob wir Schiefer nehmen.", False),
        ("Ana: Vielleicht nehmen wir Schiefer für das Dach.", False),
        ("Ana: Dann machen wir mit dem nächsten Punkt weiter.", False),
    ],
)
def test_what_is_settled(line: str, decided: bool) -> None:
    found = extract(read(talk(*TALK, line, "Ben: Hm, ja."))).decisions
    assert bool(found) is decided


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("bis Freitag", "2026-03-20"),
        ("bis Montag", "2026-03-23"),
        ("nächsten Freitag", None),
        ("kommenden Freitag", "2026-03-20"),
        ("bis morgen früh", "2026-03-17"),
        ("übermorgen", "2026-03-18"),
        ("in zwei Wochen", "2026-03-30"),
        ("Ende der Woche", "2026-03-20"),
        ("bis Ende nächster Woche", None),
        ("zum Monatsende", "2026-03-31"),
        ("bis Ende des Quartals", "2026-03-31"),
        ("bis zum 3. April", "2026-04-03"),
        ("am 2. Januar", "2027-01-02"),
        ("bis 15.5.", "2026-05-15"),
        ("am 31.2.", None),
        ("nächste Woche", None),
    ],
)
def test_due_days(said: str, day: str | None) -> None:
    assert find_due(f"Wir brauchen das {said} unbedingt.", "de") == said
    assert due_date(said, "2026-03-16", "de") == day


@pytest.mark.parametrize(
    "text", ["Guten Morgen zusammen.", "Vor zwei Wochen war er da.", "Zwei Wochen lang.", "Heute."]
)
def test_what_is_no_due_phrase(text: str) -> None:
    assert find_due(text, "de") is None


def test_minutes_speak_german() -> None:
    meeting = read(talk(*LAGER.strip().splitlines()))
    minutes = assemble(meeting, extract(meeting), [None] * len(meeting.pieces), None)
    assert (minutes.language, minutes.notice) == ("de", "")
    assert minutes.dropped == ()
    assert len(minutes.summary) >= 3
    assert not any(item.text.startswith(("Äh", "Also", "Genau")) for item in minutes.summary)


def test_what_leads_to_something_in_the_end_is_no_decision() -> None:
    line = "Ben: Diese Verteilung der Mittel führt letztlich dazu, dass die ganze Entwicklung gehemmt wird."
    assert extract(read(talk(*TALK, line, "Anna: Genau."))).decisions == []


@pytest.mark.parametrize(
    ("after", "due"), [("Bis Donnerstag.", "2026-03-19"), ("Gut, dann bis Donnerstag!", None)]
)
def test_a_farewell_is_no_deadline(after: str, due: str | None) -> None:
    found = actions(
        "Ana: Ben, kannst du bitte das Angebot für das Dach schreiben?", "Ben: Mache ich.", f"Ana: {after}"
    )
    assert [(item.owner, item.due_date) for item in found] == [("Ben", due)]


def test_what_is_put_off_is_decided() -> None:
    lines = (
        "Ana: Dann vertagen wir die Entscheidung über den Keller auf die nächste Sitzung.",
        "Ben: Einverstanden.",
    )
    assert [item.start_ms for item in extract(read(talk(*TALK, *lines))).decisions] == [30_000]
