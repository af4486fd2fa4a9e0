from __future__ import annotations

import json
import os
import random
from pathlib import Path
from typing import Any

import pytest

from app.catalog.adapters import AdapterCatalog, Fingerprint, fingerprint, read_adapter
from app.catalog.model_files import describe
from app.domain.errors import UserError
from app.domain.language_models import LoadedModel
from tests.adapter_files import write_adapter
from tests.unit.catalog.test_gguf import BASIC, gguf

SHAPE = {"architecture": "llama", "n_layer": 2, "n_embd": 64, "n_params": 2112, "name": "tiny"}
CARD: dict[str, Any] = {
    "name": "Reader",
    "base_model_name": "Tiny 2",
    "base": SHAPE,
    "task": "answer",
    "prompt": "passage-question-1",
    "none": "none",
    "thresholds": {"none": 0.5, "least": 1},
    "training": {"questions": 10},
    "licences": ["CC BY-SA 4.0"],
    "created": "2026-11-22",
    "carrel_version": "0.9",
}


def put(place: Path, name: str, card: object = None, **changed: object) -> Path:
    folder = place / name
    folder.mkdir(parents=True)
    write_adapter(folder / "adapter.gguf", spread=0.1, layers={"attn_q": (8, 8)})
    text = card if isinstance(card, str) else json.dumps({**CARD, "name": name, **changed})
    (folder / "card.json").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def model(tmp_path: Path) -> Path:
    path = tmp_path / "Tiny-Q4.gguf"
    path.write_bytes(gguf())
    return path


@pytest.fixture
def places(tmp_path: Path) -> tuple[Path, Path]:
    return tmp_path / "shipped", tmp_path / "own"


def test_a_card_says_what_the_adapter_is(tmp_path: Path) -> None:
    folder = put(tmp_path, "reader")
    found = read_adapter(folder, shipped=True)
    assert (found.name, found.path, found.task) == ("reader", folder / "adapter.gguf", "answer")
    assert (found.prompt, found.none, found.shipped) == ("passage-question-1", "none", True)
    assert found.base == Fingerprint("llama", 2, 64, 2112, "tiny")
    assert found.thresholds == {"none": 0.5, "least": 1.0}
    assert (found.licences, found.training) == (("CC BY-SA 4.0",), {"questions": 10})
    assert (found.base_model_name, found.created, found.carrel_version) == ("Tiny 2", "2026-11-22", "0.9")


def test_the_persons_own_come_first_and_the_task_must_be_the_same(
    model: Path, places: tuple[Path, Path]
) -> None:
    catalog = AdapterCatalog(*places)
    file = describe(model)
    assert not catalog.adapters()
    assert not catalog.problems
    assert catalog.for_model(file, "answer") is None
    put(places[0], "came-with-it")
    found = catalog.for_model(file, "answer")
    assert found is not None
    assert (found.name, found.shipped) == ("came-with-it", True)
    put(places[1], "mine")
    put(places[1], "another", task="summary")
    loaded = LoadedModel("Tiny-Q4", model, 2048, 2112, "CPU", 1, 0)
    found = catalog.for_model(loaded, "answer")
    assert found is not None
    assert (found.name, found.shipped) == ("mine", False)
    assert catalog.for_model(loaded, "translate") is None
    assert [adapter.name for adapter in catalog.adapters()] == ["another", "mine", "came-with-it"]


def test_which_model_an_adapter_was_made_for(model: Path, places: tuple[Path, Path]) -> None:
    file = describe(model)
    assert fingerprint(model) == Fingerprint("llama", 2, 64, 2112, "Tiny")
    digest = __import__("hashlib").sha256(model.read_bytes()).hexdigest()
    without_name = {key: value for key, value in SHAPE.items() if key != "name"}
    for number, (changed, fits) in enumerate([
        ({"base": SHAPE}, True),
        ({"base": {**SHAPE, "name": "Small"}}, False),
        ({"base": {**SHAPE, "n_layer": 3}}, False),
        ({"base": {**SHAPE, "n_embd": 65}}, False),
        ({"base": {**SHAPE, "n_params": 2113}}, False),
        ({"base": without_name}, True),
        ({"base": without_name, "base_sha256": digest}, True),
        ({"base": without_name, "base_sha256": "0" * 64}, False),
        ({"base": SHAPE, "base_sha256": "0" * 64}, True),  # other weights of the same model
        ({"base": {**SHAPE, "n_layer": 3}, "base_sha256": digest}, False),
    ]):  # fmt: skip
        place = places[1] / str(number)
        put(place, "x", **changed)
        catalog = AdapterCatalog(places[0], place)
        assert (catalog.for_model(file, "answer") is not None) is fits, changed
    hashed = {key: value for key, value in CARD.items() if key != "base"}
    for digits, fits in ((digest.upper(), True), ("0" * 64, False)):
        place = places[1] / digits[:3]
        put(place, "x", json.dumps({**hashed, "base_sha256": digits}))
        assert (AdapterCatalog(places[0], place).for_model(file, "answer") is not None) is fits
    catalog = AdapterCatalog(places[0], place)
    model.unlink()
    assert catalog.for_model(file, "answer") is None


