"""Embeds one batch in a thread of its own, so that the next can be prepared meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from types import TracebackType

from app.domain.jobs import CancelToken
from app.services.brake import Brake
from app.services.ingestion_run import Run
from app.services.taking_in import Batch, TakingIn

_TELL_EVERY = 0.25
"""Seconds between two looks at how far it is."""


class Embedding:
    """At most one batch at a time; used from one thread. Leaving the context waits for the batch or its cancelling."""

    def __init__(self, taking_in: TakingIn, brake: Brake, cancel: CancelToken) -> None:
        self._taking_in = taking_in
        self._brake = brake
        self._cancel = cancel
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="embedding")
        self._future: Future[None] | None = None
        self._share, self._told, self._waiting = 0.0, 0.0, ""
        self.batch: Batch | None = None

    def __enter__(self) -> Embedding:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._thread.shutdown()

    def begin(self, batch: Batch) -> None:
        """Start on a batch."""
        self.batch, self._share, self._told = batch, 0.0, 0.0
        self._future = self._thread.submit(
            self._taking_in.compute, batch, self._cancel, self._before_slice, self._on_share
        )

    def ended(self, run: Run, until: Callable[[], bool]) -> bool:
        """Wait for the end of the batch, or ``until`` something. True when a batch is at its end."""
        if self._future is None:
            return False
        while not wait([self._future], _TELL_EVERY).done:
            self._tell(run)
            if until():
                return False
        return True

    def wait(self, run: Run) -> None:
        """Return when the batch is computed; ``run`` is told how far it is. Raises what computing it raised."""
        self.ended(run, until=_never)
        future, self._future, self.batch = self._future, None, None
        if future is not None:
            future.result()
        self._cancel.raise_if_cancelled()

    def _tell(self, run: Run) -> None:
        if self._brake.waiting != self._waiting:
            self._waiting = self._brake.waiting
            run.stand_still(self._waiting)
        if self._share != self._told:
            self._told = self._share
            run.advance(self._told)

    def _before_slice(self) -> None:
        self._brake.wait(self._cancel)

    def _on_share(self, share: float) -> None:
        self._share = share


def _never() -> bool:
    return False
