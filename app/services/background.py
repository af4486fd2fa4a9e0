"""Reads what is queued in a thread of its own, whenever somebody says that there is something."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import Any

from app.domain.errors import Cancelled, CarrelError, ErrorInfo
from app.domain.jobs import CancelToken, OnProgress, no_progress

log = logging.getLogger(__name__)
Run = Callable[[CancelToken, OnProgress], Any]
_JOIN_SECONDS = 15.0


class BackgroundReading:
    """``run`` is that of the ingestion: it works off the queue, and a second call waits for the first.

    ``on_problem`` is called in the thread that reads whenever :attr:`problem` has changed.
    """

    def __init__(self, run: Run, on_problem: Callable[[], None] = lambda: None) -> None:
        self._run = run
        self._on_problem = on_problem
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._again = self._closed = False
        self._cancel = CancelToken()
        self.problem: ErrorInfo | None = None
        """Why the last reading ended early."""

    @property
    def reading(self) -> bool:
        """Whether it is under way."""
        return self._thread is not None

    def wake(self) -> None:
        """There is something to read. Returns at once."""
        with self._lock:
            self._again = True
            if self._thread is None and not self._closed:
                self._thread = threading.Thread(target=self._work, name="background-reading", daemon=True)
                self._thread.start()

    def close(self) -> None:
        """Stop, and stay stopped; what was not read stays queued."""
        with self._lock:
            self._closed, thread = True, self._thread
        self._cancel.cancel()
        if thread is not None:
            thread.join(_JOIN_SECONDS)

    def _work(self) -> None:
        while self._wanted():
            try:
                self._run(self._cancel, no_progress)
                self._set_problem(None)
            except Cancelled:
                pass
            except CarrelError as error:  # no engine, a full disk: whoever wakes it next tries again
                log.warning("reading in the background stopped: %s", error.code)
                self._set_problem(error.info())
            except BaseException:
                with self._lock:
                    self._thread = None
                raise

    def _set_problem(self, problem: ErrorInfo | None) -> None:
        if problem != self.problem:
            self.problem = problem
            self._on_problem()

    def _wanted(self) -> bool:
        with self._lock:
            wanted, self._again = self._again and not self._closed, False
            if not wanted:
                self._thread = None
            return wanted
