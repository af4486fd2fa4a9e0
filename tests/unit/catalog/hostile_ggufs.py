"""GGUF files made to hurt whoever reads them: each is a few kilobytes, written here, and says what is wrong with it."""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

HUGE = 2**63
_U32, _STRING, _ARRAY, _BOOL = 4, 8, 9, 7


def text(data: str | bytes) -> bytes:
    raw = data.encode() if isinstance(data, str) else data
    return struct.pack("<Q", len(raw)) + raw


def pair(key: str | bytes, kind: int, value: bytes) -> bytes:
    return text(key) + struct.pack("<I", kind) + value


def word(key: str, value: int) -> bytes:
    return pair(key, _U32, struct.pack("<I", value))


def line(key: str, value: str | bytes) -> bytes:
    return pair(key, _STRING, text(value))


def tensor(name: str, shape: tuple[int, ...], kind: int, offset: int) -> bytes:
    return text(name) + struct.pack(f"<I{len(shape)}Q", len(shape), *shape) + struct.pack("<IQ", kind, offset)


@dataclass(slots=True)
class Parts:
    """A small but whole file, taken apart."""

    magic: bytes = b"GGUF"
    version: int = 3
    tensor_count: int | None = None
    pair_count: int | None = None
    pairs: list[bytes] = field(
        default_factory=lambda: [
            line("general.architecture", "llama"),
            word("llama.block_count", 1),
            word("llama.context_length", 512),
            word("llama.embedding_length", 64),
            word("llama.attention.head_count", 4),
            word("llama.feed_forward_length", 128),
        ]
    )
    tensors: list[bytes] = field(
        default_factory=lambda: [
            tensor("token_embd.weight", (64, 8), 0, 0),
            tensor("output_norm.weight", (64,), 0, 2048),
        ]
    )
    data: bytes = b"\1" * 2304

    def whole(self) -> bytes:
        counts = (
            len(self.tensors) if self.tensor_count is None else self.tensor_count,
            len(self.pairs) if self.pair_count is None else self.pair_count,
        )
        head = self.magic + struct.pack("<IQQ", self.version, *counts)
        head += b"".join(self.pairs) + b"".join(self.tensors)
        return head + b"\0" * (-len(head) % 32) + self.data


@dataclass(frozen=True, slots=True)
class Hostile:
    """``detail`` as in UserError("model_damaged"); ``code`` where it is another error."""

    name: str
    data: bytes
    detail: str = ""
    code: str = "model_damaged"


def changed(**changes: object) -> bytes:
    parts = Parts()
    for name, value in changes.items():
        setattr(parts, name, value)
    return parts.whole()


def more_pairs(*pairs: bytes) -> bytes:
    parts = Parts()
    parts.pairs = [*parts.pairs, *pairs]
    return parts.whole()


def other_tensors(*tensors: bytes, data: bytes = b"\1" * 2304) -> bytes:
    return changed(tensors=list(tensors), data=data)


def _cuts() -> Iterator[Hostile]:
    """The end in the middle of each structure."""
    whole = Parts().whole()
    first_pair = 24
    first_tensor = whole.index(text("token_embd.weight"))
    places = {
        "version": 6,
        "counts": 15,
        "key length": first_pair + 4,
        "key": first_pair + 12,
        "value": whole.index(b"llama", 40) + 2,
        "tensor name": first_tensor + 10,
        "tensor shape": first_tensor + 29,
        "tensor offset": first_tensor + 49,
        "padding": len(whole) - 2310,
        "weights": len(whole) - 1,
    }
    for name, size in places.items():
        yield Hostile(f"cut in the {name}", whole[:size], "truncated")


def _counts() -> Iterator[Hostile]:
    yield Hostile("2^63 tensors", changed(tensor_count=HUGE), "counts")
    yield Hostile("a hundred million pairs", changed(pair_count=10**8), "counts")
    yield Hostile("one tensor too many", changed(tensor_count=9), "")
    long = pair("x", _ARRAY, struct.pack("<IQ", 0, HUGE))
    yield Hostile("an endless array", more_pairs(long), "counts")
    strings = pair("x", _ARRAY, struct.pack("<IQ", _STRING, 3_999_999))
    yield Hostile("four million strings that are not there", more_pairs(strings), "")
    yield Hostile("a key of 2^63 bytes", more_pairs(struct.pack("<Q", HUGE) + b"x"), "string")
    yield Hostile(
        "a value of 2^64-1 bytes", more_pairs(pair("x", _STRING, struct.pack("<Q", 2**64 - 1))), "string"
    )
    yield Hostile(
        "a nested array", more_pairs(pair("x", _ARRAY, struct.pack("<IQ", _ARRAY, 1))), "value_type"
    )


