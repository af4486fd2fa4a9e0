"""The library follows the disk: moves, drives, rules, what the person ignores."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from app.domain.documents import DocumentState, OcrMode
from app.domain.errors import ErrorInfo, UserError
from app.domain.events import SourcesChanged
from app.domain.jobs import CancelToken
from app.services.discovery import Discovery
from app.services.intake_rules import IntakeRules
from app.services.library import IntakePolicy, LibraryService
from app.services.library_rescan import RescanResult
from app.store.store import Store
from tests.unit.services.libraries import Library, media_type_for
from tests.unit.store.filling import assert_whole

QUEUED, INDEXED, FAILED, SKIPPED = (
    DocumentState.QUEUED,
    DocumentState.INDEXED,
    DocumentState.FAILED,
    DocumentState.SKIPPED,
)


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    folder = tmp_path / "papers"
    folder.mkdir()
    library = Library(Store(tmp_path / "profile" / "carrel.db"), folder)
    yield library
    assert_whole(library.store)
    library.store.close()


def rescan(library: Library, *touched: Path) -> RescanResult:
    return library.service.rescan(CancelToken(), touched=touched or None)


def offline(library: Library) -> dict[str, bool]:
    return {d.path.name: d.offline for d in library.service.documents()}


# --- moves ------------------------------------------------------------------------------------------------------


def test_renamed_files_and_folders_are_not_read_again(library: Library) -> None:
    library.write("a.txt", "Some words.")
    library.write("sub/b.txt", "Other words.")
    library.write("sub/c.md", "Third words.")
    library.read()
    ids = {d.path.name: d.id for d in library.service.documents()}
    (library.folder / "a.txt").rename(library.folder / "renamed.txt")
    (library.folder / "sub").rename(library.folder / "other")
    (library.folder / "other" / "c.md").rename(library.folder / "d.md")
    result = rescan(library)
    assert (result.queued, result.removed, result.moved) == ((), 0, 3)
    assert library.states() == {"renamed.txt": INDEXED, "other/b.txt": INDEXED, "d.md": INDEXED}
    assert library.document("renamed.txt").id == ids["a.txt"]
    assert library.document("d.md").id == ids["c.md"]
    assert library.found("other") == ["b.txt"]


def test_a_move_to_another_drive_changes_the_time_and_is_recognised(library: Library) -> None:
    path = library.write("a.txt", "Some words.")
    library.read()
    path.rename(library.folder / "b.txt")
    os.utime(library.folder / "b.txt", ns=(5, 5))
    assert rescan(library).moved == 1
    assert library.document("b.txt").mtime_ns == 5
    assert rescan(library).queued == ()


def test_twins_are_told_apart_by_their_names(library: Library) -> None:
    for name in ("one/a.txt", "one/b.txt", "two/a.txt"):
        os.utime(library.write(name, "The same words."), ns=(7, 7))
    library.read()
    ids = {d.path.relative_to(library.folder).as_posix(): d.id for d in library.service.documents()}
    (library.folder / "one").rename(library.folder / "three")
    assert rescan(library).moved == 2
    assert library.document("three/b.txt").id == ids["one/b.txt"]
    assert library.document("three/a.txt").id == ids["one/a.txt"]


def test_a_file_moved_over_another_one(library: Library) -> None:
    library.write("a.txt", "Some words.")
    library.write("b.txt", "Other ones, and more.")
    library.read()
    before = library.document("b.txt").id
    (library.folder / "b.txt").replace(library.folder / "a.txt")
    result = rescan(library)
    assert (result.queued, result.moved, result.removed) == ((), 1, 1)
    assert library.document("a.txt").id == before
    assert library.found("some") == []


def test_equal_size_is_not_enough(library: Library) -> None:
    library.write("a.txt", "Some words.")
    library.read()
    (library.folder / "a.txt").unlink()
    library.write("b.txt", "Same words!")
    result = rescan(library)
    assert (len(result.queued), result.removed, result.moved) == (1, 1, 0)


def test_a_named_file_that_moved_into_an_added_folder_keeps_its_text(
    library: Library, tmp_path: Path
) -> None:
    path = tmp_path / "single.txt"
    path.write_text("Single words.")
    library.write("a.txt", "Some words.")
    library.read()
    library.read(path)
    path.rename(library.folder / "single.txt")
    rescan(library)
    library.run()
    assert library.document("single.txt").state is INDEXED


# --- only what was touched --------------------------------------------------------------------------------------


def test_only_what_was_touched_is_looked_at(library: Library) -> None:
    for name in ("a.txt", "sub/b.txt", "sub/c.txt", "gone.txt"):
        library.write(name, f"Words of {name}.")
    library.read()
    library.write("a.txt", "Changed, too.")
    library.write("sub/b.txt", "Changed as well.")
    library.write("sub/new/d.txt", "New.")
    (library.folder / "gone.txt").unlink()
    result = rescan(library, library.folder / "sub", library.folder / "gone.txt")
    assert {d.path.name for d in result.queued} == {"b.txt", "d.txt"}
    assert result.removed == 1
    assert library.document("a.txt").state is INDEXED


def test_a_touched_folder_that_was_renamed(library: Library) -> None:
    library.write("old/deep/a.txt", "Some words.")
    library.read()
    (library.folder / "old").rename(library.folder / "new")
    result = rescan(library, library.folder / "old", library.folder / "new")
    assert (result.moved, result.removed, result.queued) == (1, 0, ())


def test_touching_what_does_not_belong_to_the_library(library: Library, tmp_path: Path) -> None:
    library.write(".git/a.txt", "x")
    library.read()
    (tmp_path / "elsewhere.txt").write_text("x")
    result = rescan(library, library.folder / ".git" / "a.txt", tmp_path / "elsewhere.txt")
    assert (result.queued, result.removed) == ((), 0)
    assert library.states() == {".git": SKIPPED}


def test_touching_a_file_that_was_named_by_itself(library: Library) -> None:
    path = library.write("a.txt", "Some words.")
    library.read(path)
    library.write("a.txt", "Other words.")
    assert len(rescan(library, path).queued) == 1
    path.unlink()
    rescan(library, path)
    assert library.document("a.txt").error == ErrorInfo("file_missing", {"path": str(path)})


def test_thousands_of_named_files(library: Library) -> None:
    paths = [library.write(f"{number}.txt", "x") for number in range(1100)]
    library.add(*paths)
    assert len(library.service.documents()) == 1100
    assert rescan(library).queued == ()
    assert library.service.remove(paths) == 1100


# --- drives -----------------------------------------------------------------------------------------------------


def test_a_drive_that_is_away_takes_nothing_along_and_comes_back(library: Library) -> None:
    library.write("a.txt", "Some words.")
    library.read()
    library.write("b.txt", "Waiting words.")
    rescan(library)
    away = library.unplug()
    library.events.clear()
    result = rescan(library)
    assert (result.removed, result.offline) == (0, (library.folder,))
    assert offline(library) == {"a.txt": True, "b.txt": True}
    assert len(library.events) == 2
    library.run()
    assert library.states() == {"a.txt": INDEXED, "b.txt": QUEUED}
    assert library.found("words") == ["a.txt"]
    assert library.service.health().folders[0].offline
    away.rename(library.folder)
    result = rescan(library)
    assert [d.path.name for d in result.queued] == ["b.txt"]
    assert offline(library) == {"a.txt": False, "b.txt": False}
    library.run()
    assert library.states() == {"a.txt": INDEXED, "b.txt": INDEXED}


def test_a_drive_inside_an_added_folder(library: Library) -> None:
    library.write("a.txt", "Some words.")
    path = library.write("usb/b.txt", "Portable words.")
    library.read()
    library.store.sources.set_mounts([library.folder / "usb"])
    path.unlink()  # as it looks when the drive is unmounted: the folder is there, and empty
    assert rescan(library).removed == 0
    assert offline(library) == {"a.txt": False, "b.txt": True}
    rescan(library, library.folder / "usb")
    assert library.found("portable") == ["b.txt"]
    library.write("usb/b.txt", "Portable words.")
    rescan(library)
    assert offline(library) == {"a.txt": False, "b.txt": False}
    assert library.store.sources.mounts() == []  # it is no other drive here


def test_a_named_file_on_a_drive_that_is_away(library: Library) -> None:
    path = library.write("drive/a.txt", "Some words.")
    library.read(path)
    away = path.parent.rename(library.folder / "away")
    rescan(library)
    assert library.service.documents()[0].offline
    away.rename(path.parent)
    rescan(library)
    assert [(d.offline, d.state) for d in library.service.documents()] == [(False, INDEXED)]


def test_an_emptied_folder_on_its_own_drive_is_emptied(library: Library) -> None:
    path = library.write("a.txt", "Some words.")
    library.read()
    path.unlink()
    assert rescan(library).removed == 1


def test_a_drive_with_another_number_is_the_same_drive(library: Library) -> None:
    library.write("a.txt", "Some words.")
    library.read()
    with library.store.database.write() as connection:
        connection.execute("UPDATE sources SET device = device + 1")
    rescan(library)
    assert library.store.sources.all()[0].device == library.folder.stat().st_dev


# --- rules ------------------------------------------------------------------------------------------------------


def with_policy(library: Library, policy: IntakePolicy) -> None:
    library.service = LibraryService(library.store, library.bus, media_type_for, 1, policy=lambda: policy)


def test_a_new_rule_takes_files_out_and_its_end_brings_them_back(library: Library) -> None:
    library.write("a.txt", "Some words.")
    library.write("old/b.txt", "Other words.")
    library.read()
    with_policy(library, IntakePolicy(IntakeRules(patterns=("old/", "a.*"))))
    assert rescan(library).queued == ()
    assert library.states() == {"a.txt": SKIPPED, "old": SKIPPED}
    assert library.found("words") == []
    assert library.service.requeue(None) == 0
    assert library.service.retry([d.id for d in library.service.documents()]) == 0
    library.wire()
    rescan(library)
    assert library.states() == {"a.txt": QUEUED, "old/b.txt": QUEUED}


def test_rules_of_one_folder(library: Library) -> None:
    library.write("a.txt", "Some words.")
    library.read()
    library.service.set_patterns(library.folder, ["a.*"])
    rescan(library)
    assert library.states() == {"a.txt": SKIPPED}
    library.add()
    assert library.service.sources()[0].patterns == ("a.*",)
    with pytest.raises(UserError, match="unknown_document"):
        library.service.set_patterns(library.folder / "sub", [])


def test_how_pages_are_read(library: Library) -> None:
    path = library.write("a.txt", "Some words.")
    with_policy(library, IntakePolicy(ocr=OcrMode.NEVER))

    def modes() -> list[str]:
        with library.store.database.read() as connection:
            return [row[0] for row in connection.execute("SELECT ocr FROM documents")]

    library.read()
    assert modes() == ["never"]
    library.add()
    assert library.document("a.txt").state is INDEXED
    added = library.service.add([path], CancelToken(), ocr=OcrMode.ALWAYS)
    assert modes() == ["always"]
    assert [d.state for d in added.documents] == [QUEUED]
    library.run()
    library.write("a.txt", "Other words.")
    rescan(library)
    assert modes() == ["always"]


def test_adding_is_told(library: Library) -> None:
    told: list[SourcesChanged] = []
    library.bus.subscribe(SourcesChanged, told.append)
    library.write("a.txt", "Some words.")
    library.service.add([library.folder], CancelToken(), watch=False)
    assert told == [SourcesChanged((library.folder,))]
    assert not library.service.sources()[0].watched


# --- what the person decides ------------------------------------------------------------------------------------


def test_ignored_files_stay_ignored(library: Library) -> None:
    path = library.write("a.txt", "Some words.")
    library.read()
    i = library.document("a.txt").id
    assert library.service.ignore([i]) == 1
    assert library.found("words") == []
    library.write("a.txt", "Changed words.")
    assert rescan(library).queued == ()
    assert library.document("a.txt").error == ErrorInfo("ignored")
    (library.folder / "sub").mkdir()
    os.utime(path, ns=(library.document("a.txt").mtime_ns,) * 2)
    assert library.service.unignore([i]) == 1
    library.run()
    assert library.found("changed") == ["a.txt"]


def test_an_ignored_file_that_moves_stays_ignored(library: Library) -> None:
    path = library.write("a.txt", "Some words.")
    library.read()
    library.service.ignore([library.document("a.txt").id])
    path.rename(library.folder / "b.txt")
    assert rescan(library).moved == 1
    assert library.states() == {"b.txt": SKIPPED}


def test_naming_an_ignored_file_ends_that(library: Library) -> None:
    path = library.write("a.txt", "Some words.")
    library.read(path)
    library.service.ignore([library.document("a.txt").id])
    assert rescan(library).queued == ()
    assert [d.state for d in library.add(path).documents] == [QUEUED]


def test_trying_again(library: Library) -> None:
    library.write("bad.txt", "")
    library.write("b.xyz", "?")
    library.read()
    ids = [d.id for d in library.service.documents()]
    assert library.service.retry(ids) == 2
    assert set(library.states().values()) == {QUEUED}


def test_a_file_whose_content_moves_to_the_cloud_keeps_its_text(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    library.write("a.txt", "Some words.")
    library.read()
    library.write("b.txt", "Other words.")
    # Only Windows and macOS know such files.
    monkeypatch.setattr("app.services.intake_rules.is_placeholder", lambda _status: True)
    rescan(library)
    assert library.states() == {"a.txt": INDEXED, "b.txt": SKIPPED}
    monkeypatch.undo()
    rescan(library)
    assert library.states() == {"a.txt": INDEXED, "b.txt": QUEUED}


# --- at the same time -------------------------------------------------------------------------------------------


class Interrupted(CancelToken):
    """Looked at when the walk begins; something else happens then."""

    def __init__(self, meanwhile: Callable[[], object]) -> None:
        super().__init__()
        self.meanwhile: list[Callable[[], object]] = [meanwhile]

    def raise_if_cancelled(self) -> None:
        if self.meanwhile:
            self.meanwhile.pop()()


@pytest.mark.parametrize("removed", ["", "new.txt"])
@pytest.mark.parametrize("touched", [False, True])
def test_what_is_removed_during_a_look_does_not_come_back(
    library: Library, removed: str, touched: bool
) -> None:
    library.write("a.txt", "Some words.")
    library.read()
    library.write("new.txt", "New words.")
    library.write("a.txt", "Some more words.")
    cancel = Interrupted(lambda: library.service.remove([library.folder / removed]))
    library.service.rescan(cancel, touched=[library.folder] if touched else None)
    assert set(library.states()) == ({"a.txt"} if removed else set())


def test_a_folder_that_goes_while_it_is_looked_at(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    """Others make folders and delete them at once."""
    library.write("a.txt", "Some words.")
    library.read()
    library.write("tmp/b.txt", "Passing words.")
    enter = Discovery._enter

    def and_gone(self: Discovery, path: Path, *rest: Any) -> bool:
        entered = enter(self, path, *rest)
        if path.name == "tmp":
            shutil.rmtree(path)
        return entered

    monkeypatch.setattr(Discovery, "_enter", and_gone)
    result = rescan(library, library.folder / "tmp")
    assert result.queued == ()
    assert set(library.states()) == {"a.txt"}
