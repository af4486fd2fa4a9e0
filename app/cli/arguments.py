"""The command line's grammar. Global options may stand before or after the command."""

from __future__ import annotations

import argparse
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import cast

from app import APP_ID, __version__
from app.cli import grammar_words
from app.cli.arguments_chats import add_chat_actions
from app.cli.arguments_meetings import add_meeting_actions
from app.cli.arguments_privacy import add_privacy_actions
from app.cli.late_parser import LateParser
from app.cli.model_arguments import add_actions
from app.domain.documents import OcrMode
from app.i18n import LANGUAGES, N_, tr

DESCRIPTION = N_(
    "Answers from your own documents, checked against them. Without a command, the window opens."
)


def build_parser() -> argparse.ArgumentParser:
    """The whole grammar."""
    grammar_words.speak()
    parser = argparse.ArgumentParser(
        prog=APP_ID, description=tr(DESCRIPTION), parents=[_global_options(top=True)]
    )
    shown = tr("show program's version number and exit")  # argparse has this one in English only
    parser.add_argument("--version", action="version", version=f"%(prog)s {__version__}", help=shown)
    parser.add_argument(
        "--sample", action="store_true", help=tr("open the window with the sample library loaded")
    )
    parser.add_argument(
        "--ask",
        action="store_true",
        help=tr(
            "bring the open window to the front, ready for a question, or open one: for a key of your system"
        ),
    )
    made = parser.add_subparsers(dest="command", metavar="COMMAND", parser_class=LateParser)
    commands = cast("Commands[argparse.ArgumentParser]", made)
    _library(commands)
    _questions(commands)
    _others(commands)
    add_privacy_actions(partial(_command, commands))
    return parser


def _global_options(*, top: bool) -> argparse.ArgumentParser:
    # A sub-command must not overwrite what stood before it, hence no defaults there.
    default = None if top else argparse.SUPPRESS
    flag = False if top else argparse.SUPPRESS
    options = argparse.ArgumentParser(add_help=False)
    group = options.add_argument_group(tr("global options"))
    group.add_argument(
        "--profile-dir",
        type=Path,
        default=default,
        metavar="DIR",
        help=tr("everything of this run lives there"),
    )
    group.add_argument("--json", action="store_true", default=flag, help=tr("print one JSON document"))
    group.add_argument(
        "--language",
        choices=tuple(LANGUAGES),
        default=default,
        help=tr("of this run, whatever the settings say"),
    )
    group.add_argument("--quiet", action="store_true", default=flag, help=tr("no progress and no remarks"))
    group.add_argument(
        "--passphrase-fd",
        type=int,
        default=default,
        metavar="N",
        help=tr("read the passphrase of an encrypted library from this open descriptor"),
    )
    group.add_argument(
        "--offline",
        action="store_true",
        default=flag,
        help=tr("no network in this run, not even for a model that is asked for"),
    )
    group.add_argument(
        "--model",
        default=default,
        metavar="NAME_OR_PATH",
        help=tr("use this model instead of the chosen one"),
    )
    return options


Commands = argparse._SubParsersAction  # noqa: SLF001 - argparse has no public name for it


def _command(commands: Commands[argparse.ArgumentParser], name: str, text: str) -> argparse.ArgumentParser:
    return commands.add_parser(name, help=text, description=text, parents=[_global_options(top=False)])


def _library(commands: Commands[argparse.ArgumentParser]) -> None:
    add = _command(commands, "add", tr("add files or folders to the library and index them"))
    add.add_argument("paths", nargs="+", type=Path, metavar="PATH")
    add.add_argument(
        "--watch", action="store_true", help=tr("stay, and take over what changes in them until Ctrl+C")
    )
    add.add_argument(
        "--ocr",
        choices=[mode.value for mode in OcrMode],
        default=None,
        help=tr(
            "read pages from their picture: where they hold no usable text (auto), all of them, or never; "
            "without this, as the settings say"
        ),
    )
    documents = _command(commands, "documents", tr("list the documents"))
    documents.add_argument(
        "--text", type=Path, metavar="PATH", help=tr("print the text that was read from this document")
    )
    status = _command(
        commands, "status", tr("the health of the library: what was read, what was not, and why")
    )
    status.add_argument("--check", action="store_true", help=tr("also check the database's integrity"))
    status.add_argument(
        "--csv",
        type=Path,
        metavar="FILE",
        help=tr("write the report there, one line a file, for a spreadsheet"),
    )
    remove = _command(
        commands, "remove", tr("take files or folders out of the library (the files themselves stay)")
    )
    remove.add_argument("paths", nargs="+", type=Path, metavar="PATH")
    locate = _command(commands, "locate", tr("say where an added folder is now that was renamed or moved"))
    locate.add_argument("old", type=Path, metavar="OLD")
    locate.add_argument("new", type=Path, metavar="NEW")
    reindex = _command(commands, "reindex", tr("read documents again: these, or whatever changed or failed"))
    reindex.add_argument("paths", nargs="*", type=Path, metavar="PATH")


