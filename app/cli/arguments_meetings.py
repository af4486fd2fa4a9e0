"""The grammar of ``carrel meetings``."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

from app.i18n import tr

Add = Callable[[str, str], argparse.ArgumentParser]
"""Makes the parser of one action, from its name and help."""


def add_meeting_actions(add: Add) -> None:
    """All actions."""
    add("list", tr("the meetings that are kept"))
    keep = add("keep", tr("make minutes of transcripts and keep them"))
    keep.add_argument("transcripts", nargs="+", type=Path, metavar="TRANSCRIPT")
    export = add("export", tr("write the minutes of a meeting to a file"))
    export.add_argument("number", type=int, metavar="NUMBER")
    export.add_argument(
        "--out", type=Path, required=True, metavar="FILE", help=tr(".docx .pdf .md .html .txt .ics or .json")
    )
    export.add_argument(
        "--template", metavar="NAME", help=tr("laid out by this one instead of the meeting's own")
    )
    ask = add("ask", tr("ask one meeting; the citations say who said it and when"))
    ask.add_argument("number", type=int, metavar="NUMBER")
    ask.add_argument("question", metavar="QUESTION")
    series = add("series", tr("put meetings together; what is open is carried over from one to the next"))
    series.add_argument("name", metavar="NAME")
    series.add_argument("numbers", nargs="+", type=int, metavar="NUMBER")
    actions = add("actions", tr("what is still open in the series"))
    actions.add_argument("--series", metavar="NAME", help=tr("only in this one"))
    actions.add_argument("--owner", metavar="NAME", help=tr("only what this person is to do"))
    templates = add("templates", tr("the templates of minutes"))
    templates.add_argument(
        "--export",
        dest="export_to",
        nargs=2,
        metavar=("NAME", "FILE"),
        help=tr("write this template to a file"),
    )
    templates.add_argument(
        "--import", dest="import_from", type=Path, metavar="FILE", help=tr("take one over")
    )
