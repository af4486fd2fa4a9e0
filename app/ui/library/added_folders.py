"""What the dialog of the added folders shows of each: what the library and the watch say together. Pure; no Qt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from app.domain.errors import ErrorInfo
from app.i18n import N_, tr
from app.services.watching import Following, WatchState
from app.wording import describe

FOLDER, EXCLUDED = "folder", "excluded"
_FOLLOWING = {
    Following.AT_ONCE: N_("Followed"),
    Following.PERIODICALLY: N_("Looked at every few minutes"),
    Following.OFFLINE: N_("Not connected"),
    Following.NOT: N_("Not followed"),
}
TAKEN_OUT = N_("Taken out by you")
OFF = N_("Not followed: switched off in the settings")


class Source(Protocol):
    """A source as the library tells it."""

    @property
    def path(self) -> Path: ...  # noqa: D102 - said above

    @property
    def kind(self) -> str: ...  # noqa: D102 - said above

    @property
    def watched(self) -> bool: ...  # noqa: D102 - said above

    @property
    def patterns(self) -> tuple[str, ...]: ...  # noqa: D102 - said above


@dataclass(frozen=True)
class AddedFolder:
    """One row. ``state`` is for people; ``why`` says more where there is more to say; ``away``: it is not there."""

    path: Path
    kind: str
    watched: bool
    patterns: tuple[str, ...]
    state: str
    why: str = ""
    away: bool = False


def added_folders(sources: Sequence[Source], watching: WatchState) -> list[AddedFolder]:
    """Folders that were added or taken out; files that were added one by one are left to the list of documents."""
    following = {folder.path: (folder.following, folder.reason) for folder in watching.folders}
    rows = []
    for source in sources:
        if source.kind == EXCLUDED:
            rows.append(AddedFolder(source.path, EXCLUDED, False, (), tr(TAKEN_OUT)))
        elif source.kind == FOLDER:
            state, reason = following.get(source.path, (None, None))
            words = tr(OFF if state is None else _FOLLOWING[state])
            away = state is Following.OFFLINE
            rows.append(
                AddedFolder(source.path, FOLDER, source.watched, source.patterns, words, _why(reason), away)
            )
    return rows


def _why(reason: ErrorInfo | None) -> str:
    if reason is None:
        return ""
    message, hint = describe(reason)
    return f"{message}. {hint}" if hint else f"{message}."
