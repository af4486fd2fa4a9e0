"""Which model may do which task: those that passed a short examination in it, whatever they are called.

The marks belong to a model file (its path, size and time) and are kept, so a model is examined once a task.
"""

from __future__ import annotations

from pathlib import Path

from app.domain.jobs import CancelToken, OnProgress, Progress
from app.domain.language_models import LoadedModel
from app.domain.ports import Generator
from app.domain.writing import Marks
from app.services.kept_marks import KeptMarks
from app.services.minutes_writing import complete
from app.tasks.writing import TextTask

VERSION = 1
"""Another number has every model examined again."""


class WritingAbility:
    """``file`` is where the marks are kept; None: nowhere."""

    def __init__(self, generator: Generator, file: Path | None) -> None:
        self._generator = generator
        self._kept = KeptMarks(Marks, file, VERSION)

    def marks(
        self, task: TextTask, model: LoadedModel, cancel: CancelToken, on_progress: OnProgress
    ) -> Marks:
        """Those of the loaded model; it is examined where it has none. Raises EngineError and Cancelled."""
        return self._kept.of(model, task.declaration.id, lambda: self._examine(task, cancel, on_progress))

    def _examine(self, task: TextTask, cancel: CancelToken, on_progress: OnProgress) -> Marks:
        """Paper after paper, as long as it can still be passed."""
        papers = task.papers
        passed = 0
        for number, paper in enumerate(papers, 1):
            on_progress(Progress(number - 1, len(papers), "examining"))
            reply = complete(self._generator, task.plan(paper.given), cancel)
            cancel.raise_if_cancelled()
            passed += paper.right(task.parse(paper.given, reply))
            if not Marks(passed + len(papers) - number, len(papers)).able:
                break
        return Marks(passed, len(papers))
