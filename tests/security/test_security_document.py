"""SECURITY.md names tests; each of them is there."""

from __future__ import annotations

import ast
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
NAMED = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")


def test_every_test_that_is_named_exists() -> None:
    named = NAMED.findall((ROOT / "SECURITY.md").read_text(encoding="utf-8"))
    assert len(named) > 40
    missing = []
    for file, test in sorted(set(named)):
        path = ROOT / file
        there = path.exists() and {
            node.name
            for node in ast.parse(path.read_text(encoding="utf-8")).body
            if isinstance(node, ast.FunctionDef)
        }
        if not there or test not in there:
            missing.append(f"{file}::{test}")
    assert missing == []


def test_every_file_of_these_tests_is_named() -> None:
    text = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
    ours = {path.name for path in Path(__file__).parent.glob("test_*.py")}
    assert [name for name in sorted(ours) if name not in text] == []
