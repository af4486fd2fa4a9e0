"""Finds the texts that people see in Carrel's code: in tr(), tr_n(), tr_c(), N_(), N_n() and in known tables.

The result maps a :class:`Key` to the files that use it, in the order of files and lines.
"""

from __future__ import annotations

import ast
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]


class Key(NamedTuple):
    """``plural`` is "" for a text without plural forms; ``context`` is "" for most."""

    text: str
    plural: str = ""
    context: str = ""


Texts = dict[Key, list[str]]


class NotLiteral(ValueError):
    """A text that cannot be collected, because it is put together while the program runs."""


def extract(root: Path = ROOT) -> Texts:
    """All texts of the program. Raises NotLiteral."""
    texts: Texts = {}
    for path in sorted((root / "app").rglob("*.py")):
        where = path.relative_to(root).as_posix()
        for key in texts_of(path.read_text(encoding="utf-8"), where):
            _note(texts, key, where)
    for text in _catalogue_texts(root / "resources" / "models" / "catalogue.toml"):
        _note(texts, Key(text), "resources/models/catalogue.toml")
    return texts


def texts_of(source: str, where: str) -> Iterator[Key]:
    """The texts of one file. Raises NotLiteral."""
    tree = ast.parse(source)
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    for call in sorted(calls, key=lambda node: (node.lineno, node.col_offset)):
        reader = READERS.get(_name(call.func))
        if reader is not None and where != "app/i18n.py":
            yield from reader(call, f"{where}:{call.lineno}")
        elif reader is not None and _name(call.func) in {"N_", "tr_c"}:
            yield from (key for key in reader(call, "") if key.text)
    if where == "app/domain/minutes_templates.py":
        yield from map(Key, _template_words(tree))


def _note(texts: Texts, key: Key, where: str) -> None:
    if key.text and where not in texts.setdefault(key, []):
        texts[key].append(where)


def _name(function: ast.expr) -> str:
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def _literal(node: ast.expr) -> str:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def _marked(call: ast.Call, where: str) -> Iterator[Key]:
    if not _literal(call.args[0]):
        raise NotLiteral(f"{where}: N_() takes a text, written out")
    yield Key(_literal(call.args[0]))


def _translated(call: ast.Call, where: str) -> Iterator[Key]:
    """A variable is fine here: what it holds was marked elsewhere. An f-string is not."""
    if isinstance(call.args[0], (ast.JoinedStr, ast.BinOp)):
        raise NotLiteral(f"{where}: tr() takes a text with {{placeholders}}, not an f-string")
    yield from map(Key, _alternatives(call.args[0]))


def _alternatives(node: ast.expr) -> list[str]:
    """A text, or the texts of "one if ... else other"."""
    if isinstance(node, ast.IfExp):
        return [*_alternatives(node.body), *_alternatives(node.orelse)]
    return [_literal(node)]


def _counted(call: ast.Call, where: str) -> Iterator[Key]:
    if any(isinstance(argument, ast.JoinedStr) for argument in call.args[:2]):
        raise NotLiteral(f"{where}: both forms take {{placeholders}}, and are no f-strings")
    if len(call.args) >= 2 and _literal(call.args[0]):
        yield Key(_literal(call.args[0]), _literal(call.args[1]))


def _in_context(call: ast.Call, where: str) -> Iterator[Key]:
    yield Key(_literal(call.args[1]), "", _literal(call.args[0]))


def _wording(call: ast.Call, where: str) -> Iterator[Key]:
    yield from (Key(_literal(argument)) for argument in call.args)


def _option(call: ast.Call, where: str) -> Iterator[Key]:
    """Label, help and group of a setting, and the labels of its choices."""
    yield from (Key(_literal(argument)) for argument in call.args[3:6])
    for keyword in call.keywords:
        if keyword.arg == "choices" and isinstance(keyword.value, ast.Tuple):
            pairs = [pair for pair in keyword.value.elts if isinstance(pair, ast.Tuple)]
            yield from (Key(_literal(pair.elts[1])) for pair in pairs)


def _command(call: ast.Call, where: str) -> Iterator[Key]:
    """Words that people may look for besides a command's own."""
    words = [word.value for word in call.keywords if word.arg == "words"]
    yield from (Key(_literal(node)) for node in [*call.args[4:5], *words])


def _template_words(tree: ast.Module) -> Iterator[str]:
    """Names and headings of the templates of minutes; the domain marks nothing."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Dict):
            yield from (_literal(value) for value in node.values)
        elif isinstance(node, ast.Call) and _name(node.func) == "_built_in":
            yield _literal(node.args[1])


def _catalogue_texts(path: Path) -> list[str]:
    """What the models are good for."""
    entries = tomllib.loads(path.read_text(encoding="utf-8")).get("models", [])
    return [entry["good_for"] for entry in entries if entry.get("good_for")]


READERS: dict[str, Callable[[ast.Call, str], Iterator[Key]]] = {
    "tr": _translated,
    "N_": _marked,
    "tr_n": _counted,
    "N_n": _counted,
    "tr_c": _in_context,
    "Wording": _wording,
    "Option": _option,
    "Command": _command,
}