def _kinds() -> Iterator[Hostile]:
    yield Hostile("a value of type 99", more_pairs(pair("x", 99, b"\0" * 8)), "value_type")
    yield Hostile("one key twice", more_pairs(word("llama.block_count", 2)), "duplicate")
    yield Hostile("a key without a name", more_pairs(word("", 2)), "duplicate")
    yield Hostile("no alignment", more_pairs(word("general.alignment", 0)), "alignment")
    yield Hostile("an alignment of three", more_pairs(word("general.alignment", 3)), "alignment")
    yield Hostile("an alignment of 2^31", more_pairs(word("general.alignment", 1 << 31)), "alignment")
    yield Hostile(
        "an alignment in words", more_pairs(pair("general.alignment", _STRING, text("32"))), "alignment"
    )
    yield Hostile("version 1", changed(version=1), "version")
    yield Hostile("version 4", changed(version=4), code="model_newer")
    yield Hostile("the other byte order", changed(version=3 << 24), "byte_order")
    yield Hostile("another magic", changed(magic=b"GGML"), code="not_a_model")


def _tensors() -> Iterator[Hostile]:
    one = tensor("token_embd.weight", (64, 8), 0, 0)
    yield Hostile("an empty dimension", other_tensors(tensor("a", (64, 0), 0, 0)), "dimensions")
    yield Hostile("no dimensions", other_tensors(text("a") + struct.pack("<IIQ", 0, 0, 0)), "dimensions")
    yield Hostile("2^31 dimensions", other_tensors(text("a") + struct.pack("<I", 2**31)), "dimensions")
    yield Hostile("a product beyond 2^63", other_tensors(tensor("a", (2**40, 2**40), 0, 0)), "dimensions")
    yield Hostile("half a block", other_tensors(tensor("a", (33, 2), 2, 0)), "dimensions")
    yield Hostile(
        "two in one place", other_tensors(one, tensor("output_norm.weight", (64,), 0, 0)), "tensor_place"
    )
    yield Hostile("beyond the file", other_tensors(tensor("a", (64, 10**6), 0, 0)), "truncated")
    yield Hostile("an offset of 2^64-1", other_tensors(tensor("a", (64,), 0, 2**64 - 1)), "tensor_place")
    yield Hostile("an odd offset", other_tensors(one, tensor("b", (64,), 0, 2049)), "tensor_place")
    yield Hostile(
        "one tensor twice", other_tensors(one, tensor("token_embd.weight", (64,), 0, 2048)), "duplicate"
    )
    yield Hostile(
        "a tensor's name of a thousand letters", other_tensors(tensor("a" * 1000, (64,), 0, 0)), "string"
    )


def headers() -> list[Hostile]:
    """All that the reader alone has to find."""
    return [*_cuts(), *_counts(), *_kinds(), *_tensors()]


def unloadable() -> list[Hostile]:
    """Whole headers of what is no model to load."""
    return [
        Hostile("an adapter", more_pairs(line("general.type", "adapter")), code="not_a_chat_model"),
        Hostile(
            "a picture's eye", changed(pairs=[line("general.architecture", "clip")]), code="not_a_chat_model"
        ),
        Hostile("no architecture", changed(pairs=[word("llama.block_count", 1)]), "numbers"),
        Hostile("no weights", changed(tensors=[], data=b""), "numbers"),
        Hostile("four billion layers", _with("llama.block_count", 2**32 - 1), "numbers"),
        Hostile("four billion wide", _with("llama.embedding_length", 2**32 - 1), "numbers"),
        Hostile("four billion heads", _with("llama.attention.head_count", 2**32 - 1), "numbers"),
    ]


def _with(key: str, value: int) -> bytes:
    parts = Parts()
    parts.pairs = [one for one in parts.pairs if not one.startswith(text(key))] + [word(key, value)]
    return parts.whole()


