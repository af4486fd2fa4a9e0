"""Reads the header of a GGUF file, bounded: a hostile file ends as "model_damaged", quickly and in little memory.

The layout is that of ggml's ``docs/gguf.md``, versions 2 and 3. Weights are not read; that they are all there is
seen from the tensor table (where the last one ends) and the size of the file.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass, field
from math import prod
from pathlib import Path
from typing import BinaryIO

from app.catalog.quantization import FILE_TYPES, TENSOR_TYPES
from app.domain.errors import UserError

_MAGIC = b"GGUF"
_MAX_VALUES = 10_000
_MAX_TENSORS = 100_000
_MAX_DIMS = 4
_SMALL = 65_536
_MAX_STRING = 8 * 1024 * 1024
_MAX_ARRAY = 4_000_000
_STRING, _ARRAY = 8, 9
_FORMATS = {0: "B", 1: "b", 2: "H", 3: "h", 4: "I", 5: "i", 6: "f", 7: "?", 10: "Q", 11: "q", 12: "d"}

Value = str | int | float | bool


@dataclass(frozen=True, slots=True)
class GgufHeader:
    """What a header says. ``values`` holds the scalars and strings; arrays are skipped."""

    version: int
    values: dict[str, Value]
    parameters: int
    data_end: int
    tensor_types: dict[int, int] = field(default_factory=dict)

    def text(self, key: str) -> str:
        """A string, or ""."""
        value = self.values.get(key)
        return value if isinstance(value, str) else ""

    def number(self, key: str) -> int:
        """An integer, or 0. ``{arch}`` stands for the architecture."""
        value = self.values.get(key.replace("{arch}", self.architecture))
        return int(value) if isinstance(value, int) else 0

    @property
    def architecture(self) -> str:
        """Such as "llama"."""
        return self.text("general.architecture")

    @property
    def quantization(self) -> str:
        """Such as "Q4_K_M"; without a file type, the type of most weights."""
        named = FILE_TYPES.get(self.number("general.file_type"))
        if named is not None and "general.file_type" in self.values:
            return named
        if not self.tensor_types:
            return ""
        most = max(self.tensor_types, key=self.tensor_types.__getitem__)
        return TENSOR_TYPES[most][0] if most in TENSOR_TYPES else ""

    @property
    def has_chat_template(self) -> bool:
        """Whether the model can be talked to."""
        return bool(self.text("tokenizer.chat_template"))

    @property
    def cache_bytes_per_token(self) -> int:
        """Keys and values of one token at 16 bits: layers x KV heads x (key + value length) x 2 bytes."""
        heads = self.number("{arch}.attention.head_count") or 1
        kv_heads = self.number("{arch}.attention.head_count_kv") or heads
        length = self.number("{arch}.embedding_length") // heads
        key = self.number("{arch}.attention.key_length") or length
        value = self.number("{arch}.attention.value_length") or length
        return self.number("{arch}.block_count") * kv_heads * (key + value) * 2


def read_header(path: Path) -> GgufHeader:
    """Raises UserError: model_missing, permission_denied, not_a_model, model_damaged."""
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            return _Reader(file, size, path.name).header()
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        raise UserError("model_missing", name=path.name) from None
    except PermissionError:
        raise UserError("permission_denied", name=path.name) from None
    except OSError as error:
        raise UserError("model_damaged", name=path.name) from error


class _Reader:
    def __init__(self, file: BinaryIO, size: int, name: str) -> None:
        self._file = file
        self._size = size
        self._name = name

    def header(self) -> GgufHeader:
        if self._file.read(len(_MAGIC)) != _MAGIC:
            raise UserError("not_a_model", name=self._name)
        version, tensors, count = self._numbers("<IQQ")
        if version not in {2, 3} or count > _MAX_VALUES or tensors > _MAX_TENSORS:
            raise self._damaged()
        values: dict[str, Value] = {}
        for _ in range(count):
            key = self._string(_MAX_STRING)
            value = self._value()
            if value is not None:
                values[key] = value
        return self._with_tensors(version, values, tensors)

    def _with_tensors(self, version: int, values: dict[str, Value], count: int) -> GgufHeader:
        parameters = end = 0
        types: dict[int, int] = {}
        for _ in range(count):
            weights, kind, offset = self._tensor()
            parameters += weights
            types[kind] = types.get(kind, 0) + weights
            end = max(end, offset + _stored_bytes(weights, kind))
        alignment = values.get("general.alignment", 32)
        if not isinstance(alignment, int) or not 0 < alignment <= 1 << 20:
            raise self._damaged()
        begin = -(-self._file.tell() // alignment) * alignment
        if count and begin + end > self._size:
            raise self._damaged()
        return GgufHeader(version, values, parameters, begin + end, types)

    def _tensor(self) -> tuple[int, int, int]:
        self._string(_MAX_STRING)
        (dims,) = self._numbers("<I")
        if not 0 < dims <= _MAX_DIMS:
            raise self._damaged()
        shape = self._numbers(f"<{dims}Q")
        kind, offset = self._numbers("<IQ")
        return prod(shape), kind, offset

    def _value(self) -> Value | None:
        (kind,) = self._numbers("<I")
        if kind == _STRING:
            return self._string(_MAX_STRING)
        if kind == _ARRAY:
            self._skip_array()
            return None
        return self._scalar(kind)

    def _scalar(self, kind: int) -> Value:
        if kind not in _FORMATS:
            raise self._damaged()
        value: Value = self._numbers("<" + _FORMATS[kind])[0]
        return value

    def _skip_array(self) -> None:
        kind, length = self._numbers("<IQ")
        if length > _MAX_ARRAY:
            raise self._damaged()
        if kind == _STRING:
            for _ in range(length):
                (size,) = self._numbers("<Q")
                self._skip(size)
        elif kind in _FORMATS:
            self._skip(length * struct.calcsize("<" + _FORMATS[kind]))
        else:  # nested arrays do not occur in models
            raise self._damaged()

    def _string(self, limit: int) -> str:
        (size,) = self._numbers("<Q")
        if size > limit:
            raise self._damaged()
        return self._exactly(size).decode("utf-8", errors="replace")

    def _skip(self, size: int) -> None:
        if size <= _SMALL:  # many times faster than seeking, and a vocabulary has 100,000 strings
            self._exactly(size)
            return
        if size > self._size - self._file.tell():
            raise self._damaged()
        self._file.seek(size, 1)

    def _numbers(self, form: str) -> tuple[int, ...]:
        return struct.unpack(form, self._exactly(struct.calcsize(form)))

    def _exactly(self, size: int) -> bytes:
        data = self._file.read(size)
        if len(data) < size:
            raise self._damaged()
        return data

    def _damaged(self) -> UserError:
        return UserError("model_damaged", name=self._name)


def _stored_bytes(weights: int, kind: int) -> int:
    """Unknown kinds count as nothing: a newer quantization must not make a whole file look damaged."""
    if kind not in TENSOR_TYPES:
        return 0
    _name, block, size = TENSOR_TYPES[kind]
    return -(-weights // block) * size
