"""What all engines have in common: the parent's side of one child."""

from __future__ import annotations

from app.domain.fences import FenceReport
from app.processes.supervisor import Supervisor


class Engine:
    """What all engines have in common."""

    def __init__(self, supervisor: Supervisor) -> None:
        self._supervisor = supervisor

    @property
    def pid(self) -> int | None:
        """The child's process id; None while there is none."""
        return self._supervisor.pid

    @property
    def fence(self) -> FenceReport | None:
        """What held around the latest child; None before there was one."""
        return self._supervisor.fence

    def close(self) -> None:
        """End the child for good; a running call is Cancelled."""
        self._supervisor.close()

    def kill(self) -> None:
        """Kill the child as if it had crashed; for tests."""
        self._supervisor.kill()
