"""What the library says about a document, in words. Pure; no Qt."""

from __future__ import annotations

from pathlib import Path

from app import wording
from app.domain.documents import Document, DocumentState, LibraryStatus

_STATES = {
    DocumentState.QUEUED: "Waiting",
    DocumentState.INDEXED: "Read",
    DocumentState.PARTIAL: "Partly read",
    DocumentState.FAILED: "Not read",
    DocumentState.SKIPPED: "Skipped",
}


def state_text(state: DocumentState) -> str:
    """One or two words for the state pill."""
    return _STATES[state]


def folder_text(path: Path, home: Path) -> str:
    """The folder a file lies in, with the home folder shortened to ``~``."""
    if path.parent.is_relative_to(home):
        return "~" if path.parent == home else f"~/{path.parent.relative_to(home).as_posix()}"
    return str(path.parent)


def pages_text(document: Document) -> str:
    """The number of pages, empty for formats without pages."""
    return "" if document.pages is None else f"{document.pages:,}"


def reason_text(document: Document) -> str:
    """What a person should know, sentence and hint in one line; empty when the document was read whole."""
    if document.error is not None:
        message, hint = wording.describe(document.error)
        return f"{message}. {hint}" if hint else f"{message}."
    pages: dict[str, list[int]] = {}
    for warning in document.warnings:
        pages.setdefault(warning.code, []).extend([] if warning.page is None else [warning.page])
    return " ".join(
        f"{_pages_prefix(found)}{wording.describe_warning(code)}." for code, found in pages.items()
    )


def _pages_prefix(pages: list[int]) -> str:
    if not pages:
        return ""
    shown = ", ".join(str(page) for page in pages[:5]) + (" ..." if len(pages) > 5 else "")
    return f"Page {shown}: " if len(pages) == 1 else f"Pages {shown}: "


def tooltip_text(document: Document) -> str:
    """The whole path, the title where it says more than the name, and the reason."""
    lines = [str(document.path)]
    if document.title and document.title != document.path.stem:
        lines.insert(0, document.title)
    reason = reason_text(document)
    return "\n".join([*lines, reason] if reason else lines)


def count_text(count: int, one: str, many: str) -> str:
    """``1 document``, ``1,204 documents``."""
    return f"{count:,} {one if count == 1 else many}"


def status_text(status: LibraryStatus) -> str:
    """The header line: how many documents, and whether all of them were read."""
    if status.documents == 0:
        return "No documents yet"
    head = count_text(status.documents, "document", "documents")
    if status.queued:
        return f"{head}, {status.queued:,} waiting to be read"
    parts = []
    if status.failed:
        parts.append(f"{status.failed:,} could not be read")
    if status.partial:
        parts.append(f"{status.partial:,} partly read")
    if status.skipped:
        parts.append(f"{status.skipped:,} skipped")
    return f"{head}, {', '.join(parts)}" if parts else f"{head}, all read"


def left_text(seconds: float | None) -> str:
    """An estimate of the time left as a person would say it; empty while there is none."""
    if seconds is None:
        return ""
    if seconds < 10:
        return "a few seconds left"
    if seconds < 90:
        return f"about {round(seconds / 10) * 10} seconds left"
    if seconds < 90 * 60:
        return f"about {round(seconds / 60)} minutes left"
    return f"about {count_text(round(seconds / 3600), 'hour', 'hours')} left"
