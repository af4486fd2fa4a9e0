from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.domain.documents import DocumentState
from app.domain.errors import Cancelled, ErrorInfo, UserError
from app.domain.events import DocumentRemoved
from app.domain.ids import DocumentId
from app.domain.jobs import CancelToken, Progress
from app.store.store import Store
from tests.unit.services.libraries import Library
from tests.unit.store.filling import assert_whole, rows

QUEUED, INDEXED, FAILED, SKIPPED = (
    DocumentState.QUEUED,
    DocumentState.INDEXED,
    DocumentState.FAILED,
    DocumentState.SKIPPED,
)
posix = pytest.mark.skipif(sys.platform == "win32", reason="POSIX files")
not_root = pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything"
)


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    folder = tmp_path / "papers"
    folder.mkdir()
    library = Library(Store(tmp_path / "profile" / "carrel.db"), folder)
    yield library
    library.store.close()


def test_a_folder_is_walked_and_nothing_is_skipped_silently(library: Library) -> None:
    library.write("a.txt", "A")
    library.write("sub/deep/b.md", "B")
    library.write("sub/c.xyz", "?")
    library.write(".hidden.txt", "no")
    library.write(".git/d.txt", "no")
    library.write("~$lock.txt", "no")
    result = library.add()
    left_out = {".hidden.txt": SKIPPED, ".git": SKIPPED, "sub/c.xyz": SKIPPED, "~$lock.txt": SKIPPED}
    assert library.states() == {"a.txt": QUEUED, "sub/deep/b.md": QUEUED, **left_out}
    assert {d.path.name for d in result.documents} == {
        "a.txt",
        "b.md",
        *(Path(name).name for name in left_out),
    }
    assert result.rejected == ()
    skipped = library.document("sub/c.xyz")
    assert skipped.error == ErrorInfo("unsupported_format", {"suffix": ".xyz"})
    assert library.document(".git").error == ErrorInfo("left_out", {"pattern": ".*"})
    assert library.document("a.txt").media_type == "text/plain"


def test_named_files(library: Library) -> None:
    wrong, hidden = library.write("a.xyz", "?"), library.write(".b.txt", "B")
    result = library.add(wrong, hidden, hidden)
    assert [(d.path.name, d.state) for d in result.documents] == [("a.xyz", FAILED), (".b.txt", QUEUED)]


def test_paths_that_lead_nowhere(library: Library) -> None:
    result = library.add(library.folder / "gone.txt", library.write("a.txt", "A") / "below")
    assert result.documents == ()
    assert [error.code for _, error in result.rejected] == ["file_missing", "file_missing"]
    assert result.rejected[0][1].params == {"path": str((library.folder / "gone.txt").resolve())}


