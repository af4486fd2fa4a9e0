"""Which models are let near a meeting: those that passed a short examination, whatever they are called.

The result belongs to a model file (its path, size and time) and is kept, so a model is examined once a language.
"""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any

from app.domain.errors import UserError
from app.domain.jobs import CancelToken, OnProgress, Progress, no_progress
from app.domain.language_models import LoadedModel
from app.domain.ports import Generator
from app.services.minutes_parts import part_name
from app.services.minutes_writing import complete
from app.services.text_file import write_text
from app.tasks.minutes import exam, written
from app.tasks.minutes.exam import Marks


class MinutesAbility:
    """``file`` is where the marks are kept; None: nowhere."""

    def __init__(self, generator: Generator, file: Path | None) -> None:
        self._generator = generator
        self._file = file

    def able(
        self, model: LoadedModel, language: str, cancel: CancelToken, on_progress: OnProgress = no_progress
    ) -> bool:
        """Whether the loaded model passed in this language. Raises EngineError and Cancelled."""
        return self.marks(model, language, cancel, on_progress).passed

    def marks(
        self, model: LoadedModel, language: str, cancel: CancelToken, on_progress: OnProgress = no_progress
    ) -> Marks:
        """The marks of the loaded model; it is examined where it has none. All zero where there is no paper."""
        key = _key(model, language)
        known = self._known()
        if key in known:
            return known[key]
        marks = self._examine(language, cancel, on_progress)
        self._keep({**known, key: marks})
        return marks

    def _examine(self, language: str, cancel: CancelToken, on_progress: OnProgress) -> Marks:
        """Paper after paper, as long as it can still be passed."""
        papers = exam.papers(language)
        marks = Marks()
        for number, paper in enumerate(papers):
            on_progress(Progress(number, len(papers), "examining"))
            reply = complete(self._generator, written.request(paper.window), cancel)
            marks += exam.mark(paper, written.parse(reply, paper.window, None))
            if not marks.passed:
                break
        return marks

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


def _key(model: LoadedModel, language: str) -> str:
    """By file, not by name; the window's size matters too, as the papers must fit."""
    try:
        stat = model.path.stat()
        file = f"{stat.st_size} {stat.st_mtime_ns}"
    except OSError:
        file = "gone"
    return part_name(str(exam.VERSION), language, str(model.path), file, str(model.n_params))
