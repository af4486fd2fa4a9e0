"""The model files' item model and words."""

from __future__ import annotations

from PySide6.QtTest import QAbstractItemModelTester

from app.domain.language_models import LoadedModel
from app.ui.catalog import words
from app.ui.catalog.model_file_item_model import ModelFileItemModel, ModelFileRole
from tests.gui.fakes_areas import model_file

BIG = model_file("Mistral-7B-Q4_K_M", size=4_700_000_000, parameters=7_240_000_000, quantization="Q4_K_M")


def _loaded() -> LoadedModel:
    return LoadedModel("x", model_file().path, 4096, 134_515_008, "CPU", 2, 300_000_000)


def test_the_model_keeps_qts_rules(qapp: object) -> None:
    model = ModelFileItemModel()
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.set_loaded(_loaded())
    model.set_files([model_file(), BIG], BIG)
    model.set_loaded(None)
    model.set_files([], None)
    assert tester.model() is model


def test_a_file_says_what_it_is_and_whether_it_is_in_use(qapp: object) -> None:
    model = ModelFileItemModel()
    model.set_files([model_file(), BIG], BIG)
    model.set_loaded(_loaded())
    facts = model.index(0).data(ModelFileRole.FACTS)
    assert facts.startswith("135 million parameters · Q4_1 · 98 MB · reads up to 8,192 tokens at once")
    assert "Loaded: CPU, 2 threads, context 4,096 tokens, 300 MB of memory" in facts
    assert model.index(0).data(ModelFileRole.STATUS) == "in use"
    assert model.index(1).data(ModelFileRole.STATUS) == "chosen"
    assert model.row_of(BIG.path) == 1


def test_parameters_in_words() -> None:
    assert words.parameters_text(0) == ""
    assert words.parameters_text(7_240_000_000) == "7.2 billion parameters"
