"""The embedder's arithmetic in whole numbers, in this process."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from app.processes import embedder_bert
from app.processes.embedder_bert import FULL_TOP, SAFE_TOP, BertEncoder
from app.processes.embedder_encoders import PlainBert, open_encoder
from app.processes.embedder_files import starter_embedder
from app.processes.embedder_graph import Floats, quantized

TEXTS = (
    "When does the lease end?",
    "The lease ends in May. The kiosk sells green tea. Dogs are not allowed.",
    "naïve café, 3.5 % — ok\nZürich 12.03.2026 | 4711 | € 18,20",
    "the harbour master keeps the keys " * 60,
    "x",
)


def test_steps_times_their_size_are_the_weights() -> None:
    weight = np.random.default_rng(1).normal(size=(6, 40)).astype(np.float32)
    weight[3] = 0
    for top in (FULL_TOP, SAFE_TOP):
        steps, size = quantized(weight, top)
        assert steps.shape == (40, 6)
        assert np.abs(steps).max() == top
        assert np.abs(steps * size - weight.T).max() <= size.max() * 0.5001


def vectors(encoder: PlainBert, texts: tuple[str, ...] = TEXTS) -> Floats:
    found = np.stack([states.hidden.mean(axis=0) for states in encoder.encode(texts)])
    return found / np.linalg.norm(found, axis=1, keepdims=True)


@pytest.fixture(scope="module")
def folder() -> Path:
    return starter_embedder().folder


@pytest.mark.models
def test_a_text_has_one_vector_whatever_stands_beside_it(folder: Path) -> None:
    encoder = open_encoder(folder, 256)
    assert isinstance(encoder, PlainBert)
    together = vectors(encoder, TEXTS * 5)
    for number, text in enumerate(TEXTS):
        alone = vectors(encoder, (text,))[0]
        assert np.array_equal(together[number], alone)
        assert np.array_equal(together[number + 15], alone)


@pytest.mark.models
def test_processors_without_exact_products_get_smaller_weights(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    full = vectors(PlainBert(folder, 256))
    monkeypatch.setattr(embedder_bert, "multiplies_exactly", lambda: False)
    safe = vectors(PlainBert(folder, 256))
    assert (full * safe).sum(axis=1).min() > 0.98
    assert not np.array_equal(full, safe)


@pytest.mark.models
def test_long_texts_are_cut_and_keep_their_separator(folder: Path) -> None:
    encoder = PlainBert(folder, 16)
    (cut,) = encoder.encode(["one two three four five six seven eight nine ten " * 10])
    assert cut.hidden.shape == (16, 384)
    assert cut.places.tolist()[0] == cut.places.tolist()[-1] == [0, 0]
    (short,) = encoder.encode(["one two three four five six seven eight nine ten one two three four"])
    assert np.abs(cut.hidden - short.hidden).max() == 0


@pytest.mark.models
def test_the_encoder_takes_no_pytorch(folder: Path) -> None:
    code = (
        "import sys; import app.processes.embedder; from app.processes.embedder_encoders import open_encoder\n"
        "from pathlib import Path; open_encoder(Path(sys.argv[1]), 256).encode(['x'])\n"
        "sys.exit(bool({'torch', 'transformers', 'sentence_transformers'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code, str(folder)], check=False).returncode == 0


@pytest.mark.models
def test_one_text_may_be_encoded_by_many_threads(folder: Path) -> None:
    encoder = BertEncoder(folder)
    ids = list(range(1000, 1060))
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(encoder.encode, [ids] * 12))
    assert all(np.array_equal(found[0], one) for one in found)
