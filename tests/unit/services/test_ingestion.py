from __future__ import annotations

import os
import sys
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from app.domain.documents import AS_IT_COMES, DocumentState, ParsedDocument, ReadOptions
from app.domain.embeddings import EmbeddingSpace, Passage, PassageVectors
from app.domain.errors import Cancelled, CarrelError, EngineError, UserError
from app.domain.events import IngestionProgressed
from app.domain.jobs import CancelToken, Progress
from app.processes.fakes import FakeEmbedder, FakeParser
from app.store.store import Store
from tests.unit.services.libraries import Library
from tests.unit.store.filling import assert_whole, rows

QUEUED, INDEXED, FAILED = DocumentState.QUEUED, DocumentState.INDEXED, DocumentState.FAILED


@dataclass(slots=True)
class CountingEmbedder(FakeEmbedder):
    """Remembers what it embedded; ``fail_at`` makes one call fail."""

    passages: list[str] = field(default_factory=list)
    sizes: list[int] = field(default_factory=list)
    fail_at: int | None = None
    name: str = "fake"

    def space(self) -> EmbeddingSpace:
        return EmbeddingSpace(self.name, self.dims, self.max_tokens)

    def embed_passages(self, passages: Sequence[Passage], cancel: CancelToken) -> list[PassageVectors]:
        if self.fail_at == len(self.sizes):
            raise EngineError("engine_crashed", role="embedder", outcome="killed")
        self.passages += [passage.text for passage in passages]
        self.sizes.append(len(passages))
        return FakeEmbedder.embed_passages(self, passages, cancel)


@dataclass(slots=True)
class MoodyParser(FakeParser):
    """Raises these errors one after the other for a file name, then reads it."""

    moods: dict[str, list[CarrelError]] = field(default_factory=dict)
    calls: list[str] = field(default_factory=list)

    def parse(self, path: Path, cancel: CancelToken, options: ReadOptions = AS_IT_COMES) -> ParsedDocument:
        self.calls.append(path.name)
        waiting = self.moods.get(path.name)
        if waiting:
            raise waiting.pop(0)
        return FakeParser.parse(self, path, cancel, options)


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    folder = tmp_path / "papers"
    folder.mkdir()
    store = Store(tmp_path / "profile" / "carrel.db")
    yield Library(store, folder, MoodyParser(), CountingEmbedder())
    store.close()


def embedder(library: Library) -> CountingEmbedder:
    assert isinstance(library.embedder, CountingEmbedder)
    return library.embedder


def parser(library: Library) -> MoodyParser:
    assert isinstance(library.parser, MoodyParser)
    return library.parser


def long_text(paragraphs: int, mark: str = "w") -> str:
    return "\n\n".join(" ".join(f"{mark}{p}x{i}" for i in range(120)) + "." for p in range(paragraphs))


def test_documents_are_read_chunked_embedded_and_found(library: Library) -> None:
    library.write("lease.md", "# Lease\n\nThe notice period is three months.")
    library.write("empty.txt", "")
    library.add()
    report = library.run()
    assert [(d.path.name, d.state) for d in report.documents] == [
        ("empty.txt", FAILED),
        ("lease.md", INDEXED),
    ]
    assert report.seconds > 0
    lease = library.document("lease.md")
    assert lease.seconds is not None
    assert library.changed(lease.id) == [QUEUED, INDEXED]
    assert library.found("notice") == ["lease.md"]
    hits = library.store.vectors(library.embedder.space()).search(
        library.embedder.embed_queries(["notice period three months"]), 1, None
    )
    (chunk,) = library.store.chunks.get([hits[0].chunk_id])
    assert "three months" in chunk.chunk.text
    error = library.document("empty.txt").error
    assert error is not None
    assert error.code == "empty_document"
    assert_whole(library.store)


def test_nothing_queued_touches_no_engine(library: Library) -> None:
    assert library.run().documents == ()
    library.write("a.txt", "Words.")
    library.read()
    library.embedder.fail = EngineError("engine_unavailable")
    library.add()
    assert library.run().documents == ()


def test_same_bytes_are_read_and_embedded_once(library: Library) -> None:
    for name in ("a.txt", "b.txt", "sub/a.txt"):
        library.write(name, "The very same words.")
    library.read()
    assert set(library.states().values()) == {INDEXED}
    assert (
        len(parser(library).calls) == len(embedder(library).passages) == rows(library.store, "contents") == 1
    )
    assert library.document("b.txt").title == "b"
    library.write("c.txt", "The very same words.")
    library.read()
    assert len(parser(library).calls) == 1
    assert_whole(library.store)


