"""Watching with the real events of the system, in real folders. Whatever is waited for has a limit."""

from __future__ import annotations

import errno
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.domain.documents import DocumentState
from app.domain.errors import ErrorInfo, UserError
from app.domain.events import DocumentChanged, DocumentRemoved, WatchingChanged
from app.services import watch_events
from app.services.background import BackgroundReading
from app.services.drives import is_remote
from app.services.watch_events import WatchEvents
from app.services.watching import Following, Timing, WatchService
from app.store.store import Store
from tests.unit.services.libraries import Library

LIMIT = 60.0
AT_ONCE = Timing(settle=0.05, longest=0.5, presence=0.1, reconcile=3600)
NOW_AND_THEN = Timing(settle=3600, longest=3600, presence=3600, reconcile=0.1)


class Watched:
    """A library that is watched, and a way to wait for what becomes of it."""

    def __init__(self, library: Library, timing: Timing, enabled: Callable[[], bool] = lambda: True) -> None:
        self.library = library
        self._told = threading.Condition()
        for kind in (DocumentChanged, DocumentRemoved, WatchingChanged):
            library.bus.subscribe(kind, self._on_event)
        self.background = BackgroundReading(lambda cancel, progress: library.ingestion.run(cancel, progress))
        self.service = WatchService(
            library.service, library.bus, self.background.wake, timing=timing, enabled=enabled
        )

    def _on_event(self, _event: object) -> None:
        with self._told:
            self._told.notify_all()

    def until(self, condition: Callable[[], bool]) -> None:
        with self._told:
            assert self._told.wait_for(condition, LIMIT)

    def following(self) -> set[Following]:
        return {folder.following for folder in self.service.state.folders}

    def start(self) -> None:
        self.service.start()
        self.until(lambda: bool(self.service.state.folders))


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    folder = (tmp_path / "papers").resolve()
    folder.mkdir()
    library = Library(Store(tmp_path / "profile" / "carrel.db"), folder)
    yield library
    library.store.close()


@pytest.fixture
def watch(library: Library) -> Iterator[Callable[..., Watched]]:
    made: list[Watched] = []

    def make(timing: Timing = AT_ONCE, **more: Callable[[], bool]) -> Watched:
        made.append(Watched(library, timing, **more))
        return made[-1]

    yield make
    for watched in made:
        watched.service.stop()
        watched.background.close()
    names = {thread.name for thread in threading.enumerate()}
    assert not names & {"watching", "background-reading"}


def test_changes_are_followed_as_they_happen(library: Library, watch: Callable[..., Watched]) -> None:
    library.write("a.txt", "Some words.")
    library.read()
    watched = watch()
    watched.start()
    assert watched.following() == {Following.AT_ONCE}
    library.write("new/b.txt", "Other words.")
    watched.until(lambda: library.found("other") == ["b.txt"])
    library.write("a.txt", "Changed contents.")
    watched.until(lambda: library.found("changed") == ["a.txt"])
    (library.folder / "new").rename(library.folder / "renamed")
    watched.until(lambda: "renamed/b.txt" in library.states())
    watched.until(lambda: library.document("renamed/b.txt").state is DocumentState.INDEXED)
    (library.folder / "a.txt").unlink()
    watched.until(lambda: list(library.states()) == ["renamed/b.txt"])


def test_a_folder_that_is_added_is_followed_from_then_on(
    library: Library, watch: Callable[..., Watched]
) -> None:
    watched = watch()
    watched.service.start()
    library.read()
    watched.until(lambda: watched.following() == {Following.AT_ONCE})
    library.write("a.txt", "Some words.")
    watched.until(lambda: library.found("some") == ["a.txt"])
    library.service.remove([library.folder])
    watched.until(lambda: watched.service.state.folders == ())


def test_what_is_not_told_is_found_by_looking(library: Library, watch: Callable[..., Watched]) -> None:
    library.read()
    watched = watch(NOW_AND_THEN)
    watched.start()
    library.write("a.txt", "Some words.")
    watched.until(lambda: library.found("some") == ["a.txt"])


def test_a_drive_that_goes_and_comes_back(library: Library, watch: Callable[..., Watched]) -> None:
    library.write("a.txt", "Some words.")
    library.read()
    watched = watch()
    watched.start()
    away = library.unplug()
    watched.until(lambda: library.service.documents()[0].offline)
    watched.until(lambda: watched.following() == {Following.OFFLINE})
    assert watched.service.state.notice is not None
    assert watched.service.state.notice.code == "offline_source"
    (away / "b.txt").write_text("Other words.", encoding="utf-8")
    away.rename(library.folder)
    watched.until(lambda: library.found("other") == ["b.txt"])
    watched.until(lambda: not library.document("a.txt").offline)
    library.write("c.txt", "Third words.")
    watched.until(lambda: library.found("third") == ["c.txt"])


