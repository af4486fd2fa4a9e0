"""GGUF embedders and rerankers in a real child: the starter's own weights, and made ones of other architectures."""

from __future__ import annotations

import math
import threading
from pathlib import Path

import pytest
from gguf import PoolingType

from app.bench.made_models_embedders import EmbedderRecipe, make_embedder, write_starter
from app.domain.documents import Span
from app.domain.embeddings import Passage
from app.domain.errors import Cancelled, UserError
from app.domain.jobs import CancelToken
from app.processes.embedder_files import gguf_embedder, starter_embedder
from app.processes.engines import EmbedderEngine
from app.processes.launch import Launcher
from tests.integration.vectors import cosine, of_sentence_transformers, rows

pytestmark = pytest.mark.models
TEXT = "The lease ends in May. Der Kiosk verkauft grünen Tee 😀. Dogs are not allowed."
SENTENCES = tuple(Span(TEXT.index(part), TEXT.index(part) + len(part)) for part in TEXT.split(". "))
TEXTS = ["When does the lease end?", TEXT, "naïve café, 3.5 % — ok", "東京は日本の首都です。", "the " * 200]
MADE = {
    "bert": EmbedderRecipe("bert"),
    "xlm-roberta": EmbedderRecipe("bert", "t5", PoolingType.CLS),
    "xlm-roberta-mean": EmbedderRecipe("bert", "t5", PoolingType.MEAN),
    "nomic": EmbedderRecipe("nomic-bert"),
    "qwen3": EmbedderRecipe("qwen3", "gpt2", PoolingType.LAST),
}


def test_llama_cpp_computes_what_the_makers_do(launcher: Launcher, tmp_path: Path) -> None:
    theirs = of_sentence_transformers(TEXTS)
    for kind, least in (("F16", 0.9999), ("Q8_0", 0.999)):
        path = write_starter(starter_embedder().folder, tmp_path / f"{kind}.gguf", kind)
        engine = EmbedderEngine(launcher, files=gguf_embedder(path))
        ours = rows(engine.embed_queries(TEXTS).data, 384)
        engine.close()
        assert min(cosine(a, b) for a, b in zip(ours, theirs, strict=True)) > least


def test_sentences_are_those_of_the_starter(launcher: Launcher, tmp_path: Path) -> None:
    """Umlauts and signs that the vocabulary does not have are where they were, or sentences would be other ones."""
    path = write_starter(starter_embedder().folder, tmp_path / "starter.gguf")
    passage = [Passage("Lease > Terms", TEXT, SENTENCES)]
    found = []
    for files in (gguf_embedder(path), starter_embedder()):
        engine = EmbedderEngine(launcher, files=files)
        found.append(rows(engine.embed_passages(passage, CancelToken())[0].sentences, 384))
        engine.close()
    assert len(found[0]) == 3
    assert min(cosine(a, b) for a, b in zip(*found, strict=True)) > 0.99


@pytest.mark.parametrize("name", MADE)
def test_other_shapes_give_unit_vectors_that_depend_on_their_text_alone(
    launcher: Launcher, tmp_path: Path, name: str
) -> None:
    files = gguf_embedder(make_embedder(tmp_path / f"{name}.gguf", MADE[name]))
    engine = EmbedderEngine(launcher, files=files)
    passages = [Passage("", text, (Span(0, len(text)),)) for text in TEXTS] + [
        Passage("Title", TEXT, SENTENCES)
    ]
    together = engine.embed_passages(passages, CancelToken())
    (alone,) = engine.embed_passages(passages[1:2], CancelToken())
    counts = engine.count_tokens(["", "the rent", "the " * 1000])
    engine.close()
    vectors = [rows(found.chunk, 64)[0] for found in together]
    assert all(cosine(row, row) == pytest.approx(1.0, abs=1e-5) for row in vectors)
    assert cosine(vectors[1], rows(alone.chunk, 64)[0]) == pytest.approx(1.0, abs=1e-3)
    assert max(cosine(a, b) for i, a in enumerate(vectors[:4]) for b in vectors[:i]) < 0.99999
    assert len(rows(together[-1].sentences, 64)) == 3
    assert counts[0] == 0
    assert counts[2] > files.space.max_tokens


