"""Markup, copies and words of an answer: pure functions."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.domain.retrieval import AnswerSentence, NotFoundReason, Support
from app.ui.chat.answer_footer import AnswerFooter
from app.ui.chat.answer_markup import answer_html, markdown_html
from app.ui.chat.copy_text import cited_text, plain_text
from app.ui.chat.quote_text import line_text, quote_text
from app.ui.chat.support_words import (
    dropped_words,
    evidence_pill,
    interrupted_words,
    not_found_words,
    support_words,
)
from app.ui.chat.verbs import title_of
from app.ui.desk.offsets import utf16_offset
from app.ui.theme import Theme
from tests.gui import fakes


def test_only_known_citations_become_links() -> None:
    html = markdown_html("three months [1], see [7]", {1})
    assert 'href="cite:1"' in html
    assert "[7]" in html
    assert "cite:7" not in html


@pytest.mark.parametrize(
    "hostile",
    [
        "![x](file:///etc/passwd)",
        "[x](javascript:alert(1))",
        "<img src='//host/share/x.png'>",
        "<a href='file:///x'>x</a>",
        "<https://example.org>",
        "[a]: file:///x\n\n[a]",
        "<script>x</script>",
        "`<img src=x>`",
        "```\n<img src=x>\n```",
        "| <img src=x> | ![a](b) |\n|--|--|\n| c | d |",
        "&lt;img src=x&gt;",
    ],
)
def test_markup_of_the_model_never_becomes_a_resource_or_a_link(hostile: str) -> None:
    html = markdown_html(hostile, {1})
    assert "<img" not in html
    assert "<a " not in html
    assert "<script" not in html


def test_emphasis_lists_and_tables_are_kept() -> None:
    html = markdown_html("**a**\n\n- b\n- c\n\n| d | e |\n|--|--|\n| f | g |")
    assert "<strong>a</strong>" in html
    assert html.count("<li>") == 2
    assert "<td>f</td>" in html


def test_unsupported_sentences_are_marked_where_they_stand() -> None:
    answer = fakes.answer(
        text="It is long. It is blue [1].",
        sentences=(
            AnswerSentence("It is long.", Support.UNSUPPORTED),
            AnswerSentence("It is blue [1].", Support.PARTIAL, (1,)),
        ),
    )
    html = answer_html(answer)
    assert html.index("It is long.") < html.index("(not supported)") < html.index("It is blue")
    assert html.index("It is blue") < html.index("(weakly supported)")


def test_plain_copy_has_no_marks() -> None:
    text = plain_text(fakes.answer())
    assert "[1]" not in text
    assert text.endswith("given in writing.")


def test_cited_copy_lists_the_cited_passages_only() -> None:
    text = cited_text(fakes.answer())
    assert "[1] Lease 2024 · page 7: “Either party" in text
    assert "[2] Notes on the move: “Notice must" in text
    assert "[3]" not in text


def test_not_found_can_be_copied() -> None:
    assert "12 documents" in plain_text(fakes.not_found())


@pytest.mark.parametrize(
    ("answer", "pill"),
    [
        (fakes.answer(), "supported"),
        (fakes.answer(confidence=0.3), "weak"),
        (fakes.quoted(), "quoted"),
        (fakes.not_found(), "not found"),
        (
            fakes.answer(
                sentences=(
                    AnswerSentence("a", Support.SUPPORTED, (1,)),
                    AnswerSentence("b", Support.PARTIAL, (2,)),
                )
            ),
            "partly supported",
        ),
    ],
)
def test_support_in_words(answer, pill: str) -> None:
    assert support_words(answer).pill == pill


def test_support_counts_the_cited_passages() -> None:
    assert support_words(fakes.answer()).text == "Supported by 2 passages"


def test_every_reason_for_not_found_has_words() -> None:
    titles = {not_found_words(fakes.not_found(reason))[0] for reason in NotFoundReason}
    assert len(titles) == len(NotFoundReason)


def test_dropped_words() -> None:
    assert dropped_words(1) == "1 sentence was left out: not supported"
    assert dropped_words(3).startswith("3 sentences were")


def test_an_interruption_says_why() -> None:
    assert interrupted_words(fakes.answer()) == ""
    assert interrupted_words(fakes.quoted(interrupted="cancelled")).startswith("Stopped")
    assert len(interrupted_words(fakes.quoted(interrupted="engine_crashed"))) > 20


def test_passages_say_what_they_are_to_the_answer() -> None:
    answer = fakes.answer()
    assert [evidence_pill(n, answer)[0] for n in (1, 2, 3)] == ["supports", "supports", "near"]
    assert evidence_pill(1, None)[0] == "found"
    weak = replace(answer, sentences=(AnswerSentence("a", Support.PARTIAL, (1,)),))
    assert evidence_pill(1, weak)[0] == "weak"


def test_a_chat_is_named_after_its_question() -> None:
    assert title_of("  How long\n is it? ") == "How long is it?"
    long = title_of("word " * 60)
    assert long.endswith("word…")
    assert len(long) <= 81


def test_offsets_count_what_qt_counts() -> None:
    assert utf16_offset("a🖋b", 1) == 1
    assert utf16_offset("a🖋b", 2) == 3
    assert utf16_offset("", 0) == 0


def test_prose_is_quoted_in_one_piece_and_rows_stand_under_each_other() -> None:
    assert quote_text("three months\nto the end of a\nquarter.") == "“three months to the end of a quarter.”"
    assert quote_text("Note: bring a key; ring twice.") == "“Note: bring a key; ring twice.”"
    rows = "Who: Adults; Dose: 1 tablet\n\nWho: Children; Dose: half a tablet"
    assert quote_text(rows) == "•  Who: Adults  ·  Dose: 1 tablet\n•  Who: Children  ·  Dose: half a tablet"
    assert "\n" not in line_text(rows)
    assert line_text("a\nb") == "a b"


def test_passages_of_a_quoted_answer_are_quoted_or_near() -> None:
    answer = fakes.quoted()
    assert [evidence_pill(n, answer)[0] for n in (1, 3)] == ["quoted", "near"]


def test_sentences_that_only_repeat_the_quote_are_not_called_unsupported(qtbot, qapp) -> None:
    same = AnswerSentence("Three months.", Support.SUPPORTED, (1,))
    footer = AnswerFooter(Theme(qapp, "light"), fakes.answer(dropped=(same,)))
    qtbot.addWidget(footer)
    assert footer.dropped is None
