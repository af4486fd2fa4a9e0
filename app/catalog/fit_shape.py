"""What a model takes, layer by layer: from a GGUF header exactly, from a few published numbers roughly.

Cache rows follow llama.cpp's ``llama-kv-cache.cpp`` and ``llama-kv-cache-iswa.cpp``: per layer KV heads x head length
for keys and for values; nothing for values with latent attention (MLA); layers with a sliding window keep only that.
Recurrent layers keep a state of fixed size (``n_embd_r`` and ``n_embd_s`` in ``llama-hparams.cpp``).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from app.catalog.gguf import GgufHeader

_LAYER = re.compile(r"blk\.(\d+)\.(.+)")
_SLOW = ("Q4_1", "Q5_1")
_MOST_COPIED = 700_000_000  # weights: a few seconds' work, at most 750 MB
_LARGE_VOCABULARY = 150_000
_MOST_LAYERS = 1024  # LLAMA_MAX_LAYERS is 512
# Every how many layers one looks at everything, where the file does not say (load_swa_pattern in llama.cpp's
# src/models); negative: the first of them does, else the last. Windows of which the file says nothing either.
_PATTERNS = {
    **dict.fromkeys(("gemma2", "gpt-oss"), 2),
    **dict.fromkeys(("cohere2", "olmo2", "llama4", "exaone4", "exaone-moe", "afmoe", "mellum"), 4),
    **dict.fromkeys(("cohere2moe", "smallthinker", "laguna"), -4),
    "gemma3n": 5,
    "gemma3": 6,
    "gemma-embedding": 6,
    "plamo3": 8,
    "modern-bert": -3,
}
_BY_ARRAY = frozenset(
    ("gemma4", "granite-swa", "maple", "mimo2", "spark2-5", "step35", "dots3note", "muse-glimmer", "lfm2")
)
_WINDOWS = {"gemma2": 4096, "llama4": 8192, "exaone4": 4096, "exaone-moe": 128, "smallthinker": 4096}


@dataclass(frozen=True, slots=True)
class LayerShape:
    """``weights``: bytes; ``read``: those of them one token needs (a mixture of experts reads a few).

    ``keys`` and ``values``: numbers kept per token; ``window``: tokens kept at most (0: all); ``state``: bytes kept
    whatever the context.
    """

    weights: int
    read: int
    keys: int
    values: int
    window: int = 0
    state: int = 0


@dataclass(frozen=True, slots=True)
class ModelSpec:
    """A model's size. Bytes: ``embedding`` (the token table), ``output`` (0 when the table serves for it), ``rest``.

    ``exact``: read from the file's own tensor table.
    """

    name: str
    layers: tuple[LayerShape, ...]
    embedding: int
    output: int
    rest: int
    n_embd: int
    n_ff: int
    n_vocab: int
    n_ctx_train: int
    n_head: int = 0
    exact: bool = True

    @property
    def weights(self) -> int:
        """Bytes of all weights."""
        return sum(layer.weights for layer in self.layers) + self.embedding + self.output + self.rest

    @property
    def read_per_token(self) -> int:
        """Bytes of weights that are read to write one token: all but the token table, of which one row is read."""
        head = self.output or self.embedding
        return sum(layer.read for layer in self.layers) + head + self.rest


def spec_of(header: GgufHeader, name: str = "") -> ModelSpec:
    """Of a file that was read. A header that says nothing about its layers gives a spec with no cache."""
    count = min(max(header.number("{arch}.block_count"), _layers_seen(header)), _MOST_LAYERS)
    weights, experts = [0] * count, [0] * count
    embedding = output = rest = 0
    for tensor in header.tensors:
        layer = _LAYER.match(tensor.name)
        if layer and int(layer[1]) < count:
            weights[int(layer[1])] += tensor.stored
            experts[int(layer[1])] += tensor.stored if "_exps" in layer[2] else 0
        elif tensor.name == "token_embd.weight":
            embedding += tensor.stored
        elif tensor.name == "output.weight":
            output += tensor.stored
        else:
            rest += tensor.stored
    used = _share_of_experts(header)
    read = [w - e + int(e * used) for w, e in zip(weights, experts, strict=True)]
    return ModelSpec(
        name=name or header.text("general.name"),
        layers=tuple(_layers(header, weights, read)),
        embedding=embedding,
        output=output,
        rest=rest,
        n_embd=header.number("{arch}.embedding_length"),
        n_ff=max(header.per_layer("{arch}.feed_forward_length", max(count, 1)), default=0),
        n_vocab=header.vocabulary_size,
        n_ctx_train=header.number("{arch}.context_length"),
        n_head=max(header.per_layer("{arch}.attention.head_count", max(count, 1)), default=0),
    )


def spec_from_numbers(
    name: str,
    *,
    weights: int,
    parameters: int,
    n_layer: int,
    n_head_kv: int,
    head_length: int,
    n_ctx_train: int,
    window: int = 0,
    pattern: int = 0,
    n_embd: int = 0,
    n_ff: int = 0,
    n_vocab: int = 0,
) -> ModelSpec:
    """Of a model that is not here, from what is published. ``weights``: bytes of its file. With a ``window``, one layer
    of every ``pattern`` has none (0: all look at everything). The token table is taken to be stored like the rest;
    widths that are not given are those of a usual transformer (12 x width x width weights a layer), the vocabulary a
    large one."""
    n_vocab = n_vocab or _LARGE_VOCABULARY
    n_embd = n_embd or int((parameters / (12 * max(n_layer, 1))) ** 0.5)
    table = int(weights * min(0.5, n_vocab * n_embd / max(parameters, 1)))
    each = (weights - table) // max(n_layer, 1)
    row = n_head_kv * head_length
    layers = tuple(
        LayerShape(each, each, row, row, window if _slides(number, pattern) else 0)
        for number in range(n_layer)
    )
    rest = weights - table - each * n_layer
    heads = n_embd // max(head_length, 1)
    return ModelSpec(
        name, layers, table, 0, rest, n_embd, n_ff or 4 * n_embd, n_vocab, n_ctx_train, heads, False
    )


def is_copied(header: GgufHeader) -> bool:
    """Whether the processor gets a copy of the model in 8 bits (:mod:`app.processes.generator_copy`)."""
    return header.quantization in _SLOW and header.parameters <= _MOST_COPIED


def copied_spec(spec: ModelSpec, header: GgufHeader) -> ModelSpec:
    """The same model in 8 bits: 34 bytes for 32 weights (Q8_0); what is a vector stays as it is, and is little."""
    larger = header.parameters * 34 / 32 / max(spec.weights, 1)
    layers = tuple(
        replace(layer, weights=int(layer.weights * larger), read=int(layer.read * larger))
        for layer in spec.layers
    )
    table, output, rest = (int(part * larger) for part in (spec.embedding, spec.output, spec.rest))
    return replace(spec, layers=layers, embedding=table, output=output, rest=rest)


def _layers_seen(header: GgufHeader) -> int:
    numbers = [int(found[1]) for tensor in header.tensors if (found := _LAYER.match(tensor.name))]
    return max(numbers, default=-1) + 1


def _layers(header: GgufHeader, weights: list[int], read: list[int]) -> list[LayerShape]:
    count = len(weights)
    rows = _cache_rows(header, count)
    windows = _windows(header, count)
    state = _state_bytes(header)
    recurrent = _recurrent(header, count)
    return [
        LayerShape(weights[n], read[n], 0, 0, 0, state) if recurrent[n]
        else LayerShape(weights[n], read[n], *rows[n], windows[n])
        for n in range(count)
    ]  # fmt: skip


def _cache_rows(header: GgufHeader, count: int) -> list[tuple[int, int]]:
    """Keys and values per token, per layer."""
    heads = header.per_layer("{arch}.attention.head_count", count, 1)
    kv_heads = header.per_layer("{arch}.attention.head_count_kv", count, 0)
    says_nothing = "{arch}.attention.head_count_kv".replace("{arch}", header.architecture) not in (
        header.values.keys() | header.arrays.keys()
    )
    n_embd = header.number("{arch}.embedding_length")
    key, value = (header.number("{arch}.attention." + kind) for kind in ("key_length", "value_length"))
    latent = bool(header.number("{arch}.attention.key_length_mla"))
    own = header.number("{arch}.attention.shared_kv_layers")  # gemma3n and later: the last layers borrow
    found = []
    for number in range(count):
        per_head = n_embd // max(heads[number], 1)
        kv = heads[number] if says_nothing else kv_heads[number]
        borrowed = number >= count - own
        k = 0 if borrowed else kv * (key or per_head)
        v = 0 if borrowed or latent else kv * (value or per_head)
        found.append((k, v))
    return found


def _windows(header: GgufHeader, count: int) -> list[int]:
    architecture = header.architecture
    window = header.number("{arch}.attention.sliding_window") or _WINDOWS.get(architecture, 0)
    known = architecture in _PATTERNS or architecture in _BY_ARRAY
    if (
        not known or not window
    ):  # llama, mistral, qwen, phi3: llama.cpp keeps everything, whatever the file says
        return [0] * count
    key = "{arch}.attention.sliding_window_pattern"
    if key.replace("{arch}", architecture) in header.arrays:
        return [window if slides else 0 for slides in header.per_layer(key, count)]
    every = header.number(key) or _PATTERNS.get(architecture, 1)
    return [window if _slides(number, every) else 0 for number in range(count)]


def _slides(number: int, every: int) -> bool:
    """Whether a layer has the window, where one of ``every`` has not: the last, or the first if that is negative."""
    if every < 0:
        return bool(number % -every)
    return every > 0 and number % every < every - 1


def _recurrent(header: GgufHeader, count: int) -> list[bool]:
    """Layers without attention in models that have a state: those with no KV heads, or without keys of their own."""
    if not _state_bytes(header):
        return [False] * count
    looking = {
        int(found[1])
        for tensor in header.tensors
        if (found := _LAYER.match(tensor.name)) and found[2].startswith(("attn_k.", "attn_qkv.", "attn_kv"))
    }
    heads = header.per_layer("{arch}.attention.head_count_kv", count, 0)
    arrayed = "{arch}.attention.head_count_kv".replace("{arch}", header.architecture) in header.arrays
    return [heads[n] == 0 if arrayed else n not in looking for n in range(count)]


def _state_bytes(header: GgufHeader) -> int:
    """Of one recurrent layer and one sequence, in 32-bit numbers."""
    inner, state = header.number("{arch}.ssm.inner_size"), header.number("{arch}.ssm.state_size")
    kernel, groups = header.number("{arch}.ssm.conv_kernel"), header.number("{arch}.ssm.group_count")
    if inner and state:
        return 4 * (max(kernel - 1, 0) * (inner + 2 * groups * state) + state * inner)
    short = header.number("{arch}.shortconv.l_cache")
    return 4 * header.number("{arch}.embedding_length") * (short - 1) if short > 1 else 0


def _share_of_experts(header: GgufHeader) -> float:
    all_of_them = header.number("{arch}.expert_count")
    return min(1.0, header.number("{arch}.expert_used_count") / all_of_them) if all_of_them else 1.0
