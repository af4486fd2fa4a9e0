"""Embedders as GGUF files: the starter's own weights in that format, and models of other shapes that know nothing.

The first proves that llama.cpp computes what the model's makers computed; the others, with random weights and small
vocabularies, that other architectures, tokenizers and ways of pooling are loaded and asked rightly.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from gguf import GGUFWriter, PoolingType, TokenType
from safetensors import safe_open

from app.bench.made_models import add_tensor

_SPACE = "\u2581"
_NAMES = {
    "attention.self.query": "attn_q",
    "attention.self.key": "attn_k",
    "attention.self.value": "attn_v",
    "attention.output.dense": "attn_output",
    "attention.output.LayerNorm": "attn_output_norm",
    "intermediate.dense": "ffn_up",
    "output.dense": "ffn_down",
    "output.LayerNorm": "layer_output_norm",
}
_WORDS = (
    *(
        "the",
        "rent",
        "is",
        "due",
        "on",
        "first",
        "day",
        "of",
        "month",
        "who",
        "pays",
        "lease",
        "ends",
        "in",
        "may",
    ),
    *(
        "dogs",
        "are",
        "not",
        "allowed",
        "tea",
        "green",
        "kiosk",
        "sells",
        "mie",
        "te",
        "für",
        "groß",
        "über",
        "search",
    ),
    *("query", "document", "was", "darf", "ich", "halten", "hunde", "nicht"),
)
_LETTERS = "abcdefghijklmnopqrstuvwxyzäöüß0123456789.,:;!?-_()'\"&%/"


@dataclass(frozen=True, slots=True)
class EmbedderRecipe:
    """A model of random weights. ``tokenizer``: "bert" (word pieces), "t5" (Unigram), "gpt2" (byte pairs).

    ``pooling`` None: the file does not say. ``score``: with the head of a reranker.
    """

    architecture: str
    tokenizer: str = "bert"
    pooling: PoolingType | None = PoolingType.MEAN
    layers: int = 2
    width: int = 64
    heads: int = 4
    ff: int = 128
    context: int = 512
    vocabulary: int = 0
    score: bool = False


def write_starter(folder: Path, path: Path, kind: str = "F16") -> Path:
    """The plain BERT of ``folder`` (all-MiniLM-L6-v2) as a GGUF file with weights of ``kind``."""
    config = json.loads((folder / "config.json").read_text("utf-8"))
    writer = GGUFWriter(path, "bert")
    writer.add_name("all-MiniLM-L6-v2")
    writer.add_context_length(config["max_position_embeddings"])
    writer.add_embedding_length(config["hidden_size"])
    writer.add_block_count(config["num_hidden_layers"])
    writer.add_feed_forward_length(config["intermediate_size"])
    writer.add_head_count(config["num_attention_heads"])
    writer.add_layer_norm_eps(config["layer_norm_eps"])
    writer.add_causal_attention(False)
    writer.add_pooling_type(PoolingType.MEAN)
    _write_word_pieces(writer, (folder / "vocab.txt").read_text("utf-8").rstrip("\n").split("\n"))
    with safe_open(folder / "model.safetensors", framework="np") as file:
        for name in file.keys():  # noqa: SIM118 - not a dict
            target = _translated(name.removeprefix("bert."))
            if target:
                numbers = file.get_tensor(name).astype(np.float32)
                add_tensor(writer, target, numbers, _kind(target, numbers, kind))
    return _written(writer, path)


def make_embedder(path: Path, recipe: EmbedderRecipe) -> Path:
    """Write one of random weights; the same every time."""
    writer = GGUFWriter(path, recipe.architecture)
    writer.add_name(f"Made {recipe.architecture}")
    writer.add_context_length(recipe.context)
    writer.add_embedding_length(recipe.width)
    writer.add_block_count(recipe.layers)
    writer.add_feed_forward_length(recipe.ff)
    writer.add_head_count(recipe.heads)
    if recipe.pooling is not None:
        writer.add_pooling_type(recipe.pooling)
    count = _write_vocabulary(writer, recipe)
    decoder = recipe.architecture.startswith("qwen")
    if decoder:
        writer.add_head_count_kv(recipe.heads)
        writer.add_key_length(recipe.width // recipe.heads)
        writer.add_value_length(recipe.width // recipe.heads)
        writer.add_layer_norm_rms_eps(1e-6)
        writer.add_rope_freq_base(10_000.0)
    else:
        writer.add_layer_norm_eps(1e-12)
        writer.add_causal_attention(False)
        writer.add_rope_freq_base(10_000.0)
    random = np.random.default_rng(7)
    for name, shape in (_decoder if decoder else _encoder)(recipe, count):
        norm = "norm" in name and name.endswith("weight")
        numbers = np.ones(shape) if norm else random.normal(0.0, 0.3, shape)
        add_tensor(writer, name, numbers.astype(np.float32), _kind(name, numbers, "F16"))
    return _written(writer, path)


def _written(writer: GGUFWriter, path: Path) -> Path:
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return path


def _kind(name: str, numbers: Any, kind: str) -> str:
    return "F32" if numbers.ndim == 1 or name.startswith(("token_types", "position")) else kind


def _translated(name: str) -> str:
    """The name in GGUF; empty for what only training needs."""
    plain = {
        "embeddings.word_embeddings.weight": "token_embd.weight",
        "embeddings.position_embeddings.weight": "position_embd.weight",
        "embeddings.token_type_embeddings.weight": "token_types.weight",
        "embeddings.LayerNorm.weight": "token_embd_norm.weight",
        "embeddings.LayerNorm.bias": "token_embd_norm.bias",
    }
    if not name.startswith("encoder.layer."):
        return plain.get(name, "")
    number, _, rest = name.removeprefix("encoder.layer.").partition(".")
    part, _, suffix = rest.rpartition(".")
    return f"blk.{number}.{_NAMES[part]}.{suffix}"


def _write_vocabulary(writer: GGUFWriter, recipe: EmbedderRecipe) -> int:
    """Returns how many tokens there are."""
    if recipe.tokenizer == "bert":
        pieces = [
            *("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"),
            *_WORDS,
            *_LETTERS,
            *(f"##{c}" for c in _LETTERS),
        ]
        pieces = list(dict.fromkeys(pieces))
        pieces += [f"made{number}" for number in range(recipe.vocabulary - len(pieces))]
        _write_word_pieces(writer, pieces)
        return len(pieces)
    if recipe.tokenizer == "t5":
        return _write_unigram(writer)
    return _write_byte_pairs(writer)


def _write_word_pieces(writer: GGUFWriter, pieces: list[str]) -> None:
    """Continuations lose their marks and beginnings get a space, as llama.cpp wants it."""
    special = {"[PAD]": 0, "[UNK]": 0, "[CLS]": 0, "[SEP]": 0, "[MASK]": 0}
    special |= {piece: number for number, piece in enumerate(pieces) if piece in special}
    writer.add_token_type_count(2)
    writer.add_tokenizer_model("bert")
    writer.add_tokenizer_pre("jina-v2-en")  # lower case, without accents; what llama.cpp's converter writes
    writer.add_token_list(
        [p if p in special else p[2:] if p.startswith("##") and len(p) > 2 else _SPACE + p for p in pieces]
    )
    writer.add_token_types(
        [
            TokenType.UNKNOWN if p == "[UNK]" else TokenType.CONTROL if p in special else TokenType.NORMAL
            for p in pieces
        ]
    )
    writer.add_unk_token_id(special["[UNK]"])
    writer.add_sep_token_id(special["[SEP]"])
    writer.add_pad_token_id(special["[PAD]"])
    writer.add_bos_token_id(special["[CLS]"])
    writer.add_mask_token_id(special["[MASK]"])


def _write_unigram(writer: GGUFWriter) -> int:
    """As XLM-RoBERTa has it: beginning, padding, end, unknown."""
    pieces = [_SPACE, *(_SPACE + word for word in _WORDS), *_WORDS, *_LETTERS]
    tokens = ["<s>", "<pad>", "</s>", "<unk>", *dict.fromkeys(pieces)]
    kinds = [TokenType.CONTROL, TokenType.CONTROL, TokenType.CONTROL, TokenType.UNKNOWN]
    writer.add_token_type_count(1)
    writer.add_tokenizer_model("t5")
    writer.add_tokenizer_pre("default")
    writer.add_token_list(tokens)
    writer.add_token_scores([0.0] * 4 + [-1.0 - 0.01 * number for number in range(len(tokens) - 4)])
    writer.add_token_types([*kinds, *[TokenType.NORMAL] * (len(tokens) - 4)])
    writer.add_add_space_prefix(True)
    writer.add_remove_extra_whitespaces(True)
    for add, number in (
        (writer.add_bos_token_id, 0),
        (writer.add_eos_token_id, 2),
        (writer.add_unk_token_id, 3),
        (writer.add_sep_token_id, 2),
        (writer.add_pad_token_id, 1),
    ):
        add(number)
    writer.add_add_bos_token(True)
    writer.add_add_eos_token(True)
    return len(tokens)


def _byte_letters() -> list[str]:
    """GPT-2's visible stand-in for each of the 256 bytes."""
    shown = [*range(33, 127), *range(161, 173), *range(174, 256)]
    hidden = [byte for byte in range(256) if byte not in shown]
    letters = {byte: chr(byte) for byte in shown} | {byte: chr(256 + n) for n, byte in enumerate(hidden)}
    return [letters[byte] for byte in range(256)]


