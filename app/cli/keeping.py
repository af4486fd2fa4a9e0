"""backup, restore, repair: the profile as one file, and a database that was damaged."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

from app.cli.exit_codes import DONE
from app.cli.output import Output, shown
from app.cli.unlocking import ask_key, ask_passphrase, key_for
from app.domain.errors import UserError
from app.domain.jobs import CancelToken
from app.i18n import tr
from app.instance import ProfileLock
from app.paths import AppPaths
from app.services.backup import back_up, restore
from app.services.encryption import key_beside_others
from app.services.repair import is_damaged, repair
from app.store.database import Database


def backup(options: argparse.Namespace, paths: AppPaths, out: Output, cancel: CancelToken) -> int:
    """Chats, minutes, library and settings into one file."""
    if not paths.database.exists():
        raise UserError("nothing_to_back_up")
    with _lock_or_company(paths) as alone:
        key = key_for(options, paths) if alone else key_beside_others(paths, lambda: ask_passphrase(options))
        with closing(Database(paths.database, key)) as database:
            size = back_up(database, paths, options.file, cancel, out.progress)
    out.result(
        {"file": str(options.file), "bytes": size}, tr("backed up to {name}", name=shown(options.file))
    )
    return DONE


def restore_backup(options: argparse.Namespace, paths: AppPaths, out: Output, cancel: CancelToken) -> int:
    """The other way; what was there before is kept."""
    moves = [_move(text) for text in options.map or ()]
    paths.create()
    with ProfileLock(paths):
        done = restore(
            options.file, paths, moves, cancel, out.progress, lambda database: ask_key(options, database)
        )
    kept = tr("; what was there before is in {name}", name=shown(done.kept)) if done.kept else ""
    text = tr("restored the backup of {created}{kept}", created=done.created, kept=kept)
    if done.moved:
        text += tr("\n{moved} documents have another place on this computer", moved=done.moved)
    out.result({"created": done.created, "kept": str(done.kept or ""), "moved": done.moved}, text)
    return DONE


def repair_database(options: argparse.Namespace, paths: AppPaths, out: Output, _cancel: CancelToken) -> int:
    """Nothing is done to a database in which nothing is wrong."""
    paths.create()
    with ProfileLock(paths):
        key = key_for(options, paths)
        if not paths.database.exists() or not (options.anyway or is_damaged(paths.database, key)):
            out.result({"damaged": False}, tr("nothing is wrong with the database"))
            return DONE
        done = repair(paths.database, key)
    rows = sum(done.rows.values())
    out.result(
        {
            "damaged": True,
            "kept": str(done.kept),
            "rows": dict(done.rows),
            "tables": list(done.damaged_tables),
        },
        tr(
            "saved {rows} rows; the documents are read again with the next 'carrel reindex' or when the window opens\n"
            "the damaged database is in {name}",
            rows=rows,
            name=shown(done.kept),
        ),
    )
    return DONE


@contextmanager
def _lock_or_company(paths: AppPaths) -> Iterator[bool]:
    """True with the profile's lock held; False where a window is open, beside which a backup can be made as well."""
    with ExitStack() as held:
        try:
            held.enter_context(ProfileLock(paths))
        except UserError as error:
            if error.code != "profile_in_use":
                raise
            yield False
        else:
            yield True


def _move(text: str) -> tuple[str, str]:
    there, equals, here = text.partition("=")
    if not (there and equals and here):
        raise UserError("bad_map", text=text)
    return there, str(Path(here).expanduser().absolute())
