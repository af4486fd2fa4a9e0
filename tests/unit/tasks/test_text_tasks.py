"""Every task on a text: declared soundly, its papers fair, its prompts whole, its rules right."""

from __future__ import annotations

import pytest

from app.domain.errors import UserError
from app.domain.writing import TextInput, TextOutput
from app.tasks.registry import text_task, text_tasks
from app.tasks.reply import asked_in, sender
from app.tasks.summarize_text import wanted_words
from app.tasks.writing import is_english, tidied
from tests.unit.tasks.vectors import words_as_vectors

IDS = {
    "summarize",
    "rewrite",
    "reply",
    "translate",
    "extract_fields",
    "classify",
    "sentiment",
    "explain_code",
}


def by_rules(task_id: str, text: str, **options: str) -> TextOutput | None:
    return text_task(task_id).without_model(TextInput(text, options), words_as_vectors)


def test_every_task_is_found_by_itself_and_has_a_name_of_its_own() -> None:
    tasks = text_tasks()
    assert {task.declaration.id for task in tasks} == IDS
    assert len({task.declaration.label for task in tasks}) == len(tasks)


def test_an_unknown_task_is_said() -> None:
    with pytest.raises(UserError) as error:
        text_task("dance")
    assert error.value.code == "unknown_task"


@pytest.mark.parametrize("task", text_tasks(), ids=lambda task: task.declaration.id)
def test_plans_hold_the_text_and_papers_refuse_silence_and_echo(task) -> None:
    for option in task.declaration.options:
        assert not option.choices or option.default in {choice.value for choice in option.choices}
    assert len(task.papers) >= 3
    for paper in task.papers:
        request = task.plan(paper.given)
        assert paper.given.text.strip()[:60] in request.messages[-1].content
        assert request.max_tokens > 0
        assert request.sampling.temperature == 0.0
        for reply in ("", "I do not know.", paper.given.text):
            assert not paper.right(task.parse(paper.given, reply)), reply


@pytest.mark.parametrize("task", text_tasks(), ids=lambda task: task.declaration.id)
def test_parsing_never_raises(task) -> None:
    for reply in ("", ":", "\n\n", '"', "---", "name: " * 50, "{}[]"):
        task.parse(TextInput("Some text."), reply)


def test_rewriting_by_table_changes_phrases_and_keeps_the_rest() -> None:
    text = "In order to leave at 9:05, Ms O'Neil  has the ability to call. Please be advised that e.g. vans cost 12."
    done = by_rules("rewrite", text, style="clearer")
    assert done is not None
    assert done.text == "To leave at 9:05, Ms O'Neil  can call. E.g. vans cost 12."
    formal = by_rules("rewrite", "I can't come ASAP, thanks", style="formal")
    assert formal is not None
    assert formal.text == "I cannot come as soon as possible, thank you"
    friendly = by_rules("rewrite", "Please do not hesitate to write. We do not mind.", style="friendly")
    assert friendly is not None
    assert friendly.text == "Please feel free to write. We don't mind."


@pytest.mark.parametrize(
    ("style", "text"),
    [
        ("friendly", "Leave it as you are. Whoever is cold, I am, and so we will."),
        ("formal", "It is dry, isn't it? Why don't they come? It works thanks to you; she thanks the board."),
        ("shorter", "I do not really know. It isn’t actually true, and never simply given."),
        ("clearer", "Whether or not it rains, rights in respect of the land stay. This is very concerning."),
    ],
)
def test_what_would_be_wrong_in_other_words_stays(style: str, text: str) -> None:
    assert by_rules("rewrite", text, style=style) is None


def test_most_of_the_members_are_not_most_the_members() -> None:
    done = by_rules(
        "rewrite", "The majority of the members and a small number of guests came.", style="clearer"
    )
    assert done is not None
    assert done.text == "Most of the members and a few guests came."


@pytest.mark.parametrize(
    "text", ["The gate is green.", "Um die Tür zu öffnen, müssen Sie den Schlüssel drehen und ziehen."]
)
def test_nothing_to_exchange_is_no_rewriting(text: str) -> None:
    assert by_rules("rewrite", text, style="clearer") is None


