"""Every place of the window where words could be taken for markup, found in the source: none is left to chance."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

UI = Path(__file__).resolve().parents[2] / "app" / "ui"
FILES = sorted(UI.rglob("*.py"))
TIPS = {"setToolTip", "setWhatsThis", "setStatusTip"}
OURS = {
    "plain_tool_tip(name) if '<' in name else name",
    "AREA_TITLES[area]",
    "number",
    "shown",
    "LOOK_FOR_MODELS.help",
}
"""Tables, settings and keys of the program itself."""
RICH: dict[str, set[str]] = {
    "setHtml": {"widgets/safe_text.py", "pdf_pages.py"},
    "insertHtml": set(),
    "appendHtml": set(),
    "setMarkdown": set(),
    "addResource": {"widgets/safe_text.py"},
    "openUrl": {
        "settings/sections.py",
        "desk/desk.py",
        "library/verbs.py",
    },  # what a person pressed a button for
    "setOpenExternalLinks": {"widgets/safe_text.py"},
}
"""Calls that interpret, load or follow, and who may make them."""
VIEWS: dict[str, set[str]] = {
    "QLabel": {"widgets/labels.py", "settings/area.py"},  # the latter only searches among those there are
    "QTextBrowser": {"widgets/safe_text.py"},
    "QTextEdit": {"desk/text_view.py", "chat/answer_text.py", "tasks/result_text.py"},  # marks on plain words
    "QTextDocument": {"pdf_pages.py", "widgets/safe_text.py"},
    "QStaticText": set(),
    "QSystemTrayIcon": {"tray.py"},
    "QWebEngineView": set(),
    "QNetworkAccessManager": set(),
    "QMessageBox": {
        "settings/backup_card.py",
        "widgets/confirmation.py",
        "bug_report.py",
        "application.py",
        "chat/feedback_keeper.py",
    },
    "QErrorMessage": set(),
    "QSplashScreen": set(),
}
"""Classes that can show markup or fetch something, and who may use them."""


def name_of(path: Path) -> str:
    return path.relative_to(UI).as_posix()


def calls(tree: ast.AST) -> Iterator[tuple[str, ast.Call]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield called(node), node


def is_our_own(value: ast.expr | None) -> bool:
    """Words of the program, or words of others with their markup taken away."""
    if value is None or isinstance(value, ast.Constant) or ast.unparse(value) in OURS:
        return True
    if isinstance(value, ast.IfExp):
        return is_our_own(value.body) and is_our_own(value.orelse)
    if isinstance(value, ast.JoinedStr):
        return all(is_our_own(part) for part in value.values)
    if isinstance(value, ast.FormattedValue):
        return is_our_own(value.value)
    if isinstance(value, ast.Call):
        name = called(value)
        if name in {"tr", "tr_c", "tr_n", "N_", "number"}:
            return all(is_our_own(word.value) for word in value.keywords)
        return name in {"plain_tool_tip", "keys", "toString"}  # keys of the keyboard
    return ast.unparse(value).isupper()  # a constant


def called(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def tips(tree: ast.AST) -> Iterator[tuple[int, ast.expr | None]]:
    """The text of each tool tip, and what an item model gives for one."""
    for name, call in calls(tree):
        if name in TIPS:
            yield call.lineno, call.args[0] if call.args else None
    for node in ast.walk(tree):
        if isinstance(node, ast.If) and "ToolTipRole" in ast.unparse(node.test):
            for child in ast.walk(node):
                if isinstance(child, ast.Return):
                    yield child.lineno, child.value


@cache
def trees() -> dict[str, ast.Module]:
    return {name_of(path): ast.parse(path.read_text(encoding="utf-8")) for path in FILES}


def test_no_words_of_others_become_a_tool_tip_as_markup() -> None:
    wrong = [
        f"{name}:{line}"
        for name, tree in trees().items()
        for line, value in tips(tree)
        if not is_our_own(value)
    ]
    assert wrong == [], "a tool tip may be read as markup; plain_tool_tip() keeps it from that"


def test_what_loads_or_follows_is_called_where_it_is_known_to_be_safe() -> None:
    wrong: list[tuple[str, str]] = []
    for file, tree in trees().items():
        wrong += [(file, name) for name, _call in calls(tree) if name in RICH and file not in RICH[name]]
        used = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
        wrong += [(file, name) for name in used if name in VIEWS and file not in VIEWS[name]]
    assert wrong == []


def test_only_files_of_this_computer_are_opened_in_other_programs() -> None:
    opened = [call for tree in trees().values() for name, call in calls(tree) if name == "openUrl"]
    assert opened
    assert all("fromLocalFile(" in ast.unparse(call.args[0]) for call in opened)


def test_every_box_is_told_that_its_text_is_plain() -> None:
    for file, tree in trees().items():
        for box in ("QMessageBox", "QInputDialog"):
            made = [call.lineno for name, call in calls(tree) if name == box]
            plain = [call.lineno for name, call in calls(tree) if name == "make_plain"]
            assert len(plain) >= len(made), f"{file} makes a {box} and does not make it plain"


def test_the_lists_name_files_that_are_there() -> None:
    named = {name for names in (*RICH.values(), *VIEWS.values()) for name in names}
    assert named <= {name_of(path) for path in FILES}
