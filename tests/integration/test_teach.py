"""Teaching a tiny model with random weights: the numbers, the whole way to an adapter, and being interrupted."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from gguf import GGUFReader

from app.catalog.model_files import starter_path
from app.cli.main import run
from app.domain.errors import Cancelled, EngineError, UserError
from app.domain.jobs import CancelToken, no_progress
from app.domain.language_models import GenerationFinished, GenerationRequest, LoadSettings
from app.domain.teaching import CHECKPOINT, Lesson, Taught, TeachProgress, TeachSettings
from app.processes.engines import GeneratorEngine
from app.processes.generator_words import words_of
from app.processes.launch import Launcher
from app.processes.teacher_course import Forward
from app.processes.teacher_device import Place
from app.processes.teacher_engine import TeacherEngine
from app.processes.teacher_export import write_adapter
from app.processes.teacher_model import Lora, Model
from app.processes.teacher_shape import read_shape
from app.processes.teacher_weights import Weights
from app.tasks import read_passage
from app.teaching.packs import Branch, TokenLesson, Tree, plant
from app.teaching.readings import Reading, lesson
from tests.tiny_model import PAIRS, write_model

pytestmark = pytest.mark.models
PROMPT = "House\nThe gate is green and the boat is blue.\n\nQuestion: Which colour?\nAnswer:"
EXACT = Place("cpu", "float32")


def house() -> list[Reading]:
    """Two questions about each of four sentences; one of them is not answered there."""
    found = []
    for number, (thing, colour) in enumerate(PAIRS):
        other = PAIRS[(number + 1) % len(PAIRS)][0]
        text = f"The {thing} is {colour}."
        found.append(Reading("House", text, f"Which colour is the {thing}?", colour))
        found.append(Reading("House", text, f"Which colour is the {other}?", None))
    return found


def lessons() -> list[Lesson]:
    return [lesson(one) for one in house()]


def model_of(path: Path, place: Place = EXACT) -> Model:
    shape = read_shape(path)
    return Model(Weights(path, place, shape.architecture), shape)


def adapted(model: Model, first: int = 0) -> dict[str, Lora]:
    """With a B that does something."""
    loras = model.adapt(4, 8.0, first, seed=1)
    dice = torch.Generator().manual_seed(2)
    for lora in loras.values():
        lora.b.data.normal_(0.0, 0.1, generator=dice)
    return loras


@pytest.fixture(scope="module")
def generator(launcher: Launcher) -> Iterator[GeneratorEngine]:
    made = GeneratorEngine(launcher)
    yield made
    made.close()


@pytest.fixture
def teacher(launcher: Launcher) -> Iterator[TeacherEngine]:
    made = TeacherEngine(launcher)
    yield made
    made.close()


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_model(tmp_path_factory.mktemp("model") / "Tiny.gguf")


def settings(model: Path, folder: Path, **more: object) -> TeachSettings:
    folder.mkdir(exist_ok=True)
    usual = TeachSettings(
        model, folder, rank=16, epochs=60, learning_rate=0.01, precision="float32", threads=1
    )
    return replace(usual, **more)  # type: ignore[arg-type]


# --- the numbers -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["llama", "llama with factors", "qwen2", "qwen3"])
def test_the_model_in_torch_is_the_model_in_llama_cpp(
    kind: str, generator: GeneratorEngine, tmp_path: Path
) -> None:
    architecture, _, factors = kind.partition(" ")
    path = write_model(tmp_path / "model.gguf", architecture=architecture, factors=bool(factors))
    generator.load(LoadSettings(path, n_ctx=512), CancelToken(), no_progress)
    model, adapter = model_of(path), tmp_path / "adapter.gguf"
    probes = (" none", "A", "e", "\n")
    bare = probabilities(model, path, probes)
    assert asked(generator, None, probes) == pytest.approx(bare, rel=0.02)
    write_adapter(adapter, adapted(model), architecture, 8.0, "Test")
    taught = probabilities(model, path, probes)
    assert taught != pytest.approx(bare, rel=0.1)
    assert asked(generator, adapter, probes) == pytest.approx(taught, rel=0.02)


def probabilities(model: Model, path: Path, probes: tuple[str, ...]) -> list[float]:
    with words_of(path) as words:
        ids = words.prompt(PROMPT)
        wanted = [words.target(PROMPT, ids, probe)[0] for probe in probes]
    with torch.no_grad():
        layout = model.layout(len(ids) - 1, 1, 1, list(range(len(ids))))
        h = model.through(model.below(ids, layout, 0), layout, 0, model.shape.layers)
        return [float(p) for p in model.logits(h[-1:])[0].softmax(-1)[wanted]]


def asked(generator: GeneratorEngine, adapter: Path | None, probes: tuple[str, ...]) -> tuple[float, ...]:
    request = GenerationRequest(raw_prompt=PROMPT, max_tokens=0, probes=probes, adapter=adapter)
    finished = list(generator.generate(request, CancelToken()))[-1]
    assert isinstance(finished, GenerationFinished)
    return finished.probabilities


def test_a_tree_gives_what_its_sequences_give_alone(tiny: Path) -> None:
    model = model_of(tiny)
    adapted(model, first=1)
    dice = np.random.default_rng(5)
    draw = lambda n: [int(token) for token in dice.integers(0, 256, n)]  # noqa: E731
    for start in (0, 1, 40):
        prefix = draw(start)
        branches = [Branch(draw(n), draw(m), [1.0] * m) for n, m in ((1, 1), (7, 3), (3, 5), (12, 2))]
        tree = Tree(prefix, branches)
        together = Forward(model, 1).losses(tree).detach()
        alone = [
            Forward(model, 1).losses(Tree([], [Branch([*prefix, *b.rest], b.target, b.weights)]))
            for b in branches
        ]
        assert torch.allclose(together, torch.cat(alone).detach(), atol=1e-4)


def test_gradients_of_a_tree_are_those_of_its_sequences(tiny: Path) -> None:
    lists = [([1, 2, 3, 4, 5], [6, 7]), ([1, 2, 3, 9], [8]), ([1, 2, 3, 4, 4, 4], [7, 7, 7])]
    tokens = [TokenLesson(p, t, [0.5] * len(t), "key") for p, t in lists]
    found = []
    for trees in (plant(tokens), plant([replace(one, key="") for one in tokens])):
        model = model_of(tiny)
        loras = adapted(model)
        forward = Forward(model, 0)
        total = sum((forward.weighted(tree)[0] for tree in trees), start=torch.zeros(()))
        total.backward()
        found.append((len(trees), [lora.a.grad for lora in loras.values()]))
    assert [count for count, _ in found] == [1, 3]
    for one, other in zip(found[0][1], found[1][1], strict=True):
        assert torch.allclose(one, other, atol=1e-5, rtol=1e-3)


def test_what_frozen_layers_gave_is_kept_and_the_same(tiny: Path) -> None:
    model = model_of(tiny)
    adapted(model, first=1)
    (tree,) = plant([TokenLesson([1, 2, 3], [4, 5], [1.0, 1.0])])
    keeping, none = Forward(model, 1, room=10**6), Forward(model, 1)
    fresh = none.losses(tree, 0).detach()
    assert torch.equal(keeping.losses(tree, 0), fresh)
    assert torch.equal(keeping.losses(tree, 0), fresh)


def test_lessons_are_cut_into_tokens_as_at_run_time(generator: GeneratorEngine) -> None:
    path = starter_path()
    assert path is not None
    generator.load(LoadSettings(path, n_ctx=512), CancelToken(), no_progress)
    text = "Zürich ١٢٣\nIt cost 1,234.50 in 1999 – don't ask 東京.\n\nQuestion: What?\nAnswer:"
    with words_of(path) as words:
        ids = words.prompt(text)
        assert len(ids) == generator.count_tokens([text])[0]
        assert (
            words.target(text, ids, read_passage.NONE) == words.prompt(text + read_passage.NONE)[len(ids) :]
        )
        assert words.end == 2  # <|im_end|>, with which the starter ends its turns


# --- the whole way -----------------------------------------------------------------------------------------------


def teach(teacher: TeacherEngine, how: TeachSettings, told: list[TeachProgress] | None = None) -> Taught:
    seen = [] if told is None else told
    return teacher.teach(lessons(), lessons()[:2], how, CancelToken(), seen.append)


def test_eight_examples_are_learnt_and_answered_by_llama_cpp(
    teacher: TeacherEngine, generator: GeneratorEngine, tiny: Path, tmp_path: Path
) -> None:
    told: list[TeachProgress] = []
    taught = teach(teacher, settings(tiny, tmp_path / "out"), told)
    assert (taught.lessons, taught.left_out, taught.complete, taught.steps) == (8, 0, True, 120)
    assert taught.loss < 0.3
    assert taught.loss_before is not None
    assert taught.loss_after is not None
    assert taught.loss_after < 0.3 < 3.0 < taught.loss_before
    assert told[-1].step == told[-1].steps == 120
    assert [path.name for path in taught.adapter.parent.iterdir()] == ["adapter.gguf"]
    generator.load(LoadSettings(tiny, n_ctx=512), CancelToken(), no_progress)
    right = {}
    for adapter in (None, taught.adapter):
        plans = [read_passage.plan(r.header, r.text, r.question, taught.adapter) for r in house()]
        said = generator.generate_many([replace(plan, adapter=adapter) for plan in plans], CancelToken())
        right[adapter] = [
            (text.finished.probabilities[0] > 0.5) if one.answer is None else text.text.strip() == one.answer
            for one, text in zip(house(), said, strict=True)
        ]
    assert all(right[taught.adapter])
    assert not any(right[None])


def weights_of(path: Path) -> dict[str, np.ndarray]:
    return {tensor.name: np.array(tensor.data, dtype=np.float32) for tensor in GGUFReader(path).tensors}


def test_an_interrupted_course_goes_on_as_if_nothing_had_been(
    teacher: TeacherEngine, tiny: Path, tmp_path: Path
) -> None:
    """Once stopped politely, once killed."""
    plain = teach(teacher, settings(tiny, tmp_path / "plain", epochs=30))
    how = settings(tiny, tmp_path / "other", epochs=30, checkpoint_seconds=0.0)
    cancel = CancelToken()

    def stop(progress: TeachProgress) -> None:
        cancel.cancel()

    with pytest.raises(Cancelled):
        teacher.teach(lessons(), lessons()[:2], how, cancel, stop)
    assert (how.folder / CHECKPOINT).is_file()
    with pytest.raises(UserError, match="checkpoint_mismatch"):
        teach(teacher, replace(how, resume=True, rank=8))
    with pytest.raises(EngineError, match="engine_crashed"):
        teacher.teach(
            lessons(), lessons()[:2], replace(how, resume=True), CancelToken(), lambda _: teacher.kill()
        )
    again = teach(teacher, replace(how, resume=True))
    assert again.steps == plain.steps == 60
    assert again.loss == pytest.approx(plain.loss, rel=1e-4)
    assert again.loss_before == plain.loss_before
    assert not (how.folder / CHECKPOINT).exists()
    wanted, found = weights_of(plain.adapter), weights_of(again.adapter)
    assert wanted.keys() == found.keys()
    for name, numbers in wanted.items():
        assert np.allclose(numbers, found[name], atol=1e-4), name


def test_what_cannot_be_taught_says_why(teacher: TeacherEngine, tiny: Path, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    how = settings(tiny, folder)
    text = tmp_path / "text.gguf"
    text.write_text("no model")
    cut = tmp_path / "cut.gguf"
    cut.write_bytes(tiny.read_bytes()[:200_000])
    extra = write_model(tmp_path / "extra.gguf", extra=True)
    damaged = tmp_path / "damaged"
    damaged.mkdir()
    (damaged / CHECKPOINT).write_bytes(b"x" * 100)
    long = Lesson("word " * 1000, " none")
    for changed, learn, code in (
        (replace(how, model=tmp_path / "gone.gguf"), lessons(), "model_missing"),
        (replace(how, model=text), lessons(), "not_a_model"),
        (replace(how, model=cut), lessons(), "model_damaged"),
        (replace(how, model=extra), lessons(), "architecture_not_teachable"),
        (replace(how, resume=True), lessons(), "checkpoint_missing"),
        (replace(how, resume=True, folder=damaged), lessons(), "checkpoint_damaged"),
        (replace(how, rank=2_000_000_000), lessons(), "not_enough_memory"),
        (how, [long], "no_examples"),
        (replace(how, folder=tmp_path / "not there", epochs=1), lessons(), "permission_denied"),
    ):
        with pytest.raises(UserError, match=code):
            teacher.teach(learn, [], changed, CancelToken(), lambda _: None)
    assert list(folder.iterdir()) == []


def test_long_lessons_are_left_out_and_time_is_kept(
    teacher: TeacherEngine, tiny: Path, tmp_path: Path
) -> None:
    how = settings(tiny, tmp_path / "out", epochs=100_000, max_minutes=0.02)
    taught = teacher.teach(
        [*lessons(), Lesson("word " * 1000, " none")], [], how, CancelToken(), lambda _: None
    )
    assert (taught.lessons, taught.left_out, taught.complete) == (8, 1, False)
    assert taught.adapter.is_file()


def test_the_command_teaches_and_puts_to_use(
    tiny: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = tmp_path / "house.jsonl"
    records = [
        {"question": r.question, "title": r.header, "passage": r.text, "answer": r.answer} for r in house()
    ]
    data.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    command = ["--json", "--quiet", "--profile-dir", str(tmp_path / "profile"), "--model", str(tiny)]
    assert run([*command, "teach", str(data), "--epochs", "2", "--install-anyway"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert (report["verdict"], report["examples"]) == ("not_checked", {"learn": 8, "check": 0})
    assert report["installed"] == str(tmp_path / "profile" / "data" / "adapters" / "taught-house")
    data.write_text("nothing\n")
    assert run([*command, "teach", str(data)]) == 4
    assert json.loads(capsys.readouterr().out)["error"]["params"]["line"] == 1


def test_stopping_is_heard_while_the_teacher_loads(
    teacher: TeacherEngine, tiny: Path, tmp_path: Path
) -> None:
    cancel = CancelToken()
    timer = threading.Timer(0.2, cancel.cancel)
    timer.start()
    with pytest.raises(Cancelled):
        teacher.teach(lessons(), [], settings(tiny, tmp_path / "out", epochs=10_000), cancel, lambda _: None)
    timer.join()
