"""carrel task: one action a task, options from its declaration, and what is said about a result."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from app.cli.arguments import build_parser
from app.cli.tasks import remarks, result_json, result_text
from app.domain.writing import Doubt, How, Marks, Row, TaskResult, TextOutput
from app.tasks.registry import text_tasks


@pytest.mark.parametrize("task", text_tasks(), ids=lambda task: task.declaration.id)
def test_every_task_is_an_action_with_its_options(task) -> None:
    declared = task.declaration
    options = build_parser().parse_args(["task", declared.id, "--text", "Hello.", "--json"])
    assert (options.command, options.action, options.text, options.json) == (
        "task",
        declared.id,
        "Hello.",
        True,
    )
    for option in declared.options:
        assert getattr(options, f"option_{option.id}") == option.default


def test_a_text_comes_from_exactly_one_place() -> None:
    parse = build_parser().parse_args
    assert parse(["task", "summarize", "--file", "a.pdf", "--file", "b.pdf"]).file == [
        Path("a.pdf"),
        Path("b.pdf"),
    ]
    for wrong in (["task", "summarize"], ["task", "summarize", "--text", "a", "--stdin"], ["task", "dance"]):
        with pytest.raises(SystemExit):
            build_parser().parse_args(wrong)


def test_other_commands_do_not_load_the_tasks() -> None:
    code = (
        "import sys; from app.cli.arguments import build_parser; build_parser().parse_args(['documents']); "
        "sys.exit('app.tasks.registry' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_a_result_says_who_made_it_and_what_to_check() -> None:
    result = TaskResult(
        "rewrite",
        TextOutput("It cost 15."),
        How.MODEL,
        "Big",
        Marks(4, 4),
        (Doubt(8, 10, "15"),),
        complete=False,
    )
    assert remarks(result) == ["The model stopped before the end.", "Not in the text: 15"]
    document = result_json(result)
    assert json.loads(json.dumps(document)) == document
    assert document["not_in_text"] == [{"value": "15", "char_start": 8, "char_end": 10}]
    small = TaskResult("classify", TextOutput("A", (Row("A", "70%", share=0.7), Row("B", "30%", share=0.3))), How.RULES,
                       marks=Marks(0, 6))  # fmt: skip
    assert remarks(small) == ["By rules: the chosen model solved 0 of 6 test tasks."]
    assert result_text(small) == "A\n   70% A\n   30% B"
    assert remarks(TaskResult("rewrite", TextOutput("x"), How.RULES)) == [
        "By rules, without a language model."
    ]
