"""One GGUF file's header, read value by value: whatever is impossible in it ends as UserError("model_damaged").

What is checked is what ggml's own reader (``ggml/src/gguf.cpp``) checks, and before the engine sees the file: counts,
lengths, types, duplicate names, dimensions, overflow, alignment, that the tensors lie one behind the other, and that
the file is long enough for the last of them. ``detail`` names what is wrong; ``app.wording`` has words for it.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from math import prod
from typing import BinaryIO

from app.catalog.quantization import TENSOR_TYPES
from app.domain.errors import UserError

_MAGIC = b"GGUF"
_NEWEST, _NEWER = 3, 16  # a version up to 16 is taken for one to come, anything else for damage
_MAX_VALUES = 10_000
_MAX_TENSORS = 100_000
_MAX_DIMS = 4
_SMALL = 65_536
_MAX_NAME = 65_536
_MAX_TENSOR_NAME = 63  # GGML_MAX_NAME, with its end
_MAX_STRING = 8 * 1024 * 1024
_MAX_KEPT = 48 * 1024 * 1024  # bytes of all strings that are kept
_MAX_ARRAY = 4_000_000
_MAX_STRINGS = 6_000_000  # in all arrays together
_KEPT_ARRAY = 1_024  # numbers per layer are kept, scores per token are not
_MAX_ALIGNMENT = 1 << 20
_LARGEST = 2**63 - 1
_STRING, _ARRAY = 8, 9
_UINT32 = 4
_FORMATS = {0: "B", 1: "b", 2: "H", 3: "h", _UINT32: "I", 5: "i", 6: "f", 7: "?", 10: "Q", 11: "q", 12: "d"}

Value = str | int | float | bool


@dataclass(frozen=True, slots=True)
class TensorInfo:
    """One row of the tensor table. ``stored`` is its bytes in the file, 0 for a kind that is not known."""

    name: str
    shape: tuple[int, ...]
    kind: int
    offset: int
    stored: int

    @property
    def weights(self) -> int:
        """How many numbers it holds."""
        return prod(self.shape)


@dataclass(frozen=True, slots=True)
class RawHeader:
    """One file's header as it stands there; ``data_end`` is where its last tensor ends."""

    version: int
    values: dict[str, Value]
    arrays: dict[str, tuple[int | float | bool, ...]]
    lengths: dict[str, int]
    tensors: tuple[TensorInfo, ...]
    data_end: int


