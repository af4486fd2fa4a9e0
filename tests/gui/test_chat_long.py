"""Chats of many turns: few of them are widgets, the reader's place stays, every turn can be reached."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication

from app.domain.conversations import KeptTurn, Turn
from app.domain.errors import UserError
from app.domain.ids import ConversationId, TurnId
from app.ui.chat.conversation_view import ConversationView
from app.ui.chat.turn_view import TurnView
from app.ui.theme import Theme
from tests.gui import fakes

MANY = 400


def turn(n: int) -> Turn:
    reply = (fakes.answer, fakes.quoted, fakes.not_found, fakes.short)[n % 4]
    return Turn(TurnId(n), ConversationId(1), f"Question {n}", 0.0, reply(question=f"Question {n}"))


@pytest.fixture
def view(qtbot, qapp: QApplication) -> Iterator[ConversationView]:
    made = ConversationView(Theme(qapp, "light"))
    qtbot.addWidget(made)
    made.resize(900, 700)
    made.show()
    made.show_turns([turn(n) for n in range(1, MANY + 1)])
    return made


def seen(view: ConversationView) -> list[TurnView]:
    """The turns in the viewport."""
    top, height = view.verticalScrollBar().value(), view.viewport().height()
    return [t for t in view.turns if t.y() < top + height and t.y() + t.height() > top]


def place(view: ConversationView, turn_view: TurnView) -> int:
    return turn_view.mapTo(view, turn_view.rect().topLeft()).y()


def settled(qtbot: Any, view: ConversationView) -> None:
    """Nothing is made or moved any more."""
    last: list[Any] = [None]

    def same() -> bool:
        now = (view.verticalScrollBar().value(), view.verticalScrollBar().maximum(), len(view.turns))
        before, last[0] = last[0], now
        return now == before and not view.column.pending

    qtbot.wait(30)
    qtbot.waitUntil(same)


def test_it_opens_at_its_end_with_few_widgets(qtbot, view) -> None:
    settled(qtbot, view)
    assert view.turns[-1].question == f"Question {MANY}"
    assert len(view.turns) < 15
    assert view.verticalScrollBar().value() == view.verticalScrollBar().maximum()
    bottom = view.turns[-1].y() + view.turns[-1].height()
    assert 0 <= view.column.height() - bottom <= 40


def test_turns_neither_overlap_nor_clip(qtbot, view) -> None:
    settled(qtbot, view)
    for before, after in zip(view.turns, view.turns[1:], strict=False):
        assert before.y() + before.height() < after.y()
    for each in view.turns:
        inner = each.answer_view
        assert inner.y() + inner.height() <= each.height()
        assert inner.layout().totalHeightForWidth(inner.width()) <= inner.height()


def test_whatever_is_scrolled_to_is_there(qtbot, view) -> None:
    bar = view.verticalScrollBar()
    for share in (0.0, 0.31, 0.66, 0.9, 1.0):
        bar.setValue(int(bar.maximum() * share))
        settled(qtbot, view)
        shown = seen(view)
        assert shown
        top, height = bar.value(), view.viewport().height()
        covered = sum(min(t.y() + t.height(), top + height) - max(t.y(), top) for t in shown)
        assert covered > height // 2
    assert len(view.turns) <= 30


def test_the_place_one_reads_stays_where_it_is(qtbot, view) -> None:
    settled(qtbot, view)
    bar = view.verticalScrollBar()
    bar.setValue(bar.maximum() // 2)
    settled(qtbot, view)
    reading = seen(view)[1]
    before = place(view, reading)
    view.column.slots[3].height += 500  # far above, something turns out to be taller
    view.column.arrange()
    assert place(view, reading) == before
    reading.answer_view.footer.tools.cost_action.trigger()  # and below its top
    settled(qtbot, view)
    assert place(view, reading) == before


def test_every_turn_can_be_gone_to(qtbot, view) -> None:
    for number in (1, MANY // 2, 7, MANY - 30, MANY):
        assert view.go_to(TurnId(number))
        settled(qtbot, view)
        assert f"Question {number}" in [t.question for t in seen(view)]
    assert not view.go_to(TurnId(MANY + 1))


def test_going_to_a_turn_marks_the_words(qtbot, view) -> None:
    view.go_to(TurnId(4), "notice THREE")
    wanted = next(t for t in view.turns if t.turn.id == 4)
    assert [s.cursor.selectedText() for s in wanted.answer_view.text.extraSelections()] == ["notice", "three"]
    view.go_to(TurnId(8), "question 8")
    asked = next(t for t in view.turns if t.turn.id == 8)
    assert asked.question_label.selectedText() == "Question"


def test_the_keyboard_goes_from_turn_to_turn(qtbot, view) -> None:
    view.go_to(TurnId(50))
    settled(qtbot, view)
    view.activateWindow()
    view.setFocus()
    reached: list[int] = []
    for _ in range(60):
        view.focusNextPrevChild(True)
        settled(qtbot, view)
        turn_view = next(t for t in view.turns if t.isAncestorOf(view.focusWidget()))
        assert turn_view in seen(view)
        reached.append(turn_view.turn.id)
    assert reached == sorted(reached)
    assert list(dict.fromkeys(reached)) == list(range(reached[0], reached[-1] + 1))
    assert reached[-1] > 54
    for _ in range(60):
        view.focusNextPrevChild(False)
        settled(qtbot, view)
    assert view.hasFocus() or view.focusWidget() is not None


def test_tab_on_the_last_turn_leaves_the_chat(qtbot, view) -> None:
    settled(qtbot, view)
    view.turns[-1].answer_view.footer.tools.more.setFocus()
    with qtbot.waitSignal(view.left):
        for _ in range(4):
            view.focusNextPrevChild(True)


def test_a_new_question_comes_into_view_and_stays_when_it_is_left(qtbot, view) -> None:
    view.verticalScrollBar().setValue(0)
    asked = view.add_question("New?")
    asked.answer_view.start()
    assert asked in seen(view)
    view.verticalScrollBar().setValue(0)
    settled(qtbot, view)
    assert view.turns[-1] is asked


def test_an_empty_chat_after_a_long_one(qtbot, view) -> None:
    view.show_turns([])
    assert view.turns == []
    view.show_turns([turn(1)])
    settled(qtbot, view)
    assert [t.question for t in seen(view)] == ["Question 1"]


def test_a_damaged_answer_says_so_in_its_place_and_the_others_are_there(qtbot, view) -> None:
    def damaged() -> None:
        raise UserError("database_damaged", path="")

    bad = KeptTurn(Turn(TurnId(1), ConversationId(1), "The damaged one", 0.0), 40, damaged)
    view.show_turns([bad, turn(2)])
    settled(qtbot, view)
    first, second = view.turns
    assert first.question == "The damaged one"
    assert first.answer_view.unanswered is not None
    assert second.answer_view.answer is not None


def test_answers_are_taken_apart_where_they_are_looked_at(qtbot, view) -> None:
    read: list[int] = []

    def reader(whole: Turn) -> Any:
        def answer() -> Any:
            read.append(int(whole.id))
            return whole.answer

        return answer

    turns = [turn(n) for n in range(1, MANY + 1)]
    view.show_turns([KeptTurn(replace(t, answer=None), 80, reader(t)) for t in turns])
    settled(qtbot, view)
    assert MANY in read
    assert len(read) < MANY / 10
    assert view.go_to(TurnId(7), "")
    assert 7 in read
    assert view.turns[0].turn is not None
    assert view.turns[0].turn.answer is not None
