"""A question that names a document: it is said, and everything can be searched instead."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from app.domain.retrieval import Narrowed
from app.ui.chat.answer_view import AnswerView
from app.ui.chat.narrowed_notice import NarrowedNotice, widened_question
from app.ui.chat.not_found_card import NotFoundCard
from app.ui.chat.why_panel import WhyPanel
from app.ui.theme import Theme
from app.wording import narrowed_words
from tests.gui import fakes

QUESTION = "In Lease 2024.pdf, how much is the rent?"
LEASE = Path("/library/Lease 2024.pdf")
ONLY = Narrowed((LEASE,), only=True, rest="how much is the rent?")
FIRST = Narrowed((LEASE, Path("/library/Lease 2023.pdf")), only=False, rest="how much is the rent?")


@pytest.fixture
def theme(qapp: QApplication) -> Theme:
    return Theme(qapp, "light")


def test_words() -> None:
    assert narrowed_words(ONLY) == "Looked only in “Lease 2024.pdf”."
    assert narrowed_words(FIRST) == "Looked in “Lease 2024.pdf” and “Lease 2023.pdf” first."
    many = Narrowed(tuple(Path(f"/library/{n}.pdf") for n in range(4)), only=False, rest="")
    assert narrowed_words(many) == "Looked in 4 documents that your question names first."


def test_everything_is_asked_without_the_name() -> None:
    answer = fakes.answer(QUESTION, narrowed=ONLY)
    assert widened_question(QUESTION, answer) == "How much is the rent?"
    assert widened_question(QUESTION, fakes.answer(QUESTION)) == QUESTION
    assert widened_question(QUESTION, None) == QUESTION


def test_the_link_asks_and_is_not_there_where_nothing_would_change(qtbot) -> None:
    notice = NarrowedNotice(FIRST, QUESTION)
    qtbot.addWidget(notice)
    assert notice.link.isVisibleTo(notice)
    with qtbot.waitSignal(notice.widen_requested):
        qtbot.mouseClick(notice.link, Qt.MouseButton.LeftButton)
    named = Narrowed((LEASE,), only=True, rest="Lease 2024.pdf")
    alone = NarrowedNotice(named, "Lease 2024.pdf")
    qtbot.addWidget(alone)
    assert not alone.link.isVisibleTo(alone)


def test_answer_card_and_panel_say_it_and_pass_the_wish_on(qtbot, theme: Theme) -> None:
    view = AnswerView(theme)
    qtbot.addWidget(view)
    view.show_answer(fakes.answer(QUESTION, narrowed=FIRST))
    assert view.narrowed is not None
    with qtbot.waitSignal(view.widen_requested):
        view.narrowed.link.click()
    view.show_answer(fakes.answer(QUESTION))
    assert view.narrowed is None
    for made in (
        NotFoundCard(theme, fakes.not_found(narrowed=ONLY)),
        WhyPanel(theme, fakes.answer(QUESTION, narrowed=ONLY)),
    ):
        qtbot.addWidget(made)
        assert made.narrowed is not None
        with qtbot.waitSignal(made.widen_requested):
            made.narrowed.link.click()