def _questions(commands: Commands[argparse.ArgumentParser]) -> None:
    search = _command(commands, "search", tr("find evidence, without a model"))
    ask = _command(commands, "ask", tr("ask the documents; the answer carries citations"))
    for command in (search, ask):
        command.add_argument("question", nargs="?", metavar="QUESTION")
        command.add_argument(
            "--in",
            dest="scope",
            action="append",
            type=Path,
            metavar="PATH",
            help=tr("only here (repeatable)"),
        )
        command.add_argument("--top", type=_positive, default=None, metavar="K", help=tr("how many passages"))
        command.add_argument(
            "--everywhere",
            action="store_true",
            help=tr("do not look first in a document that the question names"),
        )
        command.add_argument(
            "--batch", type=Path, metavar="IN.jsonl", help=tr("many questions, one JSON object a line")
        )
        command.add_argument("--out", type=Path, metavar="OUT.jsonl", help=tr("where the batch's answers go"))
    ask.add_argument(
        "--assistant", metavar="NAME", help=tr("who answers: its model, instructions, documents")
    )
    ask.add_argument(
        "--strict",
        action=argparse.BooleanOptionalAction,
        default=None,
        help=tr("leave unsupported sentences out"),
    )
    notes = _command(commands, "notes", tr("minutes of a meeting from its transcript"))
    notes.add_argument("transcript", nargs="?", type=Path, metavar="TRANSCRIPT")
    notes.add_argument(
        "--out",
        type=Path,
        metavar="FILE",
        help=tr(".docx .pdf .md .html .txt .ics or .json; with --batch a folder"),
    )
    notes.add_argument("--batch", type=Path, metavar="DIR", help=tr("every transcript in this folder"))
    summarize = _command(commands, "summarize", tr("summary of one document"))
    summarize.add_argument("file", type=Path, metavar="FILE")
    summarize.add_argument("--length", choices=("short", "long"), default="short")
    summarize.add_argument(
        "--out", type=Path, metavar="FILE", help=tr("write the summary there (.md, .txt or .json)")
    )


def _others(commands: Commands[argparse.ArgumentParser]) -> None:
    models = _command(commands, "models", tr("model files"))
    actions = models.add_subparsers(dest="action", metavar="ACTION", required=True)
    add_actions(partial(_command, actions))
    chats = _command(commands, "chats", tr("the chats that are kept")).add_subparsers(
        dest="action", metavar="ACTION", required=True
    )
    add_chat_actions(partial(_command, chats))
    _feedback(commands)
    _assistants(commands)
    task = _command(
        commands, "task", tr("work on a text: summarize, rewrite, reply, translate, extract, classify ...")
    )
    if isinstance(task, LateParser):
        task.fill = _fill_task
    meetings = _command(
        commands, "meetings", tr("minutes that are kept, series of meetings, questions to one, templates")
    )
    add_meeting_actions(
        partial(_command, meetings.add_subparsers(dest="action", metavar="ACTION", required=True))
    )
    _teach(commands)
    _keeping(commands)
    if find_spec("app.bench") is not None:  # the installed program is without it
        _bench(commands)
    _command(commands, "self-test", tr("prove that this installation works"))


def _bench(commands: Commands[argparse.ArgumentParser]) -> None:
    bench = _command(commands, "bench", tr("speed and memory, as ratios against a baseline in the same run"))
    bench.add_argument(
        "what",
        choices=(
            "engine",
            "fit",
            "search",
            "ingest",
            "start",
            "checker",
            "retrieval",
            "chats",
            "minutes",
            "soak",
            "encryption",
        ),
    )
    bench.add_argument("--runs", type=_positive, default=3, metavar="N")
    bench.add_argument("--files", type=_positive, default=1000, metavar="N", help=tr("small files (ingest)"))
    bench.add_argument(
        "--data",
        type=Path,
        metavar="DIR",
        help=tr("rated answers (checker); library and questions (retrieval)"),
    )
    bench.add_argument("--documents", type=Path, metavar="DIR", help=tr("any documents (checker)"))
    bench.add_argument(
        "--gguf",
        type=Path,
        action="append",
        default=[],
        metavar="FILE",
        help=tr("a model to measure besides (fit)"),
    )
    bench.add_argument(
        "--ablate", action="store_true", help=tr("also with each stage of the search left out (retrieval)")
    )


def _keeping(commands: Commands[argparse.ArgumentParser]) -> None:
    backup = _command(commands, "backup", tr("chats, minutes, library and settings into one file"))
    backup.add_argument("file", type=Path, metavar="FILE")
    restore = _command(commands, "restore", tr("bring a backup back, here or on another computer"))
    restore.add_argument("file", type=Path, metavar="FILE")
    restore.add_argument(
        "--map",
        action="append",
        metavar="OLD=NEW",
        help=tr("a folder that has another place here (repeatable)"),
    )
    repair = _command(commands, "repair", tr("save what can be read of a damaged database"))
    repair.add_argument("--anyway", action="store_true", help=tr("also when nothing seems to be wrong"))


