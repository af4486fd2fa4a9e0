"""Pages that are pictures: put behind everything else, read one by one, each kept at once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from app.domain.documents import DocumentState, OcrMode, PageImage, RecognizedPage
from app.domain.errors import Cancelled, CarrelError, EngineError, UserError
from app.domain.events import DocumentChanged
from app.domain.jobs import CancelToken, Progress
from app.domain.ports import RecognizerInfo
from app.processes.fakes import FakeParser, FakeRecognizer
from app.store.store import Store
from tests.unit.services.libraries import Library
from tests.unit.store.filling import assert_whole, rows

QUEUED, INDEXED, PARTIAL, FAILED = (
    DocumentState.QUEUED,
    DocumentState.INDEXED,
    DocumentState.PARTIAL,
    DocumentState.FAILED,
)
MIXED = "Typed words.\f[picture]\fMore typed words.\f[picture]"


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    folder = tmp_path / "papers"
    folder.mkdir()
    store = Store(tmp_path / "profile" / "carrel.db")
    yield Library(store, folder)
    store.close()


def recognizer(library: Library) -> FakeRecognizer:
    assert library.recognizer is not None
    return library.recognizer


def test_a_mixed_document_is_read_whole(library: Library) -> None:
    library.write("a.txt", MIXED)
    recognizer(library).texts = {2: "Scanned notice.", 4: "Scanned lease."}
    library.read()
    document = library.document("a.txt")
    assert (document.state, document.error) == (INDEXED, None)
    assert (document.pages, document.recognized_pages, document.waiting_pages) == (4, 2, 0)
    assert library.service.text(library.folder / "a.txt") == (
        "Typed words.\fScanned notice.\fMore typed words.\fScanned lease."
    )
    assert library.found("notice") == ["a.txt"]
    assert [p.page for p in library.store.documents.recognized(document.id)] == [2, 4]
    assert_whole(library.store)


def test_typed_pages_can_be_found_before_the_others_are_read(library: Library) -> None:
    library.write("a.txt", MIXED)
    library.write("b.txt", "A letter.")
    found: list[list[str]] = []

    @dataclass(slots=True)
    class Looking(FakeRecognizer):
        def recognize(self, image: PageImage, cancel: CancelToken) -> RecognizedPage:
            found.append([*library.found("typed"), *library.found("letter")])
            document = library.document("a.txt")
            found.append([document.state, str(document.waiting_pages)])
            return FakeRecognizer.recognize(self, image, cancel)

    library.recognizer = Looking()
    library.wire()
    library.read()
    assert found[0] == ["a.txt", "b.txt"]
    assert found[1] == ["queued", "2"]
    states = [
        (event.document.path.name, event.document.state)
        for event in library.events
        if isinstance(event, DocumentChanged)
    ]
    assert states[2:] == [("a.txt", QUEUED), ("b.txt", INDEXED), ("a.txt", INDEXED)]


def test_a_document_of_pictures_only(library: Library) -> None:
    library.write("a.txt", "[picture]\f[picture]")
    recognizer(library).texts = {1: "One.", 2: ""}
    library.read()
    document = library.document("a.txt")
    assert (document.state, document.chunks, document.recognized_pages) == (INDEXED, 1, 2)


def test_pictures_without_any_words(library: Library) -> None:
    library.write("a.txt", "[picture]")
    recognizer(library).default = ""
    library.read()
    document = library.document("a.txt")
    assert document.state is FAILED
    assert document.error is not None
    assert document.error.code == "empty_document"


@pytest.mark.parametrize("why", ["none installed", "cannot start"])
def test_without_a_recognizer_nothing_is_called_complete(library: Library, why: str) -> None:
    library.write("mixed.txt", MIXED)
    library.write("scan.txt", "[picture]")
    if why == "none installed":
        library.recognizer = None
    else:
        recognizer(library).fail = EngineError("engine_unavailable", role="recognizer")
    library.wire()
    library.read()
    mixed, scan = library.document("mixed.txt"), library.document("scan.txt")
    assert (mixed.state, mixed.waiting_pages, scan.state, scan.waiting_pages) == (PARTIAL, 2, FAILED, 1)
    for document in (mixed, scan):
        assert document.error is not None
        assert document.error.code == "recognizer_missing"
    assert library.found("typed") == ["mixed.txt"]
    assert_whole(library.store)
    library.recognizer = FakeRecognizer()
    library.wire()
    library.run()
    assert library.states() == {"mixed.txt": INDEXED, "scan.txt": INDEXED}
    assert_whole(library.store)


def test_pages_that_cannot_be_recognized_are_told_and_not_tried_by_every_run(library: Library) -> None:
    library.write("a.txt", MIXED)
    recognizer(library).fail_pages = {2: EngineError("engine_crashed", role="recognizer", outcome="x")}
    library.read()
    document = library.document("a.txt")
    assert (document.state, document.recognized_pages, document.waiting_pages) == (PARTIAL, 1, 1)
    assert document.error is not None
    assert (document.error.code, document.error.params) == ("recognition_failed", {"pages": 1})
    assert recognizer(library).pages == [2, 2, 4]
    library.read()
    assert recognizer(library).pages == [2, 2, 4]
    recognizer(library).fail_pages = {}
    library.service.requeue([library.folder])
    library.run()
    assert recognizer(library).pages == [2, 2, 4, 2]
    assert library.states() == {"a.txt": INDEXED}
    assert_whole(library.store)


def test_a_page_that_cannot_be_painted(library: Library) -> None:
    library.write("a.txt", MIXED)

    @dataclass(slots=True)
    class Spoilt(FakeParser):
        faults: list[CarrelError] = field(
            default_factory=lambda: [UserError("damaged_document"), EngineError("parser_crashed")]
        )

        def render_page(self, path, page, scale, highlight, recognized=()):  # type: ignore[no-untyped-def]
            if self.faults:
                raise self.faults.pop(0)
            return FakeParser.render_page(self, path, page, scale, highlight, recognized)

    library.parser = Spoilt()
    library.wire()
    library.read()
    assert recognizer(library).pages == [4]
    assert library.states() == {"a.txt": PARTIAL}


def test_a_second_copy_costs_no_page(library: Library) -> None:
    for name in ("a.txt", "b.txt", "c.txt"):
        library.write(name, MIXED)
    library.read()
    assert set(library.states().values()) == {INDEXED}
    assert recognizer(library).pages == [2, 4]
    library.write("d.txt", MIXED)
    library.read()
    assert library.document("d.txt").recognized_pages == 2
    assert recognizer(library).pages == [2, 4]
    assert rows(library.store, "contents") == 1
    assert_whole(library.store)


def test_a_stop_costs_no_page_that_was_read(library: Library) -> None:
    library.write("a.txt", "\f".join(["[picture]"] * 6))
    library.add()
    cancel = CancelToken()

    def watch(progress: Progress) -> None:
        if progress.page == 3:
            cancel.cancel()

    with pytest.raises(Cancelled):
        library.ingestion.run(cancel, watch)
    assert library.states() == {"a.txt": QUEUED}
    assert recognizer(library).pages == [1, 2, 3]
    assert_whole(library.store)
    library.run()
    assert recognizer(library).pages == [1, 2, 3, 4, 5, 6]
    assert library.document("a.txt").recognized_pages == 6


def test_pages_go_with_their_last_document(library: Library) -> None:
    paths = [library.write(name, MIXED) for name in ("a.txt", "b.txt")]
    library.read()
    library.service.remove(paths[:1])
    paths[0].unlink()
    assert rows(library.store, "recognized") == 2
    library.write("b.txt", "Typed only.")
    library.read()
    assert rows(library.store, "recognized") == 0


def test_what_is_added_meanwhile_comes_first(library: Library) -> None:
    library.write("a.txt", "\f".join(["[picture]"] * 3))
    library.add()

    def watch(progress: Progress) -> None:
        if progress.page == 1:
            library.add(library.write("urgent.txt", "Urgent words."))

    library.ingestion.run(CancelToken(), watch)
    done = [
        event.document.path.name
        for event in library.events
        if isinstance(event, DocumentChanged) and event.document.state is INDEXED
    ]
    assert done == ["urgent.txt", "a.txt"]
    assert recognizer(library).pages == [1, 2, 3]


def test_progress_names_the_page(library: Library) -> None:
    library.write("a.txt", MIXED)
    library.add()
    seen: list[Progress] = []
    library.ingestion.run(CancelToken(), seen.append)
    assert [(p.label, p.page, p.pages) for p in seen if p.page] == [("a.txt", 1, 2), ("a.txt", 2, 2)]
    assert all(p.total == 1 for p in seen)
    assert seen[-1].done == 1


def test_another_mode_reads_anew(library: Library) -> None:
    library.write("a.txt", MIXED)
    library.add()
    ids = [library.document("a.txt").id]
    assert len(library.store.documents.set_ocr(ids, OcrMode.NEVER)) == 1
    library.run()
    document = library.document("a.txt")
    assert (document.state, document.empty_pages, recognizer(library).pages) == (INDEXED, 2, [])
    assert library.store.documents.set_ocr(ids, OcrMode.NEVER) == []
    library.store.documents.set_ocr(ids, OcrMode.ALWAYS)
    library.run()
    assert library.document("a.txt").recognized_pages == 4
    library.store.documents.set_ocr(ids, OcrMode.AUTO)
    library.run()
    assert library.document("a.txt").recognized_pages == 2
    assert recognizer(library).pages == [1, 2, 3, 4]
    assert rows(library.store, "contents") == 1
    assert_whole(library.store)


def test_a_plain_text_is_the_same_in_every_mode(library: Library) -> None:
    library.write("a.txt", "Typed words.")
    library.read()
    library.store.documents.set_ocr([library.document("a.txt").id], OcrMode.ALWAYS)
    library.write("b.txt", "Typed words.")
    library.read()
    assert len(library.parser.parsed) == 1


def test_reading_anew_with_another_engine_reads_its_pages_anew(library: Library) -> None:
    library.write("a.txt", MIXED)
    library.read()

    @dataclass(slots=True)
    class Better(FakeRecognizer):
        def describe(self) -> RecognizerInfo:
            return RecognizerInfo("better", ("en",))

        def recognize(self, image: PageImage, cancel: CancelToken) -> RecognizedPage:
            page = FakeRecognizer.recognize(self, image, cancel)
            return RecognizedPage(page.page, "better", page.lines, 1.0)

    library.service.requeue([library.folder])
    library.run()
    assert recognizer(library).pages == [2, 4]
    library.recognizer = Better(default="Better words.")
    library.wire()
    library.read()
    assert recognizer(library).pages == []
    library.service.requeue([library.folder])
    library.run()
    assert recognizer(library).pages == [2, 4]
    assert library.found("better") == ["a.txt"]
    assert_whole(library.store)


def test_a_scan_that_was_edited_before_its_turn(library: Library) -> None:
    library.write("a.txt", "[picture]")
    library.recognizer = None
    library.wire()
    library.read()
    library.recognizer = FakeRecognizer()
    library.wire()
    library.write("a.txt", "Typed after all.")
    library.run()
    assert library.states() == {"a.txt": INDEXED}
    assert library.found("typed") == ["a.txt"]
    assert_whole(library.store)
