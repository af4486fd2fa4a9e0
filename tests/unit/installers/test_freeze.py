"""The scripts that build Carrel, read as text: running them takes minutes."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

INSTALLERS = Path(__file__).resolve().parents[3] / "installers"
SCRIPTS = sorted(
    path for path in INSTALLERS.glob("*.py") if "add_argument" in path.read_text(encoding="utf-8")
)


def declared(tree: ast.AST) -> set[str]:
    """What the parser of a script will set."""
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    added = [call for call in calls if getattr(call.func, "attr", "") == "add_argument"]
    named = [keyword.value for call in added for keyword in call.keywords if keyword.arg == "dest"]
    given = [call.args[0] for call in added]
    words = [str(word.value) for word in (*given, *named) if isinstance(word, ast.Constant)]
    return {word.lstrip("-").replace("-", "_") for word in words}


def asked_for(tree: ast.AST) -> set[str]:
    """What a script takes from its options."""
    read = [node for node in ast.walk(tree) if isinstance(node, ast.Attribute)]
    return {node.attr for node in read if isinstance(node.value, ast.Name) and node.value.id == "options"}


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.stem)
def test_every_option_that_is_asked_for_exists(script: Path) -> None:
    tree = ast.parse(script.read_text(encoding="utf-8"))
    assert declared(tree)
    assert asked_for(tree) <= declared(tree)
