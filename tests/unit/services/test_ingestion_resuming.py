"""A long document whose embedding is broken off goes on where it was."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from app.domain.documents import DocumentState
from app.domain.embeddings import EmbeddingSpace, Passage, PassageVectors
from app.domain.errors import Cancelled, EngineError
from app.domain.jobs import CancelToken
from app.processes.fakes import FakeEmbedder
from app.store.store import Store
from tests.unit.services.libraries import Library
from tests.unit.store.filling import assert_whole, rows

PARAGRAPHS = 22
KEPT = 8
"""Of 4 chunks a slice, two slices at once."""


class Killed(BaseException):
    """Nothing of ours handles it, as nothing of ours runs after a kill."""


@dataclass(slots=True)
class Ending(FakeEmbedder):
    """Remembers what it embedded; raises ``end`` in place of the call with this number."""

    name: str = "fake"
    end_at: int | None = None
    end: BaseException = field(default_factory=Killed)
    passages: list[str] = field(default_factory=list)

    def space(self) -> EmbeddingSpace:
        return EmbeddingSpace(self.name, self.dims, self.max_tokens)

    def embed_passages(self, passages: Sequence[Passage], cancel: CancelToken) -> list[PassageVectors]:
        if self.end_at == 0:
            raise self.end
        if self.end_at is not None:
            self.end_at -= 1
        self.passages += [passage.text for passage in passages]
        return FakeEmbedder.embed_passages(self, passages, cancel)


@pytest.fixture
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Library]:
    monkeypatch.setattr("app.services.taking_in.SLICE", 4)
    monkeypatch.setattr("app.services.taking_in.KEPT_AT_ONCE", KEPT)
    folder = tmp_path / "papers"
    folder.mkdir()
    store = Store(tmp_path / "profile" / "carrel.db")
    made = Library(store, folder)
    made.write("long.txt", long_text())
    made.add()
    yield made
    store.close()


def long_text() -> str:
    return "\n\n".join(" ".join(f"w{p}x{i}" for i in range(120)) + "." for p in range(PARAGRAPHS))


def run_with(library: Library, embedder: Ending) -> None:
    library.embedder = embedder
    library.wire()
    library.run()


def test_a_kill_costs_only_what_was_not_kept_yet(library: Library) -> None:
    before, after = Ending(end_at=3), Ending()
    with pytest.raises(Killed):
        run_with(library, before)
    assert rows(library.store, "contents") == 0
    assert rows(library.store, "embedded_ahead") == KEPT
    run_with(library, after)
    assert library.states() == {"long.txt": DocumentState.INDEXED}
    assert len(after.passages) == PARAGRAPHS - KEPT
    assert rows(library.store, "embeddings") == PARAGRAPHS
    assert rows(library.store, "embedded_ahead") == 0
    assert_whole(library.store)


def test_the_vectors_are_those_of_one_go(library: Library) -> None:
    def vectors() -> list[tuple[bytes, bytes, bytes]]:
        with library.store.database.read() as connection:
            return connection.execute(
                "SELECT hash, vector, sentences FROM embeddings ORDER BY hash"
            ).fetchall()

    with pytest.raises(Killed):
        run_with(library, Ending(end_at=3))
    run_with(library, Ending())
    resumed = vectors()
    library.service.remove([library.folder])
    library.read()
    assert vectors() == resumed


@pytest.mark.parametrize("end", [Cancelled(), EngineError("engine_crashed", role="embedder", outcome="")])
def test_being_stopped_costs_nothing(library: Library, end: Exception) -> None:
    with pytest.raises(type(end)):
        run_with(library, Ending(end_at=3, end=end))
    after = Ending()
    run_with(library, after)
    assert len(after.passages) == PARAGRAPHS - 12


def test_nothing_of_a_removed_document_stays(library: Library) -> None:
    with pytest.raises(Killed):
        run_with(library, Ending(end_at=3))
    library.service.remove([library.folder / "long.txt"])
    assert rows(library.store, "embedded_ahead") == 0


def test_nothing_of_an_ignored_document_stays(library: Library) -> None:
    with pytest.raises(Killed):
        run_with(library, Ending(end_at=3))
    library.service.ignore([library.document("long.txt").id])
    assert rows(library.store, "embedded_ahead") == 0


def test_a_document_removed_while_it_is_embedded_leaves_nothing(library: Library) -> None:
    @dataclass(slots=True)
    class Removing(Ending):
        def embed_passages(self, passages: Sequence[Passage], cancel: CancelToken) -> list[PassageVectors]:
            library.service.remove([library.folder / "long.txt"])
            return Ending.embed_passages(self, passages, cancel)

    with pytest.raises(Killed):
        run_with(library, Removing(end_at=3))
    assert rows(library.store, "embedded_ahead") == 0


def test_what_an_edit_left_behind_goes_when_everything_is_read(library: Library) -> None:
    with pytest.raises(Killed):
        run_with(library, Ending(end_at=3))
    library.write("long.txt", "Something else altogether.")
    library.add()
    run_with(library, Ending())
    assert rows(library.store, "embedded_ahead") == 0


def test_a_change_of_the_embedder_goes_on_as_well(library: Library) -> None:
    library.run()
    with pytest.raises(Killed):
        run_with(library, Ending(name="another", end_at=3))
    after = Ending(name="another")
    run_with(library, after)
    assert len(after.passages) == PARAGRAPHS - KEPT
    assert rows(library.store, "embeddings") == PARAGRAPHS
    assert rows(library.store, "embedded_ahead") == 0
    assert_whole(library.store)


def test_vectors_of_another_embedder_are_not_taken(library: Library) -> None:
    with pytest.raises(Killed):
        run_with(library, Ending(end_at=3))
    after = Ending(name="another")
    run_with(library, after)
    assert len(after.passages) == PARAGRAPHS
