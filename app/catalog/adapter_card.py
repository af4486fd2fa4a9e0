"""An answer adapter on disk: a folder with ``adapter.gguf`` and ``card.json``.

The card says what the adapter is for, which model it was made for and how it is to be asked; it is read as a stranger's
file: bounded, every field checked, and one that does not hold what it must is left out with the reason kept.

    {"name": ..., "base_model_name": ..., "task": "answer", "prompt": "passage-question-1", "none": "none",
     "base": {"architecture": ..., "n_layer": ..., "n_embd": ..., "n_params": ..., "name": ...},
     "base_sha256": ..., "thresholds": {...: number}, "training": {...}, "licences": [...], "created": ...,
     "carrel_version": ...}

``base`` or ``base_sha256`` must be there, so must name, task, prompt and none; the rest may be missing.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from app.catalog.gguf import read_header
from app.domain.errors import UserError

WEIGHTS, CARD = "adapter.gguf", "card.json"
_LARGEST_CARD = 64 * 1024


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What all files of one model have in common, however its weights are stored. ``name`` "" is any name.

    The name is the header's own (``general.name``): it tells models of one shape apart.
    """

    architecture: str
    n_layer: int
    n_embd: int
    n_params: int
    name: str = ""

    def fits(self, model: Fingerprint) -> bool:
        """Whether ``model`` is the one that is described here."""
        same = (self.architecture, self.n_layer, self.n_embd, self.n_params)
        if same != (model.architecture, model.n_layer, model.n_embd, model.n_params):
            return False
        return not self.name or self.name.casefold() == model.name.casefold()


@dataclass(frozen=True, slots=True)
class Adapter:
    """One adapter. ``path`` is what :class:`GenerationRequest` takes; ``none`` what it writes for "not in there".

    ``prompt`` names the form the passage and the question are put in; ``shipped``: it came with Carrel.
    """

    name: str
    path: Path
    task: str
    prompt: str
    none: str
    base: Fingerprint | None
    base_sha256: str = ""
    base_model_name: str = ""
    thresholds: Mapping[str, float] = field(default_factory=dict)
    training: Mapping[str, Any] = field(default_factory=dict)
    licences: tuple[str, ...] = ()
    created: str = ""
    carrel_version: str = ""
    shipped: bool = False


def read_adapter(folder: Path, *, shipped: bool = False) -> Adapter:
    """Raises UserError: file_missing, permission_denied, adapter_damaged."""
    card = _card(folder / CARD)
    adapter = _adapter(card, folder, shipped)
    path = folder / WEIGHTS
    try:
        header = read_header(path)
    except UserError as error:
        if error.code in {"model_missing", "permission_denied"}:
            code = "file_missing" if error.code == "model_missing" else error.code
            raise UserError(code, path=str(path)) from error
        raise _damaged(folder) from error
    made_for = adapter.base.architecture if adapter.base is not None else header.architecture
    if header.text("general.type") != "adapter" or header.architecture != made_for:
        raise _damaged(folder)
    return adapter


def fingerprint(model: Path) -> Fingerprint:
    """Of a model file. Raises UserError: model_missing, permission_denied, not_a_model, model_damaged."""
    header = read_header(model)
    return Fingerprint(
        header.architecture,
        header.number("{arch}.block_count"),
        header.number("{arch}.embedding_length"),
        header.parameters,
        header.text("general.name"),
    )


def _card(path: Path) -> dict[str, Any]:
    try:
        with path.open("rb") as file:
            data = file.read(_LARGEST_CARD + 1)
    except PermissionError:
        raise UserError("permission_denied", path=str(path)) from None
    except OSError:
        raise UserError("file_missing", path=str(path)) from None
    try:
        card = json.loads(data.decode("utf-8")) if len(data) <= _LARGEST_CARD else None
    except (ValueError, RecursionError) as error:
        raise _damaged(path.parent) from error
    if not isinstance(card, dict):
        raise _damaged(path.parent)
    return card


def _adapter(card: dict[str, Any], folder: Path, shipped: bool) -> Adapter:
    sha256 = _optional(card, "base_sha256", str, "", folder).casefold()
    base = _base(card, folder)
    needed = {key: card.get(key) for key in ("name", "task", "prompt", "none")}
    if not all(isinstance(text, str) and text.strip() for text in needed.values()):
        raise _damaged(folder)
    if base is None and not sha256:
        raise _damaged(folder)
    licences = _optional(card, "licences", list, [], folder)
    thresholds = _optional(card, "thresholds", dict, {}, folder)
    numbers = [value for value in thresholds.values() if type(value) in {int, float} and math.isfinite(value)]
    if len(numbers) != len(thresholds) or not all(isinstance(text, str) for text in licences):
        raise _damaged(folder)
    return Adapter(
        name=str(needed["name"]),
        path=folder / WEIGHTS,
        task=str(needed["task"]),
        prompt=str(needed["prompt"]),
        none=str(needed["none"]),
        base=base,
        base_sha256=sha256,
        base_model_name=_optional(card, "base_model_name", str, "", folder),
        thresholds={key: float(value) for key, value in thresholds.items()},
        training=_optional(card, "training", dict, {}, folder),
        licences=tuple(licences),
        created=_optional(card, "created", str, "", folder),
        carrel_version=_optional(card, "carrel_version", str, "", folder),
        shipped=shipped,
    )


def _base(card: dict[str, Any], folder: Path) -> Fingerprint | None:
    if "base" not in card:
        return None
    base = _optional(card, "base", dict, {}, folder)
    name = _optional(base, "name", str, "", folder)
    n_layer, n_embd, n_params = numbers = [base.get(key) for key in ("n_layer", "n_embd", "n_params")]
    if not isinstance(base.get("architecture"), str) or any(type(n) is not int or n <= 0 for n in numbers):
        raise _damaged(folder)
    return Fingerprint(base["architecture"], n_layer, n_embd, n_params, name)


def _optional(card: dict[str, Any], key: str, kind: type, default: Any, folder: Path) -> Any:
    value = card.get(key, default)
    if not isinstance(value, kind):
        raise _damaged(folder)
    return value


def _damaged(folder: Path) -> UserError:
    return UserError("adapter_damaged", name=folder.name)
