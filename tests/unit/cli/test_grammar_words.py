"""What argparse itself says is in the language of the command line."""

from __future__ import annotations

import pytest

from app.cli.arguments import build_parser
from tests.pseudo_language import speaking


def test_help_is_in_one_language() -> None:
    with speaking("de"):
        said = build_parser().format_help()
    assert said.startswith("Aufruf: carrel")
    assert "diese Hilfe zeigen und enden" in said
    assert not {"usage:", "positional arguments", "show this help"} & set(said.splitlines())
    assert "show this help message" not in said


def test_errors_are_in_one_language(capsys: pytest.CaptureFixture[str]) -> None:
    with speaking("de"), pytest.raises(SystemExit):
        build_parser().parse_args(["ask", "--top"])
    assert "carrel ask: Fehler: Angabe --top: eine Angabe wird erwartet" in capsys.readouterr().err


def test_english_stays_as_argparse_says_it(capsys: pytest.CaptureFixture[str]) -> None:
    assert build_parser().format_help().startswith("usage: carrel")
    with pytest.raises(SystemExit):
        build_parser().parse_args(["ask", "--top"])
    assert "carrel ask: error: argument --top: expected one argument" in capsys.readouterr().err
