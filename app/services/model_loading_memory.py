"""What loading taught: how each model file last worked here, and how fast this machine reads weights while writing.

One small JSON file; what cannot be read in it is forgotten. A file that was replaced since is another file.
"""

from __future__ import annotations

import contextlib
import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.catalog.fit_memory import CacheType, LoadPlan
from app.catalog.fit_shape import ModelSpec
from app.catalog.fit_speed import bandwidth_from
from app.services.model_loading_notes import Cause, Causes

log = logging.getLogger(__name__)
_MOST = 200
_LARGEST = 256 * 1024


@dataclass(frozen=True, slots=True)
class Remembered:
    """How a file last worked. ``causes``: what was given up for another reason than memory."""

    plan: LoadPlan
    causes: Causes


def plan_key(path: Path) -> str:
    """A file as it is now: another size or time makes it another one."""
    try:
        status = path.stat()
    except OSError:
        return str(path)
    return f"{path}|{status.st_size}|{status.st_mtime_ns}"


class LoadingMemory:
    """Kept in ``path``; None keeps it in memory only."""

    def __init__(self, path: Path | None = None) -> None:
        self._path = path
        self._plans, self._speeds = self._read()

    def plan(self, model: Path, n_ctx: int, n_gpu_layers: int) -> Remembered | None:
        """How this very file last worked when this was wished for; None when it was never loaded so."""
        found = self._plans.get(_wished(model, n_ctx, n_gpu_layers))
        return _remembered(found) if found is not None else None

    def remember(
        self, model: Path, n_ctx: int, n_gpu_layers: int, plan: LoadPlan, causes: Causes | None = None
    ) -> None:
        """It worked like this."""
        key = _wished(model, n_ctx, n_gpu_layers)
        other = {code: cause.value for code, cause in (causes or {}).items() if cause is not Cause.MEMORY}
        value = [plan.n_ctx, plan.n_gpu_layers, plan.cache.value, other]
        if self._plans.get(key) == value:
            return
        self._plans.pop(key, None)
        self._plans[key] = value
        while len(self._plans) > _MOST:
            self._plans.pop(next(iter(self._plans)))
        self._write()

    def bandwidth(self, place: str) -> float:
        """Bytes of weights per second; ``place`` is "memory" or a device's name. 0 when nothing was measured."""
        return self._speeds.get(place, 0.0)

    def learn(self, place: str, spec: ModelSpec, plan: LoadPlan, tokens_per_second: float) -> None:
        """A model wrote so fast. The best that was seen counts: slower ones had other things beside them."""
        speed = bandwidth_from(spec, plan, tokens_per_second)
        if speed > 1.02 * self.bandwidth(place):
            self._speeds[place] = speed
            self._write()

    def _read(self) -> tuple[dict[str, list[Any]], dict[str, float]]:
        try:
            data = self._path.read_bytes() if self._path is not None else b"{}"
            found = json.loads(data) if len(data) <= _LARGEST else {}
            plans = {
                str(key): list(value) for key, value in found.get("plans", {}).items() if _remembered(value)
            }
            speeds = {str(key): float(value) for key, value in found.get("bytes_per_second", {}).items()}
        except (OSError, ValueError, TypeError, AttributeError, RecursionError):
            return {}, {}
        return plans, {place: speed for place, speed in speeds.items() if 0 < speed < 1e14}

    def _write(self) -> None:
        if self._path is None:
            return
        part = self._path.with_name(self._path.name + ".part")
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            part.write_text(json.dumps({"plans": self._plans, "bytes_per_second": self._speeds}), "utf-8")
            part.replace(self._path)
        except OSError as error:
            log.warning("how models were loaded cannot be remembered: %s", type(error).__name__)
            with contextlib.suppress(OSError):
                part.unlink(missing_ok=True)


def _wished(model: Path, n_ctx: int, n_gpu_layers: int) -> str:
    return f"{plan_key(model)}|{n_ctx}|{n_gpu_layers}"


def _remembered(value: Any) -> Remembered | None:
    """As it was stored; None for anything else."""
    match value:
        case [int(n_ctx), int(layers), str(cache), *rest] if (
            n_ctx > 0 and layers >= -1 and cache in set(CacheType)
        ):
            return Remembered(LoadPlan(n_ctx, layers, CacheType(cache)), _causes(rest[0] if rest else {}))
    return None


def _causes(value: Any) -> dict[str, Cause]:
    known = value.items() if isinstance(value, Mapping) else ()
    return {str(code): Cause(cause) for code, cause in known if cause in set(Cause)}
