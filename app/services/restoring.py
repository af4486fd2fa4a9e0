"""Restoring a backup into the profile that is open: wanted first, done at the next start, before anything is open."""

from __future__ import annotations

import os
from pathlib import Path

from app.domain.errors import UserError
from app.paths import AppPaths
from app.services.backup import Restored, restore
from app.services.swapping import go_on
from app.services.text_file import write_bytes

WISH = "restore.wanted"
_LONGEST = 64 * 1024


def want_restore(paths: AppPaths, backup: Path) -> None:
    """At the next start this backup takes the place of what is there. Raises UserError when it cannot be noted."""
    write_bytes(paths.data / WISH, os.fsencode(backup.absolute()))


def carry_out(paths: AppPaths) -> Restored | None:
    """Do it; None when none was wanted. Whatever becomes of it, it is not tried twice; one that a kill has interrupted
    is finished.

    Raises UserError as :func:`app.services.backup.restore` does; the profile is then as it was.
    """
    go_on(paths)
    wish = paths.data / WISH
    if not wish.exists():
        return None
    try:
        with wish.open("rb") as file:
            backup = Path(os.fsdecode(file.read(_LONGEST)))
    except (OSError, ValueError) as error:
        raise UserError("not_a_backup") from error
    finally:
        wish.unlink(missing_ok=True)
    return restore(backup, paths)
