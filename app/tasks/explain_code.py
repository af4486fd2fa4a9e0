"""Saying what a piece of code does. Without a model that can: what it defines and uses, where Python can be read."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from app.domain.language_models import GenerationRequest
from app.domain.writing import Check, Choice, TaskDeclaration, TaskOption, TextInput, TextOutput
from app.i18n import N_
from app.tasks.writing import Embed, Paper, asked, option, tidied

_MOST_TOKENS = {"short": 160, "steps": 500}


class ExplainCode:
    """The task."""

    declaration = TaskDeclaration(
        "explain_code",
        N_("Explain code"),
        N_("What a piece of code does."),
        N_("Code"),
        options=(
            TaskOption(
                "detail",
                N_("Detail"),
                (Choice("short", N_("In short")), Choice("steps", N_("Step by step"))),
                "short",
            ),
        ),
        checks=Check.NUMBERS,
    )

    @property
    def papers(self) -> tuple[Paper, ...]:
        """Code whose names do not say what it does."""
        return _PAPERS

    def plan(self, what: TextInput) -> GenerationRequest:
        """The code, and how closely to look."""
        detail = option(what, self.declaration, "detail")
        how = "step by step" if detail == "steps" else "in two or three sentences"
        instruction = f"Explain {how} what this code does, for somebody who does not program much."
        return asked(instruction, what.text, max_tokens=_MOST_TOKENS.get(detail, 160), lookup=False)

    def parse(self, what: TextInput, text: str) -> TextOutput:
        """As it is."""
        return TextOutput(tidied(text))

    def without_model(self, what: TextInput, embed: Embed) -> TextOutput | None:
        """An outline of Python: what is imported and defined, with its own descriptions. None for other languages."""
        try:
            tree = ast.parse(what.text)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return None
        lines = list(_outline(tree))
        return TextOutput("\n".join(lines)) if lines else None


def _outline(tree: ast.Module) -> Iterator[str]:
    imported = sorted(set(_imports(tree)))
    if imported:
        yield f"Uses: {', '.join(imported)}"
    yield from _definitions(tree, "")


def _imports(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def _definitions(parent: ast.Module | ast.ClassDef, indent: str) -> Iterator[str]:
    for node in parent.body:
        if isinstance(node, ast.ClassDef):
            yield f"{indent}Class {node.name}{_described(node)}"
            yield from _definitions(node, indent + "    ")
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            names = ", ".join(argument.arg for argument in node.args.args)
            yield f"{indent}Function {node.name}({names}){_described(node)}"


def _described(node: ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) -> str:
    told = (ast.get_docstring(node) or "").strip().partition("\n")[0]
    return f": {told}" if told else ""


def _says(code: str, *needed: tuple[str, ...]) -> Paper:
    def right(output: TextOutput) -> bool:
        low = output.text.lower()
        return len(low.split()) <= 150 and all(any(word in low for word in either) for either in needed)

    return Paper(TextInput(code), right)


_PAPERS = (
    _says(
        "def f(a):\n    b = {}\n    for c in a.split():\n        b[c] = b.get(c, 0) + 1\n    return b",
        ("count", "how often", "how many times", "frequen", "occur"),
        ("word",),
    ),
    _says(
        "def g(n):\n    x, y = 0, 1\n    while x < n:\n        print(x)\n        x, y = y, x + y",
        ("fibonacci",),
    ),
    _says(
        "select c.town, sum(o.total) from orders o join customers c on c.id = o.customer\n"
        "where o.paid = 0 group by c.town order by 2 desc",
        ("unpaid", "not paid", "not been paid", "outstanding", "haven't been paid", "have not paid"),
        ("town",),
        ("sum", "total"),
    ),
)

TASK = ExplainCode()
