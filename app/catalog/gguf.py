"""Reads the header of a GGUF file, bounded: a hostile file ends as "model_damaged", quickly and in little memory.

The layout is that of ggml's ``docs/gguf.md``, versions 2 and 3. Weights are not read; that they are all there is
seen from the tensor table (where the last one ends) and the size of the file. A model in parts is read as one.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from app.catalog.gguf_parts import following_parts
from app.catalog.gguf_reader import HeaderReader, RawHeader, TensorInfo, Value
from app.catalog.quantization import FILE_TYPES, TENSOR_TYPES
from app.domain.errors import UserError

__all__ = ["GgufHeader", "TensorInfo", "Value", "read_header"]

Array = tuple[int | float | bool, ...]


@dataclass(frozen=True, slots=True)
class GgufHeader:
    """What a header says. ``values`` holds the scalars and strings, ``arrays`` the short arrays of numbers;
    of all arrays ``lengths`` has the number of elements. ``data_end``: where the first part's weights end.

    ``parts``: the files, in order, and ``file_bytes`` what they take together. ``end`` bytes of them at least are
    needed, so a file that is longer has something behind the weights.
    """

    version: int
    values: dict[str, Value]
    parameters: int
    data_end: int
    tensor_types: dict[int, int] = field(default_factory=dict)
    tensors: tuple[TensorInfo, ...] = ()
    arrays: dict[str, Array] = field(default_factory=dict)
    lengths: dict[str, int] = field(default_factory=dict)
    parts: tuple[Path, ...] = ()
    file_bytes: int = 0

    def text(self, key: str) -> str:
        """A string, or ""."""
        value = self.values.get(key)
        return value if isinstance(value, str) else ""

    def number(self, key: str) -> int:
        """An integer, or 0. ``{arch}`` stands for the architecture."""
        value = self.values.get(key.replace("{arch}", self.architecture))
        return int(value) if isinstance(value, int) else 0

    def per_layer(self, key: str, count: int, default: int = 0) -> tuple[int, ...]:
        """A number that may differ from layer to layer, for ``count`` layers; ``default`` where nothing is said."""
        found = self.arrays.get(key.replace("{arch}", self.architecture))
        if found is not None:
            return tuple(int(value) for value in found[:count]) + (default,) * (count - len(found))
        return ((self.number(key) or default),) * count

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
    def vocabulary_size(self) -> int:
        """Tokens, or 0."""
        return self.lengths.get("tokenizer.ggml.tokens", 0) or self.number("{arch}.vocab_size")


def read_header(path: Path) -> GgufHeader:
    """Raises UserError: model_missing, permission_denied, not_a_model, model_damaged, model_newer,
    model_part_missing, model_later_part."""
    first = _read(path)
    parts = [path]
    merged = _header(first)
    count = merged.number("split.count")
    if count > 1:
        if merged.number("split.no") != 0:
            raise UserError("model_later_part", name=path.name, number=merged.number("split.no") + 1)
        parts += following_parts(path, count)
        merged = _with_parts(merged, parts, path.name)
    return replace(merged, parts=tuple(parts), file_bytes=sum(part.stat().st_size for part in parts))


def _with_parts(first: GgufHeader, parts: list[Path], name: str) -> GgufHeader:
    """Each part says which one it is; together they hold as many tensors as the first promises, none twice."""
    tensors = list(first.tensors)
    for number, part in enumerate(parts[1:], start=1):
        found = _header(_read(part))
        if found.number("split.no") != number or found.number("split.count") != len(parts):
            raise UserError("model_damaged", name=part.name, detail="parts")
        tensors += found.tensors
    promised = first.number("split.tensors.count")
    if len({tensor.name for tensor in tensors}) != len(tensors) or promised not in {0, len(tensors)}:
        raise UserError("model_damaged", name=name, detail="parts")
    return _summed(first, tuple(tensors))


def _header(raw: RawHeader) -> GgufHeader:
    empty = GgufHeader(
        raw.version, raw.values, 0, raw.data_end, arrays=raw.arrays, lengths=raw.lengths, tensors=raw.tensors
    )
    return _summed(empty, raw.tensors)


def _summed(header: GgufHeader, tensors: tuple[TensorInfo, ...]) -> GgufHeader:
    types: dict[int, int] = {}
    for tensor in tensors:
        types[tensor.kind] = types.get(tensor.kind, 0) + tensor.weights
    return replace(header, tensors=tensors, tensor_types=types, parameters=sum(types.values()))


def _read(path: Path) -> RawHeader:
    with _translated(path), path.open("rb") as file:
        return HeaderReader(file, path.stat().st_size, path.name).header()


@contextmanager
def _translated(path: Path) -> Iterator[None]:
    try:
        yield
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        raise UserError("model_missing", name=path.name) from None
    except PermissionError:
        raise UserError("permission_denied", name=path.name, path=path.name) from None
    except OSError as error:
        raise UserError("model_damaged", name=path.name, detail="disk") from error
