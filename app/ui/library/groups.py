"""The groups of documents that a person can look at alone, and sums over them. Pure; no Qt.

A document is in several groups at once: a scan may be read, recognized and offline.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from enum import StrEnum

from app.domain.documents import Document, DocumentState
from app.i18n import N_, N_n, figure, tr, tr_n

IGNORED_CODE = "ignored"
"""The reason of a skipped document that the person does not want to be read."""


class Group(StrEnum):
    """In the order in which they are offered."""

    ALL = "all"
    READ = "read"
    PARTIAL = "partial"
    FAILED = "failed"
    WAITING = "waiting"
    RECOGNIZED = "recognized"
    SKIPPED = "skipped"
    IGNORED = "ignored"
    OFFLINE = "offline"


GROUP_WORDS: Mapping[Group, str] = {
    Group.ALL: N_("All"),
    Group.READ: N_("Read"),
    Group.PARTIAL: N_("Partly read"),
    Group.FAILED: N_("Not read"),
    Group.WAITING: N_("Waiting"),
    Group.RECOGNIZED: N_("Recognized"),
    Group.SKIPPED: N_("Skipped"),
    Group.IGNORED: N_("Ignored"),
    Group.OFFLINE: N_("Offline"),
}

_BY_STATE = {
    DocumentState.INDEXED: Group.READ,
    DocumentState.PARTIAL: Group.PARTIAL,
    DocumentState.FAILED: Group.FAILED,
    DocumentState.QUEUED: Group.WAITING,
    DocumentState.SKIPPED: Group.SKIPPED,
}

_REASONS: Mapping[str, tuple[str, str]] = {
    "encrypted_document": N_n("{count} needs a password", "{count} need a password"),
    "damaged_document": N_n("{count} is damaged", "{count} are damaged"),
    "empty_document": N_n("{count} is empty", "{count} are empty"),
    "no_text": N_n("{count} holds no text", "{count} hold no text"),
    "too_large": N_n("{count} is too large", "{count} are too large"),
    "unsupported_format": N_n("{count} of a kind that is not read", "{count} of kinds that are not read"),
    "permission_denied": N_n("{count} may not be opened", "{count} may not be opened"),
    "file_missing": N_n("{count} is gone", "{count} are gone"),
}
_OTHER_REASON = N_n("{count} could not be read", "{count} could not be read")
_OTHERS = (
    (Group.PARTIAL, N_n("{count} read in part", "{count} read in part")),
    (Group.WAITING, N_n("{count} waiting", "{count} waiting")),
    (Group.SKIPPED, N_n("{count} skipped", "{count} skipped")),
    (Group.IGNORED, N_n("{count} ignored", "{count} ignored")),
)


def is_ignored(document: Document) -> bool:
    """Whether the person took it out of reading."""
    error = document.error
    return document.state is DocumentState.SKIPPED and error is not None and error.code == IGNORED_CODE


def groups_of(document: Document) -> tuple[Group, ...]:
    """All groups that hold it, :attr:`Group.ALL` first."""
    groups = [Group.ALL, Group.IGNORED if is_ignored(document) else _BY_STATE[document.state]]
    if document.waiting_pages and document.state is not DocumentState.QUEUED:
        groups.append(Group.WAITING)
    if document.recognized_pages:
        groups.append(Group.RECOGNIZED)
    if document.offline:
        groups.append(Group.OFFLINE)
    return tuple(groups)


class Totals:
    """How many documents are in each group and state, and why those that failed did; kept up as they come and go."""

    def __init__(self, documents: Iterable[Document] = ()) -> None:
        self.groups: Counter[Group] = Counter()
        self.states: Counter[DocumentState] = Counter()
        self.reasons: Counter[str] = Counter()
        for document in documents:
            self.count(document)

    def count(self, document: Document, sign: int = 1) -> None:
        """Count a document in, or with ``sign`` -1 out."""
        for group in groups_of(document):
            self.groups[group] += sign
        self.states[document.state] += sign
        if document.state is DocumentState.FAILED:
            self.reasons[document.error.code if document.error else ""] += sign

    def add(self, other: Totals, sign: int = 1) -> None:
        """Count in what another one counted, or with ``sign`` -1 out."""
        for mine, theirs in (
            (self.groups, other.groups),
            (self.states, other.states),
            (self.reasons, other.reasons),
        ):
            for key, number in theirs.items():
                mine[key] += sign * number  # type: ignore[index]

    def is_empty(self) -> bool:
        """Whether nothing was counted."""
        return self.groups[Group.ALL] <= 0

    @property
    def documents(self) -> int:
        """Without files of a kind that is not read, and without those that are ignored."""
        return self.groups[Group.ALL] - self.groups[Group.SKIPPED] - self.groups[Group.IGNORED]

    @property
    def readable(self) -> int:
        """Documents that can be searched, whole or in part."""
        return self.groups[Group.READ] + self.groups[Group.PARTIAL]

    @property
    def all_offline(self) -> bool:
        """Whether nothing of it is there now."""
        return 0 < self.groups[Group.ALL] == self.groups[Group.OFFLINE]


def number_words(totals: Totals) -> str:
    """At the right of a folder: "14", or "12 of 14" while some cannot be searched."""
    if totals.readable == totals.documents:
        return figure(totals.documents)
    return tr(
        "{readable} of {documents}", readable=figure(totals.readable), documents=figure(totals.documents)
    )


def trouble_words(totals: Totals) -> str:
    """What a person should know about a folder: "1 needs a password, 3 waiting"; empty when all is well."""
    parts = [tr("not connected")] if totals.all_offline else []
    sums: Counter[tuple[str, str]] = Counter()
    for code, number in totals.reasons.items():
        sums[_REASONS.get(code, _OTHER_REASON)] += number
    parts += [tr_n(one, many, number) for (one, many), number in sums.items() if number > 0]
    parts += [tr_n(*words, totals.groups[group]) for group, words in _OTHERS if totals.groups[group] > 0]
    offline = totals.groups[Group.OFFLINE]
    if offline and not totals.all_offline:
        parts.append(tr_n("{count} not connected", "{count} not connected", offline))
    return ", ".join(parts)


def tone_of(totals: Totals) -> str:
    """The tone of a folder, as in ``app.ui.widgets.chip.TONES``: the worst that is in it."""
    groups = totals.groups
    if groups[Group.FAILED] > 0:
        return "danger"
    if groups[Group.PARTIAL] > 0:
        return "warning"
    if groups[Group.WAITING] > 0 or totals.all_offline or not totals.documents:
        return "neutral"
    return "good"
