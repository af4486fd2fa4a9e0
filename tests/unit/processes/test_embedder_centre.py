"""What all vectors of a model have in common is taken out of them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from app.processes.embedder_centre import Embed, find_centre

Floats = npt.NDArray[np.float32]
DIMS = 256


def unit(vectors: Floats) -> Floats:
    return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)


def model(cone: float, calls: list[int] | None = None) -> Embed:
    """Directions by chance, pushed towards one of them: unrelated texts have a cosine of cone² / (1 + cone²)."""
    towards = unit(np.random.default_rng(1).normal(size=(1, DIMS)))[0]

    def embed(texts: Sequence[str]) -> Floats:
        if calls is not None:
            calls.append(len(texts))
        rows = [np.random.default_rng(sum(text.encode())).normal(size=DIMS) for text in texts]
        return unit(unit(np.array(rows)) + cone * towards)

    return embed


def cosines(vectors: Floats) -> Floats:
    rows = unit(vectors)
    return (rows @ rows.T)[np.triu_indices(len(rows), 1)]


TEXTS = [f"text number {number} about {number * 7}" for number in range(50)]


def test_a_narrow_cone_is_opened() -> None:
    embed = model(1.7)
    centre = find_centre(embed, embed, DIMS, None)
    assert cosines(embed(TEXTS)).mean() > 0.7
    for query in (True, False):
        assert abs(cosines(centre.applied(embed(TEXTS), query=query)).mean()) < 0.1


def test_what_is_near_stays_near() -> None:
    embed = model(1.7)
    centre = find_centre(embed, embed, DIMS, None)
    one = embed(TEXTS[:1])
    near = unit(one + 0.02 * np.random.default_rng(5).normal(size=(1, DIMS)).astype(np.float32))
    after = centre.applied(np.concatenate([one, near, embed(TEXTS[1:10])]), query=False)
    assert cosines(after[:2])[0] > 0.8 > cosines(after[1:]).max()


def test_a_model_without_a_cone_is_left_as_it_is() -> None:
    embed = model(0.0)
    vectors = embed(TEXTS)
    assert np.allclose(find_centre(embed, embed, DIMS, None).applied(vectors, query=True), vectors, atol=1e-6)


def test_it_is_found_once_and_kept(tmp_path: Path) -> None:
    calls: list[int] = []
    kept = tmp_path / "notes" / "model.centre"
    first = find_centre(model(1.7, calls), model(1.7, calls), DIMS, kept)
    assert len(calls) == 2
    again = find_centre(model(1.7, calls), model(1.7, calls), DIMS, kept)
    assert len(calls) == 2
    assert np.array_equal(first.stored(), again.stored())
    assert [path.name for path in kept.parent.iterdir()] == ["model.centre"]


def test_a_damaged_note_is_made_anew(tmp_path: Path) -> None:
    kept = tmp_path / "model.centre"
    for damage in (b"", b"nonsense", bytes(8 * DIMS + 4)):
        kept.write_bytes(damage)
        assert find_centre(model(1.7), model(1.7), DIMS, kept).stored().any()
    kept.write_bytes(np.full((2, DIMS), np.nan, np.float32).tobytes())
    assert np.isfinite(find_centre(model(1.7), model(1.7), DIMS, kept).stored()).all()
