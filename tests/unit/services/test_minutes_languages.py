"""Minutes files speak the language of the talk; what is not part of a file speaks the language of the window."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from app.domain.meetings import ActionItem, Minutes, NoteItem, Transcript, Utterance
from app.domain.minutes_templates import BUILT_IN, Layout
from app.i18n import aside, load, tr
from app.services.minutes_docx import minutes_docx
from app.services.minutes_export import minutes_mail, minutes_markdown
from app.services.minutes_languages import as_spoken
from app.services.minutes_notice import LANGUAGE_NAMES, notice_of
from app.services.minutes_words import sections_of
from app.tasks.minutes.language import CODES
from tests.pseudo_language import speaking

MINUTES = Minutes(
    transcript=Transcript("Roof", (Utterance(0, "Ana", "Slate."), Utterance(1, "Ben", "Yes.")), None, "en"),
    participants=(),
    summary=(),
    decisions=(NoteItem("Slate.", (0,), sure=False), NoteItem("We decided.", (1,))),
    actions=(ActionItem("Slate.", (1,), None), ActionItem("Roof.", (1,), "Everyone")),
    questions=(),
    topics=(),
    utterances_read=2,
)


def held_in(language: str | None) -> Minutes:
    return replace(MINUTES, transcript=replace(MINUTES.transcript, language=language))


@pytest.mark.parametrize(
    ("language", "lines"),
    [
        (
            "en",
            (
                "## Decisions",
                "## Perhaps decided",
                "**nobody named**",
                "**Everyone**",
                "_All of the transcript",
            ),
        ),
        (
            "de",
            ("## Beschlüsse", "## Vielleicht beschlossen", "**Alle**", "_Das ganze Transkript wurde gelesen"),
        ),
        (
            "fr",
            (
                "## Décisions",
                "## Peut-être décidé",
                "**sans responsable**",
                "**Tous**",
                "_Toute la trans",
            ),
        ),
        (
            "es",
            ("## Decisiones", "## Quizás decidido", "**sin responsable**", "**Todos**", "_Se leyó toda"),
        ),
    ],
)
@pytest.mark.parametrize("window", ["en", "de"])
def test_a_file_speaks_as_was_spoken(window: str, language: str, lines: tuple[str, ...]) -> None:
    with speaking(window):
        text = minutes_markdown(held_in(language))
    assert [line for line in lines if line not in text] == []


@pytest.mark.parametrize("language", [None, "it"])
def test_a_language_without_texts_is_left_to_the_window(language: str | None) -> None:
    with speaking("de"):
        assert "Beschlüsse:" in minutes_mail(held_in(language))
    assert "Decisions:" in minutes_mail(held_in(language))


def test_the_window_keeps_its_language() -> None:
    with speaking("de"):
        assert [section.heading for section in sections_of(MINUTES)] == [
            "Beschlüsse",
            "Vielleicht beschlossen",
            "Aufgaben",
        ]
        minutes_docx(MINUTES)
        assert tr("Decisions") == "Beschlüsse"


def test_other_threads_keep_theirs() -> None:
    with ThreadPoolExecutor(1) as pool, as_spoken(held_in("fr")):
        assert tr("Decisions") == "Décisions"
        assert pool.submit(tr, "Decisions").result() == "Decisions"
    assert tr("Decisions") == "Decisions"


@pytest.mark.parametrize("language", ["de", "fr", "es"])
def test_all_headings_are_there(language: str) -> None:
    headings = {section.heading for template in BUILT_IN for section in template.sections}
    with as_spoken(held_in(language)):
        same = {heading for heading in headings if tr(heading) == heading}
    assert same <= {"Actions"}


@pytest.mark.parametrize("language", ["fr", "es"])
def test_placeholders_are_those_of_the_text(language: str) -> None:
    with as_spoken(held_in(language)):
        for text in (
            "line {number}",
            "done {day}",
            "from {place}",
            "{read} of {total} utterances of the transcript were read.",
        ):
            names = re.findall(r"{(\w+)}", text)
            assert all(f"<{name}>" in tr(text, **{n: f"<{n}>" for n in names}) for name in names)


def test_own_headings_stay() -> None:
    decisions = next(template for template in BUILT_IN if template.id == "decisions")
    own = replace(
        decisions, id="own", built_in=False, sections=(replace(decisions.sections[0], heading="Ja!"),)
    )
    assert "## Ja!" in minutes_markdown(held_in("fr"), Layout(own))


def test_german_has_the_texts_of_a_file() -> None:
    assert load("de").texts.gettext("Everyone") == "Alle"


@pytest.mark.parametrize(
    ("language", "notice", "told"),
    [
        ("en", "all:nl", "This meeting was held in Dutch. Carrel finds"),
        ("en", "parts:nl,pl", "Parts of this meeting were held in Dutch and Polish."),
        ("de", "parts:nl", "nur auf Englisch, Deutsch, Französisch und Spanisch."),
        ("fr", "parts:nl", "tenue en néerlandais. Carrel ne trouve"),
        ("es", "parts:nl,it", "celebró en neerlandés y italiano."),
        ("en", "An old sentence.", "An old sentence."),
        ("en", "parts:xx", "held in xx."),
    ],
)
def test_what_minutes_cannot_hold_is_told_in_the_language_of_the_file(
    language: str, notice: str, told: str
) -> None:
    minutes = replace(held_in(language), notice=notice)
    assert told in minutes_markdown(minutes)
    assert told in minutes_mail(minutes)
    assert notice_of(replace(minutes, notice="")) == ""


def test_the_window_tells_it_in_its_own_language() -> None:
    german = load("de")
    assert german is not None
    minutes = replace(held_in("nl"), notice="all:nl")
    assert "held in Dutch" in notice_of(minutes)
    with aside(german):
        assert "wurde Niederländisch gesprochen" in notice_of(minutes)


def test_every_language_that_can_be_told_has_a_name() -> None:
    assert CODES - {"en"} == set(LANGUAGE_NAMES)
