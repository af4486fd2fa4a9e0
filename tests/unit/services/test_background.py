from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.domain.errors import ErrorInfo, UserError
from app.domain.events import EngineChanged
from app.domain.jobs import CancelToken, OnProgress
from app.services.back_off import BackOff
from app.services.background import BackgroundReading

LIMIT = 60.0


class Work:
    """A run that waits until it may end."""

    def __init__(self) -> None:
        self.runs = threading.Semaphore(0)
        self.may_end = threading.Semaphore(0)
        self.error: UserError | None = None

    def run(self, cancel: CancelToken, _on_progress: OnProgress) -> None:
        self.runs.release()
        forget = cancel.on_cancel(self.may_end.release)
        assert self.may_end.acquire(timeout=LIMIT)
        forget()
        cancel.raise_if_cancelled()
        if self.error:
            raise self.error


def test_what_comes_during_a_reading_is_read_after_it() -> None:
    work = Work()
    reading = BackgroundReading(work.run)
    reading.wake()
    assert work.runs.acquire(timeout=LIMIT)
    assert reading.reading
    reading.wake()
    reading.wake()
    work.error = UserError("disk_full")
    work.may_end.release()
    assert work.runs.acquire(timeout=LIMIT)
    assert reading.problem == ErrorInfo("disk_full")
    reading.close()
    assert not work.runs.acquire(blocking=False)
    reading.wake()
    assert not reading.reading


class Indexing:
    def __init__(self) -> None:
        self.held = 0
        self.first: list[Path] = []

    @contextmanager
    def hold(self) -> Iterator[None]:
        self.held += 1
        yield
        self.held -= 1

    def prioritize(self, scope: list[Path]) -> int:
        assert not self.held
        self.first = scope
        return len(scope)


def test_reading_keeps_back_during_an_answer_and_begins_with_its_scope(tmp_path: Path) -> None:
    indexing = Indexing()
    back_off = BackOff(indexing.hold, indexing.prioritize)  # type: ignore[arg-type]
    with back_off.attend([tmp_path]):
        assert indexing.held == 1
        assert indexing.first == []
    assert indexing.first == [tmp_path.resolve()]
    with back_off.attend(None):
        pass
    assert indexing.held == 0


def test_others_keep_back_with_it() -> None:
    indexing, other = Indexing(), Indexing()
    back_off = BackOff(indexing.hold, indexing.prioritize, [other.hold])  # type: ignore[arg-type]
    with back_off.attend(None):
        assert (indexing.held, other.held) == (1, 1)
        back_off.on_engine(EngineChanged("generator", "busy"))
        assert (indexing.held, other.held) == (2, 2)
    back_off.on_engine(EngineChanged("generator", "ready"))
    assert (indexing.held, other.held) == (0, 0)


def test_reading_keeps_back_while_the_model_works() -> None:
    indexing = Indexing()
    back_off = BackOff(indexing.hold, indexing.prioritize)  # type: ignore[arg-type]
    for role, state, held in (
        ("embedder", "busy", 0),
        ("generator", "starting", 0),
        ("generator", "busy", 1),
        ("generator", "busy", 1),
        ("generator", "ready", 0),
        ("generator", "failed", 0),
    ):
        back_off.on_engine(EngineChanged(role, state))
        assert indexing.held == held
