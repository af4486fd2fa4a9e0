"""What teaching needs to go on exactly where it was: one safetensors file, replaced as a whole."""

from __future__ import annotations

import errno
import json
import math
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save

from app.domain.errors import UserError
from app.domain.teaching import CHECKPOINT
from app.processes.teacher_model import Lora

_FORM = "carrel-teaching-1"


@dataclass(frozen=True, slots=True)
class State:
    """Besides the matrices. ``key`` names what is taught and how; ``losses`` are the latest."""

    key: str
    precision: str
    step: int
    seconds: float
    loss_before: float | None
    losses: tuple[float, ...]


def read_state(folder: Path) -> State | None:
    """None without a checkpoint. Raises UserError("checkpoint_damaged")."""
    path = folder / CHECKPOINT
    if not path.is_file():
        return None
    try:
        with safe_open(path, framework="pt") as file:
            return _state((file.metadata() or {}).get(_FORM, ""))
    except (SafetensorError, OSError, ValueError, TypeError, KeyError) as error:
        raise UserError("checkpoint_damaged", path=str(path)) from error


def _state(text: str) -> State:
    found = json.loads(text)
    state = State(**{**found, "losses": tuple(float(loss) for loss in found["losses"])})
    numbers = [state.step, state.seconds, state.loss_before or 0.0, *state.losses]
    if state.step < 0 or not all(math.isfinite(number) for number in numbers):
        raise ValueError(_FORM)
    return state


def write(folder: Path, state: State, loras: Mapping[str, Lora], optimizer: Any) -> None:
    """Raises UserError("disk_full" | "permission_denied"); the checkpoint before is then still there."""
    tensors: dict[str, Any] = {}
    for name, matrix in _matrices(loras):
        tensors[name] = matrix.detach().cpu()
        for mean in ("exp_avg", "exp_avg_sq"):
            kept = optimizer.state.get(matrix, {}).get(mean)
            tensors[f"{name}.{mean}"] = torch.zeros_like(matrix) if kept is None else kept.cpu()
    data = save(
        {name: tensor.contiguous() for name, tensor in tensors.items()}, {_FORM: json.dumps(asdict(state))}
    )
    write_whole(folder / CHECKPOINT, data)


def restore(folder: Path, state: State, loras: Mapping[str, Lora], optimizer: Any) -> None:
    """Into these matrices and their optimizer. Raises UserError("checkpoint_damaged")."""
    path = folder / CHECKPOINT
    try:
        with safe_open(path, framework="pt") as file, torch.no_grad():
            for name, matrix in _matrices(loras):
                matrix.copy_(file.get_tensor(name))
                means = {mean: torch.empty_like(matrix) for mean in ("exp_avg", "exp_avg_sq")}
                for mean, tensor in means.items():
                    tensor.copy_(file.get_tensor(f"{name}.{mean}"))
                optimizer.state[matrix] = {"step": torch.tensor(float(state.step)), **means}
    except (SafetensorError, OSError, RuntimeError) as error:
        raise UserError("checkpoint_damaged", path=str(path)) from error


def forget(folder: Path) -> None:
    """It is finished."""
    (folder / CHECKPOINT).unlink(missing_ok=True)


def write_whole(path: Path, data: bytes) -> None:
    """Through a temporary neighbour. Raises UserError("disk_full" | "permission_denied")."""
    part = path.with_name(path.name + ".part")
    try:
        with part.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        code = (
            "disk_full" if error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG} else "permission_denied"
        )
        raise UserError(code, path=str(path)) from error


def _matrices(loras: Mapping[str, Lora]) -> list[tuple[str, Any]]:
    return [(f"{name}.{part}", getattr(lora, part)) for name, lora in loras.items() for part in ("a", "b")]
