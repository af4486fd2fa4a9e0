"""The health report: where every file stands, why, and what its pages came to; sums for every folder; as CSV."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, fields
from pathlib import Path

from app.domain.documents import Document, DocumentPart, DocumentState, DocumentWarning
from app.domain.errors import ErrorInfo
from app.services.below import Below
from app.services.text_file import write_bytes
from app.store.sources import Source

Explain = Callable[[ErrorInfo], str]


@dataclass(frozen=True, slots=True)
class HealthRow:
    """One document. ``reason`` says why it is not wholly searchable; None when it is, or when it merely waits."""

    document: Document
    reason: ErrorInfo | None = None

    @property
    def path(self) -> Path:
        """The file."""
        return self.document.path

    @property
    def state(self) -> DocumentState:
        """Where it stands."""
        return self.document.state

    @property
    def pages(self) -> int | None:
        """How many it has; None for formats without pages, or before it was read."""
        return self.document.pages

    @property
    def recognized(self) -> int:
        """Pages read from their picture."""
        return self.document.recognized_pages

    @property
    def empty(self) -> int:
        """Pages on which no text was found."""
        return self.document.empty_pages

    @property
    def waiting(self) -> int:
        """Pages that are still to be read from their picture."""
        return self.document.waiting_pages

    @property
    def warnings(self) -> tuple[DocumentWarning, ...]:
        """What was left out or repaired."""
        return self.document.warnings

    @property
    def parts(self) -> tuple[DocumentPart, ...]:
        """Documents inside it."""
        return self.document.parts

    @property
    def offline(self) -> bool:
        """Its drive or folder is not there now."""
        return self.document.offline


@dataclass(slots=True)
class Totals:
    """Sums over documents. ``parts_failed`` counts documents inside documents that could not be read."""

    documents: int = 0
    indexed: int = 0
    partial: int = 0
    failed: int = 0
    skipped: int = 0
    queued: int = 0
    offline: int = 0
    pages: int = 0
    recognized: int = 0
    empty: int = 0
    waiting: int = 0
    parts: int = 0
    parts_failed: int = 0
    chunks: int = 0
    bytes: int = 0

    def count(self, document: Document) -> None:
        """One more."""
        self.documents += 1
        setattr(self, document.state.value, getattr(self, document.state.value) + 1)
        self.offline += document.offline
        self.pages += document.pages or 0
        self.recognized += document.recognized_pages
        self.empty += document.empty_pages
        self.waiting += document.waiting_pages
        self.parts += len(document.parts)
        self.parts_failed += sum(part.error is not None for part in document.parts)
        self.chunks += document.chunks
        self.bytes += document.size

    def add(self, other: Totals) -> None:
        """All of the other's."""
        for name in _SUMS:
            setattr(self, name, getattr(self, name) + getattr(other, name))


_SUMS = tuple(field.name for field in fields(Totals))


@dataclass(frozen=True, slots=True)
class FolderTotal:
    """A folder with everything in it, however deep. ``added``: by the person; ``watched``: changes are followed."""

    path: Path
    totals: Totals
    added: bool
    watched: bool
    offline: bool


@dataclass(frozen=True, slots=True)
class HealthReport:
    """Rows by path; folders by path, those that were added and all below them that hold documents."""

    rows: tuple[HealthRow, ...]
    folders: tuple[FolderTotal, ...]
    totals: Totals


def make_report(
    documents: Sequence[Document], sources: Sequence[Source], *, whole: bool = True
) -> HealthReport:
    """``documents`` by path; ``whole``: they are all there are, and added folders without any are listed too."""
    added = {str(s.path): s for s in sources if s.kind == "folder"}
    inside = Below(s.path for s in sources if s.kind == "folder")
    totals, own = Totals(), dict[str, Totals]()
    for document in documents:
        own.setdefault(str(document.path.parent), Totals()).count(document)
    deep: dict[str, Totals] = {}
    for folder, sums in own.items():
        totals.add(sums)
        for above in _up_to_source(folder, inside):
            deep.setdefault(above, Totals()).add(sums)
    names = sorted(set(deep) | set(added if whole else ()))
    folders = tuple(_folder(name, deep.get(name, Totals()), added.get(name)) for name in names)
    return HealthReport(tuple(HealthRow(d, reason_of(d)) for d in documents), folders, totals)


def reason_of(document: Document) -> ErrorInfo | None:
    """Why a document is not wholly searchable, the weightiest reason first."""
    if document.error is not None:
        return document.error
    if document.offline:
        return ErrorInfo("offline_source", {"path": str(document.path)})
    if document.waiting_pages:
        return ErrorInfo("pages_waiting", {"count": document.waiting_pages})
    if document.state is DocumentState.PARTIAL:
        return ErrorInfo("read_in_part", {"count": len(document.warnings)})
    unread = sum(part.error is not None for part in document.parts)
    return ErrorInfo("parts_unread", {"count": unread}) if unread else None


_COLUMNS = (
    "path", "state", "reason_code", "reason", "offline", "media_type", "title", "pages", "pages_recognized",
    "pages_empty", "pages_waiting", "warnings", "parts", "parts_unread", "passages", "language", "bytes", "seconds",
)  # fmt: skip


def write_csv(report: HealthReport, path: Path, explain: Explain | None = None) -> None:
    """One line a document, UTF-8 with a mark for spreadsheet programs. ``explain`` words a reason for people.

    No cell can be taken for a formula: file names and titles come from whoever made the files.
    Raises UserError as :func:`~app.services.text_file.write_bytes`.
    """
    file = io.StringIO(newline="")
    writer = csv.writer(file)
    writer.writerow(_COLUMNS)
    writer.writerows([_cell(value) for value in _values(row, explain)] for row in report.rows)
    write_bytes(path, file.getvalue().encode("utf-8-sig"))


def _values(row: HealthRow, explain: Explain | None) -> Iterable[object]:
    document, reason = row.document, row.reason
    unread = sum(part.error is not None for part in row.parts)
    return (
        row.path, row.state.value, reason.code if reason else "", explain(reason) if reason and explain else "",
        "yes" if row.offline else "", document.media_type, document.title, row.pages, row.recognized, row.empty,
        row.waiting, " ".join(sorted({w.code for w in row.warnings})), len(row.parts), unread, document.chunks,
        document.language, document.size, None if document.seconds is None else round(document.seconds, 3),
    )  # fmt: skip


def _cell(value: object) -> str:
    """https://owasp.org/www-community/attacks/CSV_Injection: an apostrophe makes a spreadsheet take it as text."""
    text = "" if value is None else " ".join(str(value).splitlines())
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")) else text


def _up_to_source(folder: str, inside: Below) -> list[str]:
    """The folder and those above it, up to the outermost that was added; itself alone when none was."""
    chain, last = [folder], folder
    if Path(folder) not in inside:
        return chain
    while (above := os.path.dirname(last)) != last and Path(above) in inside:  # noqa: PTH120 - as in Below
        chain.append(above)
        last = above
    return chain


def _folder(path: str, totals: Totals, source: Source | None) -> FolderTotal:
    offline = bool(totals.documents) and totals.offline == totals.documents
    return FolderTotal(Path(path), totals, source is not None, source is not None and source.watched, offline)
