"""Embedders and rerankers among GGUF files: which file is one, and what has to be known before it is loaded.

A model says itself how it makes one vector of a text's tokens: ``<architecture>.pooling_type``, the numbers of ``enum
llama_pooling_type`` in llama.h. A decoder without that key writes text and is no embedder; an encoder without it cannot
be used, because vectors pooled in another way than it was trained for find the wrong things without a word.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from app.catalog.embedder_families import EmbedderFamily, embedder_family_of
from app.catalog.fit_shape import spec_of
from app.catalog.gguf import GgufHeader
from app.catalog.gguf_checks import check_loadable
from app.domain.catalogue import ModelKind
from app.domain.errors import UserError

ENCODER_TOKENS, DECODER_TOKENS = 384, 256
"""The longest text read at once. Passages have at most 200 word pieces, and their title and headings stand before them.
A decoder computes the scores of its whole vocabulary for each token, which takes memory and time."""
_ENCODERS = frozenset(
    (
        *("bert", "nomic-bert", "nomic-bert-moe", "jina-bert-v2", "jina-bert-v3", "modern-bert"),
        *("neo-bert", "eurobert", "gemma-embedding", "llama-embed", "t5encoder"),
    )
)
"""Architectures of llama.cpp that write no text."""
_LEAST_TOKENS, _MOST_DIMS = 16, 16_384
_ENGINE = 91 * 1024 * 1024
"""The embedder's process beside a model: Python, llama.cpp, NumPy. Measured on Linux."""
_TOKEN = 300  # bytes of one entry of the vocabulary in the engine's tables, as in fit_memory


class Pooling(IntEnum):
    """How token states become one vector (``enum llama_pooling_type``)."""

    NONE = 0
    MEAN = 1
    CLS = 2
    LAST = 3
    RANK = 4


@dataclass(frozen=True, slots=True)
class EmbedderShape:
    """What a header says about an embedder. ``max_tokens`` is the longest text, special tokens included.

    ``memory``: bytes its process takes; ``read``: weights that one token is multiplied with, by which time goes.
    """

    pooling: Pooling
    dims: int
    max_tokens: int
    family: EmbedderFamily
    memory: int
    read: int


def kind_of(header: GgufHeader) -> ModelKind:
    """What a file is for, by its pooling and its architecture."""
    pooling = _pooling(header)
    if pooling == Pooling.RANK:
        return ModelKind.RERANKER
    embeds = pooling is not None and pooling != Pooling.NONE
    return ModelKind.EMBEDDER if embeds or header.architecture in _ENCODERS else ModelKind.GENERATOR


def embedder_shape(header: GgufHeader, name: str) -> EmbedderShape:
    """Raises UserError("not_an_embedder", "embedder_unclear", "model_damaged", "not_a_chat_model")."""
    check_loadable(header, name)
    if kind_of(header) is not ModelKind.EMBEDDER:
        raise UserError("not_an_embedder", name=name)
    pooling = _pooling(header)
    if pooling not in {Pooling.MEAN, Pooling.CLS, Pooling.LAST}:
        raise UserError("embedder_unclear", name=name)
    return _shape(header, name, Pooling(pooling))


def reranker_shape(header: GgufHeader, name: str) -> EmbedderShape:
    """Of a model that gives a pair of texts one score. Raises as :func:`embedder_shape`, and "not_a_reranker" for one
    that wants its question put into a chat template."""
    check_loadable(header, name)
    if kind_of(header) is not ModelKind.RERANKER or header.architecture not in _ENCODERS:
        raise UserError("not_a_reranker", name=name)
    return _shape(header, name, Pooling.RANK)


def _shape(header: GgufHeader, name: str, pooling: Pooling) -> EmbedderShape:
    width, context = header.number("{arch}.embedding_length"), header.number("{arch}.context_length")
    dims = header.number("{arch}.embedding_length_out") or width
    words = next((t.shape for t in header.tensors if t.name == "token_embd.weight"), ())
    sane = 0 < dims <= _MOST_DIMS and context >= _LEAST_TOKENS and words == (width, header.vocabulary_size)
    if not sane:
        raise UserError("model_damaged", name=name, detail="numbers")
    encoder = header.architecture in _ENCODERS
    tokens = min(context, ENCODER_TOKENS if encoder else DECODER_TOKENS)
    family = embedder_family_of(
        header.architecture, name, *map(header.text, ("general.name", "general.basename"))
    )
    read = sum(t.weights for t in header.tensors if t.name not in _LOOKED_UP)
    return EmbedderShape(
        pooling, dims, tokens, family, _memory(header, tokens, encoder=encoder), max(read, 1)
    )


_LOOKED_UP = {"token_embd.weight", "position_embd.weight", "token_types.weight"}


def _pooling(header: GgufHeader) -> int | None:
    key = f"{header.architecture}.pooling_type"
    return header.number(key) if key in header.values else None


def _memory(header: GgufHeader, tokens: int, *, encoder: bool) -> int:
    """Weights, the engine's tables, and the work space of one batch: its activations and the scores of attention; of a
    decoder also keys, values, and the vocabulary's scores, which stand in the work space and in the output."""
    spec = spec_of(header)
    heads = tokens * tokens * spec.n_head * 4
    inside = tokens * 4 * max(2 * spec.n_ff + 2 * spec.n_embd, 8 * spec.n_embd)
    cache = 0 if encoder else sum(2 * tokens * (layer.keys + layer.values) for layer in spec.layers)
    scores = 0 if encoder else 2 * 4 * tokens * spec.n_vocab
    return header.file_bytes + spec.n_vocab * _TOKEN + _ENGINE + heads + inside + cache + scores
