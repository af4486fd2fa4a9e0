"""The grammar of ``carrel chats``."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

from app.i18n import tr

Add = Callable[[str, str], argparse.ArgumentParser]
"""Makes the parser of one action, from its name and help."""


def add_chat_actions(add: Add) -> None:
    """All actions."""
    listing = add("list", tr("the chats, the one used last first"))
    listing.add_argument("--archived", action="store_true", help=tr("the archived ones too"))
    search = add("search", tr("find questions and answers by their words, in all chats"))
    search.add_argument("words", metavar="WORDS")
    export = add("export", tr("write a chat to a file; citations become notes with file, page and quote"))
    export.add_argument("number", type=int, metavar="NUMBER", help=tr("as `carrel chats list` says"))
    export.add_argument(
        "--out", type=Path, required=True, metavar="FILE", help=tr(".docx .pdf .md .html or .json")
    )
    delete = add("delete", tr("delete chats with all their questions and answers, for good"))
    delete.add_argument("numbers", type=int, nargs="+", metavar="NUMBER")