BROKEN: list[object] = [
    "",
    "{",
    "[]",
    "null",
    "[" * 60_000,
    '{"name": "x"}',
    " " * 70_000,
    *(json.dumps({**CARD, key: 7}) for key in CARD),
    *(
        json.dumps({k: v for k, v in CARD.items() if k != key})
        for key in ("name", "task", "prompt", "none", "base")
    ),
    json.dumps({**CARD, "thresholds": {"none": "0.5"}}),
    json.dumps({**CARD, "thresholds": {"none": float("nan")}}),
    json.dumps({**CARD, "thresholds": {"none": True}}),
    json.dumps({**CARD, "licences": [7]}),
    json.dumps({**CARD, "base": {**SHAPE, "n_layer": "2"}}),
    json.dumps({**CARD, "base": {**SHAPE, "n_layer": -2}}),
    json.dumps({**CARD, "base": {**SHAPE, "architecture": "qwen2"}}),
]


@pytest.mark.parametrize("card", BROKEN, ids=range(len(BROKEN)))
def test_a_damaged_card_is_left_out_with_the_reason(
    places: tuple[Path, Path], model: Path, card: str
) -> None:
    folder = put(places[1], "broken", card)
    put(places[0], "good")
    catalog = AdapterCatalog(*places)
    found = catalog.for_model(describe(model), "answer")
    assert found is not None
    assert found.name == "good"
    assert [(p.folder, p.error.code) for p in catalog.problems] == [(folder, "adapter_damaged")]


def test_files_that_are_missing_or_no_adapter(places: tuple[Path, Path]) -> None:
    (places[1] / "empty").mkdir(parents=True)
    (put(places[1], "no-card") / "card.json").unlink()
    (put(places[1], "no-weights") / "adapter.gguf").unlink()
    (put(places[1], "a-model") / "adapter.gguf").write_bytes(gguf())
    (put(places[1], "text") / "adapter.gguf").write_text("no adapter")
    (places[1] / "a-file").write_text("not a folder")
    problems = {p.folder.name: p.error.code for p in AdapterCatalog(*places).problems}
    assert problems == {
        "empty": "file_missing",
        "no-card": "file_missing",
        "no-weights": "file_missing",
        "a-model": "adapter_damaged",
        "text": "adapter_damaged",
    }


def test_what_changed_is_read_again(places: tuple[Path, Path], model: Path) -> None:
    folder = put(places[1], "mine", "{")
    catalog = AdapterCatalog(*places)
    assert catalog.problems
    (folder / "card.json").write_text(json.dumps({**CARD, "name": "repaired"}), encoding="utf-8")
    assert [adapter.name for adapter in catalog.adapters()] == ["repaired"]
    assert not catalog.problems
    assert catalog.for_model(describe(model), "answer") is not None
    stamp = model.stat().st_mtime_ns + 10**9
    model.write_bytes(gguf({**BASIC, "general.name": "Tony"}))
    os.utime(model, ns=(stamp, stamp))
    assert catalog.for_model(describe(model), "answer") is None


@pytest.mark.parametrize("seed", range(30))
def test_garbled_cards_never_raise_anything_else(places: tuple[Path, Path], seed: int) -> None:
    rng = random.Random(seed)
    data = bytearray(json.dumps(CARD).encode())
    for _ in range(3):
        data[rng.randrange(len(data))] = rng.randrange(256)
    folder = put(places[1], "x")
    (folder / "card.json").write_bytes(data)
    try:
        read_adapter(folder)
    except UserError as error:
        codes = [error.code]
    else:
        codes = []
    assert codes in ([], ["adapter_damaged"])
