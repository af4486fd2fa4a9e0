"""Keeps the library in step with the disk while Carrel runs.

Changes are told by the system and looked at once it is quiet; every few minutes everything is looked at, which finds
what was not told. On drives that tell nothing (of other computers), or when the system refuses to follow so many
folders, only that second look is left, and :attr:`WatchService.state` says so. A drive that comes back is noticed
within seconds.
"""

from __future__ import annotations

import contextlib
import logging
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from app.domain.errors import Cancelled, CarrelError, ErrorInfo
from app.domain.events import SourcesChanged, WatchingChanged
from app.domain.jobs import CancelToken
from app.services.drives import is_remote
from app.services.event_bus import EventBus
from app.services.library import LibraryService
from app.services.touched import Touched, gathered
from app.services.watch_events import WatchEvents
from app.store.sources import Source

log = logging.getLogger(__name__)
MOST_PLACES = 100
"""More touched places than that are looked at by their folders, or all at once."""
_JOIN_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Timing:
    """Seconds. See :class:`~app.services.touched.Touched` for the first two.

    ``presence``: how often drives are looked for; ``reconcile``: how often everything is looked at.
    """

    settle: float = 1.0
    longest: float = 10.0
    presence: float = 15.0
    reconcile: float = 300.0


class Following(StrEnum):
    """How changes in a folder come to light."""

    AT_ONCE = "at_once"
    PERIODICALLY = "periodically"
    OFFLINE = "offline"
    NOT = "not"


@dataclass(frozen=True, slots=True)
class WatchedFolder:
    """A folder that was added, or a place in the library that is away; ``reason``: why it is not followed at once."""

    path: Path
    following: Following
    reason: ErrorInfo | None = None


@dataclass(frozen=True, slots=True)
class WatchState:
    """``problem`` is why the last look failed; the next one may do."""

    running: bool = False
    folders: tuple[WatchedFolder, ...] = ()
    problem: ErrorInfo | None = None

    @property
    def notice(self) -> ErrorInfo | None:
        """What the person should know: the first reason why something is not followed at once."""
        return self.problem or next((f.reason for f in self.folders if f.reason is not None), None)


