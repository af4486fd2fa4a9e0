"""What the library says about a document, in words. Pure; no Qt."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from app import wording
from app.domain.documents import Document, DocumentState
from app.ui.phrases import documents_text

_STATES = {
    DocumentState.QUEUED: "Waiting",
    DocumentState.INDEXED: "Read",
    DocumentState.PARTIAL: "Partly read",
    DocumentState.FAILED: "Not read",
    DocumentState.SKIPPED: "Skipped",
}

_TONES = {
    DocumentState.QUEUED: "neutral",
    DocumentState.INDEXED: "good",
    DocumentState.PARTIAL: "warning",
    DocumentState.FAILED: "danger",
    DocumentState.SKIPPED: "neutral",
}


def state_tone(state: DocumentState) -> str:
    """The tone of the state pill, as in ``app.ui.widgets.chip.TONES``."""
    return _TONES[state]


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


def natural(text: str) -> str:
    """A key that sorts as people count: "report 9" before "report 10"."""
    return re.sub(r"\d+", lambda digits: digits[0].zfill(12), text.casefold())


def status_text(counts: Mapping[DocumentState, int]) -> str:
    """The header line: how many documents there are, and whether all of them were read."""
    return documents_text(
        counts.get(DocumentState.INDEXED, 0),
        partial=counts.get(DocumentState.PARTIAL, 0),
        failed=counts.get(DocumentState.FAILED, 0),
        queued=counts.get(DocumentState.QUEUED, 0),
        skipped=counts.get(DocumentState.SKIPPED, 0),
    )
