"""Is a path at or below one of these? Many paths against many folders, quickly."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path


class Below:
    """``path in Below(folders)``: is it one of them, or inside one? Compares names; looks at no disk."""

    def __init__(self, folders: Iterable[Path]) -> None:
        self._folders = {str(folder) for folder in folders}

    def __bool__(self) -> bool:
        return bool(self._folders)

    def __contains__(self, path: Path) -> bool:
        return self.which(path) is not None

    def which(self, path: Path) -> str | None:
        """The deepest of the folders that the path is at or in."""
        if not self._folders:
            return None
        name = str(path)
        while name not in self._folders:
            shorter = os.path.dirname(name)  # noqa: PTH120 - ten times as fast as Path.parent
            if shorter == name:
                return None
            name = shorter
        return name
