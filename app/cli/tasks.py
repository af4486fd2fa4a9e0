"""task: work on a text (summarize, rewrite, reply ...); every task of the registry is an action by itself."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from app.bootstrap import Services
from app.cli.exit_codes import DONE
from app.cli.output import Output
from app.cli.session import session
from app.domain.jobs import CancelToken
from app.domain.writing import Row, TaskDeclaration, TaskResult, TextInput
from app.i18n import tr
from app.paths import AppPaths
from app.services.text_file import write_text
from app.tasks.registry import text_tasks

LIST = "list"


def add_task_actions(make: Callable[[str, str], argparse.ArgumentParser]) -> None:
    """One action a task, its options made from its declaration."""
    make(LIST, tr("what can be done with a text"))
    for task in text_tasks():
        declared = task.declaration
        _add_options(make(declared.id, declared.about), declared)


def _add_options(action: argparse.ArgumentParser, declared: TaskDeclaration) -> None:
    given = action.add_mutually_exclusive_group(required=True)
    given.add_argument("--text", metavar="TEXT", help=tr("this text"))
    given.add_argument(
        "--file", metavar="FILE", type=Path, action="append", help=tr("this document (repeatable)")
    )
    given.add_argument("--stdin", action="store_true", help=tr("the text comes on standard input"))
    for option in declared.options:
        choices = [choice.value for choice in option.choices] or None
        action.add_argument(
            f"--{option.id}",
            dest=f"option_{option.id}",
            choices=choices,
            default=option.default,
            metavar=None if choices else option.id.upper(),
            help=option.label
            + (tr(" (without it: {default})", default=option.default) if option.default else ""),
        )
    action.add_argument(
        "--anyway",
        action="store_true",
        help=tr("let the model write although it failed the test of this task"),
    )
    action.add_argument(
        "--out", metavar="FILE", type=Path, help=tr("write the result there (.txt, .md or .json)")
    )


def task(options: argparse.Namespace, paths: AppPaths, out: Output, cancel: CancelToken) -> int:
    """Dispatch on the action."""
    if options.action == LIST:
        return _list(out)
    with session(options, paths) as services:
        text = _text(services, options, cancel)
        chosen = {
            name.removeprefix("option_"): value
            for name, value in vars(options).items()
            if name.startswith("option_")
        }
        result = services.writing.run(
            options.action,
            TextInput(text, chosen),
            anyway=options.anyway,
            cancel=cancel,
            on_progress=out.progress,
        )
    document = result_json(result)
    words = result_text(result)
    if options.out:
        as_json = options.out.suffix.lower() == ".json"
        write_text(options.out, json.dumps(document, ensure_ascii=False) if as_json else words + "\n")
    out.result(document, tr("Written to {out}", out=options.out) if options.out else words)
    for remark in remarks(result):
        out.note(remark)
    return DONE


def _list(out: Output) -> int:
    declared = [t.declaration for t in text_tasks()]
    document = {"tasks": [{"id": d.id, "label": d.label, "about": d.about} for d in declared]}
    out.result(document, "\n".join(f"{d.id:16} {d.about}" for d in declared))
    return DONE


def _text(services: Services, options: argparse.Namespace, cancel: CancelToken) -> str:
    if options.text is not None:
        return str(options.text)
    if options.stdin:
        return sys.stdin.read()
    return services.writing_sources.text(options.file, cancel)


def result_text(result: TaskResult) -> str:
    """What the terminal shows: the table where it is one, else the text."""
    rows = result.output.rows
    if rows and any(row.share is not None for row in rows):
        return "\n".join([result.output.text, *(_shared(row) for row in rows)])
    return result.output.text


def _shared(row: Row) -> str:
    share = "" if row.share is None else f"{row.share:4.0%} "
    return f"  {share}{row.name}" + (f": {row.value}" if not row.value.endswith("%") else "")


def remarks(result: TaskResult) -> list[str]:
    """What a person must know before they use it."""
    found = []
    if result.unable and result.marks is not None:
        found.append(
            tr(
                "By rules: the chosen model solved {passed} of {papers} test tasks.",
                passed=result.marks.passed,
                papers=result.marks.papers,
            )
        )
    elif result.model is None:
        found.append(tr("By rules, without a language model."))
    if not result.complete:
        found.append(tr("The model stopped before the end."))
    if result.doubts:
        found.append(tr("Not in the text: ") + ", ".join(dict.fromkeys(d.value for d in result.doubts)))
    return found


def result_json(result: TaskResult) -> dict[str, Any]:
    """The answer of ``task``."""
    return {
        "task": result.task_id,
        "text": result.output.text,
        "rows": [
            {"name": r.name, "value": r.value, "char_start": r.start, "char_end": r.end, "share": r.share}
            for r in result.output.rows
        ],
        "by": result.how.value,
        "model": result.model,
        "test": None if result.marks is None else {"passed": result.marks.passed, "of": result.marks.papers},
        "not_in_text": [{"value": d.value, "char_start": d.start, "char_end": d.end} for d in result.doubts],
        "complete": result.complete,
        "total_ms": round(result.total_ms, 1),
    }
