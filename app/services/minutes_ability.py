"""Which models are let near a meeting: those that passed a short examination, whatever they are called.

The result belongs to a model file (its path, size and time) and is kept, so a model is examined once a language.
"""

from __future__ import annotations

from pathlib import Path

from app.domain.jobs import CancelToken, OnProgress, Progress, no_progress
from app.domain.language_models import LoadedModel
from app.domain.ports import Generator
from app.services.kept_marks import KeptMarks
from app.services.minutes_writing import complete
from app.tasks.minutes import exam, written
from app.tasks.minutes.exam import Marks


class MinutesAbility:
    """``file`` is where the marks are kept; None: nowhere."""

    def __init__(self, generator: Generator, file: Path | None) -> None:
        self._generator = generator
        self._kept = KeptMarks(Marks, file, exam.VERSION)

    def able(
        self, model: LoadedModel, language: str, cancel: CancelToken, on_progress: OnProgress = no_progress
    ) -> bool:
        """Whether the loaded model passed in this language. Raises EngineError and Cancelled."""
        return self.marks(model, language, cancel, on_progress).passed

    def marks(
        self, model: LoadedModel, language: str, cancel: CancelToken, on_progress: OnProgress = no_progress
    ) -> Marks:
        """The marks of the loaded model; it is examined where it has none. All zero where there is no paper."""
        return self._kept.of(model, language, lambda: self._examine(language, cancel, on_progress))

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
