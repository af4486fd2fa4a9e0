"""What ``add --watch`` does after adding: follow the folders until Ctrl+C, telling what becomes of each file."""

from __future__ import annotations

import time

from app.bootstrap import Services
from app.cli.output import Output, shown
from app.domain.documents import Document, DocumentState
from app.domain.events import DocumentChanged, WatchingChanged
from app.domain.jobs import CancelToken
from app.i18n import N_, tr
from app.wording import describe

_LOOK_SECONDS = 0.2
# Not "queued": that is only half of the news.
_NEWS = {
    DocumentState.INDEXED: N_("read"),
    DocumentState.PARTIAL: N_("read in part"),
    DocumentState.FAILED: N_("failed"),
    DocumentState.SKIPPED: N_("skipped"),
}


def follow(services: Services, out: Output, cancel: CancelToken) -> None:
    """Until ``cancel`` is set; then whatever is under way is stopped, and stays queued."""
    told: set[str] = set()

    def on_changed(event: DocumentChanged) -> None:
        news = news_of(event.document)
        if news:
            out.note(news)

    def on_watching(_event: WatchingChanged) -> None:
        notice = services.watching.state.notice
        if notice is not None and notice.code not in told:
            told.add(notice.code)
            words = describe(notice)
            out.note(f"{shown(words.message)}. {words.hint}")

    forget = [
        services.bus.subscribe(DocumentChanged, on_changed),
        services.bus.subscribe(WatchingChanged, on_watching),
    ]
    out.note(tr("Following changes; Ctrl+C ends it."))
    services.follow(anyway=True)
    try:
        while not cancel.cancelled:
            time.sleep(_LOOK_SECONDS)  # a signal must be able to come in between
    finally:
        for end in forget:
            end()
        services.stop_following()


def news_of(document: Document) -> str:
    """A line about a document that changed; empty while it merely waits."""
    if document.offline:
        return tr("offline: {name}", name=shown(document.path))
    word = tr(_NEWS.get(document.state, ""))
    if not word:
        return ""
    reason = f" ({shown(describe(document.error).message)})" if document.error else ""
    return f"{word}: {shown(document.path)}{reason}"
