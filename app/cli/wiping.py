"""wipe: everything that Carrel wrote on this computer, after a typed word."""

from __future__ import annotations

import argparse
import sys
from contextlib import closing
from pathlib import Path

from app.cli.exit_codes import DONE, INTERRUPTED
from app.cli.output import Output, shown
from app.cli.unlocking import key_for
from app.domain.errors import UserError
from app.domain.jobs import CancelToken
from app.i18n import tr
from app.instance import ProfileLock
from app.paths import AppPaths
from app.services.wiping import is_wanted, our_models, want_wipe, wipe
from app.store.database import Database
from app.store.model_records import ModelNoteStore

WORD = "wipe"


def wipe_everything(options: argparse.Namespace, paths: AppPaths, out: Output, _cancel: CancelToken) -> int:
    """Library, chats, minutes, settings, caches and logs; with --models also models that Carrel brought here."""
    if not options.yes and not _confirmed(options.models):
        out.result({"wiped": False}, tr("nothing was removed"))
        return INTERRUPTED
    paths.create()
    with ProfileLock(paths):
        if not is_wanted(paths):
            want_wipe(paths, _models(options, paths) if options.models else [])
    done = wipe(paths)
    lines = [tr("{number} files were removed", number=done.removed)]
    if done.left:
        lines.append(tr("left, because Carrel did not put it there:"))
        lines += [f"  {shown(path)}" for path in done.left]
    out.result(
        {"wiped": True, "removed": done.removed, "left": [str(path) for path in done.left]}, "\n".join(lines)
    )
    return DONE


def _models(options: argparse.Namespace, paths: AppPaths) -> list[Path]:
    if not paths.database.exists():
        return []
    with closing(Database(paths.database, key_for(options, paths))) as database:
        return our_models(ModelNoteStore(database).list(), paths.models)


def _confirmed(models: bool) -> bool:  # noqa: FBT001
    if not sys.stdin.isatty():
        raise UserError("wipe_unconfirmed")
    more = tr(" and the models that Carrel downloaded or copied") if models else ""
    sys.stderr.write(
        tr(
            "This removes the library, chats, minutes, settings, caches and logs{more}. Your documents stay where they "
            "are. It cannot be undone. Type “{word}” to go on: ",
            more=more,
            word=WORD,
        )
    )
    sys.stderr.flush()
    return sys.stdin.readline().strip().casefold() == WORD
