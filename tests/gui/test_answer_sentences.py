"""Sentences of an answer: what carries them, for the pointer and for the keyboard; short answers; marked quotes."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QFocusEvent, QMouseEvent
from PySide6.QtWidgets import QApplication

from app.domain.conversations import Turn
from app.domain.ids import ConversationId, TurnId
from app.domain.retrieval import Answer, AnswerSentence, AnswerStatus, EvidenceFound, Support
from app.ui.chat.answer_markup import SENTENCE_END, SENTENCE_START, answer_html, sentences_shown
from app.ui.chat.answer_view import AnswerView
from app.ui.chat.conversation_view import ConversationView
from app.ui.chat.matching import matching_ranges, stands_in
from app.ui.chat.quote_label import marked_html
from app.ui.chat.short_answer import scale_of, short_words, verbatim_in
from app.ui.chat.support_words import support_words
from app.ui.theme import Theme
from tests.gui import fakes

MIXED = fakes.answer(
    text="It is **long** [1]. It may be blue [2]. Nobody knows.",
    sentences=(
        AnswerSentence("It is **long**", Support.SUPPORTED, (1,)),
        AnswerSentence("It may be blue", Support.PARTIAL, (2,)),
        AnswerSentence("Nobody knows.", Support.UNSUPPORTED),
    ),
)


@pytest.fixture
def conversation(qtbot, qapp: QApplication) -> Iterator[ConversationView]:
    view = ConversationView(Theme(qapp, "light"))
    qtbot.addWidget(view)
    view.resize(700, 500)
    view.show()
    yield view
    view.clear()


def shown(view: ConversationView, answer: Answer) -> AnswerView:
    view.show_turns([Turn(TurnId(1), ConversationId(1), answer.question, 0.0, answer)])
    QCoreApplication.processEvents()  # what is new finds its place and is shown
    return view.turns[0].answer_view


def marked(answer: str, quote: str) -> list[str]:
    return [quote[start:end] for start, end in matching_ranges(answer, quote)]


class TestMatching:
    def test_an_answer_that_stands_there_whole_is_one_range(self) -> None:
        assert marked("Three  months [1]", "He has three months, and then three months more.") == [
            "three months"
        ]
        assert marked("**€1,450**", "The rent is €1,450 a month.") == ["€1,450"]
        assert marked("5 %", "It rose by 5% last year") == ["5%"]

    def test_else_the_runs_of_words_that_tell_something(self) -> None:
        quote = "Either party may end it with three months' notice to the end of a quarter."
        assert marked("Notice: three months to the quarter's end", quote) == ["three months"]
        assert marked("It is of the", quote) == []
        assert marked("", quote) == []

    def test_runs_that_touch_are_one(self) -> None:
        assert marked("Anna Berg signed it. In Oslo", "Anna Berg, Oslo") == ["Anna Berg, Oslo"]

    def test_standing_in_a_quote(self) -> None:
        assert stands_in("three months [1]", "with Three months' notice")
        assert not stands_in("three months [1]", "three or four months")
        assert not stands_in("", "anything")

    def test_the_quotes_own_markup_is_shown_as_it_is(self) -> None:
        html = marked_html("<img src=x> a  b\nc", [(0, 11)], "color: red")
        assert "<img" not in html
        assert html.startswith('<span style="color: red">&lt;img src=x&gt;</span>')
        assert html.endswith("a&nbsp; b<br>c")


class TestMarkup:
    def test_marks_stand_around_each_sentence_with_its_citations(self) -> None:
        html = answer_html(MIXED)
        assert html.count(SENTENCE_START) == html.count(SENTENCE_END) == 3
        first = html[html.index(SENTENCE_START) + 1 : html.index(SENTENCE_END)]
        assert "long" in first
        assert 'href="cite:1"' in first
        assert first.endswith(".")
        assert sentences_shown(MIXED) == list(MIXED.sentences)

    def test_a_sentence_that_does_not_stand_in_the_text_is_left_out(self) -> None:
        answer = fakes.answer(text="Only this.", sentences=(AnswerSentence("Not this.", Support.SUPPORTED),))
        assert sentences_shown(answer) == []
        assert SENTENCE_START not in answer_html(answer)

    def test_private_characters_of_a_model_do_no_harm(self) -> None:
        text = f"It {SENTENCE_END}is{SENTENCE_START} so."
        answer = fakes.answer(text=text, sentences=(AnswerSentence(text, Support.PARTIAL),))
        html = answer_html(answer)
        assert html.count(SENTENCE_START) == html.count(SENTENCE_END) == 1

    def test_lists_stay_lists(self) -> None:
        sentences = tuple(AnswerSentence(text, Support.SUPPORTED, (1,)) for text in ("- one", "- two"))
        html = answer_html(fakes.answer(text="- one [1]\n- two [1]", sentences=sentences))
        assert html.count("<li>") == 2


class TestSentences:
    def test_the_text_has_no_marks_left_and_knows_its_sentences(self, conversation) -> None:
        text = shown(conversation, MIXED).text
        plain = text.toPlainText()
        assert SENTENCE_START not in plain
        assert SENTENCE_END not in plain
        pieces = [plain[s.start : s.end] for s in text.sentences]
        assert pieces[0].startswith("It is long [1]")
        assert pieces[1].endswith("(weakly supported)")
        assert pieces[2].endswith("(not supported)")

    def test_the_keyboard_goes_through_them_and_opens_their_passages(self, qtbot, conversation) -> None:
        view = shown(conversation, MIXED)
        text = view.text
        QApplication.sendEvent(text, QFocusEvent(QEvent.Type.FocusIn, Qt.FocusReason.TabFocusReason))
        assert text.pointed == 0
        card = view.body.pointer.card
        assert card.pill.text() == "supported"
        assert fakes.QUOTE in card.quotes[0].quote()
        qtbot.keyClick(text, Qt.Key.Key_Right)
        assert (text.pointed, card.pill.text()) == (1, "weakly supported")
        assert "Sentence 2 of 3: weakly supported" in text.accessibleDescription()
        with qtbot.waitSignal(view.citation_opened) as opened:
            qtbot.keyClick(text, Qt.Key.Key_Return)
        assert opened.args == [2]
        qtbot.keyClick(text, Qt.Key.Key_Down)
        assert not card.nothing.isHidden()
        with qtbot.assertNotEmitted(view.citation_opened, wait=20):
            qtbot.keyClick(text, Qt.Key.Key_Return)
        with qtbot.waitSignal(view.citation_opened) as opened:
            qtbot.keyClick(text, Qt.Key.Key_3)
        assert opened.args == [3]
        qtbot.keyClick(text, Qt.Key.Key_Escape)
        assert view.body.pointer.card is None

    def test_the_pointer_brings_the_card_and_takes_it_along(self, qtbot, conversation) -> None:
        view = shown(conversation, MIXED)
        text = view.text
        spot, none = QPointF(text.area_of(0).center()), Qt.MouseButton.NoButton
        move = QMouseEvent(QEvent.Type.MouseMove, spot, spot, none, none, Qt.KeyboardModifier.NoModifier)
        QApplication.sendEvent(text.viewport(), move)
        assert text.pointed == 0
        qtbot.waitUntil(lambda: view.body.pointer.card is not None)
        card = view.body.pointer.card
        assert card.parentWidget() is conversation.window()
        assert conversation.window().rect().contains(card.geometry())
        text.hide()
        assert view.body.pointer.card is None

    def test_a_mark_brings_up_its_own_passage(self, qtbot, conversation) -> None:
        sentence = AnswerSentence("It is long", Support.SUPPORTED, (1, 2, 3))
        answer = fakes.answer(text="It is long [1][2][3] and so on, at some length.", sentences=(sentence,))
        view = shown(conversation, answer)
        spot, none = view.text.citation_areas()[2].center(), Qt.MouseButton.NoButton
        move = QMouseEvent(QEvent.Type.MouseMove, spot, spot, none, none, Qt.KeyboardModifier.NoModifier)
        QApplication.sendEvent(view.text.viewport(), move)
        qtbot.waitUntil(lambda: view.body.pointer.card is not None)
        card = view.body.pointer.card
        assert [label.quote() for label in card.quotes if not label.isHidden()] == [
            "“The rent is 1,450 a month, due on the third working day.”"
        ]

    def test_a_click_on_a_sentence_opens_what_it_cites(self, qtbot, conversation) -> None:
        view = shown(conversation, MIXED)
        spot = view.text.area_of(1).topLeft() + QPoint(20, 8)
        with qtbot.waitSignal(view.citation_opened) as opened:
            qtbot.mouseClick(view.text.viewport(), Qt.MouseButton.LeftButton, pos=spot)
        assert opened.args == [2]

    def test_selecting_words_opens_nothing(self, qtbot, conversation) -> None:
        view = shown(conversation, MIXED)
        with qtbot.assertNotEmitted(view.citation_opened, wait=20):
            qtbot.mouseDClick(
                view.text.viewport(),
                Qt.MouseButton.LeftButton,
                pos=view.text.area_of(0).center() - QPoint(30, 0),
            )
        assert view.text.textCursor().hasSelection()

    def test_scrolling_takes_the_card_away(self, conversation) -> None:
        view = shown(conversation, MIXED)
        view.text.go_to(0)
        assert view.body.pointer.card is not None
        conversation.verticalScrollBar().setRange(0, 500)
        conversation.verticalScrollBar().setValue(40)
        assert view.body.pointer.card is None


class TestShortAnswers:
    def test_a_few_words_are_short_and_more_are_not(self) -> None:
        assert short_words(fakes.short()) == "three months"
        assert short_words(fakes.answer()) == ""
        assert short_words(fakes.quoted()) == ""
        assert short_words(fakes.short("word " * 13)) == ""
        assert short_words(fakes.short("- a list")) == ""
        assert scale_of("three months") == "headline"
        assert scale_of("a " * 30) == "title"

    @pytest.mark.parametrize("words", ["1. FC Example", "- 3 °C", "*all* of it", "#4 & <b>", "two\nlines"])
    def test_words_of_a_document_are_no_markup(self, conversation, words: str) -> None:
        quoted = (fakes.evidence(quote=f"It says {words} there."),)
        view = shown(conversation, fakes.short(words, evidence=quoted))
        line = " ".join(words.split())
        assert view.text.toPlainText().strip() == f"{line} [1]"
        assert view.text.y() < view.quotes[0].y()
        assert short_words(view.answer) == line
        assert len(view.text.sentences) == 1

    def test_it_stands_over_its_quote_with_its_words_marked(self, conversation) -> None:
        view = shown(conversation, fakes.short("end of a quarter"))
        assert view.text.y() < view.quotes[0].y()
        assert view.quotes[0].quote.marked() == ["end of a quarter"]
        assert view.text.font().pointSizeF() > 0
        assert view.footer.support.text() == "Word for word in 1 passage"

    def test_evidence_stands_first_until_the_answer_comes(self, conversation) -> None:
        view = conversation.add_question("How long?").answer_view
        view.start()
        view.show_evidence(EvidenceFound(fakes.EVIDENCE, "How long?", 0.9))
        view.add_draft("three")
        assert view.quotes[0].isVisibleTo(view)
        assert view.body.layout().indexOf(view.quotes[0]) < view.body.layout().indexOf(view.text)
        assert view.text.sentences == []
        view.show_answer(fakes.short())
        assert view.body.layout().indexOf(view.text) == 0

    def test_words_that_are_not_there_are_not_called_verbatim(self) -> None:
        assert verbatim_in(fakes.short("a fortnight")) == ()
        assert support_words(fakes.short("a fortnight")).text == "Supported by 1 passage"

    def test_weak_ones_say_so(self, conversation) -> None:
        weak = AnswerSentence("three weeks", Support.PARTIAL, (1,))
        view = shown(conversation, fakes.short("three weeks", sentences=(weak,)))
        assert "weakly supported" in view.text.toPlainText()
        assert view.answer.status is AnswerStatus.ANSWERED


def test_sentences_are_counted_at_a_glance() -> None:
    assert support_words(MIXED).text == "1 of 3 sentences supported"
    assert support_words(MIXED).pill == "partly supported"