class WatchService:
    """One thread of its own, from :meth:`start` to :meth:`stop`. ``on_queued`` is called in it when there is to read.

    ``enabled`` is asked at every look: while it says no, nothing is followed and nothing looked at.
    """

    def __init__(
        self,
        library: LibraryService,
        bus: EventBus,
        on_queued: Callable[[], None],
        *,
        enabled: Callable[[], bool] = lambda: True,
        timing: Timing | None = None,
    ) -> None:
        self._library = library
        self._bus = bus
        self._on_queued = on_queued
        self._enabled = enabled
        self._timing = timing or Timing()
        self._touched = Touched(self._timing.settle, self._timing.longest)
        self._wake = threading.Condition()
        self._thread: threading.Thread | None = None
        self._cancel = CancelToken()
        self._sources_changed = self._all_due = self._anyway = False
        self._state = WatchState()

    @property
    def state(self) -> WatchState:
        """How things are followed; a change is told as ``WatchingChanged``."""
        return self._state

    def start(self, *, first_look: bool = True, anyway: bool = False) -> None:
        """Follow the folders of the library. Returns at once.

        ``first_look``: begin with a look at everything; else somebody else has one taken. ``anyway``: whatever
        ``enabled`` says.
        """
        if self._thread is not None:
            return
        self._cancel, self._anyway = CancelToken(), anyway
        self._touched.clear()
        self._sources_changed, self._all_due = True, first_look
        self._thread = threading.Thread(target=self._run, name="watching", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End all threads; a look that is under way is given up. Twice is harmless."""
        thread, self._thread = self._thread, None
        if thread is None:
            return
        self._cancel.cancel()
        self._notify()
        thread.join(_JOIN_SECONDS)
        self._set_state(WatchState())

    def reconcile(self) -> None:
        """Look at everything soon, for instance because a rule has changed."""
        with self._wake:
            self._all_due = self._sources_changed = True
            self._wake.notify_all()

    def _run(self) -> None:
        events = WatchEvents(self._on_touched)
        forget = self._bus.subscribe(SourcesChanged, self._on_sources_changed)
        try:
            self._follow(events)
        except Cancelled:
            pass
        except Exception as error:
            log.error("watching ended because of a bug: %s", type(error).__name__)  # noqa: TRY400 - names of files
            raise
        finally:
            forget()
            events.stop()

    def _follow(self, events: WatchEvents) -> None:
        present: frozenset[tuple[Path, bool]] | None = None
        next_presence = time.monotonic()
        next_all = next_presence + self._timing.reconcile
        while not self._cancel.cancelled:
            now = time.monotonic()
            if self._sources_changed or now >= next_presence:
                self._sources_changed = False
                before, present = present, self._sync(events)
                next_presence = now + self._timing.presence
                if before is not None and before != present and not self._all_due:
                    self._look(
                        sorted({path for path, _ in present ^ before})
                    )  # a drive came or went, or something was added
            if self._all_due or now >= next_all:
                self._all_due = False
                next_all = now + self._timing.reconcile
                self._look(None)
            else:
                self._look_at(self._touched.ready(now))
            self._sleep(min(next_presence, next_all))

    def _sync(self, events: WatchEvents) -> frozenset[tuple[Path, bool]]:
        """Follow the folders that are there; returns which places are there (True) and away (False)."""
        if not self._is_on():
            events.follow([])
            added = (source.path for source in self._library.sources() if source.kind == "folder")
            self._set_state(WatchState(True, tuple(WatchedFolder(path, Following.NOT) for path in added)))
            return frozenset()
        places = self._library.places()
        folders = [source for source in places.present if source.kind == "folder"]
        followed = [source.path for source in folders if source.watched and not is_remote(source.path)]
        refused = events.follow(followed)
        states = [_following(source, followed, refused) for source in folders]
        states += [_offline(path) for path in places.absent]
        states.sort(key=lambda state: state.path)
        self._set_state(WatchState(True, tuple(states), self._state.problem))
        here = [(source.path, True) for source in places.present]
        return frozenset([*here, *((path, False) for path in places.absent)])

    def _is_on(self) -> bool:
        return self._anyway or self._enabled()

    def _look_at(self, paths: Sequence[Path]) -> None:
        if paths:
            self._look(gathered(paths, MOST_PLACES))

    def _look(self, touched: list[Path] | None) -> None:
        if not self._is_on():
            return
        problem: ErrorInfo | None = None
        try:
            result = self._library.rescan(self._cancel, touched=touched)
        except Cancelled:
            raise
        except CarrelError as error:  # a full disk, a busy database: the next look may do
            problem = error.info()
        else:
            if result.queued:
                self._on_queued()
        self._set_state(WatchState(True, self._state.folders, problem))

    def _sleep(self, until: float) -> None:
        with self._wake:
            if self._cancel.cancelled or self._sources_changed or self._all_due:
                return
            touched = self._touched.next_look()
            soonest = until if touched is None else min(until, touched)
            self._wake.wait(max(0.0, soonest - time.monotonic()))

    def _on_touched(self, path: Path) -> None:
        """In the thread of the events."""
        before = self._touched.next_look()
        self._touched.add(path, time.monotonic())
        if before is None:
            self._notify()

    def _on_sources_changed(self, _event: SourcesChanged) -> None:
        with self._wake:
            self._sources_changed = True
            self._wake.notify_all()

    def _notify(self) -> None:
        with self._wake:
            self._wake.notify_all()

    def _set_state(self, state: WatchState) -> None:
        if state != self._state:
            self._state = state
            with contextlib.suppress(RuntimeError):  # the interpreter is shutting down
                self._bus.publish(WatchingChanged())


def _following(source: Source, followed: Sequence[Path], refused: dict[Path, ErrorInfo]) -> WatchedFolder:
    path = source.path
    if not source.watched:
        return WatchedFolder(path, Following.PERIODICALLY)
    if path in refused:
        return WatchedFolder(path, Following.PERIODICALLY, refused[path])
    if path not in followed:
        return WatchedFolder(path, Following.PERIODICALLY, ErrorInfo("remote_drive", {"path": str(path)}))
    return WatchedFolder(path, Following.AT_ONCE)


def _offline(path: Path) -> WatchedFolder:
    return WatchedFolder(path, Following.OFFLINE, ErrorInfo("offline_source", {"path": str(path)}))