def _teach(commands: Commands[argparse.ArgumentParser]) -> None:
    text = tr("teach the model to read: makes an answer adapter from examples, on this machine")
    if find_spec("torch") is not None:
        teach = _command(commands, "teach", text)
    else:  # understood, so that it can say why not, but not offered
        teach = commands.add_parser("teach", description=text, parents=[_global_options(top=False)])
    teach.add_argument("data", type=Path, metavar="DATA.jsonl", help=tr("one example a line"))
    teach.add_argument("--name", metavar="NAME", help=tr("of the adapter"))
    teach.add_argument(
        "--epochs", type=_positive, default=3, metavar="N", help=tr("how often all is gone through")
    )
    teach.add_argument("--rank", type=_positive, default=16, metavar="R", help=tr("size of the adapter"))
    teach.add_argument(
        "--learning-rate",
        type=_above_zero,
        default=0.0,
        metavar="X",
        help=tr("without it, as suits the model"),
    )
    teach.add_argument(
        "--first-layer", type=int, default=-1, metavar="N", help=tr("layers before this one stay as they are")
    )
    teach.add_argument(
        "--max-minutes", type=_above_zero, default=0.0, metavar="M", help=tr("stop learning in time")
    )
    teach.add_argument("--seed", type=int, default=0, metavar="N", help=tr("of everything that is drawn"))
    teach.add_argument("--resume", action="store_true", help=tr("go on where it was interrupted"))
    teach.add_argument("--out", type=Path, metavar="FOLDER", help=tr("where the adapter's folder is made"))
    use = teach.add_mutually_exclusive_group()
    use.add_argument("--no-install", action="store_true", help=tr("do not put it to use"))
    use.add_argument(
        "--install-anyway", action="store_true", help=tr("put it to use even if it is not better")
    )


def _feedback(commands: Commands[argparse.ArgumentParser]) -> None:
    feedback = _command(
        commands,
        "feedback",
        tr("answers that were judged in the window; they never leave this machine by themselves"),
    )
    actions = feedback.add_subparsers(dest="action", metavar="ACTION", required=True)
    _command(actions, "list", tr("one line a judged answer"))
    export = _command(actions, "export", tr("write all of them to a file, one JSON object a line"))
    export.add_argument("file", type=Path, metavar="FILE.jsonl")
    delete = _command(actions, "delete", tr("delete judged answers, for good"))
    which = delete.add_mutually_exclusive_group(required=True)
    which.add_argument("--all", action="store_true", help=tr("every one"))
    which.add_argument(
        "--case", type=_positive, action="append", metavar="NUMBER", help=tr("this one (repeatable)")
    )


def _assistants(commands: Commands[argparse.ArgumentParser]) -> None:
    assistants = _command(
        commands, "assistants", tr("named sets of model, adapter, instructions, sampling and documents")
    )
    actions = assistants.add_subparsers(dest="action", metavar="ACTION", required=True)
    _command(actions, "list", tr("all of them, those that can be restored, and the adapters there are"))
    for name, text in (
        ("show", tr("one assistant, and what of it is missing here")),
        ("duplicate", tr("make a copy under another name")),
        ("delete", tr("delete it; 'restore' undoes that for a month")),
        ("restore", tr("take a deleted one back")),
    ):
        _command(actions, name, text).add_argument("name", metavar="NAME")
    for name, text in (
        ("create", tr("make a new one")),
        ("edit", tr("change what is given, leave the rest")),
    ):
        action = _command(actions, name, text)
        action.add_argument("name", metavar="NAME")
        action.add_argument("--rename", metavar="NAME", default=None)
        action.add_argument(
            "--instructions", metavar="TEXT", help=tr("said to the model before everything else")
        )
        action.add_argument(
            "--use-model", metavar="MODEL", help=tr("its name or path; '' for the chosen one")
        )
        action.add_argument("--adapter", metavar="ADAPTER", help=tr("its name; '' for the one that fits"))
        action.add_argument(
            "--adapter-scale", type=float, metavar="X", help=tr("1 as it was trained, 0 without")
        )
        action.add_argument("--temperature", type=float, metavar="T", help=tr("of what it writes"))
        action.add_argument("--seed", type=int, metavar="N")
        action.add_argument(
            "--in",
            dest="scope",
            action="append",
            type=Path,
            metavar="PATH",
            help=tr("only here (repeatable)"),
        )
        action.add_argument("--everywhere", action="store_true", help=tr("the whole library"))
    export = _command(actions, "export", tr("write one to a file"))
    export.add_argument("name", metavar="NAME")
    export.add_argument("file", type=Path, metavar="FILE")
    _command(actions, "import", tr("read one from a file")).add_argument("file", type=Path, metavar="FILE")


def _fill_task(task: LateParser) -> None:
    from app.cli.tasks import add_task_actions  # loads every task

    actions = task.add_subparsers(dest="action", metavar="ACTION", required=True)
    add_task_actions(partial(_command, cast("Commands[argparse.ArgumentParser]", actions)))


def _above_zero(text: str) -> float:
    number = float(text)
    if not 0.0 < number < float("inf"):
        raise argparse.ArgumentTypeError("must be above 0")
    return number


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("must be at least 1")
    return number
