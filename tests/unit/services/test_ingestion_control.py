"""Pause, hold, priority, quarantine, and several readers at once."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from app.domain.documents import AS_IT_COMES, DocumentState, ParsedDocument, ReadOptions
from app.domain.errors import Cancelled, EngineError
from app.domain.events import IngestionProgressed
from app.domain.jobs import CancelToken, Progress
from app.processes.fakes import FakeParser
from app.store.store import Store
from tests.unit.services.libraries import Library
from tests.unit.store.filling import assert_whole, rows

QUEUED, INDEXED, FAILED = DocumentState.QUEUED, DocumentState.INDEXED, DocumentState.FAILED


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    folder = tmp_path / "papers"
    folder.mkdir()
    store = Store(tmp_path / "profile" / "carrel.db")
    yield Library(store, folder)
    store.close()


def beside(work: Callable[[], object]) -> threading.Thread:
    thread = threading.Thread(target=work)
    thread.start()
    return thread


def test_a_paused_run_stands_still_until_it_is_resumed(library: Library) -> None:
    library.write("a.txt", "Words.")
    library.add()
    stands_still = threading.Event()

    def watch(event: IngestionProgressed) -> None:
        if event.waiting == "paused":
            stands_still.set()

    library.bus.subscribe(IngestionProgressed, watch)
    library.ingestion.pause()
    library.ingestion.pause("battery")
    assert library.ingestion.paused
    thread = beside(library.run)
    assert stands_still.wait(60)
    library.ingestion.resume()
    assert not library.ingestion.paused
    assert library.states() == {"a.txt": QUEUED}
    library.ingestion.resume("battery")
    thread.join(60)
    assert library.states() == {"a.txt": INDEXED}


def test_a_paused_run_can_be_cancelled(library: Library) -> None:
    library.write("a.txt", "Words.")
    library.add()
    cancel = CancelToken()
    library.ingestion.pause()
    library.bus.subscribe(IngestionProgressed, lambda event: cancel.cancel() if event.waiting else None)
    with pytest.raises(Cancelled):
        library.run(cancel)
    assert library.states() == {"a.txt": QUEUED}


def test_indexing_keeps_back_while_an_answer_is_written(library: Library) -> None:
    library.write("a.txt", "Words.")
    library.add()
    stands_still = threading.Event()
    library.bus.subscribe(
        IngestionProgressed, lambda event: stands_still.set() if event.waiting == "answer" else None
    )
    with library.ingestion.hold():
        thread = beside(library.run)
        assert stands_still.wait(60)
        assert library.states() == {"a.txt": QUEUED}
    thread.join(60)
    assert library.states() == {"a.txt": INDEXED}


def test_a_long_answer_slows_indexing_and_does_not_stop_it(library: Library) -> None:
    library.write("a.txt", "Words.")
    library.add()
    library.ingestion._brake._trickle = 0.001
    with library.ingestion.hold():
        library.run()
    assert library.states() == {"a.txt": INDEXED}


def test_what_the_person_looks_at_comes_first(library: Library) -> None:
    library.one_by_one()
    for name in ("a.txt", "b.txt", "sub/c.txt", "sub/d.txt"):
        library.write(name, f"Words of {name}.")
    library.add()

    def watch(progress: Progress) -> None:
        if progress.done == 1 and not progress.label:
            assert library.ingestion.prioritize([library.folder / "sub"]) == 2

    report = library.ingestion.run(CancelToken(), watch)
    names = [d.path.name for d in report.documents]
    assert names[0] == "a.txt"
    assert set(names) == {"a.txt", "b.txt", "c.txt", "d.txt"}
    assert names.index("c.txt") < names.index("b.txt") or names[1] == "b.txt"  # it was being read already


def test_priority_before_the_run(library: Library) -> None:
    for name in ("a.txt", "b.txt", "sub/c.txt"):
        library.write(name, f"Words of {name}.")
    library.add()
    library.ingestion.prioritize([library.folder / "sub"])
    assert [d.path.name for d in library.run().documents] == ["c.txt", "a.txt", "b.txt"]


@dataclass(slots=True)
class Deadly(FakeParser):
    """Dies of every file that holds the word poison."""

    deaths: list[str] = field(default_factory=list)

    def parse(self, path: Path, cancel: CancelToken, options: ReadOptions = AS_IT_COMES) -> ParsedDocument:
        if "poison" in path.read_text(encoding="utf-8"):
            self.deaths.append(path.name)
            raise EngineError("parser_crashed", role="parser")
        return FakeParser.parse(self, path, cancel, options)


def test_bytes_that_killed_twice_are_not_opened_again(library: Library) -> None:
    library.parser = deadly = Deadly()
    library.wire()
    library.write("a.txt", "poison")
    library.read()
    assert deadly.deaths == ["a.txt"] * 2
    library.write("copy.txt", "poison")
    library.read()
    assert deadly.deaths == ["a.txt"] * 2
    for name in ("a.txt", "copy.txt"):
        document = library.document(name)
        assert document.error is not None
        assert (document.state, document.error.code) == (FAILED, "parser_crashed")
    library.service.requeue([library.folder / "copy.txt"])
    library.run()
    assert deadly.deaths == ["a.txt"] * 2 + ["copy.txt"] * 2
    library.index_version += 1
    library.wire()
    library.store.documents.requeue([library.document("a.txt").id], reparse=False)
    library.run()
    assert deadly.deaths == ["a.txt"] * 2 + ["copy.txt"] * 2 + ["a.txt"] * 2
    assert rows(library.store, "quarantine") == 1


def test_a_kill_is_remembered_over_a_crash(library: Library) -> None:
    library.write("a.txt", "poison")
    library.parser = deadly = Deadly()
    library.wire()
    library.add()
    cancel = CancelToken()
    deaths = deadly.deaths

    @dataclass(slots=True)
    class Once(Deadly):
        def parse(
            self, path: Path, cancel: CancelToken, options: ReadOptions = AS_IT_COMES
        ) -> ParsedDocument:
            stop.cancel()
            return Deadly.parse(self, path, cancel, options)

    stop = cancel
    library.parser = Once(deaths=deaths)
    library.wire()
    with pytest.raises(Cancelled):
        library.run(cancel)
    library.parser = deadly
    library.wire()
    library.run()
    assert len(deaths) == 2


@pytest.mark.parametrize("readers", [1, 4])
def test_several_readers_give_the_same_library_in_the_same_order(library: Library, readers: int) -> None:
    library.readers = readers
    library.wire()
    for number in range(60):
        words = " ".join(f"w{number % 40}x{i}" for i in range(40 * (number % 40 % 7)))
        library.write(f"{number:02}.txt", f"Document {number % 40}. {words}.")
    library.add()
    report = library.run()
    assert [d.path.name for d in report.documents] == [f"{n:02}.txt" for n in range(60)]
    assert [d.content_id for d in report.documents][:40] == list(range(1, 41))
    assert rows(library.store, "contents") == 40
    assert_whole(library.store)


def test_files_are_read_at_the_same_time(library: Library) -> None:
    library.readers = 3
    together = threading.Barrier(3, timeout=60)

    @dataclass(slots=True)
    class Meeting(FakeParser):
        def parse(
            self, path: Path, cancel: CancelToken, options: ReadOptions = AS_IT_COMES
        ) -> ParsedDocument:
            together.wait()
            return FakeParser.parse(self, path, cancel, options)

    library.parser = Meeting()
    library.wire()
    for name in "abc":
        library.write(f"{name}.txt", f"Words of {name}.")
    library.read()
    assert set(library.states().values()) == {INDEXED}


def test_reading_ahead_is_bounded(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.services.read_ahead.MAX_BYTES", 100)
    monkeypatch.setattr("app.services.read_ahead.MAX_FILES", 4)
    library.one_by_one()
    library.readers = 2
    library.wire()
    for number in range(12):
        library.write(f"{number:02}.txt", f"Words of {number}, about forty characters long.")
    library.add()
    ahead: list[int] = []

    def watch(progress: Progress) -> None:
        ahead.append(len(library.parser.parsed) - progress.done)

    library.ingestion.run(CancelToken(), watch)
    assert max(ahead) <= 4
    assert set(library.states().values()) == {INDEXED}


def test_small_documents_share_their_calls(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(100):
        library.write(f"{number:03}.txt", f"Words of {number}.")
    library.add()
    ready = threading.Event()

    @dataclass(slots=True)
    class Last(FakeParser):
        def parse(
            self, path: Path, cancel: CancelToken, options: ReadOptions = AS_IT_COMES
        ) -> ParsedDocument:
            if path.name == "099.txt":
                ready.set()
            return FakeParser.parse(self, path, cancel, options)

    embed = library.embedder.embed_passages
    monkeypatch.setattr(
        type(library.embedder),
        "embed_passages",
        lambda _self, passages, cancel: ready.wait(60) and embed(passages, cancel),
    )
    library.parser = Last()
    library.wire()
    library.run()
    # One of those read first, two of what was read while that one waited, one of the last, whatever the threads do.
    assert library.embedder.calls <= 4
    assert_whole(library.store)


def test_a_drive_that_is_unplugged_before_its_turn(library: Library) -> None:
    library.write("sub/a.txt", "Words.")
    library.write("b.txt", "Other words.")
    library.add()
    (library.folder / "sub").rename(library.folder.parent / "away")
    library.run()
    document = library.document("sub/a.txt")
    assert (document.state, document.offline) == (QUEUED, True)
    assert library.states()["b.txt"] is INDEXED
    (library.folder.parent / "away").rename(library.folder / "sub")
    library.store.documents.set_offline([document.id], offline=False)
    library.run()
    assert library.states()["sub/a.txt"] is INDEXED
