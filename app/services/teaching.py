"""Teaching the chosen model to read: examples in, an adapter out, put to use only if it reads better than before."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from app import __version__
from app.catalog.adapters import AdapterCatalog, fingerprint
from app.domain.errors import UserError
from app.domain.jobs import CancelToken, OnProgress, Progress
from app.domain.language_models import ModelFile
from app.domain.ports import Generator
from app.domain.teaching import CHECKPOINT, Lesson, Taught, TeachProgress, TeachSettings
from app.processes.teacher_shape import read_shape
from app.services.catalog import CatalogService
from app.services.teaching_exam import chosen, examine
from app.services.teaching_shelf import folder_name, put_up, sha256, write_cards
from app.teaching.card import TASK, Making
from app.teaching.dataset import read_examples, read_provenance
from app.teaching.measures import Scores
from app.teaching.readings import Reading, lesson, readings
from app.teaching.split import split
from app.teaching.swaps import balanced


class Teacher(Protocol):
    """What teaches; see :class:`app.processes.teacher_engine.TeacherEngine`."""

    def teach(
        self,
        learn: Sequence[Lesson],
        check: Sequence[Lesson],
        settings: TeachSettings,
        cancel: CancelToken,
        on_progress: Callable[[TeachProgress], None],
    ) -> Taught:
        """Writes an adapter into the settings' folder."""


class Install(StrEnum):
    """Whether what was taught is put to use."""

    IF_BETTER = "if_better"
    NEVER = "never"
    ANYWAY = "anyway"


class Verdict(StrEnum):
    """Why an adapter was put to use, or was not."""

    BETTER = "better"
    NOT_BETTER = "not_better"
    NOT_CHECKED = "not_checked"


@dataclass(frozen=True, slots=True)
class TeachOptions:
    """What the person chose; the rest is as suits the model. ``folder`` None: one in the profile."""

    name: str = ""
    folder: Path | None = None
    epochs: int = 3
    rank: int = 16
    learning_rate: float = 0.0
    first_layer: int = -1
    max_minutes: float = 0.0
    seed: int = 0
    resume: bool = False
    install: Install = Install.IF_BETTER


@dataclass(frozen=True, slots=True)
class TeachReport:
    """What came of it. ``making`` has all figures; ``installed`` is where it was put, if it was."""

    making: Making
    folder: Path
    verdict: Verdict
    installed: Path | None


class TeachingService:
    """``work`` holds lessons that are not finished, and adapters that were not put into ``own``."""

    def __init__(
        self,
        teacher: Teacher,
        generator: Generator,
        catalog: CatalogService,
        adapters: AdapterCatalog,
        *,
        own: Path,
        work: Path,
    ) -> None:
        self._teacher = teacher
        self._generator = generator
        self._catalog = catalog
        self._adapters = adapters
        self._own = own
        self._work = work

    def teach(
        self, data: Path, options: TeachOptions, cancel: CancelToken, on_progress: OnProgress
    ) -> TeachReport:
        """Raises Cancelled (a checkpoint stays), what :meth:`Teacher.teach` raises, and UserError: file_missing,
        bad_example, no_examples, invalid_input, teaching_unfinished."""
        parts = split(read_examples(data), options.seed)
        provenance = read_provenance(data)
        model = self._model()
        settings = self._settings(data, options, model)
        learn = balanced(readings(parts.learn), options.seed)
        check = readings(parts.check)
        exam = _Exam(self._generator, cancel, on_progress)
        bare = current = after = None
        if check:
            loaded = self._catalog.load(model, cancel)
            exam.take(chosen(self._generator, loaded, check))
            bare = exam.scores(None, "the model alone")
            used = self._adapters.for_model(model, TASK)
            current = exam.scores(used.path, "the adapter used so far") if used is not None else None
        taught = self._teacher.teach(
            [lesson(one) for one in learn],
            [lesson(one) for one in check],
            settings,
            cancel,
            lambda step: on_progress(_progress(step)),
        )
        if check:
            after = exam.scores(taught.adapter, "the new adapter")
        base = fingerprint(model.path)
        making = Making(
            settings,
            taught,
            provenance,
            len(parts.learn),
            len(parts.check),
            base.name or model.name,
            asdict(base),
            "" if base.name else sha256(model.path),
            datetime.now(UTC).isoformat(timespec="seconds"),
            __version__,
            bare,
            current,
            after,
        )
        write_cards(settings.folder, making)
        verdict = _verdict(making)
        wanted = options.install is Install.ANYWAY or (
            options.install is Install.IF_BETTER and verdict is Verdict.BETTER
        )
        installed = put_up(settings.folder, self._own, self._work) if wanted else None
        return TeachReport(making, settings.folder, verdict, installed)

    def _model(self) -> ModelFile:
        model = self._catalog.selected()
        if model is None:
            raise UserError("model_missing")
        read_shape(model.path)  # better now than after the examination
        return model

    def _settings(self, data: Path, options: TeachOptions, model: ModelFile) -> TeachSettings:
        name = folder_name(options.name, data)
        folder = (options.folder or self._work).expanduser().absolute() / name
        unfinished = (folder / CHECKPOINT).is_file()
        if unfinished and not options.resume:
            raise UserError("teaching_unfinished", path=str(folder))
        if options.resume and not unfinished:
            raise UserError("checkpoint_missing", path=str(folder))
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise UserError("permission_denied", path=str(folder)) from error
        return TeachSettings(
            model.path,
            folder,
            name,
            rank=options.rank,
            epochs=options.epochs,
            learning_rate=options.learning_rate,
            first_layer=options.first_layer,
            max_minutes=options.max_minutes,
            seed=options.seed,
            resume=options.resume,
        )


class _Exam:
    """The same readings for every candidate."""

    def __init__(self, generator: Generator, cancel: CancelToken, on_progress: OnProgress) -> None:
        self._generator = generator
        self._cancel = cancel
        self._on_progress = on_progress
        self._readings: list[Reading] = []

    def take(self, readings: list[Reading]) -> None:
        self._readings = readings

    def scores(self, adapter: Path | None, label: str) -> Scores:
        return examine(
            self._generator, self._readings, adapter, self._cancel, self._on_progress, f"examining {label}"
        )


def _verdict(making: Making) -> Verdict:
    if making.after is None or making.bare is None or not making.after.readings:
        return Verdict.NOT_CHECKED
    before = [scores.total for scores in (making.bare, making.current) if scores is not None]
    return Verdict.BETTER if making.after.total > max(before) else Verdict.NOT_BETTER


def _progress(step: TeachProgress) -> Progress:
    label = f"steps, epoch {step.epoch}, loss {step.loss:.3f}, {step.rate:.1f} examples/s"
    return Progress(step.step, step.steps, label, step.seconds_left)
