"""Opens the window for one profile. Imports Qt; everything else waits until the window shows."""

from __future__ import annotations

import argparse
import os
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

from app.cli.exit_codes import PERSON_MUST_ACT
from app.domain.errors import ErrorInfo, UserError
from app.instance import ASK, SHOW, ProfileLock, read_wish, wake
from app.paths import AppPaths
from app.window_needs import check_needs, tell

WISH = "wipe.wanted"
"""That of :mod:`app.services.wiping`, which a start does without."""
RESTORE_WISH = "restore.wanted"
"""That of :mod:`app.services.restoring`."""
RESTORING = "restoring"
"""The folder of :mod:`app.services.swapping`."""

if TYPE_CHECKING:
    from PySide6.QtCore import QObject

    from app.bootstrap import Services
    from app.store.library_key import LibraryKey


def open_window(paths: AppPaths, options: argparse.Namespace, watcher: QObject | None = None) -> int:
    """Show the window and stay until it closes; the exit code, 4 where the system lacks what a window needs.

    ``watcher`` sees the application's events.
    """
    try:
        check_needs()
    except UserError as error:
        return _say(error)
    try:
        paths.create()
        return _open_and_close(paths, options, watcher)
    except UserError as error:
        if error.code == "profile_in_use" and wake(paths, ASK if options.ask else SHOW):
            return 0  # the window that is open came to the front
        return _refuse(error)


def _open_and_close(paths: AppPaths, options: argparse.Namespace, watcher: QObject | None) -> int:
    code, again = 0, False
    with ProfileLock(paths):
        if not (paths.data / WISH).exists():  # else a wipe was killed, and goes on
            code, again = _run(paths, options, watcher)
    if (paths.data / WISH).exists():
        _wipe(paths)
    elif again or (paths.data / RESTORE_WISH).exists():
        _open_again()
    return code


def _run(paths: AppPaths, options: argparse.Namespace, watcher: QObject | None) -> tuple[int, bool]:
    """The exit code, and whether Carrel is to open once more: locked, or with a library that was rewritten."""
    from app.services.after_closing import LOCK, AfterClosing
    from app.ui.application import run

    def services() -> Services:
        # After the first paint: SQLite and the services are not needed to show a window.
        from app.bootstrap import build_services
        from app.logs import start_logging

        start_logging(paths.logs)
        news.extend(_restored(paths))
        services = build_services(
            paths, model=options.model, offline=options.offline, key=_key(paths, after.typed)
        )
        return replace(services, after=after)

    after, news = AfterClosing(), list[ErrorInfo]()
    sample = paths.sample_library if options.sample else None
    code = run(
        *(services, paths, sample, watcher, read_wish, news),
        unlock=after.type,
    )
    if after.wish and after.wish != LOCK:
        from app.ui.rewriting import rewrite_library

        rewrite_library(paths, after)
    return code, bool(after.wish)


def _key(paths: AppPaths, typed: str) -> LibraryKey | None:
    """That of an encrypted library, from what was typed; None where nothing was (the store then says what it lacks)."""
    if not typed and not (paths.data / "library.key.new").exists():  # else encrypting was killed
        return None
    from app.services.encryption import is_locked, open_library

    return open_library(paths, typed) if is_locked(paths) and typed else None


def _restored(paths: AppPaths) -> list[ErrorInfo]:
    """A backup that was wanted takes its place; what there is to say about it."""
    if not ((paths.data / RESTORE_WISH).exists() or (paths.data / RESTORING).exists()):
        return []
    from app.services.restoring import carry_out

    try:
        done = carry_out(paths)
    except UserError as error:
        return [error.info()]
    return (
        []
        if done is None
        else [ErrorInfo("restored", {"created": done.created, "kept": str(done.kept or "")})]
    )


def _open_again() -> None:
    """The same program with the same arguments in the place of this one."""
    os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:]])


def _wipe(paths: AppPaths) -> None:
    """What was asked for in the settings, now that nothing is open any more."""
    from app.logs import stop_logging
    from app.services.wiping import wipe

    stop_logging()
    wipe(paths)


def _refuse(error: UserError) -> int:
    """The window cannot open: say so in a box and on stderr."""
    from app.ui.application import show_refusal
    from app.wording import describe

    words = describe(error)
    if sys.stderr is not None:
        sys.stderr.write(f"carrel: {words.message}. {words.hint}\n")
    show_refusal(words.message, words.hint)
    return PERSON_MUST_ACT


def _say(error: UserError) -> int:
    from app.wording import describe

    words = describe(error)
    tell(f"{words.message}. {words.hint}")
    return PERSON_MUST_ACT
