"""Which GGUF files embed, which put passages in order, and what each wants."""

from __future__ import annotations

from pathlib import Path

import pytest
from gguf import PoolingType

from app.bench.made_models import RECIPES, make_model
from app.bench.made_models_embedders import EmbedderRecipe, make_embedder
from app.catalog.embedder_families import PLAIN, embedder_family_of
from app.catalog.embedders import Pooling, embedder_shape, kind_of, reranker_shape
from app.catalog.gguf import GgufHeader, read_header
from app.domain.catalogue import ModelKind
from app.domain.errors import UserError


def header(folder: Path, recipe: EmbedderRecipe) -> GgufHeader:
    return read_header(make_embedder(folder / "made.gguf", recipe))


def test_a_header_says_what_a_model_is_for(tmp_path: Path) -> None:
    bert = header(tmp_path, EmbedderRecipe("bert"))
    ranks = header(tmp_path, EmbedderRecipe("bert", "t5", PoolingType.RANK, score=True))
    qwen = header(tmp_path, EmbedderRecipe("qwen3", "gpt2", PoolingType.LAST))
    chat = header(tmp_path, EmbedderRecipe("qwen3", "gpt2", None))
    kinds = [kind_of(one) for one in (bert, ranks, qwen, chat)]
    assert kinds == [ModelKind.EMBEDDER, ModelKind.RERANKER, ModelKind.EMBEDDER, ModelKind.GENERATOR]
    assert kind_of(read_header(make_model(tmp_path / "chat.gguf", RECIPES[0]))) is ModelKind.GENERATOR


def test_an_embedder_has_pooling_width_and_a_limit(tmp_path: Path) -> None:
    shape = embedder_shape(header(tmp_path, EmbedderRecipe("bert", context=100)), "made")
    assert (shape.pooling, shape.dims, shape.max_tokens, shape.family) == (Pooling.MEAN, 64, 100, PLAIN)
    last = embedder_shape(header(tmp_path, EmbedderRecipe("qwen3", "gpt2", PoolingType.LAST)), "made")
    assert (last.pooling, last.max_tokens) == (Pooling.LAST, 256)
    assert last.memory > 0
    assert last.read > 0


def test_what_cannot_embed_is_refused_with_a_reason(tmp_path: Path) -> None:
    refused = {
        "not_an_embedder": EmbedderRecipe("qwen3", "gpt2", None),
        "embedder_unclear": EmbedderRecipe("bert", pooling=None),
    }
    for code, recipe in refused.items():
        with pytest.raises(UserError, match=code):
            embedder_shape(header(tmp_path, recipe), "made")
    with pytest.raises(UserError, match="not_an_embedder"):
        embedder_shape(header(tmp_path, EmbedderRecipe("bert", "t5", PoolingType.RANK, score=True)), "made")
    for recipe in (EmbedderRecipe("bert"), EmbedderRecipe("qwen3", "gpt2", PoolingType.RANK)):
        with pytest.raises(UserError, match="not_a_reranker"):
            reranker_shape(header(tmp_path, recipe), "made")


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("bert.embedding_length", 1 << 30),
        ("bert.embedding_length", 65),
        ("bert.context_length", 0),
        ("bert.block_count", 100_000),
        ("bert.embedding_length_out", 1 << 20),
    ],
)
def test_impossible_numbers_are_damage(tmp_path: Path, key: str, value: int) -> None:
    good = header(tmp_path, EmbedderRecipe("bert"))
    good.values[key] = value
    with pytest.raises(UserError, match="model_damaged"):
        embedder_shape(good, "made")


@pytest.mark.parametrize(
    ("names", "architecture", "query", "passage"),
    [
        (("nomic-embed-text-v1.5.Q8_0",), "nomic-bert", "search_query: ", "search_document: "),
        (("anything",), "nomic-bert", "search_query: ", "search_document: "),
        (("Qwen3 Embedding 0.6B",), "qwen3", "Instruct: ", ""),
        (("file", "multilingual_e5_small"), "bert", "query: ", "passage: "),
        (("multilingual-e5-large-instruct",), "bert", "Instruct: ", ""),
        (("bge-m3-q8_0",), "bert", "", ""),
        (("bge-small-en-v1.5",), "bert", "Represent ", ""),
        (("all-MiniLM-L6-v2",), "bert", "", ""),
        (("snowflake-arctic-embed-l-v2.0",), "bert", "query: ", ""),
    ],
)
def test_families_want_their_own_words(
    names: tuple[str, ...], architecture: str, query: str, passage: str
) -> None:
    family = embedder_family_of(architecture, *names)
    assert family.query.startswith(query)
    assert bool(family.query) == bool(query)
    assert family.passage == passage
