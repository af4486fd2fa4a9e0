"""Nothing that a person reads is written into the window's code without going through the catalogues."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SPOKEN = {"tr", "tr_n", "tr_c", "N_", "N_n", "Option", "Wording"}
"""Whose texts are in the catalogues."""
UNSEEN = {
    "setObjectName", "setProperty", "setStyleSheet", "setStyle", "getLogger", "debug", "UserError", "EngineError",
    "ErrorInfo", "ValueError", "RuntimeError", "TypeError", "KeyError", "compile", "getattr", "hasattr", "Slot",
    "Signal", "QSettings", "fromTheme", "partition", "rpartition", "removesuffix", "removeprefix", "split", "replace",
    "startswith", "endswith", "setCreator", "load", "invokeMethod", "Template", "keys", "bind",
}  # fmt: skip
"""What is given to these is for programs, not for people."""
STYLES = {
    "app/ui/stylesheet.py",
    "app/ui/pdf_pages.py",
    "app/ui/theme.py",
    "app/ui/chat/answer_markup.py",
    "app/ui/chat/code_markup.py",
}
"""Made of CSS, or of words of programming languages; what they say to people goes through tr() all the same."""
FOREIGN = {"app/ui/hotkeys/macos.py", "app/ui/hotkeys/windows.py"}
"""Full of names of the system's functions; what goes wrong there is raised as a code and worded elsewhere."""
NAMES = {
    "in place", "Carrel", "Fusion", ", Python , Qt ,", "RapidOCR", "Tesseract", "Apache License 2.0",
    "How long is the notice period for 12 Harbour Street?", "How often should the espresso machine be descaled?",
    "How many days a week may employees work from home?", "Who won the football world cup?",
    "Was kostet eine Wäsche?",
}  # fmt: skip
"""Names; a value of a database; a bug report, for developers; questions to the sample documents, in theirs."""
KEYS = re.compile(r"(?:Ctrl|Alt|Shift|Meta)\+.*|F\d+|Return|Esc|Del|Delete|Space|Enter|PgUp|PgDown")
IDENTIFIER = re.compile(r"(?:[A-Z][a-z]+){2,}")
MARKUP = re.compile(r"[<>;=_]|\w:\w|\{\}")


def looks_spoken(text: str) -> bool:
    """Words of a language: a capital and small letters, or several words."""
    if (
        KEYS.fullmatch(text.strip())
        or MARKUP.search(text)
        or IDENTIFIER.fullmatch(text)
        or text.strip() in NAMES
    ):
        return False
    return bool(re.search(r"[A-Z][a-z]{2,}|[a-z]{2,}[.,:]? [a-z]{2,}|[a-z]…", text))


class Unspoken(ast.NodeVisitor):
    """Collects literals that look spoken and do not go through the catalogues."""

    def __init__(self, where: str) -> None:
        self.where, self.found = where, list[str]()

    def body(self, node: ast.Module | ast.ClassDef | ast.FunctionDef) -> None:
        for statement in node.body:
            if not (isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)):
                self.visit(statement)

    visit_Module = visit_ClassDef = visit_FunctionDef = body  # without docstrings

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        if node.value is not None:
            self.visit(node.value)

    def visit_Assign(self, node: ast.Assign) -> None:
        names = {target.id for target in node.targets if isinstance(target, ast.Name)}
        if not names & {"__all__", "PARTS", "_AREA_WORDS"}:  # libraries and licences; words to search by
            self.visit(node.value)

    def visit_Compare(self, node: ast.Compare) -> None:
        """What a value is compared with is no text."""

    visit_Subscript = visit_Raise = visit_Assert = visit_Compare

    def visit_Dict(self, node: ast.Dict) -> None:
        for value in node.values:
            self.visit(value)

    def visit_Call(self, node: ast.Call) -> None:
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        logged = isinstance(node.func, ast.Attribute) and getattr(node.func.value, "id", "") == "log"
        if logged or name in SPOKEN | UNSEEN:
            return
        given = [*node.args, *(word.value for word in node.keywords if word.arg != "words")]
        for argument in [node.func, *(given[:4] if name == "Command" else given)]:
            self.visit(argument)

    def visit_JoinedStr(self, node: ast.JoinedStr) -> None:
        for part in node.values:
            if isinstance(part, ast.FormattedValue):
                self.visit(part.value)
        self.note(node, "".join(part.value for part in node.values if isinstance(part, ast.Constant)))

    def visit_Constant(self, node: ast.Constant) -> None:
        if isinstance(node.value, str):
            self.note(node, node.value)

    def note(self, node: ast.expr, text: str) -> None:
        if looks_spoken(text):
            self.found.append(f"{self.where}:{node.lineno}: {text}")


def files() -> Iterator[str]:
    for path in sorted((ROOT / "app" / "ui").rglob("*.py")):
        where = path.relative_to(ROOT).as_posix()
        if where not in STYLES | FOREIGN:
            yield where


def unspoken(where: str, source: str) -> list[str]:
    visitor = Unspoken(where)
    visitor.visit(ast.parse(source))
    return visitor.found


@pytest.mark.parametrize("where", list(files()))
def test_every_text_of_the_window_goes_through_the_catalogues(where: str) -> None:
    assert not unspoken(where, (ROOT / where).read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    "source",
    [
        'label.setText("Add files")',
        'label.setToolTip(f"{count} files")\nx = f"Page {n}"',
        'TITLE = "Your documents"',
        'row = [("Where", place)]',
        'def say():\n    return "read in part"',
    ],
)
def test_a_forgotten_text_is_found(source: str) -> None:
    assert unspoken("x.py", source)


@pytest.mark.parametrize(
    "source",
    [
        'tr("Add files")',
        'QAction(icon, tr("Open"))',
        'set_kind(self, "banner-info")',
        '"""Doc of a file."""',
        'k("Ctrl+K")',
    ],
)
def test_what_is_no_text_is_left_alone(source: str) -> None:
    assert not unspoken("x.py", source)