def _write_byte_pairs(writer: GGUFWriter) -> int:
    """As Qwen has it: bytes, a few pairs, an end that is put behind each text."""
    letters = _byte_letters()
    merges = [("t", "h"), ("th", "e"), (letters[32], "the"), ("i", "s"), (letters[32], "is")]
    tokens = [*letters, *("".join(pair) for pair in merges), "<|endoftext|>"]
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("qwen2")
    writer.add_token_list(tokens)
    writer.add_token_types([*[TokenType.NORMAL] * (len(tokens) - 1), TokenType.CONTROL])
    writer.add_token_merges([" ".join(pair) for pair in merges])
    writer.add_eos_token_id(len(tokens) - 1)
    writer.add_pad_token_id(len(tokens) - 1)
    writer.add_add_bos_token(False)
    writer.add_add_eos_token(True)
    return len(tokens)


def _encoder(recipe: EmbedderRecipe, count: int) -> list[tuple[str, tuple[int, ...]]]:
    """Names and shapes, rows first, of a BERT, and of a Nomic BERT with its gate and without places."""
    width, ff, nomic = recipe.width, recipe.ff, recipe.architecture == "nomic-bert"
    types = 1 if recipe.tokenizer == "t5" else 2
    found: list[tuple[str, tuple[int, ...]]] = [
        ("token_embd.weight", (count, width)),
        ("token_types.weight", (types, width)),
        ("token_embd_norm.weight", (width,)),
        ("token_embd_norm.bias", (width,)),
    ]
    if not nomic:
        found.append(("position_embd.weight", (recipe.context, width)))
    if recipe.score:
        found += [("cls.weight", (width, width)), ("cls.bias", (width,))]
        found += [("cls.output.weight", (1, width)), ("cls.output.bias", (1,))]
    for layer in range(recipe.layers):
        parts: list[tuple[str, tuple[int, ...]]] = [("attn_output", (width, width))]
        parts += [("attn_qkv", (3 * width, width)), ("ffn_gate", (ff, width))] if nomic else []
        parts += [] if nomic else [(name, (width, width)) for name in ("attn_q", "attn_k", "attn_v")]
        parts += [("ffn_up", (ff, width)), ("ffn_down", (width, ff))]
        for name, shape in parts:
            found.append((f"blk.{layer}.{name}.weight", shape))
            found += [] if nomic else [(f"blk.{layer}.{name}.bias", shape[:1])]
        for name in ("attn_output_norm", "layer_output_norm"):
            found += [(f"blk.{layer}.{name}.{end}", (width,)) for end in ("weight", "bias")]
    return found


def _decoder(recipe: EmbedderRecipe, count: int) -> list[tuple[str, tuple[int, ...]]]:
    """A Qwen3."""
    width, ff, head = recipe.width, recipe.ff, recipe.width // recipe.heads
    found: list[tuple[str, tuple[int, ...]]] = [
        ("token_embd.weight", (count, width)),
        ("output_norm.weight", (width,)),
    ]
    for layer in range(recipe.layers):
        square = [(name, (width, width)) for name in ("attn_q", "attn_k", "attn_v", "attn_output")]
        rest = [("ffn_gate", (ff, width)), ("ffn_up", (ff, width)), ("ffn_down", (width, ff))]
        norms = [
            ("attn_norm", (width,)),
            ("ffn_norm", (width,)),
            ("attn_q_norm", (head,)),
            ("attn_k_norm", (head,)),
        ]
        found += [(f"blk.{layer}.{name}.weight", shape) for name, shape in (*square, *rest, *norms)]
    return found