def test_a_drive_inside_an_added_folder_goes_and_comes_back(
    library: Library, watch: Callable[..., Watched]
) -> None:
    library.write("a.txt", "Some words.")
    path = library.write("usb/b.txt", "Portable words.")
    library.read()
    library.store.sources.set_mounts([library.folder / "usb"])
    watched = watch()
    watched.service.start(first_look=False)  # a look at everything would find that it is no other drive
    watched.until(lambda: watched.following() == {Following.AT_ONCE})
    path.unlink()  # as it looks when the drive is unmounted: the folder is there, and empty
    watched.until(lambda: library.document("usb/b.txt").offline)
    watched.until(lambda: watched.following() == {Following.AT_ONCE, Following.OFFLINE})
    library.write("usb/b.txt", "Portable words.")
    watched.until(lambda: not library.document("usb/b.txt").offline)


def test_only_what_is_to_be_watched(library: Library, watch: Callable[..., Watched]) -> None:
    from app.domain.jobs import CancelToken

    library.service.add([library.folder], CancelToken(), watch=False)
    watched = watch()
    watched.start()
    assert watched.following() == {Following.PERIODICALLY}
    assert watched.service.state.notice is None


def test_switched_off_it_looks_at_nothing(library: Library, watch: Callable[..., Watched]) -> None:
    library.read()
    on = threading.Event()
    watched = watch(enabled=on.is_set)
    watched.service.start()
    watched.until(lambda: watched.following() == {Following.NOT})
    library.write("a.txt", "Some words.")
    on.set()
    watched.service.reconcile()
    watched.until(lambda: library.found("some") == ["a.txt"])


def test_a_look_that_fails_is_told_and_made_up_for(
    library: Library, watch: Callable[..., Watched], monkeypatch: pytest.MonkeyPatch
) -> None:
    library.write("a.txt", "Some words.")
    library.add()
    watched = watch(NOW_AND_THEN)
    failing = threading.Event()
    failing.set()
    in_scope = library.store.documents.in_scope

    def sometimes(*arguments: object) -> object:
        if failing.is_set():
            raise UserError("database_busy")
        return in_scope(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(library.store.documents, "in_scope", sometimes)
    watched.service.start()
    watched.until(lambda: watched.service.state.problem == ErrorInfo("database_busy"))
    failing.clear()
    library.write("b.txt", "Other words.")
    watched.until(lambda: library.found("other") == ["b.txt"])
    watched.until(lambda: watched.service.state.problem is None)


def test_too_many_folders_fall_back_to_looking(
    library: Library, watch: Callable[..., Watched], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_arguments: object, **_more: object) -> None:
        raise OSError(errno.ENOSPC, "inotify watch limit reached")

    monkeypatch.setattr(WatchEvents, "_schedule", full)
    library.read()
    watched = watch(Timing(settle=0.05, presence=3600, reconcile=0.1))
    watched.start()
    watched.until(lambda: watched.following() == {Following.PERIODICALLY})
    assert watched.service.state.notice == ErrorInfo("watch_limit", {"path": str(library.folder)})
    library.write("a.txt", "Some words.")
    watched.until(lambda: library.found("some") == ["a.txt"])


def test_a_limit_that_only_shows_below_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    events = WatchEvents(lambda _path: None)
    monkeypatch.setattr(events, "_is_exhausted", lambda: True)
    try:
        assert {e.code for e in events.follow([tmp_path]).values()} == {"watch_limit"}
    finally:
        events.stop()


def test_a_folder_that_is_made_anew_is_followed_again(tmp_path: Path) -> None:
    folder, told = tmp_path / "f", threading.Event()
    folder.mkdir()
    events = WatchEvents(lambda path: told.set() if path.name == "new.txt" else None)
    try:
        assert events.follow([folder]) == {}
        folder.rename(tmp_path / "old")
        folder.mkdir()
        assert events.follow([folder]) == {}
        (folder / "new.txt").write_text("x")
        assert told.wait(LIMIT)
        assert events.follow([]) == {}
        refused = events.follow([tmp_path / "gone"])
        assert [e.code for e in refused.values()] == ["not_watched"]
    finally:
        events.stop()
    assert watch_events._identity(tmp_path / "gone") == (0, 0)


def test_looking_is_no_change(tmp_path: Path) -> None:
    folder, told, written = tmp_path / "f", [], threading.Event()
    (folder / "sub").mkdir(parents=True)
    (folder / "sub" / "a.txt").write_text("x")

    def on_touched(path: Path) -> None:
        told.append(path.name)
        if path.name == "b.txt":
            written.set()

    events = WatchEvents(on_touched)
    try:
        assert events.follow([folder]) == {}
        assert [path.read_text() for path in folder.rglob("*.txt")] == ["x"]
        (folder / "b.txt").write_text("x")
        assert written.wait(LIMIT)
    finally:
        events.stop()
    assert set(told) == {"b.txt"}


def test_starting_and_stopping_twice(library: Library, watch: Callable[..., Watched]) -> None:
    watched = watch()
    watched.service.start()
    watched.service.start()
    watched.service.stop()
    watched.service.stop()
    assert not watched.service.state.running
    watched.service.start()
    watched.until(lambda: watched.service.state.running)


def test_the_disk_here_is_no_network_drive(tmp_path: Path) -> None:
    assert not is_remote(tmp_path)
