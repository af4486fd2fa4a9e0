"""Invented meetings in French and Spanish: what is taken on, settled and left open, and by when."""

from __future__ import annotations

from datetime import date

import pytest

from app.tasks.minutes import due_dates_romance
from app.tasks.minutes.due_dates import due_date, find_due, is_deadline
from app.tasks.minutes.extractive import extract, read
from tests.unit.tasks_minutes.talk import talk

CANTINE = (
    "Claire: Bonjour à tous, on commence par le budget de la cantine et ensuite le planning.",
    "Marc: Le fournisseur a augmenté ses prix de huit pour cent depuis le mois de janvier.",
    "Claire: Alors, on a décidé de changer de fournisseur à partir du mois de mai.",
    "Nadia: D'accord, c'est noté.",
    "Marc: Je vais contacter deux autres fournisseurs d'ici vendredi.",
    "Claire: Nadia, tu peux préparer un tableau des prix avant le 3 avril ?",
    "Nadia: Oui, bien sûr, je m'en occupe.",
    "Marc: Est-ce que le nouveau contrat couvre aussi le site de Lyon ?",
    "Nadia: Je ne sais pas, il faut vérifier avec le service juridique.",
    "Claire: On garde la réunion du mardi et on annule celle du jeudi.",
)
ALMACEN = (
    "Lucía: Buenos días a todos, hoy tenemos que hablar del almacén y de los turnos de verano.",
    "Pablo: El alquiler del almacén ha subido otra vez y ya no podemos pagarlo como antes.",
    "Lucía: Entonces hemos decidido dejar el almacén del puerto a finales de mes.",
    "Inés: De acuerdo, me parece bien.",
    "Pablo: Yo me encargo de llamar al propietario antes del viernes.",
    "Lucía: Inés, ¿puedes preparar la lista de los muebles para el 3 de abril?",
    "Inés: Sí, claro, sin problema.",
    "Lucía: Cancelamos la reunión del jueves y mantenemos la del martes.",
    "Pablo: Voy a enviar el nuevo calendario mañana.",
)
MONDAY = date(2026, 3, 16)


def test_french() -> None:
    meeting = read(talk(*CANTINE))
    assert meeting.spoken.main == "fr"
    found = extract(meeting)
    assert [(a.owner, a.due, a.due_date) for a in found.actions] == [
        ("Marc", "d'ici vendredi", "2026-03-20"),
        ("Nadia", "avant le 3 avril", "2026-04-03"),
    ]
    assert [d.text for d in found.decisions] == [
        "On a décidé de changer de fournisseur à partir du mois de mai.",
        "On garde la réunion du mardi et on annule celle du jeudi.",
    ]
    assert [q.utterances for q in found.questions] == [(7,)]


def test_spanish() -> None:
    meeting = read(talk(*ALMACEN))
    assert meeting.spoken.main == "es"
    found = extract(meeting)
    assert [(a.owner, a.due, a.due_date) for a in found.actions] == [
        ("Pablo", "antes del viernes", "2026-03-20"),
        ("Inés", "para el 3 de abril", "2026-04-03"),
        ("Pablo", "mañana", "2026-03-17"),
    ]
    assert [d.utterances[0] for d in found.decisions] == [2, 7]


def test_a_question_is_no_decision() -> None:
    line = "Marc: Est-ce qu'on garde la réunion du mardi pour les équipes de la cantine ?"
    others = [said for said in CANTINE if "décidé" not in said and "garde" not in said]
    assert extract(read(talk(*others, line))).decisions == []


@pytest.mark.parametrize(
    ("language", "text", "phrase", "day"),
    [
        ("fr", "Il faut l'envoyer après-demain.", "après-demain", "2026-03-18"),
        ("fr", "Je le fais lundi prochain.", "lundi prochain", "2026-03-23"),
        ("fr", "C'est pour vendredi prochain.", "pour vendredi prochain", None),
        ("fr", "On se voit le 2 février.", "le 2 février", "2027-02-02"),
        ("fr", "C'est dû avant le 31 février.", "avant le 31 février", None),
        ("fr", "On en reparle à la prochaine réunion.", "la prochaine réunion", None),
        ("es", "Lo mando pasado mañana.", "pasado mañana", "2026-03-18"),
        ("es", "Lo vemos el lunes por la mañana.", "el lunes por la mañana", "2026-03-23"),
        ("es", "Tiene que estar hasta el 5 de mayo de 2027.", "hasta el 5 de mayo de 2027", "2027-05-05"),
        ("es", "Lo hago hoy.", "hoy", "2026-03-16"),
    ],
)
def test_due_phrases(language: str, text: str, phrase: str, day: str | None) -> None:
    said = find_due(text, language)
    assert said is not None
    assert said.endswith(phrase)
    assert due_date(said, MONDAY.isoformat(), language) == day


def test_by_when_and_when_are_two_things() -> None:
    assert is_deadline("d'ici vendredi", "fr")
    assert not is_deadline("le vendredi", "fr")
    assert is_deadline("antes del viernes", "es")
    assert not is_deadline("el viernes", "es")
    assert find_due("Rendez-vous le lundi, à rendre avant mercredi.", "fr") == "avant mercredi"
    assert find_due("Nada de eso.", "es") is None
    assert due_dates_romance.due_day("la fin du mois", MONDAY, due_dates_romance.FRENCH) is None


@pytest.mark.parametrize(
    ("meeting", "line", "owner"),
    [
        (CANTINE, "Marc: J'enverrai le devis du fournisseur au siège avant vendredi.", "Marc"),
        (ALMACEN, "Pablo: Haré el presupuesto del tejado antes del viernes.", "Pablo"),
        (ALMACEN, "Pablo: Enviaré el presupuesto del tejado al propietario mañana.", "Pablo"),
        (ALMACEN, "Pablo: Preparé el presupuesto del tejado ayer.", None),
    ],
)
def test_what_will_be_done_and_what_was(meeting: tuple[str, ...], line: str, owner: str | None) -> None:
    found = extract(read(talk(*meeting, line))).actions
    assert [a.owner for a in found if len(meeting) in a.utterances] == ([owner] if owner else [])


def test_a_month_is_no_pronoun() -> None:
    (item,) = (
        a
        for a in extract(read(talk(*CANTINE, "Marc: Je vais envoyer le devis en mars."))).actions
        if len(CANTINE) in a.utterances
    )
    assert "(" not in item.text
