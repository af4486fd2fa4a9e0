"""A cross-encoder in the embedder's child; a tiny one with random weights, made here."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.domain.errors import EngineError, UserError
from app.processes.engines import EmbedderEngine
from app.processes.launch import Launcher
from app.processes.reranker import InstalledReranker
from app.processes.reranker_files import find_reranker, is_reranker

pytestmark = pytest.mark.models
WORDS = [
    "the",
    "rent",
    "is",
    "due",
    "on",
    "first",
    "day",
    "of",
    "month",
    "fish",
    "served",
    "friday",
    "who",
    "pays",
]


def make_cross_encoder(folder: Path) -> Path:
    import torch
    from transformers import BertConfig, BertForSequenceClassification, BertTokenizerFast

    torch.manual_seed(3)
    folder.mkdir(parents=True)
    vocabulary = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *WORDS]
    (folder / "vocab.txt").write_text("\n".join(vocabulary), encoding="utf-8")
    BertTokenizerFast(str(folder / "vocab.txt")).save_pretrained(folder)
    config = BertConfig(
        vocab_size=len(vocabulary),
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=16,
        max_position_embeddings=512,
        num_labels=1,
        initializer_range=1.0,
    )
    BertForSequenceClassification(config).save_pretrained(folder)
    return folder


def test_it_is_found_and_reads_each_passage_with_the_question(tmp_path: Path) -> None:
    models, cache = tmp_path / "models", tmp_path / "cache"
    cache.mkdir()
    launcher = Launcher(tmp_path / "logs")
    # As the program has it: the library refuses to load where it finds no place for temporary files.
    launcher.let_write(["embedder"], [cache])
    embedder = EmbedderEngine(launcher)
    reranker = InstalledReranker(embedder, models)
    assert find_reranker(models) is None
    with pytest.raises(EngineError):
        reranker.relevance("who pays", ["the rent"])
    make_cross_encoder(models / "tiny")
    assert reranker.available
    passages = [
        "the rent is due on the first day of the month",
        "fish is served on friday",
        "the rent " * 400,
    ]
    try:
        first = reranker.relevance("who pays the rent", passages)
        again = reranker.relevance("who pays the rent", passages[::-1])
        embedder.embed_queries(["The embedder in the same process goes on."])
        assert reranker.relevance("who pays the rent", []) == []
    finally:
        embedder.close()
    assert all(0.0 < value < 1.0 for value in first)
    assert len(set(first)) == 3
    assert again[::-1] == pytest.approx(first, abs=1e-5)


def test_a_damaged_one_is_said_to_be(tmp_path: Path) -> None:
    folder = make_cross_encoder(tmp_path / "models" / "tiny")
    (folder / "model.safetensors").write_bytes(b"no weights")
    embedder = EmbedderEngine(Launcher(tmp_path / "logs"))
    try:
        with pytest.raises(UserError) as caught:
            InstalledReranker(embedder, tmp_path / "models").relevance("who", ["the rent"])
    finally:
        embedder.close()
    assert caught.value.code == "model_damaged"


def test_what_is_no_cross_encoder_is_passed_over(tmp_path: Path) -> None:
    assert find_reranker(tmp_path / "nowhere") is None
    for name, config in {
        "chat": {"architectures": ["LlamaForCausalLM"]},
        "moods": {"architectures": ["BertForSequenceClassification"], "id2label": {"0": "glad", "1": "sad"}},
        "list": [],
    }.items():
        folder = tmp_path / name
        folder.mkdir()
        (folder / "config.json").write_text(json.dumps(config), encoding="utf-8")
        (folder / "model.safetensors").touch()
        (folder / "tokenizer.json").touch()
        assert not is_reranker(folder)
    assert find_reranker(tmp_path) is None
