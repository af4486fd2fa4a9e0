"""Making a model smaller on this machine: from 16- or 32-bit weights to a kind that fits."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Protocol

from app.catalog.model_files import describe
from app.catalog.quantization import OFFERED_BITS, OFFERED_FIRST
from app.domain.errors import UserError
from app.domain.jobs import CancelToken, OnProgress, no_progress
from app.domain.language_models import ModelFile

SOURCES = ("F16", "BF16", "F32")
"""Only these: quantizing what was quantized before loses twice."""
_SLACK = 1.25  # small models keep more of their weights in larger kinds
_RESERVE = 256 * 1024 * 1024


class Quantizer(Protocol):
    """An engine of its own for one file."""

    def quantize(
        self, source: Path, target: Path, kind: str, cancel: CancelToken, on_progress: OnProgress
    ) -> None:
        """Raises UserError("quantize_failed", "disk_full"), EngineError, Cancelled."""

    def close(self) -> None:
        """End it."""


class QuantizeService:
    """``make`` starts an engine; the copy goes to ``models_dir``."""

    def __init__(self, make: Callable[[], Quantizer], models_dir: Path) -> None:
        self._make = make
        self._models_dir = models_dir

    def size(self, model: ModelFile, kind: str) -> int:
        """About how many bytes the copy will have. Raises UserError("invalid_input") for an unknown kind."""
        if kind not in OFFERED_BITS:
            raise UserError("invalid_input", detail=kind)
        return min(model.size, int(model.parameters * OFFERED_BITS[kind] / 8 * _SLACK))

    def run(
        self,
        source: Path,
        kind: str = OFFERED_FIRST,
        *,
        cancel: CancelToken | None = None,
        on_progress: OnProgress = no_progress,
    ) -> ModelFile:
        """The copy, whole and readable. The source stays as it is; a stop leaves nothing behind.

        Raises UserError("quantize_source" | "quantize_failed" | "disk_full" | "invalid_input" | "permission_denied" and
        what reading a model raises), EngineError, Cancelled.
        """
        model = describe(source.expanduser().absolute())
        needed = self.size(model, kind)
        if model.quantization not in SOURCES:
            raise UserError("quantize_source", name=model.name)
        self._check_space(needed)
        target = self._target(model.name, kind)
        part = target.with_name(f"{target.name}.part")
        engine = self._make()
        try:
            engine.quantize(model.path, part, kind, cancel or CancelToken(), on_progress)
            described = describe(part)
            if described.parameters != model.parameters:
                raise UserError("quantize_failed", name=model.name)
            part.replace(target)
        finally:
            engine.close()  # before the file is deleted: the child may still be writing
            part.unlink(missing_ok=True)
        return describe(target)

    def _check_space(self, needed: int) -> None:
        try:
            self._models_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
            free = shutil.disk_usage(self._models_dir).free
        except PermissionError as error:
            raise UserError("permission_denied", name=self._models_dir.name) from error
        if free < needed + _RESERVE:
            raise UserError("disk_full", needed=needed, free=free)

    def _target(self, name: str, kind: str) -> Path:
        return next(path for path in self._targets(_bare(name), kind) if not path.exists())

    def _targets(self, name: str, kind: str) -> Iterator[Path]:
        yield self._models_dir / f"{name}-{kind}.gguf"
        number = 2
        while True:
            yield self._models_dir / f"{name}-{kind}-{number}.gguf"
            number += 1


def _bare(name: str) -> str:
    """Without the source's own kind at the end."""
    for kind in SOURCES:
        for joint in "-._":
            if name.casefold().endswith((joint + kind).casefold()):
                return name[: -len(kind) - 1]
    return name
