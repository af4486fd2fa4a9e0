"""Opens the window for one profile. Imports Qt; everything else waits until the window shows."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from app.domain.errors import UserError
from app.instance import ProfileLock
from app.logs import start_logging
from app.paths import AppPaths
from app.wording import describe

if TYPE_CHECKING:
    from app.bootstrap import Services

PERSON_MUST_ACT = 4


def open_window(paths: AppPaths, options: argparse.Namespace) -> int:
    """Show the window and stay until it closes; the exit code."""
    try:
        paths.create()
        start_logging(paths.logs)
        with ProfileLock(paths):
            return _run(paths, options)
    except UserError as error:
        return _refuse(error)


def _run(paths: AppPaths, options: argparse.Namespace) -> int:
    from app.ui.application import run

    def services() -> Services:
        # After the first paint: SQLite and the services are not needed to show a window.
        from app.bootstrap import build_services

        return build_services(paths, model=options.model, offline=options.offline)

    return run(services, paths, sample_library=_sample(paths) if options.sample else None)


def _sample(paths: AppPaths) -> Path:
    return paths.sample_library


def _refuse(error: UserError) -> int:
    """The window cannot open: say so in a box where there is a screen, and on stderr in any case."""
    from app.ui.application import show_refusal

    words = describe(error)
    sys.stderr.write(f"carrel: {words.message}. {words.hint}\n")
    show_refusal(words.message, words.hint)
    return PERSON_MUST_ACT
