"""Indexing keeps back while something more urgent is computed: an answer, a summary, minutes."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path

from app.domain.events import EngineChanged

Hold = Callable[[], AbstractContextManager[None]]


class BackOff:
    """``hold`` and ``prioritize`` are those of the ingestion; ``others``: what else is to be held back then."""

    def __init__(
        self, hold: Hold, prioritize: Callable[[Sequence[Path]], int], others: Sequence[Hold] = ()
    ) -> None:
        self._holds = (hold, *others)
        self._prioritize = prioritize
        self._lock = threading.Lock()
        self._generating: ExitStack | None = None

    @contextmanager
    def _hold(self) -> Iterator[None]:
        with ExitStack() as held:
            for hold in self._holds:
                held.enter_context(hold())
            yield

    @contextmanager
    def attend(self, scope: Sequence[Path] | None) -> Iterator[None]:
        """A question is answered in this context; afterwards what it was asked of comes first."""
        with self._hold():
            yield
        if scope:
            self._prioritize([path.resolve() for path in scope])

    def on_engine(self, changed: EngineChanged) -> None:
        """Whatever the model is used for."""
        if changed.role != "generator":
            return
        with self._lock:
            if changed.state == "busy" and self._generating is None:
                self._generating = ExitStack()
                self._generating.enter_context(self._hold())
            elif changed.state != "busy" and self._generating is not None:
                self._generating.close()
                self._generating = None