def test_a_model_without_mean_has_its_sentences_computed_alone(launcher: Launcher, tmp_path: Path) -> None:
    files = gguf_embedder(make_embedder(tmp_path / "made.gguf", MADE["qwen3"]))
    engine = EmbedderEngine(launcher, files=files)
    (found,) = engine.embed_passages([Passage("Title", TEXT, SENTENCES)], CancelToken())
    first = TEXT[SENTENCES[0].start : SENTENCES[0].end]
    (alone,) = engine.embed_passages([Passage("", first, ())], CancelToken())
    engine.close()
    assert cosine(rows(found.sentences, 64)[0], rows(alone.chunk, 64)[0]) == pytest.approx(1.0, abs=1e-3)


def test_a_cancel_ends_a_long_piece_of_work(launcher: Launcher, tmp_path: Path) -> None:
    recipe = EmbedderRecipe("bert", layers=8, width=256, ff=1024)
    engine = EmbedderEngine(launcher, files=gguf_embedder(make_embedder(tmp_path / "made.gguf", recipe)))
    engine.warm_up()
    pid, cancel = engine.pid, CancelToken()
    threading.Timer(0.3, cancel.cancel).start()
    with pytest.raises(Cancelled):
        engine.embed_passages([Passage("", TEXT * 8, ())] * 5000, cancel)
    assert engine.embed_queries(["x"]).count == 1
    assert engine.pid == pid
    engine.close()


def test_each_file_is_a_space_of_its_own(tmp_path: Path) -> None:
    a = gguf_embedder(make_embedder(tmp_path / "made.gguf", MADE["bert"]))
    b = gguf_embedder(make_embedder(tmp_path / "made.gguf", EmbedderRecipe("bert", layers=3)))
    assert a.space.name != b.space.name
    assert gguf_embedder(tmp_path / "made.gguf") == b
    assert a.space.dims == b.space.dims == 64


def test_a_damaged_or_unknown_file_ends_as_a_reason(launcher: Launcher, tmp_path: Path) -> None:
    good = make_embedder(tmp_path / "good.gguf", MADE["bert"])
    files = gguf_embedder(good)
    data = good.read_bytes()
    good.write_bytes(data[: len(data) // 2])
    engine = EmbedderEngine(launcher, files=files)
    with pytest.raises(UserError, match="model_damaged"):
        engine.embed_queries(["x"])
    good.write_bytes(data.replace(b"blk.0.attn_q.weight", b"blk.0.attn_q.weighd"))
    with pytest.raises(UserError, match="model_damaged"):
        engine.embed_queries(["x"])
    good.write_bytes(data.replace(b"bert", b"birt"))
    with pytest.raises(UserError, match="unsupported_model"):
        engine.embed_queries(["x"])
    engine.close()


@pytest.mark.parametrize("tokenizer", ["bert", "t5"])
def test_a_reranker_gives_each_pair_a_score_of_its_own(
    launcher: Launcher, tmp_path: Path, tokenizer: str
) -> None:
    path = make_embedder(
        tmp_path / "rank.gguf", EmbedderRecipe("bert", tokenizer, PoolingType.RANK, score=True)
    )
    engine = EmbedderEngine(launcher)
    passages = ["the rent is due", "dogs are not allowed", "", "tea " * 2000]
    found = engine.relevance(path, "who pays the rent", passages)
    (alone,) = engine.relevance(path, "who pays the rent", passages[:1])
    other = engine.relevance(path, "are dogs allowed", passages[:1])
    engine.close()
    assert all(0.0 < value < 1.0 and math.isfinite(value) for value in found)
    assert found[0] == pytest.approx(
        alone, abs=5e-3
    )  # attention rounds to 16 bits, as the texts beside it fall
    assert len({round(value, 6) for value in found}) == 4
    assert other[0] != pytest.approx(alone, abs=1e-6)