def split(number: int, count: int, tensors: int = 2) -> bytes:
    """One part that says which it is; part one holds the token table."""
    parts = Parts()
    if number:
        parts.pairs, parts.tensors = [], [tensor(f"blk.0.part{number}", (64,), 0, 0)]
        parts.data = b"\1" * 256
    else:
        parts.tensors, parts.data = parts.tensors[:1], b"\1" * 2048
    parts.pairs += [
        pair("split.no", 2, struct.pack("<H", number)),
        pair("split.count", 2, struct.pack("<H", count)),
        pair("split.tensors.count", 5, struct.pack("<i", tensors)),
    ]
    return parts.whole()


Splits = Callable[[Path], Path]


def splits() -> dict[str, tuple[Splits, str]]:
    """Writes files into a folder and gives the one to open, with the code that must follow."""

    def name(folder: Path, number: int, count: int = 2) -> Path:
        return folder / f"m-{number:05}-of-{count:05}.gguf"

    def missing(folder: Path) -> Path:
        name(folder, 1).write_bytes(split(0, 2))
        return name(folder, 1)

    def cyclic(folder: Path) -> Path:
        name(folder, 1).write_bytes(split(0, 2))
        name(folder, 2).symlink_to(name(folder, 1))
        return name(folder, 1)

    def later(folder: Path) -> Path:
        name(folder, 2).write_bytes(split(1, 2))
        return name(folder, 2)

    def same_number(folder: Path) -> Path:
        name(folder, 1).write_bytes(split(0, 2))
        name(folder, 2).write_bytes(split(0, 2))
        return name(folder, 1)

    def too_few(folder: Path) -> Path:
        name(folder, 1).write_bytes(split(0, 2, tensors=7))
        name(folder, 2).write_bytes(split(1, 2))
        return name(folder, 1)

    def sixty_thousand(folder: Path) -> Path:
        path = folder / "m-00001-of-60000.gguf"
        path.write_bytes(split(0, 60000))
        return path

    def misnamed(folder: Path) -> Path:
        path = folder / "m.gguf"
        path.write_bytes(split(0, 2))
        return path

    return {
        "a part is missing": (missing, "model_part_missing"),
        "a part that is the first again": (cyclic, "model_damaged"),
        "the second part alone": (later, "model_later_part"),
        "two first parts": (same_number, "model_damaged"),
        "fewer tensors than promised": (too_few, "model_damaged"),
        "sixty thousand parts": (sixty_thousand, "model_damaged"),
        "parts without a number in the name": (misnamed, "model_damaged"),
    }


TEMPLATES = {
    "endless loops": "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}",
    "doubling a text": "{% set ns = namespace(x='aaaaaaaa') %}{% for a in range(60) %}{% set ns.x = ns.x ~ ns.x %}"
    "{% endfor %}{{ ns.x }}",
    "doubling a list": "{% set ns = namespace(x=[1]) %}{% for a in range(60) %}{% set ns.x = [ns.x, ns.x] %}"
    "{% endfor %}{{ ns.x | tojson }}",
    "calling itself": "{% macro f(n) %}{{ f(n + 1) }}{% endmacro %}{{ f(0) }}",
    "calling itself twice": "{% macro f(n) %}{% if n %}{{ f(n - 1) }}{{ f(n - 1) }}{% endif %}{% endmacro %}"
    "{{ f(40) }}",
    "a recursive loop": "{% for m in messages recursive %}{{ loop([m]) }}{% endfor %}",
    "a wide field": "{{ '{:1000000000}'.format(1) }}",
    "a wide percent": "{{ '%1000000000d' % 1 }}",
    "a wide centre": "{{ 'a'.center(1000000000) }}",
    "a product": "{{ 'a' * 1000000000 }}",
    "a power": "{{ 9 ** 9 ** 9 }}",
    "replacing": "{{ ('a' * 1000000).replace('a', 'b' * 1000000) }}",
    "a wide date": "{{ strftime_now('%999999999d') }}",
    "python's insides": "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "globals of a function": "{{ raise_exception.__globals__['sys'].exit(1) }}",
    "a file": "{% include '/etc/passwd' %}",
    "deep brackets": "{{ " + "(" * 5000 + "1" + ")" * 5000 + " }}",
    "deep conditions": "{% if a %}" * 500 + "{% endif %}" * 500,
    "no end": "{% for m in messages %}{{ m.content }}",
    "a refusal": "{{ raise_exception('never') }}",
    "leaves the question out": "Say yes.",
}
"""Chat templates that must neither run wild nor be used."""
