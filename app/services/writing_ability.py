"""Which model may do which task: those that passed a short examination in it, whatever they are called.

The marks belong to a model file (its path, size and time) and are kept, so a model is examined once a task.
"""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any

from app.domain.errors import UserError
from app.domain.jobs import CancelToken, OnProgress, Progress
from app.domain.language_models import LoadedModel
from app.domain.ports import Generator
from app.domain.writing import Marks
from app.services.minutes_parts import part_name
from app.services.minutes_writing import complete
from app.services.text_file import write_text
from app.tasks.writing import TextTask

VERSION = 1
"""Another number has every model examined again."""


class WritingAbility:
    """``file`` is where the marks are kept; None: nowhere."""

    def __init__(self, generator: Generator, file: Path | None) -> None:
        self._generator = generator
        self._file = file

    def marks(
        self, task: TextTask, model: LoadedModel, cancel: CancelToken, on_progress: OnProgress
    ) -> Marks:
        """Those of the loaded model; it is examined where it has none. Raises EngineError and Cancelled."""
        key = _key(task.declaration.id, model)
        known = self._known()
        if key in known:
            return known[key]
        marks = self._examine(task, cancel, on_progress)
        self._keep({**self._known(), key: marks})
        return marks

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

    def _known(self) -> dict[str, Marks]:
        if self._file is None:
            return {}
        try:
            kept: dict[str, Any] = json.loads(self._file.read_text("utf-8"))
            return {key: Marks(**marks) for key, marks in kept.items()}
        except (OSError, ValueError, TypeError, AttributeError):
            return {}  # not there yet, or damaged: the models are examined again

    def _keep(self, known: dict[str, Marks]) -> None:
        if self._file is not None:
            with suppress(UserError):  # it is examined again next time
                write_text(self._file, json.dumps({key: asdict(marks) for key, marks in known.items()}))


def _key(task_id: str, model: LoadedModel) -> str:
    """By file, not by name; the window's size matters too, as the papers must fit."""
    try:
        stat = model.path.stat()
        file = f"{stat.st_size} {stat.st_mtime_ns}"
    except OSError:
        file = "gone"
    return part_name(str(VERSION), task_id, str(model.path), file, str(model.n_params))