def test_an_edit_embeds_only_the_chunks_that_changed(library: Library) -> None:
    library.write("a.txt", long_text(5))
    library.read()
    before = len(embedder(library).passages)
    assert before >= 5
    library.write("a.txt", long_text(5).replace("w2x7", "changed"))
    library.read()
    assert len(embedder(library).passages) == before + 1
    assert "changed" in embedder(library).passages[-1]
    assert library.found("changed") == ["a.txt"]
    assert library.found("w2x7") == []
    assert_whole(library.store)


def test_reading_again_on_request_embeds_nothing(library: Library) -> None:
    library.write("a.txt", long_text(3))
    library.read()
    before = len(embedder(library).passages)
    library.service.requeue([library.folder])
    library.run()
    assert parser(library).calls == ["a.txt", "a.txt"]
    assert len(embedder(library).passages) == before
    assert_whole(library.store)


def test_large_documents_are_embedded_in_slices(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.services.taking_in.SLICE", 4)
    library.write("a.txt", long_text(10))
    library.read()
    assert embedder(library).sizes == [4, 4, 2]
    assert library.document("a.txt").chunks == 10


def test_a_file_at_fault_is_told_and_the_others_go_on(library: Library) -> None:
    for name in "abc":
        library.write(f"{name}.txt", f"Words of {name}.")
    library.parser.errors["b.txt"] = UserError("encrypted_document", hint="x")
    library.read()
    assert library.states() == {"a.txt": INDEXED, "b.txt": FAILED, "c.txt": INDEXED}
    error = library.document("b.txt").error
    assert error is not None
    assert (error.code, error.params) == ("encrypted_document", {"hint": "x"})
    assert library.document("b.txt").chunks == 0


def test_a_file_may_kill_the_parser_once(library: Library) -> None:
    library.write("a.txt", "Words.")
    parser(library).moods["a.txt"] = [EngineError("parser_crashed")]
    library.read()
    assert library.states() == {"a.txt": INDEXED}


def test_a_file_that_kills_the_parser_twice_is_left_until_it_changes(library: Library) -> None:
    library.write("a.txt", "Words.")
    parser(library).moods["a.txt"] = [EngineError("parser_crashed"), EngineError("parser_memory")]
    library.read()
    error = library.document("a.txt").error
    assert error is not None
    assert error.code == "parser_memory"
    library.read()
    library.service.rescan(CancelToken())
    library.run()
    assert parser(library).calls == ["a.txt"] * 2
    library.write("a.txt", "Other words.")
    library.read()
    assert library.states() == {"a.txt": INDEXED}


@pytest.mark.parametrize("code", ["engine_unavailable", "protocol_mismatch"])
def test_a_parser_that_cannot_start_stops_the_run(library: Library, code: str) -> None:
    library.write("a.txt", "Words.")
    parser(library).moods["a.txt"] = [EngineError(code)]
    library.add()
    with pytest.raises(EngineError, match=code):
        library.run()
    assert library.states() == {"a.txt": QUEUED}
    library.run()
    assert library.states() == {"a.txt": INDEXED}


def test_an_embedder_that_fails_stops_the_run_and_loses_nothing(library: Library) -> None:
    library.one_by_one()
    for name in "abc":
        library.write(f"{name}.txt", f"Words of {name}.")
    embedder(library).fail_at = 1
    library.add()
    with pytest.raises(EngineError, match="engine_crashed"):
        library.run()
    assert library.states() == {"a.txt": INDEXED, "b.txt": QUEUED, "c.txt": QUEUED}
    assert_whole(library.store)
    embedder(library).fail_at = None
    library.run()
    assert set(library.states().values()) == {INDEXED}
    last = library.events[-1]
    assert isinstance(last, IngestionProgressed)
    assert not last.running


def test_cancelling_keeps_what_is_finished(library: Library) -> None:
    library.one_by_one()
    for name in "abcd":
        library.write(f"{name}.txt", f"Words of {name}.")
    library.add()
    cancel = CancelToken()

    def watch(progress: Progress) -> None:
        if progress.done == 2:
            cancel.cancel()

    with pytest.raises(Cancelled):
        library.ingestion.run(cancel, watch)
    assert list(library.states().values()) == [INDEXED, INDEXED, QUEUED, QUEUED]
    assert_whole(library.store)
    library.run()
    assert set(library.states().values()) == {INDEXED}


def test_cancelling_interrupts_a_document(library: Library) -> None:
    library.write("a.txt", long_text(3))
    library.add()
    cancel = CancelToken()

    @dataclass(slots=True)
    class Cancelling(FakeEmbedder):
        def count_tokens(self, texts: Sequence[str]) -> list[int]:
            cancel.cancel()
            return FakeEmbedder.count_tokens(self, texts)

    library.embedder = Cancelling()
    library.wire()
    with pytest.raises(Cancelled):
        library.run(cancel)
    assert library.states() == {"a.txt": QUEUED}
    assert rows(library.store, "contents") == 0


def test_progress(library: Library) -> None:
    library.one_by_one()
    for name in "abc":
        library.write(f"{name}.txt", f"Words of {name}.")
    library.add()
    seen: list[Progress] = []
    library.ingestion.run(CancelToken(), seen.append)
    done = [progress.done for progress in seen]
    assert done == sorted(done)
    assert {progress.total for progress in seen} == {3}
    assert seen[-1].done == 3
    assert {progress.label for progress in seen} == {"a.txt", "b.txt", "c.txt", ""}
    assert all(progress.seconds_left is not None for progress in seen if progress.done)
    told = [event for event in library.events if isinstance(event, IngestionProgressed)]
    assert [event.running for event in told] == [True] * (len(told) - 1) + [False]


def test_a_full_disk_stops_the_run_and_loses_nothing(library: Library) -> None:
    library.write("a.txt", "Words.")
    library.read()
    library.write("b.txt", long_text(200))
    library.add()
    writer = library.store.database._writer
    pages = writer.execute("PRAGMA page_count").fetchone()[0]
    writer.execute(f"PRAGMA max_page_count={pages + 20}")
    with pytest.raises(UserError, match="disk_full"):
        library.run()
    assert library.states() == {"a.txt": INDEXED, "b.txt": QUEUED}
    assert_whole(library.store)
    writer.execute("PRAGMA max_page_count=1073741823")
    library.run()
    assert set(library.states().values()) == {INDEXED}
    assert_whole(library.store)


def test_a_file_that_went_away_before_it_was_read(library: Library) -> None:
    path = library.write("a.txt", "Words.")
    library.add()
    path.unlink()
    library.run()
    error = library.document("a.txt").error
    assert error is not None
    assert error.code == "file_missing"


@pytest.mark.skipif(sys.platform == "win32", reason="no pipes in folders there")
@pytest.mark.parametrize("kind", ["pipe", "link", "folder"])
def test_what_is_no_file_any_more_is_not_waited_for(library: Library, tmp_path: Path, kind: str) -> None:
    path = library.write("a.txt", "Words.")
    outside = tmp_path / "outside.txt"
    outside.write_text("Private words.")
    library.add()
    path.unlink()
    if kind == "pipe":
        os.mkfifo(path)
    elif kind == "link":
        path.symlink_to(outside)
    else:
        path.mkdir()
    library.run()
    (document,) = library.service.documents()
    assert document.error is not None
    assert document.error.code == "not_a_file"
    assert not parser(library).calls


def test_a_file_that_changes_all_the_time(library: Library) -> None:
    library.write("a.txt", "Words 0.")
    library.add()

    @dataclass(slots=True)
    class Writing(FakeParser):
        def parse(
            self, path: Path, cancel: CancelToken, options: ReadOptions = AS_IT_COMES
        ) -> ParsedDocument:
            parsed = FakeParser.parse(self, path, cancel, options)
            library.write("a.txt", f"Words {len(self.parsed) * 1000}.")
            return parsed

    library.parser = Writing()
    library.wire()
    library.run()
    error = library.document("a.txt").error
    assert error is not None
    assert error.code == "file_changed"
    library.parser = FakeParser()
    library.wire()
    library.read()
    assert library.states() == {"a.txt": INDEXED}


def test_a_document_removed_while_it_is_read(library: Library) -> None:
    library.write("a.txt", "Words.")
    library.add()

    @dataclass(slots=True)
    class Removing(FakeParser):
        def parse(
            self, path: Path, cancel: CancelToken, options: ReadOptions = AS_IT_COMES
        ) -> ParsedDocument:
            parsed = FakeParser.parse(self, path, cancel, options)
            library.service.remove([path])
            return parsed

    library.parser = Removing()
    library.wire()
    assert library.run().documents == ()
    assert rows(library.store, "documents") == rows(library.store, "contents") == 0


def test_a_document_queued_anew_while_it_is_read_is_read_again(library: Library) -> None:
    library.write("a.txt", "First words.")
    library.add()

    @dataclass(slots=True)
    class Editing(FakeParser):
        def parse(
            self, path: Path, cancel: CancelToken, options: ReadOptions = AS_IT_COMES
        ) -> ParsedDocument:
            parsed = FakeParser.parse(self, path, cancel, options)
            if len(self.parsed) == 1:
                library.service.requeue([path])
            return parsed

    library.parser = Editing()
    library.wire()
    assert [d.state for d in library.run().documents] == [INDEXED]
    assert len(library.parser.parsed) == 2
    assert_whole(library.store)


@pytest.mark.parametrize("files", [1, 3, 100])
def test_the_twin_of_a_failed_file_is_tried_itself(library: Library, files: int) -> None:
    library.batch_files = files
    library.wire()
    for name in "abcdefgh":
        library.write(f"{name}.txt", "Same words." if name in "abce" else f"Words of {name}.")
    library.parser.errors["a.txt"] = UserError("damaged_document")
    library.read()
    failed = {name for name, state in library.states().items() if state is FAILED}
    assert failed == {"a.txt"}
    assert set(library.states().values()) == {INDEXED, FAILED}
    assert rows(library.store, "contents") == 5
    assert_whole(library.store)


def test_a_bug_in_chunking_fails_one_document_only(library: Library) -> None:
    for name in "ab":
        library.write(f"{name}.txt", f"Words of {name}.")
    chunk = library.ingestion._taking_in._chunk

    def broken(documents, count):  # type: ignore[no-untyped-def]
        if any("of a" in parsed.text for parsed in documents):
            raise IndexError
        return chunk(documents, count)

    library.ingestion._taking_in._chunk = broken
    library.read()
    assert library.states() == {"a.txt": FAILED, "b.txt": INDEXED}


def test_another_embedder_takes_over_without_reading_again(library: Library) -> None:
    for name in "ab":
        library.write(f"{name}.txt", f"Words of {name}.")
    library.read()
    library.embedder = replace(embedder(library), name="better", dims=128, passages=[], sizes=[])
    library.wire()
    library.run()
    assert len(embedder(library).passages) == 2
    assert len(parser(library).calls) == 2
    assert library.service.status().embedder == "better"
    assert rows(library.store, "spaces") == 1
    assert rows(library.store, "embeddings") == 2
    assert_whole(library.store)


def test_an_interrupted_change_of_the_embedder_is_finished_by_the_next_run(library: Library) -> None:
    for name in "ab":
        library.write(f"{name}.txt", f"Words of {name}.")
    library.read()
    library.embedder = replace(embedder(library), name="better", passages=[], sizes=[], fail_at=1)
    library.wire()
    with pytest.raises(EngineError):
        library.run()
    assert rows(library.store, "embeddings") == 3
    embedder(library).fail_at = None
    library.run()
    assert rows(library.store, "spaces") == 1
    assert_whole(library.store)


def test_the_next_document_is_read_while_one_is_embedded(library: Library) -> None:
    for name in "ab":
        library.write(f"{name}.txt", f"Words of {name}.")
    second_was_read = threading.Event()

    @dataclass(slots=True)
    class Signalling(FakeParser):
        def parse(
            self, path: Path, cancel: CancelToken, options: ReadOptions = AS_IT_COMES
        ) -> ParsedDocument:
            if path.name == "b.txt":
                second_was_read.set()
            return FakeParser.parse(self, path, cancel, options)

    @dataclass(slots=True)
    class Waiting(FakeEmbedder):
        def embed_passages(self, passages: Sequence[Passage], cancel: CancelToken) -> list[PassageVectors]:
            assert second_was_read.wait(60)
            return FakeEmbedder.embed_passages(self, passages, cancel)

    library.parser, library.embedder = Signalling(), Waiting()
    library.wire()
    library.read()
    assert set(library.states().values()) == {INDEXED}
