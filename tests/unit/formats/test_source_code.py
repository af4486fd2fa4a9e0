from __future__ import annotations

from pathlib import Path

import pytest

from app.domain.documents import BlockKind, ParsedDocument
from app.formats.registry import parse_bytes


def parsed(name: str, code: str) -> ParsedDocument:
    return parse_bytes(Path(name), code.encode())


def names(name: str, code: str) -> list[tuple[int, str]]:
    document = parsed(name, code)
    return [(b.level, document.text[b.span.start : b.span.end]) for b in document.blocks if b.level]


@pytest.mark.parametrize(
    ("name", "code", "expected"),
    [
        (
            "a.py",
            "class A:\n    async def b(self):\n        pass\n\ndef c(): ...\n",
            [(1, "A"), (2, "b"), (1, "c")],
        ),
        ("a.go", "func (q *Queue) Push(x int) {\n}\n\ntype Load struct {\n}\n", [(1, "Push"), (1, "Load")]),
        (
            "a.ts",
            "export const add = (a: number) => a;\nexport function sub() {}\n",
            [(1, "add"), (1, "sub")],
        ),
        (
            "a.java",
            "public class A {\n    public static int sum(int a) {\n    }\n}\n",
            [(1, "A"), (2, "sum")],
        ),
        ("a.c", "static int det(int a)\n{\n  return f(a);\n}\n", [(1, "det")]),
        ("a.sh", "backup() {\n  tar c .\n}\n", [(1, "backup")]),
        ("a.sql", "CREATE TABLE IF NOT EXISTS loan (id INT);\n", [(1, "loan")]),
        ("a.rb", "module A\n  def go!\n  end\nend\n", [(1, "A"), (2, "go")]),
        ("a.css", "a { color: red }\n", []),
    ],
)
def test_definitions_are_headings(name: str, code: str, expected: list[tuple[int, str]]) -> None:
    assert names(name, code) == expected


def test_comments_and_decorators_go_with_what_they_describe() -> None:
    document = parsed("a.py", "import os\n\n# doubles\n@cached\ndef f(x):\n    return 2 * x\n")
    blocks = [document.text[b.span.start : b.span.end] for b in document.blocks]
    assert blocks == ["import os", "f", "# doubles\n@cached\ndef f(x):\n    return 2 * x"]


def test_long_code_is_cut_and_nothing_is_lost() -> None:
    code = "\n".join(f"call({n})" + ("\n" if n % 5 == 0 else "") for n in range(2_000))
    document = parsed("a.js", code)
    assert document.text.split() == code.split()
    assert max(b.span.end - b.span.start for b in document.blocks) < 4_000
    assert {b.kind for b in document.blocks} == {BlockKind.CODE}


def test_scripts_are_known_without_a_suffix_and_pages_in_code_stay_code() -> None:
    assert parsed("run", "#!/bin/sh\necho words\n").media_type == "text/x-source"
    assert parsed("a.php", "<html><?php echo 1; ?></html>").media_type == "text/x-php"