class HeaderReader:
    """Reads from ``file``, which is ``size`` bytes long."""

    def __init__(self, file: BinaryIO, size: int, name: str) -> None:
        self._file = file
        self._size = size
        self._name = name
        self._values: dict[str, Value] = {}
        self._arrays: dict[str, tuple[int | float | bool, ...]] = {}
        self._lengths: dict[str, int] = {}
        self._kept = self._strings = 0
        self._alignment = 32

    def header(self) -> RawHeader:
        """Raises UserError("not_a_model", "model_damaged", "model_newer")."""
        if self._file.read(len(_MAGIC)) != _MAGIC:
            raise UserError("not_a_model", name=self._name)
        version = self._version()
        tensors, count = self._numbers("<QQ")
        if count > _MAX_VALUES or tensors > _MAX_TENSORS:
            raise self._damaged("counts")
        for _ in range(count):
            self._pair()
        table = [self._tensor() for _ in range(tensors)]
        if len({tensor.name for tensor in table}) != len(table):
            raise self._damaged("duplicate")
        end = self._checked_places(table)
        return RawHeader(version, self._values, self._arrays, self._lengths, tuple(table), end)

    def _version(self) -> int:
        (version,) = self._numbers("<I")
        if version & 0xFFFF == 0:
            raise self._damaged("byte_order")
        if _NEWEST < version <= _NEWER:
            raise UserError("model_newer", name=self._name)
        if not 2 <= version <= _NEWEST:
            raise self._damaged("version")
        return version

    def _pair(self) -> None:
        key = self._string(_MAX_NAME)
        if not key or key in self._values or key in self._lengths:
            raise self._damaged("duplicate")
        (kind,) = self._numbers("<I")
        if key == "general.alignment":
            self._alignment = self._read_alignment(kind)
            self._values[key] = self._alignment
        elif kind == _STRING:
            self._values[key] = self._string(_MAX_STRING)
        elif kind == _ARRAY:
            self._array(key)
        else:
            self._values[key] = self._scalar(kind)

    def _read_alignment(self, kind: int) -> int:
        """A power of two, of type uint32."""
        (alignment,) = self._numbers("<I") if kind == _UINT32 else (0,)
        if alignment & (alignment - 1) or not 0 < alignment <= _MAX_ALIGNMENT:
            raise self._damaged("alignment")
        return alignment

    def _scalar(self, kind: int) -> Value:
        if kind not in _FORMATS:
            raise self._damaged("value_type")
        value: Value = self._numbers("<" + _FORMATS[kind])[0]
        return value

    def _array(self, key: str) -> None:
        kind, length = self._numbers("<IQ")
        if length > _MAX_ARRAY:
            raise self._damaged("counts")
        self._lengths[key] = length
        if kind == _STRING:
            self._skip_strings(length)
        elif kind not in _FORMATS:  # nested arrays do not occur in models
            raise self._damaged("value_type")
        elif length <= _KEPT_ARRAY:
            self._arrays[key] = self._numbers(f"<{length}{_FORMATS[kind]}")
        else:
            self._skip(length * struct.calcsize("<" + _FORMATS[kind]))

    def _skip_strings(self, length: int) -> None:
        self._strings += length
        if self._strings > _MAX_STRINGS:
            raise self._damaged("counts")
        for _ in range(length):
            (size,) = self._numbers("<Q")
            self._skip(size)

    def _tensor(self) -> TensorInfo:
        name = self._string(_MAX_TENSOR_NAME)
        (dims,) = self._numbers("<I")
        if not 0 < dims <= _MAX_DIMS:
            raise self._damaged("dimensions")
        shape = self._numbers(f"<{dims}Q")
        if not all(shape) or prod(shape) > _LARGEST:
            raise self._damaged("dimensions")
        kind, offset = self._numbers("<IQ")
        return TensorInfo(name, shape, kind, offset, self._stored(shape, kind))

    def _stored(self, shape: tuple[int, ...], kind: int) -> int:
        """Unknown kinds count as nothing: a newer quantization must not make a whole file look damaged."""
        if kind not in TENSOR_TYPES:
            return 0
        _name, block, size = TENSOR_TYPES[kind]
        if shape[0] % block:
            raise self._damaged("dimensions")
        return prod(shape) // block * size

    def _checked_places(self, table: list[TensorInfo]) -> int:
        """Where the last tensor ends: each begins at the next aligned place behind the one before."""
        begin = place = self._aligned(self._file.tell())
        end = begin
        sure = True  # until a tensor's size is not known
        for tensor in table:
            if tensor.offset % self._alignment or (sure and begin + tensor.offset != place):
                raise self._damaged("tensor_place")
            end = max(end, begin + tensor.offset + tensor.stored)
            place = self._aligned(begin + tensor.offset + tensor.stored)
            sure = tensor.stored > 0
            if end > self._size:
                raise self._damaged("truncated")
        return end if table else self._file.tell()

    def _aligned(self, place: int) -> int:
        return -(-place // self._alignment) * self._alignment

    def _string(self, limit: int) -> str:
        (size,) = self._numbers("<Q")
        self._kept += size
        if size > limit or self._kept > _MAX_KEPT:
            raise self._damaged("string")
        return self._exactly(size).decode("utf-8", errors="replace")

    def _skip(self, size: int) -> None:
        if size <= _SMALL:  # many times faster than seeking, and a vocabulary has 100,000 strings
            self._exactly(size)
            return
        if size > self._size - self._file.tell():
            raise self._damaged("truncated")
        self._file.seek(size, 1)

    def _numbers(self, form: str) -> tuple[int, ...]:
        return struct.unpack(form, self._exactly(struct.calcsize(form)))

    def _exactly(self, size: int) -> bytes:
        data = self._file.read(size)
        if len(data) < size:
            raise self._damaged("truncated")
        return data

    def _damaged(self, detail: str) -> UserError:
        return UserError("model_damaged", name=self._name, detail=detail)
