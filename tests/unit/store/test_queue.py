from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from app.domain.documents import DocumentPart, DocumentState, DocumentWarning, OcrMode, Span
from app.domain.errors import ErrorInfo
from app.store.documents import FileSeen
from app.store.endings import NotRead, OutOfReach, ReadAnew, ReadBefore
from app.store.queue import FileFacts, Outlook
from app.store.store import Store
from tests.unit.store.filling import assert_whole, content, embedded, fail, fill, finish, link, queue, rows

FACTS = FileFacts(7, 8, "h", 0.1)
MISSING = ErrorInfo("recognizer_missing", {"pages": 1})
QUEUED, INDEXED, PARTIAL, FAILED = (
    DocumentState.QUEUED,
    DocumentState.INDEXED,
    DocumentState.PARTIAL,
    DocumentState.FAILED,
)


def scan(texts: list[str], waiting: tuple[int, ...], recognized: tuple[int, ...] = ()):  # type: ignore[no-untyped-def]
    new = content(texts, "h")
    parsed = replace(new.parsed, page_starts=(0, 0, 0), waiting_pages=waiting, recognized_pages=recognized)
    return replace(new, parsed=parsed)


def test_a_document_with_pages_that_wait_stays_in_the_queue_behind_the_others(store: Store) -> None:
    queue(store, "/d/b.txt")
    done = finish(store, queue(store, "/d/a.txt"), scan(["Typed."], (2, 3)), FACTS)
    assert done is not None
    assert (done.state, done.waiting_pages, done.chunks, done.content_hash) == (QUEUED, 2, 1, "h")
    assert [q.document.path.name for q in store.queue.next(9)] == ["b.txt", "a.txt"]
    assert [q.deferred for q in store.queue.next(9)] == [False, True]
    assert store.queue.waiting_pages(done.content_id) == (2, 3)  # type: ignore[arg-type]
    assert store.queue.outlook() == [
        Outlook("text/plain", False, 1, 1, 0),
        Outlook("text/plain", True, 1, 7, 2),
    ]
    assert len(store.fulltext.search(["typed"], 5, None)) == 1
    assert_whole(store)


def test_completed_it_ends_for_all_copies(store: Store) -> None:
    finish(store, queue(store, "/d/a.txt"), scan(["Typed."], (2,)), FACTS)
    link(store, queue(store, "/d/b.txt"), FACTS)
    missing = finish(store, queue(store, "/d/a.txt"), scan(["Typed."], (2,)), FACTS, if_waiting=MISSING)
    assert missing is not None
    assert (missing.state, missing.error) == (PARTIAL, MISSING)
    assert store.queue.unrecognized("recognizer_missing") == [missing.id]
    assert [q.document.path.name for q in store.queue.next(9)] == ["b.txt"]
    whole = finish(store, queue(store, "/d/b.txt"), scan(["Typed.", "Read."], (), (2,)), FACTS)
    assert whole is not None
    first = store.documents.find(Path("/d/a.txt"))
    assert first is not None
    for document in (whole, first):
        assert (document.state, document.error, document.recognized_pages) == (INDEXED, None, 1)
    assert store.queue.unrecognized("recognizer_missing") == []
    assert_whole(store)


def test_nothing_found_on_any_page(store: Store) -> None:
    done = finish(store, queue(store, "/d/a.txt"), scan([], (1, 2)), FACTS, if_waiting=MISSING)
    assert done is not None
    assert (done.state, done.error, done.pages) == (FAILED, MISSING, 3)
    assert_whole(store)


def test_endings_are_settled_together_and_in_order(store: Store) -> None:
    a, b, c, d = (queue(store, f"/d/{name}.txt") for name in "abcd")
    new = content(["One."], "h")
    settled = store.settle(
        [
            ReadAnew(a, new, embedded(new), FACTS),
            ReadBefore(b, 1, FACTS),
            NotRead(c, ErrorInfo("damaged_document"), replace(FACTS, hash="x")),
            ReadBefore(d, 1, replace(FACTS, hash="unknown")),
        ]
    )
    states = [ending.document.state if ending.document else None for ending in settled]
    assert states == [INDEXED, INDEXED, FAILED, None]
    assert [ending.missing for ending in settled] == [False, False, False, True]
    assert store.settle([ReadBefore(a, 1, FACTS)])[0].document is None
    (away,) = store.settle([OutOfReach(d)])
    assert away.document is not None
    assert (away.document.state, away.document.offline) == (QUEUED, True)
    assert store.queue.next(9) == []
    assert store.queue.size() == (0, 0)
    store.documents.set_offline([d.document.id], offline=False)
    assert len(store.queue.next(9)) == 1


def test_what_was_found_in_a_document_is_kept(store: Store) -> None:
    parts = (
        DocumentPart("a.pdf", "application/pdf", Span(3, 9)),
        DocumentPart("b.bin", None, None, ErrorInfo("unsupported_format", {"suffix": ".bin"})),
    )
    new = content(["Letter."], "h")
    warnings = (DocumentWarning("page_without_text", 2), DocumentWarning("page_without_text", 3))
    new = replace(new, parsed=replace(new.parsed, parts=parts, warnings=warnings, waiting_pages=(3,)))
    done = finish(store, queue(store, "/d/a.eml"), new, FACTS, if_waiting=MISSING)
    assert done is not None
    assert (done.parts, done.empty_pages, done.waiting_pages) == (parts, 1, 1)
    assert store.documents.parsed(done.id) == new.parsed


def test_the_way_of_reading_pages_is_kept_with_the_document(store: Store) -> None:
    done = fill(store, "/d/a.txt", ["One."], "h")
    assert store.find_content("h", 1, OcrMode.AUTO) == done.content_id
    assert store.find_content("h", 1, OcrMode.ALWAYS) is None
    (changed,) = store.documents.set_ocr([done.id], OcrMode.ALWAYS)
    assert changed.state is QUEUED
    assert [q.ocr for q in store.queue.next()] == [OcrMode.ALWAYS]
    store.documents.save([FileSeen(Path("/d/a.txt"), 2, 2, "text/plain")])
    assert [q.ocr for q in store.queue.next()] == [OcrMode.ALWAYS]
    store.documents.save([FileSeen(Path("/d/a.txt"), 2, 2, "text/plain", ocr=OcrMode.NEVER)])
    assert [q.ocr for q in store.queue.next()] == [OcrMode.NEVER]


def test_set_aside_it_leaves_nothing_behind(store: Store) -> None:
    done = fill(store, "/d/a.txt", ["One."], "h")
    (aside,) = store.documents.set_aside([done.id], ErrorInfo("ignored"))
    assert (aside.state, aside.error, aside.chunks) == (DocumentState.SKIPPED, ErrorInfo("ignored"), 0)
    assert rows(store, "contents") == 0
    assert store.documents.set_ocr([done.id], OcrMode.ALWAYS)[0].state is DocumentState.SKIPPED


def test_a_failed_document_keeps_its_hash(store: Store) -> None:
    failed = fail(store, queue(store, "/d/a.txt"), ErrorInfo("parser_crashed"), FACTS)
    assert failed is not None
    assert failed.content_hash == "h"


def test_notes(store: Store) -> None:
    assert store.notes.number("pace") is None
    store.notes.set_number("pace", 1.25)
    store.notes.set_number("pace", 2.5)
    assert store.notes.number("pace") == 2.5
