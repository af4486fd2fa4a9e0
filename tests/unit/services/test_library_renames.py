"""An added folder under another name is the same folder; a copy, a new one or one on another drive is not."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.domain.documents import DocumentState
from app.domain.errors import UserError
from app.domain.events import SourcesChanged
from app.domain.jobs import CancelToken
from app.services import library_renames
from app.services.library_rescan import RescanResult
from app.store.documents import FileSeen
from app.store.sources import Source
from app.store.store import Store
from tests.unit.services.libraries import Library
from tests.unit.store.filling import assert_whole, rows

INDEXED, QUEUED = DocumentState.INDEXED, DocumentState.QUEUED


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    folder = tmp_path / "home" / "papers"
    folder.mkdir(parents=True)
    library = Library(Store(tmp_path / "profile" / "carrel.db"), folder)
    library.write("a.txt", "Some words.")
    library.write("sub/b.txt", "Other words.")
    yield library
    assert_whole(library.store)
    library.store.close()


def rescan(library: Library, *touched: Path) -> RescanResult:
    return library.service.rescan(CancelToken(), touched=touched or None)


def paths(library: Library) -> set[Path]:
    return {document.path for document in library.service.documents()}


def offline(library: Library) -> set[bool]:
    return {document.offline for document in library.service.documents()}


@pytest.mark.parametrize("touched", [False, True])
def test_a_renamed_folder_takes_everything_along(library: Library, touched: bool) -> None:
    library.read()
    library.service.set_patterns(library.folder, ["*.tmp"])
    library.service.set_watched(library.folder, False)
    library.service.remove([library.folder / "sub" / "b.txt"])
    before = library.document("a.txt")
    new = library.folder.rename(library.folder.with_name("records"))
    result = rescan(library, *[library.folder] * touched)
    assert result.renamed == ((library.folder, new),)
    assert (result.offline, result.removed, result.queued) == ((), 0, ())
    assert [(d.id, d.path, d.offline) for d in library.service.documents()] == [
        (before.id, new / "a.txt", False)
    ]
    folder, excluded = library.service.sources()
    assert (folder.path, folder.patterns, folder.watched) == (new, ("*.tmp",), False)
    assert (excluded.path, excluded.kind) == (new / "sub" / "b.txt", "excluded")
    assert library.found("some") == ["a.txt"]


def test_it_is_told(library: Library) -> None:
    library.read()
    told: list[SourcesChanged] = []
    library.bus.subscribe(SourcesChanged, told.append)
    new = library.folder.rename(library.folder.with_name("records"))
    rescan(library)
    assert SourcesChanged((new,)) in told
    assert len(library.events) > 2


def test_a_folder_above_was_renamed(library: Library, tmp_path: Path) -> None:
    library.read()
    library.folder.parent.rename(tmp_path / "house")
    rescan(library)
    assert paths(library) == {tmp_path / "house/papers/a.txt", tmp_path / "house/papers/sub/b.txt"}


def test_what_was_changed_meanwhile_is_read(library: Library) -> None:
    library.read()
    new = library.folder.rename(library.folder.with_name("records"))
    (new / "c.txt").write_text("Third words.", encoding="utf-8")
    (new / "sub" / "b.txt").unlink()
    result = rescan(library)
    assert [d.path.name for d in result.queued] == ["c.txt"]
    assert result.removed == 1


def test_what_waited_is_read_in_its_new_place(library: Library) -> None:
    library.read()
    library.write("c.txt", "Third words.")
    rescan(library)
    new = library.folder.rename(library.folder.with_name("records"))
    rescan(library)
    library.run()
    assert library.service.find(new / "c.txt").state is INDEXED


def test_a_copy_is_not_the_original(library: Library) -> None:
    library.read()
    shutil.copytree(library.folder, library.folder.with_name("copy"))  # with the times
    library.unplug()
    assert rescan(library).renamed == ()
    assert offline(library) == {True}


def test_another_folder_with_the_same_number(library: Library) -> None:
    """Systems give the number of a folder that was deleted to the next one."""
    library.read()
    library.unplug()
    other = library.folder.with_name("other")
    other.mkdir()
    (other / "a.txt").write_text("Something else entirely.", encoding="utf-8")
    with library.store.database.write() as connection:
        connection.execute("UPDATE sources SET inode = ?", (other.stat().st_ino,))
    assert rescan(library).renamed == ()


def test_a_folder_that_was_added_again_is_left_alone(library: Library) -> None:
    library.read()
    new = library.folder.rename(library.folder.with_name("records"))
    library.add(new)
    assert rescan(library).renamed == ()
    assert len(library.service.documents()) == 4


def test_a_folder_without_documents_is_not_guessed(library: Library) -> None:
    empty = library.folder.with_name("empty")
    empty.mkdir()
    library.read(empty)
    empty.rename(library.folder.with_name("still empty"))
    assert rescan(library).renamed == ()


def test_a_number_from_before_is_noted_by_the_next_look(library: Library) -> None:
    library.read()
    with library.store.database.write() as connection:
        connection.execute("UPDATE sources SET inode = 0")
    rescan(library)
    assert library.store.sources.all()[0].inode == library.folder.stat().st_ino


@pytest.mark.skipif(sys.platform == "win32", reason="names are text there")
def test_a_name_that_is_no_text(library: Library) -> None:
    raw = library.folder.with_name(os.fsdecode(b"old\xff"))
    try:
        library.folder.rename(raw)
    except OSError:  # not on every file system
        pytest.skip("names are text here")
    library.read(raw)
    new = raw.rename(raw.with_name(os.fsdecode(b"new\xfe")))
    assert len(rescan(library).renamed) == 1
    assert {path.parent.name for path in paths(library)} == {r"new\xfe", "sub"}
    assert new.is_dir()


def test_a_huge_folder_above_is_not_searched(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(library_renames, "_MOST_ENTRIES", 0)
    library.read()
    library.folder.rename(library.folder.with_name("records"))
    assert rescan(library).renamed == ()


# --- said by the person -----------------------------------------------------------------------------------------


def test_a_person_says_where_it_is(library: Library) -> None:
    library.read()
    before = {document.id for document in library.service.documents()}
    new = library.unplug()
    rescan(library)
    assert offline(library) == {True}
    found = library.service.relocate(library.folder, new)
    assert {document.id for document in found} == before
    assert offline(library) == {False}
    result = rescan(library)
    assert (result.queued, result.removed, result.offline) == ((), 0, ())


def test_chats_and_assistants_look_in_the_new_place(library: Library) -> None:
    library.read()
    chat = library.store.conversations.create("A chat")
    library.store.conversations.set_scope(chat.id, [library.folder / "sub"])
    new = library.unplug()
    library.service.relocate(library.folder, new)
    assert library.store.conversations.list()[0].scope == (new / "sub",)


def test_it_was_added_there_already(library: Library) -> None:
    library.read()
    before = {document.id for document in library.service.documents()}
    new = library.unplug()
    (new / "c.txt").write_text("Third words.", encoding="utf-8")
    library.read(new)
    library.service.relocate(library.folder, new)
    after = library.service.documents()
    assert {d.path.name for d in after} == {"a.txt", "b.txt", "c.txt"}
    assert before < {document.id for document in after}
    assert len(library.service.sources()) == 1
    assert rows(library.store, "contents") == 3


def test_nothing_is_left_of_what_gave_way(library: Library) -> None:
    new = library.folder.with_name("records")
    library.add()
    library.store.documents.save([FileSeen(new / "a.txt", 1, 1, None)])
    library.store.sources.add(Source(new, "folder", 0))
    library.run()
    library.folder.rename(new)
    library.service.relocate(library.folder, new)
    assert len(library.service.documents()) == 2


def test_what_cannot_be(library: Library, tmp_path: Path) -> None:
    library.read()
    with pytest.raises(UserError, match="folder_still_there"):
        library.service.relocate(library.folder, tmp_path)
    new = library.unplug()
    with pytest.raises(UserError, match="not_a_folder"):
        library.service.relocate(library.folder, new / "a.txt")
    with pytest.raises(UserError, match="unknown_document"):
        library.service.relocate(library.folder / "sub", new)
