from __future__ import annotations

import json

import pytest

from app.cli.arguments import build_parser
from app.cli.output import Output, duration
from app.domain.errors import UserError


def test_json_is_one_document_and_nothing_else(capsys: pytest.CaptureFixture[str]) -> None:
    out = Output(as_json=True, quiet=False)
    out.stream("a piece")
    out.result({"a": "ü"}, "text for people")
    assert json.loads(capsys.readouterr().out) == {"a": "ü"}


def test_an_error_in_json_has_the_contract_shape(capsys: pytest.CaptureFixture[str]) -> None:
    Output(as_json=True, quiet=False).error(UserError("file_missing", path="x.pdf"))
    error = json.loads(capsys.readouterr().out)["error"]
    assert error["code"] == "file_missing"
    assert error["params"] == {"path": "x.pdf"}
    assert "x.pdf" in error["message"]
    assert error["hint"]


def test_an_error_for_people_goes_to_stderr(capsys: pytest.CaptureFixture[str]) -> None:
    Output(as_json=False, quiet=False).error(UserError("library_empty"))
    captured = capsys.readouterr()
    assert not captured.out
    assert captured.err.startswith("carrel: There are no documents")


def test_quiet_says_nothing_extra(capsys: pytest.CaptureFixture[str]) -> None:
    Output(as_json=False, quiet=True).note("a remark")
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize(("seconds", "text"), [(7, "7 s"), (150, "2 min"), (7500, "2 h 05 min")])
def test_durations_are_short(seconds: float, text: str) -> None:
    assert duration(seconds) == text


def test_global_options_stand_on_both_sides_of_the_command() -> None:
    before = build_parser().parse_args(["--json", "--profile-dir", "p", "status"])
    after = build_parser().parse_args(["status", "--json", "--profile-dir", "p"])
    assert before.json
    assert after.json
    assert before.profile_dir == after.profile_dir


@pytest.mark.parametrize("arguments", [["frobnicate"], ["add"], ["search", "--top", "0", "x"], ["models"]])
def test_wrong_usage_exits_with_2(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        build_parser().parse_args(arguments)
    assert caught.value.code == 2
    assert "usage" in capsys.readouterr().err
