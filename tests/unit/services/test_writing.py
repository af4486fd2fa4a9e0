"""Write with it: who writes, what is checked, what is said where the model cannot."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.domain.errors import Cancelled, UserError
from app.domain.jobs import CancelToken
from app.domain.language_models import LoadedModel
from app.domain.writing import How, TextInput
from app.processes.fakes import FakeEmbedder
from app.processes.fakes_generator import FakeGenerator
from app.services.text_changes import Change, changes
from app.services.writing import WritingService
from app.services.writing_ability import WritingAbility
from app.services.writing_parts import parts_of
from app.tasks.registry import text_task

SMALL = LoadedModel("Tiny", Path("/m/tiny.gguf"), 2048, 100, "CPU", 1, 0)
GOOD = ("bäckerei montag brot sechs 4", "sœur rouge parapluie hier train")
ENGLISH = "The bridge is closed to lorries until 12 April; a pier has cracks. Pedestrians may use it."


def service(tmp_path: Path, generator: FakeGenerator, model: LoadedModel | None = SMALL) -> WritingService:
    ability = WritingAbility(generator, tmp_path / "marks.json")
    return WritingService(generator, FakeEmbedder(), lambda _cancel: model, ability)


def able(*replies: str) -> FakeGenerator:
    """Passes the papers of "translate", then says this."""
    return FakeGenerator([ENGLISH, *GOOD, *replies])


def test_a_model_that_passes_writes_and_is_examined_once(tmp_path: Path) -> None:
    generator = able("Hallo, wir kommen am Montag zu dir.", "Noch einmal.")
    writing, heard = service(tmp_path, generator), []
    result = writing.run("translate", TextInput("We come on Monday.", {"to": "de"}), on_text=heard.append)
    assert (result.how, result.model, result.complete) == (How.MODEL, "Tiny", True)
    assert result.output.text == "Hallo, wir kommen am Montag zu dir."
    assert "".join(heard).strip() == result.output.text
    assert result.marks is not None
    assert result.marks.able
    assert len(generator.requests) == 4
    service(tmp_path, generator).run("translate", TextInput("Again.", {"to": "de"}))
    assert len(generator.requests) == 5


def test_a_model_that_fails_is_kept_away_and_it_says_so(tmp_path: Path) -> None:
    generator = FakeGenerator(["nonsense"])
    with pytest.raises(UserError) as error:
        service(tmp_path, generator).run("translate", TextInput("Good morning.", {"to": "de"}))
    assert error.value.code == "model_too_small"
    assert (error.value.params["passed"], error.value.params["papers"]) == (0, 3)
    assert len(generator.requests) == 1  # one failed paper of three is too many


def test_rules_do_it_where_they_can_and_say_why(tmp_path: Path) -> None:
    writing = service(tmp_path, FakeGenerator(["nonsense"]))
    result = writing.run("rewrite", TextInput("We met in order to talk.", {"style": "clearer"}))
    assert result.output.text == "We met to talk."
    assert result.how is How.RULES
    assert result.unable


def test_no_model_is_asked_where_patterns_suffice(tmp_path: Path) -> None:
    generator = FakeGenerator(["nonsense"])
    result = service(tmp_path, generator).run("extract_fields", TextInput("Due on 3 March 2024."))
    assert [row.value for row in result.output.rows] == ["3 March 2024"]
    assert not generator.requests


def test_without_a_model_the_person_is_told(tmp_path: Path) -> None:
    with pytest.raises(UserError) as error:
        service(tmp_path, FakeGenerator(), None).run("translate", TextInput("Good morning."))
    assert error.value.code == "model_needed"


@pytest.mark.parametrize(
    ("text", "code"), [("  \n", "nothing_to_work_on"), ("a " * 300_000, "text_too_long")]
)
def test_what_cannot_be_worked_on_is_refused(tmp_path: Path, text: str, code: str) -> None:
    with pytest.raises(UserError) as error:
        service(tmp_path, FakeGenerator()).run("rewrite", TextInput(text))
    assert error.value.code == code


def test_anyway_lets_it_write_and_marks_what_is_not_in_the_text(tmp_path: Path) -> None:
    generator = FakeGenerator(["Mr Alder pays 15 euros on 4 May."])
    result = service(tmp_path, generator).run(
        "rewrite", TextInput("The keeper pays 12 euros on 4 May."), anyway=True
    )
    assert {doubt.value for doubt in result.doubts} == {"Alder", "15"}
    for doubt in result.doubts:
        assert result.output.text[doubt.start : doubt.end] == doubt.value
    assert result.marks is None


def test_stopping_keeps_what_was_written(tmp_path: Path) -> None:
    generator = FakeGenerator(["one two three four five six"], cancel_after=3)
    result = service(tmp_path, generator).run("rewrite", TextInput("Some text here."), anyway=True)
    assert result.output.text == "one two three"
    assert not result.complete


def test_cancelling_before_the_model_writes_is_cancelling(tmp_path: Path) -> None:
    cancel = CancelToken()
    cancel.cancel()
    with pytest.raises(Cancelled):
        service(tmp_path, FakeGenerator(["x"])).run("summarize", TextInput("Some text here."), cancel=cancel)


def test_a_long_text_is_translated_part_by_part_and_none_is_lost(tmp_path: Path) -> None:
    text = "\n\n".join(f"Paragraph {n} " + "with many words " * 40 for n in range(40))
    generator = FakeGenerator(
        [lambda request: request.messages[-1].content.split("---\n")[1].removesuffix("\n")]
    )
    result = service(tmp_path, generator).run("translate", TextInput(text, {"to": "en"}), anyway=True)
    assert len(generator.requests) > 5
    assert [word for word in result.output.text.split() if word.isdigit()] == [str(n) for n in range(40)]


def test_what_is_too_long_for_the_model_goes_by_rules_or_says_so(tmp_path: Path) -> None:
    text = "The committee discussed the budget of the year at great length. " * 400
    writing = service(tmp_path, FakeGenerator(["x"]))
    assert writing.run("summarize", TextInput(text), anyway=True).how is How.RULES
    with pytest.raises(UserError) as error:
        writing.run("explain_code", TextInput("select a from b;\n" * 2000), anyway=True)
    assert error.value.code == "text_too_long_for_model"


def test_an_empty_reply_is_no_result(tmp_path: Path) -> None:
    with pytest.raises(UserError) as error:
        service(tmp_path, FakeGenerator([" "])).run("rewrite", TextInput("Some text."), anyway=True)
    assert error.value.code == "nothing_written"


@pytest.mark.parametrize("most", [5, 12, 1000])
def test_parts_put_together_are_the_text(most: int) -> None:
    text = "One two three. Four five six!\nSeven eight\n\n\nNine ten. Eleven to fourteen and some more.\n"
    parts = parts_of(text, most, lambda texts: [len(t.split()) for t in texts])
    assert "".join(piece + gap for piece, gap in parts) == text
    assert all(len(piece.split()) <= max(most, 6) for piece, _ in parts)


def test_changes_give_both_texts_back() -> None:
    old, new = "We met in order to talk, Ms O'Neil.", "We met to talk, dear Ms O'Neil."
    pieces = changes(old, new)
    assert "".join(p.text for p in pieces if p.change is not Change.ADDED) == old
    assert "".join(p.text for p in pieces if p.change is not Change.REMOVED) == new
    assert {p.change for p in pieces} == set(Change)


def test_the_papers_of_translate_pass_what_this_test_says() -> None:
    task = text_task("translate")
    for paper, reply in zip(task.papers, (ENGLISH, *GOOD), strict=True):
        assert paper.right(task.parse(paper.given, reply))
