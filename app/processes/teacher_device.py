"""Where the arithmetic is done, and in which precision: what is fastest here, measured in a moment."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

import torch

from app.processes.cores import physical_cores

_ROWS, _INPUTS, _OUTPUTS, _TIMES = 512, 576, 1536, 6
_TYPES = {"float32": torch.float32, "bfloat16": torch.bfloat16}


@dataclass(frozen=True, slots=True)
class Place:
    """``kind`` is torch's device; ``precision`` that of the frozen weights and of all multiplications."""

    kind: str
    precision: str
    threads: int = 1

    @property
    def device(self) -> Any:
        """For tensors."""
        return torch.device(self.kind)

    @property
    def dtype(self) -> Any:
        """For tensors."""
        return _TYPES[self.precision]

    @property
    def width(self) -> int:
        """Bytes a number."""
        return int(self.dtype.itemsize)

    def free(self) -> int:
        """Bytes that are to be had there now."""
        if self.kind == "cuda":
            return int(torch.cuda.mem_get_info()[0])
        import psutil  # type: ignore[import-untyped, unused-ignore]

        return int(psutil.virtual_memory().available)


def choose_place(precision: str, threads: int) -> Place:
    """A graphics card when torch has one, else the processor. Sets torch's number of threads."""
    if torch.cuda.is_available():
        best = "bfloat16" if torch.cuda.is_bf16_supported() else "float32"
        return Place("cuda", best if precision == "auto" else precision)
    if torch.backends.mps.is_available():
        return Place("mps", "float32" if precision == "auto" else precision)
    precisions = list(_TYPES) if precision == "auto" else [precision]
    counts = [threads] if threads else sorted({1, physical_cores()})
    found = [Place("cpu", kind, count) for kind in precisions for count in counts]
    best_place = min(found, key=_seconds) if len(found) > 1 else found[0]
    torch.set_num_threads(best_place.threads)
    return best_place


def _seconds(place: Place) -> float:
    """Of a multiplication like those of a small model. Some processors have units for bfloat16, some only emulate it,
    and on a busy or shared one a second thread can cost more than it brings."""
    torch.set_num_threads(place.threads)
    left = torch.ones(_ROWS, _INPUTS, dtype=place.dtype)
    right = torch.ones(_OUTPUTS, _INPUTS, dtype=place.dtype)
    best = float("inf")
    for _ in range(_TIMES):
        began = time.perf_counter()
        torch.nn.functional.linear(left, right)
        best = min(best, time.perf_counter() - began)
    return best
