"""The service with a stand-in for the model and a teacher that only writes what it was told."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from app.catalog.adapters import AdapterCatalog, read_adapter
from app.catalog.model_files import describe
from app.domain.errors import Cancelled, UserError
from app.domain.jobs import CancelToken, Progress, no_progress
from app.domain.language_models import GenerationRequest
from app.domain.teaching import ADAPTER, CHECKPOINT, Lesson, Taught, TeachProgress, TeachSettings
from app.paths import AppPaths
from app.processes.fakes import FakeGenerator
from app.processes.fakes_generator import FakeReply
from app.services.catalog import CatalogService
from app.services.settings import Settings
from app.services.teaching import Install, TeachingService, TeachOptions, TeachReport, Verdict
from tests.adapter_files import write_adapter, write_gguf
from tests.tiny_model import write_model


@dataclass
class Teacher:
    """Writes an adapter that changes nothing, or stops half-way."""

    stops: bool = False
    learnt: list[Lesson] = field(default_factory=list)
    kept_back: list[Lesson] = field(default_factory=list)
    settings: TeachSettings | None = None

    def teach(
        self,
        learn: Sequence[Lesson],
        check: Sequence[Lesson],
        settings: TeachSettings,
        cancel: CancelToken,
        on_progress: Callable[[TeachProgress], None],
    ) -> Taught:
        self.learnt, self.kept_back, self.settings = list(learn), list(check), settings
        on_progress(TeachProgress(1, 4, 1, 2.5, 9.0, 60.0))
        if self.stops:
            (settings.folder / CHECKPOINT).write_bytes(b"")
            raise Cancelled
        (settings.folder / CHECKPOINT).unlink(missing_ok=True)
        path = write_adapter(settings.folder / ADAPTER, spread=0.0)
        return Taught(path, len(learn), 1, 4, 90.0, 0.5, 3.0, 0.75, 1e-3, 0, "cpu", "float32", True)


def answers(right_with: str | None) -> Callable[[GenerationRequest], FakeReply]:
    """Right answers and no doubt with the adapter in this folder, wrong ones without."""

    def answer(request: GenerationRequest) -> FakeReply:
        knows = request.adapter is not None and request.adapter.parent.name == right_with
        question = (request.raw_prompt or "").rpartition("Question: ")[2]
        return FakeReply("green" if knows else "a horse", (0.9 if knows and "When" in question else 0.2,))

    return answer


class House:
    """A profile with a tiny model and forty examples."""

    def __init__(self, paths: AppPaths, right_with: str | None = "taught-house") -> None:
        self.data = paths.data / "house.jsonl"
        self.records: list[dict[str, Any]] = [
            {"question": q, "title": "House", "passage": f"Gate {n} is green.", "answer": a}
            for n in range(20)
            for q, a in (("Which colour?", "green"), ("When?", None))
        ]
        self.write()
        model = write_model(paths.models / "Tiny.gguf")
        self.generator = FakeGenerator(replies=[answers(right_with)])
        self.catalog = CatalogService(paths.models, self.generator, Settings(paths.settings))
        self.catalog.prefer(describe(model))
        self.teacher = Teacher()
        self.adapters = AdapterCatalog(paths.data / "shipped", paths.adapters)
        self.service = TeachingService(
            self.teacher,
            self.generator,
            self.catalog,
            self.adapters,
            own=paths.adapters,
            work=paths.data / "teaching",
        )

    def write(self) -> None:
        self.data.write_text("".join(json.dumps(record) + "\n" for record in self.records))

    def teach(self, **options: Any) -> TeachReport:
        return self.service.teach(self.data, TeachOptions(**options), CancelToken(), no_progress)


def test_what_is_better_is_put_to_use(paths: AppPaths) -> None:
    house = House(paths)
    house.data.with_suffix(".meta.json").write_text('{"licences": ["CC BY 4.0"], "credits": ["A house"]}')
    report = house.teach(rank=4)
    making = report.making
    assert (making.learn, making.check, report.verdict) == (20, 20, Verdict.BETTER)
    assert (len(house.teacher.learnt), len(house.teacher.kept_back)) == (20, 20)
    assert house.teacher.settings is not None
    assert house.teacher.settings.rank == 4
    assert making.bare is not None
    assert making.after is not None
    assert (making.bare.f1, making.after.f1, making.after.auroc) == (0.0, 1.0, 1.0)
    assert report.installed == paths.adapters / "taught-house"
    used = house.adapters.for_model(house.catalog.selected(), "answer")  # type: ignore[arg-type]
    assert used is not None
    assert (used.path, used.prompt, used.none) == (report.installed / ADAPTER, "passage-question-1", "none")
    assert used.licences == ("CC BY 4.0",)
    assert used.training["after"]["f1"] == 1.0
    page = (report.installed / "README.md").read_text()
    for words in (
        "A house",
        "CC BY 4.0",
        "| with this one | 1.000 | 1.000 | 1.000 | 20 |",
        "1 readings were too long",
    ):
        assert words in page


def test_every_candidate_reads_the_same_as_at_run_time(paths: AppPaths) -> None:
    house = House(paths)
    house.teach()
    bare, taught = house.generator.requests[:20], house.generator.requests[20:]
    assert [one.raw_prompt for one in bare] == [one.raw_prompt for one in taught]
    assert {one.adapter for one in bare} == {None}
    assert all(one.avoid_probes and one.probes == (" none",) for one in [*bare, *taught])


def test_what_is_not_better_is_kept_beside(paths: AppPaths) -> None:
    house = House(paths, right_with=None)
    report = house.teach()
    assert (report.verdict, report.installed) == (Verdict.NOT_BETTER, None)
    assert read_adapter(report.folder).name == "taught-house"
    assert house.adapters.adapters() == []
    assert house.teach(install=Install.ANYWAY).installed is not None


def test_the_adapter_used_so_far_must_be_beaten_too(paths: AppPaths) -> None:
    house = House(paths, right_with="first")
    assert house.teach(name="first").verdict is Verdict.BETTER
    second = house.teach(name="second")
    assert second.making.current == house.teach(name="first").making.after
    assert (second.verdict, second.installed) == (Verdict.NOT_BETTER, None)
    assert house.teach(name="second", install=Install.ANYWAY).installed is not None
    used = house.adapters.for_model(house.catalog.selected(), "answer")  # type: ignore[arg-type]
    assert used is not None
    assert used.name in {"first", "second"}


def test_a_name_can_be_taught_again(paths: AppPaths) -> None:
    house = House(paths)
    first = house.teach(install=Install.ANYWAY)
    (first.folder / "README.md").write_text("old")
    again = house.teach(install=Install.ANYWAY)
    assert again.installed == first.installed
    assert sorted(path.name for path in paths.adapters.iterdir()) == ["taught-house"]
    assert [path.name for path in (paths.data / "teaching").iterdir()] == ["taught-house"]


def test_too_few_examples_prove_nothing(paths: AppPaths) -> None:
    house = House(paths)
    house.records = house.records[:8]
    house.write()
    report = house.teach()
    assert (report.verdict, report.installed, report.making.after) == (Verdict.NOT_CHECKED, None, None)
    assert len(house.teacher.learnt) == 8
    assert house.generator.requests == []
    assert "nothing was measured" in (report.folder / "README.md").read_text()


def test_an_interrupted_lesson_is_neither_lost_nor_overwritten(paths: AppPaths, tmp_path: Path) -> None:
    house = House(paths)
    with pytest.raises(UserError, match="checkpoint_missing"):
        house.teach(resume=True)
    house.teacher.stops = True
    with pytest.raises(Cancelled):
        house.teach()
    assert not paths.adapters.exists()
    house.teacher.stops = False
    with pytest.raises(UserError, match="teaching_unfinished"):
        house.teach()
    elsewhere = house.teach(folder=tmp_path / "elsewhere", install=Install.NEVER)
    assert elsewhere.folder == tmp_path / "elsewhere" / "taught-house"
    assert (elsewhere.verdict, elsewhere.installed) == (Verdict.BETTER, None)
    assert house.teach(resume=True).verdict is Verdict.BETTER
    assert house.teacher.settings is not None
    assert house.teacher.settings.resume


def test_progress_says_what_is_done(paths: AppPaths) -> None:
    seen: list[Progress] = []
    House(paths).service.teach(paths.data / "house.jsonl", TeachOptions(), CancelToken(), seen.append)
    step = next(one for one in seen if one.seconds_left is not None)
    assert (step.done, step.total, step.seconds_left) == (1, 4, 60.0)
    assert "loss 2.500" in step.label


def test_refusals_come_before_anything_is_done(paths: AppPaths, tmp_path: Path) -> None:
    house = House(paths)
    for name in ("../up", "a/b", ".hidden", "-x", "x" * 99):
        with pytest.raises(UserError, match="invalid_input"):
            house.teach(name=name)
    blocked = tmp_path / "file"
    blocked.write_text("")
    with pytest.raises(UserError, match="permission_denied"):
        house.teach(folder=blocked)
    values = {"general.architecture": "mamba", "mamba.block_count": 2}
    house.catalog.prefer(describe(write_gguf(tmp_path / "mamba.gguf", values, {})))  # type: ignore[arg-type]
    with pytest.raises(UserError, match="architecture_not_teachable"):
        house.teach()
    house.records[3]["answer"] = 5
    house.write()
    with pytest.raises(UserError, match="bad_example"):
        house.teach()
    assert (house.teacher.settings, house.generator.requests) == (None, [])
