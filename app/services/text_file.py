"""Writing a file so that a crash or a full disk leaves the old one, never half of the new one."""

from __future__ import annotations

import os
from pathlib import Path

from app.domain.errors import UserError


def write_text(path: Path, text: str) -> None:
    """Write UTF-8 to a temporary neighbour and rename it. Raises UserError("permission_denied" | "disk_full")."""
    temporary = path.with_name(path.name + ".part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with temporary.open("w", encoding="utf-8", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except PermissionError as error:
        raise UserError("permission_denied", path=str(path)) from error
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise UserError("disk_full", path=str(path)) from error
