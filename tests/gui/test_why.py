"""Why an answer turned out as it did: the words, and the panel that shows them."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QPlainTextEdit

from app.domain.retrieval import AnswerSentence, Fault, FaultKind, NotFoundReason, Signal, Support
from app.retrieval.answerability import ANSWER_AT, Signals
from app.retrieval.fusion import Gain
from app.services.explaining import faults_of, threshold_of
from app.ui.chat.answer_footer import AnswerFooter
from app.ui.chat.why_panel import WhyPanel
from app.ui.chat.why_words import (
    decision_words,
    effect_words,
    fault_words,
    gain_words,
    help_words,
    known_parts,
    known_signals,
    looked_words,
    made_words,
    percent,
    scope_names,
    score_words,
    signal_words,
    telling_signals,
    understood_words,
)
from app.ui.theme import Theme
from tests.gui import fakes


@pytest.fixture
def theme(qapp: QApplication) -> Theme:
    return Theme(qapp, "light")


def said(widget: Any) -> str:
    return "\n".join(label.text() for label in widget.findChildren(QLabel)).replace("\u00a0", " ")


class TestExplaining:
    def test_what_was_written_down_is_believed(self) -> None:
        fault = Fault(FaultKind.LOST_CONDITION, "to the end of a quarter")
        sentence = AnswerSentence("It ends at any time.", Support.UNSUPPORTED, (1,), (fault,))
        assert faults_of(sentence, fakes.EVIDENCE) == (fault,)

    def test_answers_of_earlier_versions_are_looked_at_again(self) -> None:
        sentence = AnswerSentence("The notice period is 14 weeks in Oslo.", Support.UNSUPPORTED, (1,))
        faults = faults_of(sentence, fakes.EVIDENCE)
        assert {fault.value for fault in faults if fault.kind is FaultKind.MISSING_FACT} == {"14", "Oslo"}

    def test_there_is_always_a_reason(self) -> None:
        far = AnswerSentence("people like gardens and music", Support.UNSUPPORTED)
        assert faults_of(far, fakes.EVIDENCE) == (Fault(FaultKind.FAR),)
        assert faults_of(far, ()) == (Fault(FaultKind.FAR),)
        same = AnswerSentence("Three months.", Support.SUPPORTED, (1,))
        assert faults_of(same, fakes.EVIDENCE) == (Fault(FaultKind.REPEATS),)

    def test_the_threshold_is_the_answers_own_where_it_has_one(self) -> None:
        assert threshold_of(fakes.answer()) == ANSWER_AT
        assert threshold_of(fakes.answer(threshold=0.6)) == 0.6


class TestWords:
    def test_every_signal_of_the_decision_has_words(self) -> None:
        assert {field.name for field in fields(Signals)} <= known_signals()

    def test_a_signal_says_which_way_it_pulled(self) -> None:
        up, down = Signal("missing_names", 0.0, 1.0), Signal("missing_names", 1.0, -1.6)
        assert signal_words(up) != signal_words(down)
        assert (effect_words(up), effect_words(down)) == ("clearly for", "strongly against")
        assert effect_words(Signal("margin", 0.1, 0.1)) == "a little for"
        assert signal_words(Signal("something_new", 0.1, 0.1)) == "Something new"

    def test_only_what_told_is_shown_the_strongest_first(self) -> None:
        signals = [
            Signal(f"s{n}", 0.0, effect) for n, effect in enumerate((0.01, -2, 0.3, 1, 0.4, 0.5, 0.6, 0.7))
        ]
        assert [signal.effect for signal in telling_signals(signals)] == [-2, 1, 0.7, 0.6, 0.5, 0.4]

    def test_every_fault_has_words_with_and_without_a_value(self) -> None:
        for kind in FaultKind:
            assert "{" not in fault_words(Fault(kind, "x"))
            assert "“”" not in fault_words(Fault(kind))

    def test_what_was_understood(self) -> None:
        assert understood_words(fakes.answer()) == "As you asked it."
        assert "“the whole question?”" in understood_words(fakes.answer(standalone="the whole question?"))

    def test_where_was_looked(self) -> None:
        assert looked_words(fakes.answer()) == "In the whole library, 12 documents."
        few = fakes.answer(scope=(fakes.LEASE.path,), documents_searched=1)
        assert looked_words(few) == "Only in what you had chosen, 1 document:"
        assert scope_names(few) == ["Lease 2024.pdf"]
        many = fakes.answer(scope=tuple(fakes.HOME / str(n) for n in range(9)))
        assert scope_names(many) == ["0", "1", "2", "3", "and 5 more"]

    def test_how_it_was_decided(self) -> None:
        assert "93\u00a0%" in decision_words(fakes.answer(), 0.35)
        assert decision_words(fakes.answer(), 0.35).endswith("so there is an answer.")
        assert decision_words(fakes.not_found(), 0.35).endswith("so there is none.")
        declined = replace(fakes.not_found(), confidence=0.5)
        assert "the model found no answer" in decision_words(declined, 0.35)
        assert "empty" in decision_words(fakes.not_found(NotFoundReason.LIBRARY_EMPTY), 0.35)

    def test_how_it_was_made(self) -> None:
        rows = dict(made_words(fakes.answer(adapter="grounded")))
        assert rows["Written by"] == "SmolLM2-135M-Instruct"
        assert rows["Adapter"] == "grounded"
        assert rows["Time"].replace("\u00a0", " ") == (
            "passages after 84 ms, first word after 310 ms, all of it after 1.2 s"
        )
        assert rows["Tokens"] == "412 read, 34 written"
        assert "nobody" in dict(made_words(fakes.quoted()))["Written by"]

    def test_what_would_help(self) -> None:
        assert help_words(fakes.answer()) == []
        assert help_words(fakes.not_found(NotFoundReason.LIBRARY_EMPTY)) == [
            "Add the documents that you want to ask."
        ]
        advice = help_words(
            fakes.not_found(scope=(fakes.LEASE.path,), signals=(Signal("missing_names", 1.0, -1.0),))
        )
        assert any("names" in line for line in advice)
        assert any("part of your library" in line for line in advice)
        assert len(help_words(fakes.not_found(NotFoundReason.NO_EVIDENCE))) == 2

    def test_scores(self) -> None:
        assert score_words(fakes.evidence(score=0.5, signals=()), 1.0) == "score 0.50 · 50\u00a0% of the best"
        assert score_words(fakes.evidence(score=1.0, signals=()), 1.0) == "score 1.00"
        assert score_words(fakes.evidence(score=0.0, signals=()), 0.0) == "score 0.00"
        parts = (Signal("sentence_cosine", 0.7, 0.7), Signal("bm25", 1.0, 0.5), Signal("other", 1.0, 0.5))
        made = score_words(fakes.evidence(score=1.2, signals=parts), 2.0)
        assert made == "score 1.20 · sentence 0.70 + full text 0.50"
        gains = (
            *parts,
            Signal("words_gain", 0.1, 0.1),
            Signal("named_gain", -0.05, -0.05),
            Signal("document_gain", 0.001, 0.001),
        )
        passage = fakes.evidence(score=1.25, signals=gains)
        assert score_words(passage, 2.0) == "score 1.25 · sentence 0.70 + full text 0.50 + gains 0.05"
        assert (
            gain_words(passage)
            == "Gains of 1: it says the very words (+0.10), your question names its document (−0.05)."
        )
        assert gain_words(fakes.evidence(score=1.2, signals=parts)) == ""

    def test_every_part_of_a_score_has_words(self) -> None:
        assert known_parts() >= {gain.value for gain in Gain}

    def test_shares(self) -> None:
        assert [percent(share) for share in (0, 0.001, 0.35, 0.999, 1.7)] == [
            "0\u00a0%",
            "under 1\u00a0%",
            "35\u00a0%",
            "over 99\u00a0%",
            "100\u00a0%",
        ]


class TestPanel:
    def test_an_answer_is_explained(self, qtbot, theme: Theme) -> None:
        dropped = (AnswerSentence("It is 14 weeks.", Support.UNSUPPORTED, (1,)),)
        panel = WhyPanel(
            theme, fakes.short(dropped=dropped, standalone="The whole question?", adapter="grounded")
        )
        qtbot.addWidget(panel)
        text = said(panel)
        for words in (
            "The whole question?",
            "whole library",
            "“14” does not stand",
            "grounded",
            "strongly for",
        ):
            assert words in text, words
        assert "93" in panel.bar.accessibleName()
        assert [row.pill.text() for row in panel.rows] == ["supports", "near", "near"]
        with qtbot.waitSignal(panel.opened) as opened:
            panel.rows[1].click()
        assert opened.args == [2]

    def test_no_answer_is_explained_with_what_would_help(self, qtbot, theme: Theme) -> None:
        panel = WhyPanel(theme, fakes.not_found(scope=(fakes.LEASE.path,)))
        qtbot.addWidget(panel)
        assert panel.title.text() == "Why there is no answer"
        assert "What would help" in said(panel)
        with qtbot.waitSignal(panel.widen_requested):
            panel.widen_button.click()

    @pytest.mark.parametrize(
        "answer",
        [
            fakes.not_found(NotFoundReason.LIBRARY_EMPTY),
            fakes.quoted(),
            fakes.answer(evidence=(), sentences=(), signals=()),
            fakes.answer(confidence=7.0, threshold=-1.0),
        ],
    )
    def test_anything_can_be_explained(self, qtbot, theme: Theme, answer: Any) -> None:
        panel = WhyPanel(theme, answer)
        qtbot.addWidget(panel)
        panel.show()
        assert not panel.grab().isNull()

    def test_the_link_opens_it_and_escape_closes_it(self, qtbot, theme: Theme) -> None:
        footer = AnswerFooter(theme, fakes.short())
        qtbot.addWidget(footer)
        footer.show()
        with qtbot.waitSignal(footer.expanded):
            footer.why.click()
        panel = footer.why_panel
        qtbot.keyClick(panel, Qt.Key.Key_Escape)
        assert footer.why_panel is None
        footer.why.click()
        assert footer.why_panel.escape()  # as the window asks it, before the desk is closed
        assert footer.why_panel is None
        footer.why.click()
        footer.why.click()
        assert footer.why_panel is None


@pytest.mark.parametrize("answer", [fakes.short(), fakes.not_found(scope=(fakes.LEASE.path,))])
def test_everything_that_can_be_pressed_has_a_name(qtbot, theme: Theme, answer: Any) -> None:
    footer = AnswerFooter(theme, answer)
    qtbot.addWidget(footer)
    footer.toggle_why()
    footer.feedback.bad.click()
    pressed = [w for w in footer.findChildren(QAbstractButton) if w.focusPolicy() != Qt.FocusPolicy.NoFocus]
    assert len(pressed) > 10
    for widget in pressed:
        assert widget.accessibleName() or widget.text(), widget
    for edit in footer.findChildren(QPlainTextEdit):
        assert edit.accessibleName()


def test_a_narrow_answer_keeps_all_its_words(qtbot, theme: Theme) -> None:
    footer = AnswerFooter(theme, fakes.answer(confidence=0.3))
    qtbot.addWidget(footer)
    for width, rows in ((760, 1), (400, 2)):
        footer.resize(width, 200)
        footer.show()
        QCoreApplication.processEvents()
        below = footer.copy_button.y() > footer.pill.geometry().bottom()
        assert below == (rows == 2)
        assert footer.support.width() >= footer.support.sizeHint().width()