@posix
def test_links_and_pipes(library: Library, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret.txt").write_text("secret")
    (library.folder / "link").symlink_to(outside)
    (library.folder / "file.txt").symlink_to(outside / "secret.txt")
    os.mkfifo(library.folder / "pipe.txt")
    library.add()
    assert library.states() == {"file.txt": SKIPPED, "pipe.txt": SKIPPED, "link": SKIPPED}
    result = library.add(library.folder / "pipe.txt", library.folder / "file.txt")
    assert [error.code for _, error in result.rejected] == ["not_a_file"]
    assert [d.path.name for d in result.documents] == ["secret.txt"]


@posix
@not_root
def test_what_may_not_be_read(library: Library) -> None:
    closed = library.folder / "closed"
    closed.mkdir()
    locked = library.write("locked.txt", "x")
    closed.chmod(0)
    locked.chmod(0)
    result = library.add()
    assert [error.code for _, error in result.rejected] == ["permission_denied"]
    library.run()
    assert library.document("locked.txt").error.code == "permission_denied"  # type: ignore[union-attr]
    closed.chmod(0o700)
    locked.chmod(0o600)
    library.read()
    assert library.states() == {"locked.txt": INDEXED}


@posix
@pytest.mark.skipif(sys.platform == "darwin", reason="macOS allows no such names")
def test_names_that_are_not_text(library: Library) -> None:
    (library.folder / os.fsdecode(b"bad\xff.txt")).write_text("x")
    library.write("good.txt", "x")
    (library.folder / os.fsdecode(b"bad\xfe")).mkdir()
    (library.folder / os.fsdecode(b"bad\xfe") / "in.txt").write_text("Inner words.")
    library.write(r"a \xff that is text.txt", "x")
    library.read()
    assert library.states() == {
        r"bad\xff.txt": INDEXED, r"bad\xfe/in.txt": INDEXED, "good.txt": INDEXED, r"a \xff that is text.txt": SKIPPED,
    }  # fmt: skip
    assert library.document(r"a \xff that is text.txt").error.code == "unreadable_name"  # type: ignore[union-attr]
    assert library.found("inner") == ["in.txt"]
    assert library.service.rescan(CancelToken()).queued == ()
    raw = library.folder / os.fsdecode(b"bad\xff.txt")
    assert [d.state for d in library.add(raw).documents] == [INDEXED]
    raw.rename(library.folder / os.fsdecode(b"other\xff.txt"))
    assert library.service.rescan(CancelToken(), touched=[library.folder]).moved == 1
    assert library.service.remove([library.folder / os.fsdecode(b"bad\xfe")]) == 1


@posix
def test_names_with_control_characters_are_read(library: Library) -> None:
    library.write("line\nbreak\x1b[31m.txt", "Some words.")
    library.read()
    assert library.states() == {"line\nbreak\x1b[31m.txt": INDEXED}


def test_adding_again_queues_nothing_that_did_not_change(library: Library) -> None:
    path = library.write("a.txt", "Some words.")
    library.read()
    library.events.clear()
    assert [d.state for d in library.add().documents] == [INDEXED]
    os.utime(path, ns=(1, 1))
    assert [d.state for d in library.add(path).documents] == [INDEXED]
    assert library.document("a.txt").mtime_ns == 1
    assert library.events == []
    library.write("a.txt", "Other words.")
    assert [d.state for d in library.add().documents] == [QUEUED]


def test_cancelling_changes_nothing(library: Library) -> None:
    for number in range(250):
        library.write(f"{number}.txt", "x")
    cancel, seen = CancelToken(), []

    def watch(progress: Progress) -> None:
        seen.append(progress.done)
        cancel.cancel()

    with pytest.raises(Cancelled):
        library.service.add([library.folder], cancel, watch)
    assert seen == [100]
    assert library.service.documents() == []
    assert library.store.sources.all() == []


def test_text_and_pages(library: Library) -> None:
    library.write("a.txt", "First page.\n\f\nSecond page.")
    library.add()
    assert library.service.text(library.folder / "a.txt") == ""
    library.run()
    assert library.service.text(library.folder / "a.txt") == "First page.\n\f\nSecond page."
    document = library.document("a.txt")
    assert library.service.page_starts(document.id) == (0, 13)
    assert document.pages == 2
    assert document.title == "a"
    assert library.service.document(document.id) == document


def test_unknown_documents(library: Library) -> None:
    for ask in (
        lambda: library.service.find(Path("nowhere.txt")),
        lambda: library.service.text(Path("nowhere.txt")),
        lambda: library.service.document(DocumentId(77)),
    ):
        with pytest.raises(UserError, match="unknown_document"):
            ask()


def test_relative_paths(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    library.write("sub/a.txt", "A")
    monkeypatch.chdir(library.folder)
    library.read(Path("sub"))
    assert len(library.service.documents([Path("sub")])) == 1
    assert library.service.find(Path("sub/a.txt")).state is INDEXED
    assert library.service.remove([Path("sub/a.txt")]) == 1


def test_removing(library: Library) -> None:
    for name in ("a.txt", "sub/b.txt", "sub/c.txt"):
        library.write(name, f"Words of {name}.")
    library.read()
    assert library.service.remove([library.folder / "sub", library.folder / "unknown"]) == 2
    assert library.states() == {"a.txt": INDEXED}
    assert sum(isinstance(event, DocumentRemoved) for event in library.events) == 2
    assert (library.folder / "sub" / "b.txt").exists()
    library.service.rescan(CancelToken())
    assert library.states() == {"a.txt": INDEXED}
    library.add(library.folder / "sub" / "b.txt")
    library.service.rescan(CancelToken())
    assert library.states() == {"a.txt": INDEXED, "sub/b.txt": QUEUED}
    assert library.service.remove([library.folder]) == 2
    assert library.store.sources.all() == []
    assert_whole(library.store)


def test_a_rescan_follows_the_disk(library: Library) -> None:
    kept, edited = library.write("kept.txt", "Kept."), library.write("edited.txt", "Before.")
    gone = library.write("gone.txt", "Gone.")
    library.read()
    edited.write_text("After, and longer.")
    gone.unlink()
    library.write("new.txt", "New.")
    result = library.service.rescan(CancelToken())
    assert {d.path.name for d in result.queued} == {"edited.txt", "new.txt"}
    assert (result.removed, result.moved, result.rejected) == (1, 0, ())
    assert library.states() == {kept.name: INDEXED, "edited.txt": QUEUED, "new.txt": QUEUED}
    library.run()
    assert library.found("gone") == []
    assert_whole(library.store)
    again = library.service.rescan(CancelToken())
    assert (again.queued, again.removed) == ((), 0)


def test_a_file_that_moved_is_not_read_again(library: Library) -> None:
    path = library.write("a.txt", "Some words.")
    library.read()
    before = library.document("a.txt")
    (library.folder / "sub").mkdir()
    path.rename(library.folder / "sub" / "a.txt")
    result = library.service.rescan(CancelToken())
    assert (result.queued, result.removed, result.moved) == ((), 0, 1)
    assert library.document("sub/a.txt").id == before.id
    assert library.found("words") == ["a.txt"]


def test_an_unplugged_drive_removes_nothing(library: Library) -> None:
    library.write("a.txt", "Some words.")
    library.read()
    away = library.unplug()
    assert library.service.rescan(CancelToken()).removed == 0
    assert library.found("words") == ["a.txt"]
    away.rename(library.folder)
    (library.folder / "a.txt").unlink()
    assert library.service.rescan(CancelToken()).removed == 1


class Unplugging(CancelToken):
    """Looked at when the walk begins: the folder was there a moment ago, and goes now."""

    def __init__(self, library: Library) -> None:
        super().__init__()
        self.library = library

    def raise_if_cancelled(self) -> None:
        if self.library.folder.exists():
            self.library.unplug()


@pytest.mark.parametrize("touched", [False, True])
def test_a_drive_that_goes_while_it_is_looked_at_removes_nothing(library: Library, touched: bool) -> None:
    path = library.write("a.txt", "Some words.")
    library.read()
    cancel = Unplugging(library)
    result = library.service.rescan(cancel, touched=[path.parent] if touched else None)
    assert not library.folder.exists()
    assert result.removed == 0
    assert library.found("words") == ["a.txt"]


def test_an_empty_mount_point_removes_nothing(library: Library) -> None:
    path = library.write("a.txt", "Some words.")
    library.read()
    with library.store.database.write() as connection:
        connection.execute("UPDATE sources SET device = device + 1")
    path.unlink()
    assert library.service.rescan(CancelToken()).removed == 0


def test_a_named_file_that_is_gone_says_so_and_comes_back(library: Library) -> None:
    path = library.write("a.txt", "Some words.")
    library.read(path)
    path.unlink()
    library.service.rescan(CancelToken())
    document = library.document("a.txt")
    assert document.state is FAILED
    assert document.error is not None
    assert document.error.code == "file_missing"
    library.events.clear()
    library.service.rescan(CancelToken())
    assert library.events == []
    library.write("a.txt", "Some words.")
    library.service.rescan(CancelToken())
    assert library.document("a.txt").state is QUEUED


def test_a_format_that_became_readable_is_read(library: Library) -> None:
    library.write("a.txt", "Some words.")
    library.service._media_type_for = lambda _path: None
    library.read()
    assert library.states() == {"a.txt": SKIPPED}
    library.wire()
    library.service.rescan(CancelToken())
    assert library.states() == {"a.txt": QUEUED}


def test_a_new_index_version_reads_everything_again(library: Library) -> None:
    library.write("a.txt", "Some words.")
    library.read()
    library.index_version = 2
    library.wire()
    assert len(library.service.rescan(CancelToken()).queued) == 1
    library.run()
    assert rows(library.store, "contents") == 1
    assert library.service.rescan(CancelToken()).queued == ()
    assert_whole(library.store)


def test_requeueing(library: Library) -> None:
    library.write("a.txt", "Some words.")
    library.write("bad.txt", "")
    library.read()
    assert library.service.requeue(None) == 1
    assert library.states() == {"a.txt": INDEXED, "bad.txt": QUEUED}
    assert library.service.requeue([library.folder]) == 2
    library.run()
    assert library.states() == {"a.txt": INDEXED, "bad.txt": FAILED}


def test_status(library: Library) -> None:
    library.write("a.txt", "Some words.")
    library.write("b.xyz", "?")
    library.read()
    status = library.service.status()
    assert (status.documents, status.indexed, status.skipped, status.chunks) == (2, 1, 1, 1)