def test_fields_are_found_by_kind_and_by_label_with_their_places() -> None:
    text = (
        "Invoice no.: INV-2024/117\nDue: 3 March 2024\n12 chairs, EUR 1,250.00; call +49 30 1234567, a@b.org"
    )
    found = by_rules("extract_fields", text)
    assert found is not None
    assert {row.value for row in found.rows} == {
        "INV-2024/117", "3 March 2024", "EUR 1,250.00", "+49 30 1234567", "a@b.org"
    }  # fmt: skip
    assert all(text[row.start : row.end] == row.value for row in found.rows)
    named = by_rules("extract_fields", text, fields="Invoice, Due, Discount")
    assert named is not None
    assert [(row.name, row.value) for row in named.rows] == [
        ("Invoice", "INV-2024/117"), ("Due", "3 March 2024"), ("Discount", "")
    ]  # fmt: skip


def test_a_model_adds_only_values_that_stand_in_the_text() -> None:
    what = TextInput("Marta Quist lets the shop to Joel.", {"fields": "Landlord, Tenant, Rent"})
    output = text_task("extract_fields").parse(what, "Landlord: marta quist\nTenant: Joel Abara\nRent: -")
    assert [(row.name, row.value) for row in output.rows] == [
        ("Landlord", "Marta Quist"), ("Tenant", ""), ("Rent", "")
    ]  # fmt: skip


def test_long_digits_and_labels_do_not_hang_the_patterns() -> None:
    text = "0" * 20_000 + " " + "1-" * 8_000 + "a@" * 4_000 + ": " * 4_000
    assert by_rules("extract_fields", text) is not None


def test_a_reply_without_a_model_is_a_frame_with_what_is_asked() -> None:
    message = (
        "Hi Sam,\n\ncan you come on Friday? The hall is booked. Please bring the keys.\n\nBest,\nUlla Berg"
    )
    assert sender(message) == "Ulla Berg"
    assert asked_in(message) == ["can you come on Friday?", "Please bring the keys."]
    frame = by_rules("reply", message)
    assert frame is not None
    assert frame.text.startswith("Hello Ulla Berg,")
    assert "> can you come on Friday?" in frame.text


def test_translating_needs_a_model_and_an_answer_in_the_old_language_is_none() -> None:
    assert by_rules("translate", "Good morning to everybody who is here") is None
    german = "Das ist der Text, und er ist noch immer auf Deutsch, weil das Modell ihn nicht übersetzt hat."
    assert text_task("translate").parse(TextInput(german, {"to": "en"}), german).text == ""


def test_classes_are_the_persons_own_and_the_shares_add_up() -> None:
    output = by_rules("classify", "The invoice for the roof is due.", categories="Invoice, Poem,, invoice")
    assert output is not None
    assert output.text == "Invoice"
    assert sum(row.share or 0 for row in output.rows) == pytest.approx(1.0)
    assert text_task("classify").parse(TextInput("x", {"categories": "A, B"}), "C") == TextOutput()
    assert by_rules("classify", "Alone.", categories="One") is None


def test_sentiment_names_the_sentences_that_speak() -> None:
    output = by_rules("sentiment", "I am very happy with it. The shop opens at nine.")
    assert output is not None
    assert output.text == "Positive"
    assert [row.value for row in output.rows] == ["I am very happy with it."]


def test_python_is_outlined_and_other_code_is_not() -> None:
    outline = by_rules("explain_code", 'import os\ndef find(a, b):\n    """Look for it."""\n')
    assert outline is not None
    assert outline.text == "Uses: os\nFunction find(a, b): Look for it."
    assert by_rules("explain_code", "select * from t where a = 1") is None


def test_a_summary_has_the_length_that_was_asked_for() -> None:
    assert wanted_words(TextInput("", {"length": "words", "words": "40"})) == 40
    assert wanted_words(TextInput("", {"length": "words", "words": "many"})) == 100
    text = " ".join(
        f"The committee on matter {n} discussed the budget of the year at great length." for n in range(30)
    )
    summary = by_rules("summarize", text, length="words", words="30")
    assert summary is not None
    assert 0 < len(summary.text.split()) <= 30


@pytest.mark.parametrize(
    ("text", "english"),
    [
        ("We met in order to talk. It cost 12 euros.", True),
        ("Send it.", True),
        ("We zijn in het huis en we hebben het niet met hem besproken.", False),
        ("Wir haben das Haus gesehen und wir kaufen es nicht.", False),
        ("Nous avons vu la maison et nous ne l'achetons pas avec eux.", False),
    ],
)
def test_rules_for_english_leave_other_languages_alone(text: str, english: bool) -> None:
    assert is_english(text) is english


def test_what_models_put_around_an_answer_goes() -> None:
    assert tidied("Sure, here is the text:\n\n---\nThe answer.\n---") == "The answer."
    assert tidied('"All of it."') == "All of it."
    assert tidied("Here is why: it rained.") == "Here is why: it rained."
