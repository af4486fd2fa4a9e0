"""Which documents are shown, and in which order. Pure; no Qt.

Kept apart from the Qt model because a QSortFilterProxyModel would ask Python a quarter of a million questions to sort
ten thousand rows, which takes seconds; sorting keys takes milliseconds.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum
from pathlib import Path

from app.domain.documents import Document, DocumentState
from app.domain.ids import DocumentId
from app.ui.library.groups import Group, groups_of
from app.ui.library.words import folder_text, natural, reason_text


class Column(IntEnum):
    """The columns, from left to right."""

    NAME = 0
    FOLDER = 1
    STATE = 2
    PAGES = 3
    RECOGNIZED = 4
    REASON = 5


@dataclass(frozen=True)
class Wanted:
    """What is shown: every word must occur in path, title or reason; in this group; at or below this folder."""

    words: tuple[str, ...] = ()
    group: Group = Group.ALL
    folder: Path | None = None


Key = tuple[str | int, str, int]

# Trouble first: whoever sorts by state wants to see what needs them.
_STATE_ORDER = {
    DocumentState.FAILED: 0,
    DocumentState.PARTIAL: 1,
    DocumentState.SKIPPED: 2,
    DocumentState.QUEUED: 3,
    DocumentState.INDEXED: 4,
}


class Entry:
    """A document with what is looked at again and again, computed when it is first needed."""

    __slots__ = ("_haystack", "_reason", "document", "name_key", "path_text")

    def __init__(self, document: Document) -> None:
        self.document = document
        self.path_text = str(document.path)
        self.name_key = natural(document.path.name)
        self._reason: str | None = None
        self._haystack: str | None = None

    @property
    def reason(self) -> str:
        """What a person should know."""
        if self._reason is None:
            self._reason = reason_text(self.document)
        return self._reason

    def matches(self, wanted: Wanted, folder_start: str) -> bool:
        """Whether it is wanted; ``folder_start`` is the folder's path with a separator at its end, or empty."""
        if folder_start and not self.path_text.startswith(folder_start):
            return False
        if wanted.group is not Group.ALL and wanted.group not in groups_of(self.document):
            return False
        if not wanted.words:
            return True
        if self._haystack is None:
            self._haystack = f"{self.path_text} {self.document.title} {self.reason}".casefold()
        return all(word in self._haystack for word in wanted.words)


def key_maker(column: Column, home: Path) -> Callable[[Entry], Key]:
    """What entries are sorted by; no two entries have the same key."""

    def primary(entry: Entry) -> str | int:
        document = entry.document
        if column is Column.STATE:
            return _STATE_ORDER[document.state]
        if column is Column.PAGES:
            return document.pages or 0
        if column is Column.RECOGNIZED:
            return document.recognized_pages
        if column is Column.FOLDER:
            return natural(folder_text(document.path, home))
        return entry.reason.casefold() if column is Column.REASON else ""

    def key(entry: Entry) -> Key:
        return primary(entry), entry.name_key, _number(entry.document.id)

    return key


def _number(document_id: DocumentId) -> int:
    return int(document_id)


def folder_start(folder: Path | None) -> str:
    """How the paths of everything below a folder begin; empty for None."""
    if folder is None:
        return ""
    text = str(folder)
    return text if text.endswith(os.sep) else f"{text}{os.sep}"
