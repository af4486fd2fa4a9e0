"""What the library says about a document, in words. Pure; no Qt."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from app import wording
from app.domain.documents import Document, DocumentPart, DocumentState
from app.i18n import N_, figure, tr, tr_n
from app.ui.library.groups import is_ignored
from app.ui.phrases import documents_text, file_size, short_path

_STATES = {
    DocumentState.QUEUED: N_("Waiting"),
    DocumentState.INDEXED: N_("Read"),
    DocumentState.PARTIAL: N_("Partly read"),
    DocumentState.FAILED: N_("Not read"),
    DocumentState.SKIPPED: N_("Skipped"),
}
IGNORED = N_("Ignored")
OFFLINE = N_("Its drive or folder is not there at the moment. What was read of it can still be searched.")
OFFLINE_UNREAD = N_("Its drive or folder is not there at the moment. It is read once it is back.")

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


def state_text(document: Document) -> str:
    """One or two words for the state pill."""
    return tr(IGNORED if is_ignored(document) else _STATES[document.state])


def folder_text(path: Path, home: Path) -> str:
    """The folder a file lies in, with the home folder shortened to ``~``."""
    return short_path(path.parent, home)


def pages_text(document: Document) -> str:
    """The number of pages, empty for formats without pages."""
    return "" if document.pages is None else figure(document.pages)


def pages_sentence(document: Document) -> str:
    """How the pages were read: "52 pages: 50 with text, 2 read by text recognition."; empty without pages."""
    if document.pages is None:
        return ""
    recognized, empty, waiting = document.recognized_pages, document.empty_pages, document.waiting_pages
    own = max(document.pages - recognized - empty - waiting, 0)
    parts = [
        words
        for number, words in (
            (own, tr_n("{count} with text of its own", "{count} with text of their own", own)),
            (
                recognized,
                tr_n("{count} read by text recognition", "{count} read by text recognition", recognized),
            ),
            (empty, tr_n("{count} without text", "{count} without text", empty)),
            (
                waiting,
                tr_n("{count} waiting for text recognition", "{count} waiting for text recognition", waiting),
            ),
        )
        if number
    ]
    whole = tr_n("{count} page", "{count} pages", document.pages)
    return f"{whole}." if parts == parts[:1] and own == document.pages else f"{whole}: {', '.join(parts)}."


def facts_text(document: Document) -> str:
    """Pages, size and attachments in one line, as far as they are known."""
    parts = [pages_sentence(document).removesuffix(".")]
    if document.parts:
        unread = sum(part.error is not None for part in document.parts)
        words = tr_n("{count} attachment", "{count} attachments", len(document.parts))
        parts.append(
            tr("{attachments}, {unread} not read", attachments=words, unread=figure(unread))
            if unread
            else words
        )
    if document.size:
        parts.append(file_size(document.size))
    return " · ".join(part for part in parts if part)


def reason_text(document: Document) -> str:
    """What a person should know, sentence and hint in one line; empty when the document was read whole."""
    offline = "" if not document.offline else tr(OFFLINE if document.chunks else OFFLINE_UNREAD)
    parts = [_error_text(document), offline, *_warning_texts(document), _waiting_text(document)]
    parts.append(_parts_text(document))
    return " ".join(part for part in parts if part)


def _error_text(document: Document) -> str:
    if document.error is None:
        return ""
    message, hint = wording.describe(document.error)
    return f"{message}. {hint}" if hint else f"{message}."


def _warning_texts(document: Document) -> list[str]:
    pages: dict[str, list[int]] = {}
    for warning in document.warnings:
        pages.setdefault(warning.code, []).extend([] if warning.page is None else [warning.page])
    return [f"{_pages_prefix(found)}{wording.describe_warning(code)}." for code, found in pages.items()]


def _waiting_text(document: Document) -> str:
    if not document.waiting_pages or document.error is not None:
        return ""
    return tr_n(
        "{count} page is waiting for text recognition.",
        "{count} pages are waiting for text recognition.",
        document.waiting_pages,
    )


def _parts_text(document: Document) -> str:
    unread = [part for part in document.parts if part.error is not None]
    if not unread:
        return ""
    if len(unread) == 1:
        return tr("The attachment “{name}” was not read.", name=unread[0].name)
    total = figure(len(document.parts))
    return tr("{unread} of {total} attachments were not read.", unread=figure(len(unread)), total=total)


def part_text(part: DocumentPart) -> str:
    """What became of an attachment: "Read", or why not."""
    return tr("Read") if part.error is None else wording.describe(part.error).message


def part_tooltip(part: DocumentPart) -> str:
    """The whole name, what became of it, and what to do about that."""
    hint = "" if part.error is None else wording.describe(part.error).hint
    return "\n".join(line for line in (part.name, part_text(part), hint) if line)


def _pages_prefix(pages: list[int]) -> str:
    if not pages:
        return ""
    shown = ", ".join(str(page) for page in pages[:5]) + (" ..." if len(pages) > 5 else "")
    return tr("Page {name}: ", name=shown) if len(pages) == 1 else tr("Pages {name}: ", name=shown)


def tooltip_text(document: Document) -> str:
    """The whole path, the title where it says more than the name, how its pages were read, and the reason."""
    lines = [str(document.path)]
    if document.title and document.title != document.path.stem:
        lines.insert(0, document.title)
    lines += [facts_text(document), reason_text(document)]
    return "\n".join(line for line in lines if line)


def natural(text: str) -> str:
    """A key that sorts as people count: "report 9" before "report 10"."""
    return _DIGITS.sub(_padded, text.casefold())


_DIGITS = re.compile(r"\d+")


def _padded(digits: re.Match[str]) -> str:
    return digits[0].zfill(12)


def status_text(counts: Mapping[DocumentState, int]) -> str:
    """The header line: how many documents there are, and whether all of them were read."""
    return documents_text(
        counts.get(DocumentState.INDEXED, 0),
        partial=counts.get(DocumentState.PARTIAL, 0),
        failed=counts.get(DocumentState.FAILED, 0),
        queued=counts.get(DocumentState.QUEUED, 0),
        skipped=counts.get(DocumentState.SKIPPED, 0),
    )
