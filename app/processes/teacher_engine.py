"""The parent's side of the teacher; it loads nothing heavy."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Sequence

from app.domain.errors import UserError
from app.domain.jobs import CancelToken
from app.domain.teaching import Lesson, Taught, TeachProgress, TeachSettings
from app.processes.engines import Engine
from app.processes.launch import Launcher
from app.processes.limits import CallLimits, ChildLimits
from app.processes.requests import Teach
from app.processes.results import EventBody, TeachingDone, TeachStep
from app.processes.supervisor import OnState, Supervisor, ignore_state

_CALL = CallLimits(grace=120.0)  # a step of a large model, and the checkpoint
_IDLE = 30.0  # after something was refused
NEEDED = ("torch", "gguf", "safetensors")


class TeacherEngine(Engine):
    """Teaches in a process of its own, which ends with the course."""

    def __init__(self, launcher: Launcher, on_state: OnState = ignore_state) -> None:
        super().__init__(Supervisor("teacher", launcher, ChildLimits(idle=_IDLE), on_state=on_state))

    def teach(
        self,
        learn: Sequence[Lesson],
        check: Sequence[Lesson],
        settings: TeachSettings,
        cancel: CancelToken,
        on_progress: Callable[[TeachProgress], None],
    ) -> Taught:
        """Raises Cancelled (with a checkpoint in the folder), UserError: teaching_unavailable, not_enough_memory,
        architecture_not_teachable, model_missing, model_damaged, no_examples, checkpoint_missing,
        checkpoint_mismatch, checkpoint_damaged, disk_full, permission_denied."""
        require_libraries()

        def progressed(body: EventBody) -> None:
            if isinstance(body, TeachStep):
                on_progress(body.progress)

        request = Teach(list(learn), list(check), settings)
        taught = self._supervisor.ask(request, TeachingDone, cancel, _CALL, on_event=progressed).taught
        self._supervisor.stop()  # what it holds is more than a process
        return taught


def require_libraries() -> None:
    """Raises UserError("teaching_unavailable") where what teaching needs is not there, as in the installed program."""
    missing = [name for name in NEEDED if importlib.util.find_spec(name) is None]
    if missing:
        raise UserError("teaching_unavailable", detail=", ".join(missing))
